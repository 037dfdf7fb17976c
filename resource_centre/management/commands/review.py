"""manage.py review digest: tells those in charge of pages what they have to re-read."""

from argparse import ArgumentParser
from typing import Any

from resource_centre.contribution.posting import deliver_mail
from resource_centre.management.plain import PlainCommand
from resource_centre.workflow.clock.digest import send_digests


class Command(PlainCommand):
    """Run it each day: a second time on the same day, or at the same moment, tells nobody again."""

    help = "Sends each person in charge of pages one mail that lists those to re-read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        self.actions(parser, "step")("digest", help="write the mails of the day, and send them")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do it, and say how much was done."""
        self.stdout.write(f"written={send_digests()} sent={deliver_mail()}")
