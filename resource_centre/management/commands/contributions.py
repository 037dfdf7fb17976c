"""manage.py contributions mail | tidy | erase ADDRESS: what contributions need from time to time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from resource_centre.contribution.posting import deliver_mail
from resource_centre.contribution.tidying import delete_unconfirmed, delete_void_invitations, erase_address


class Command(BaseCommand):
    """Run `tidy` each day, and `mail` each minute where INDEXING is "worker"."""

    help = "Sends the mail that waits, deletes proposals that nobody confirmed, forgets an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("mail", help="send what waits in the outbox")
        steps.add_parser(
            "tidy", help="delete what nobody confirmed within seven days, and invitations too old to serve"
        )
        erase = steps.add_parser("erase", help="forget who is behind an e-mail address")
        erase.add_argument("address")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how much was done."""
        if options["step"] == "mail":
            self.stdout.write(f"sent={deliver_mail()}")
        elif options["step"] == "tidy":
            self.stdout.write(f"deleted={delete_unconfirmed() + delete_void_invitations()}")
        else:
            erased = erase_address(options["address"])
            self.stdout.write(f"proposals={erased.proposals} reports={erased.reports} invitations={erased.invitations}")
