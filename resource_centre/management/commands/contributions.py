"""manage.py contributions mail | news | tidy | erase ADDRESS: what contributions need from time to time."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from resource_centre.contribution.posting import deliver_mail
from resource_centre.contribution.tidying import delete_unconfirmed, delete_void_invitations, erase_address
from resource_centre.contribution.uploads.dropping import tidy_files
from resource_centre.contribution.uploads.publishing import tidy_copies
from resource_centre.contribution.watching.changes import delete_unconfirmed_watches
from resource_centre.contribution.watching.telling import tell_watchers
from resource_centre.discovery.staff.search_log import delete_old_searches
from resource_centre.workflow.forgetting import erase_expert, forget_addresses_of_experts


class Command(BaseCommand):
    """Run `tidy` each day, `news` every few minutes, and `mail` each minute where INDEXING is "worker"."""

    help = "Sends the mail that waits, deletes proposals that nobody confirmed, forgets an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("mail", help="send what waits in the outbox")
        steps.add_parser("news", help="write the mails of those who watch something, and send them")
        steps.add_parser(
            "tidy",
            help="delete what nobody confirmed within seven days, old invitations and searches, lost files",
        )
        erase = steps.add_parser("erase", help="forget who is behind an e-mail address")
        erase.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how much was done."""
        if options["step"] == "mail":
            self.stdout.write(f"sent={deliver_mail()}")
        elif options["step"] == "news":
            self.stdout.write(f"written={tell_watchers()} sent={deliver_mail()}")
        elif options["step"] == "tidy":
            deleted = delete_unconfirmed() + delete_void_invitations() + delete_unconfirmed_watches()
            delete_old_searches()
            files = tidy_files() + tidy_copies()
            self.stdout.write(f"deleted={deleted} forgotten={forget_addresses_of_experts()} files={files}")
        else:
            erased = erase_address(options["address"])
            counts = " ".join(f"{name}={count}" for name, count in asdict(erased).items())
            self.stdout.write(f"{counts} opinions={erase_expert(options['address'])}")
