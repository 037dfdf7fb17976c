"""manage.py contributions mail | news | tidy | export ADDRESS | erase ADDRESS: what contributions need now and then."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from resource_centre.contribution.moving import refile_strays
from resource_centre.contribution.named_in_pages import pages_that_name
from resource_centre.contribution.posting import deliver_mail
from resource_centre.contribution.tidying import (
    delete_ownerless_drafts,
    delete_unconfirmed,
    delete_void_invitations,
    forget_addresses_of_readers,
    forget_given_up,
)
from resource_centre.contribution.uploads.dropping import tidy_files
from resource_centre.contribution.uploads.publishing import tidy_copies
from resource_centre.contribution.watching.changes import delete_unconfirmed_watches
from resource_centre.contribution.watching.telling import tell_watchers
from resource_centre.discovery.staff.search_log import delete_old_searches
from resource_centre.management.plain import PlainCommand, write_whole
from resource_centre.persons.person import Person, person_of
from resource_centre.persons.walking import ErasePerson, NotErased, as_json, held_on
from resource_centre.workflow.forgetting import forget_addresses_of_experts, forget_handling


class Command(PlainCommand):
    """Run `tidy` each day, `news` every few minutes, and `mail` each minute where INDEXING is "worker"."""

    help = "Sends the mail that waits, forgets what is not kept, exports or erases what is held on an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        step = self.actions(parser, "step")
        step("mail", help="send what waits in the outbox")
        step("news", help="write the mails of those who watch something, and send them")
        step(
            "tidy",
            help="delete what nobody confirmed within seven days, drafts of accounts that are no more, texts that were "
            "given up, addresses that have served, invitations and searches that are too old, and lost files; file "
            "what waits under the centre of its page",
        )
        export = step("export", help="write as JSON all that is held on an e-mail address")
        export.add_argument("--output", type=Path, help="the file to write; standard output without it")
        erase = step("erase", help="forget who is behind an e-mail address, the account included")
        erase.add_argument(
            "--keep-name", action="store_true", help="leave the name beside what was published, where it was asked for"
        )
        for one in (export, erase):
            one.add_argument("address")
            one.add_argument(
                "--name", action="append", default=[],
                help="a name that nobody else has: opinions were asked for under it, texts are signed with it (may be "
                "repeated)",
            )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say how much was done."""
        step = options["step"]
        if step == "mail":
            self.stdout.write(f"sent={deliver_mail()}")
        elif step == "news":
            self.stdout.write(f"written={tell_watchers()} sent={deliver_mail()}")
        elif step == "tidy":
            self._tidy()
        elif step == "export":
            self._export(self._person(options), options["output"])
        else:
            self._erase(self._person(options, keeps_name=options["keep_name"]))

    def _person(self, options: dict[str, Any], *, keeps_name: bool = False) -> Person:
        if "@" not in options["address"]:
            raise CommandError("This is no e-mail address: write it as name@example.org.")
        return person_of(options["address"], options["name"], keeps_name=keeps_name)

    def _tidy(self) -> None:
        deleted = delete_unconfirmed() + delete_ownerless_drafts()
        deleted += delete_void_invitations() + delete_unconfirmed_watches()
        delete_old_searches()
        forget_handling()
        forgotten, refiled = forget_addresses_of_experts() + forget_addresses_of_readers(), refile_strays()
        given_up, files = forget_given_up(), tidy_files() + tidy_copies()
        done = f"deleted={deleted} forgotten={forgotten} given_up={given_up} files={files} refiled={refiled}"
        self.stdout.write(done)

    def _export(self, person: Person, output: Path | None) -> None:
        text = as_json(person, held_on(person))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            write_whole(output, text.encode(), mode=0o600)  # it is about one person: for nobody else's eyes
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"written={output}")

    def _erase(self, person: Person) -> None:
        try:
            erased = ErasePerson(person).execute()
        except NotErased as error:
            raise CommandError(str(error)) from error
        self.stdout.write(" ".join(f"{one.name}={one.count}" for one in erased))
        for page in pages_that_name(person):
            self.stdout.write(f"still_named_in={page.full_url or page.url_path}")
