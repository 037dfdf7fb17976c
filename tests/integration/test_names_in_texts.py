"""The name of somebody who is erased, inside texts: rubbed out of their own, looked for in what was published."""

from typing import Any

import pytest
from django.core.management import call_command

from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.models import ProblemReport
from resource_centre.persons.holders import names_them, rubbed_out
from resource_centre.persons.person import Person, person_of_user
from resource_centre.persons.walking import ErasePerson
from tests.factories import publish
from tests.support.reviewing import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def ada() -> Any:
    return person("ada", first_name="Ada", last_name="Éve Lovelace")


def test_whole_names_go_out_of_ones_own_messages_and_words_of_one_word_stay(centre: Any, ada: Any) -> None:
    page = publish(centre, "practice", "Une pratique").resource_ptr
    thread = Thread.objects.create(resource=page, title="Ada Éve Lovelace demande", opened_by=ada)
    text = "Ada trouve cela faux.\n\nADA ÈVE est une autre. ADA ÉVE\nLOVELACE, ada@example.org"
    own = Message.objects.create(thread=thread, by=ada, name="Ada", text=text)
    other = Message.objects.create(thread=thread, by=person("bea"), name="Béa", text="Merci, Ada Éve Lovelace.")
    report = ProblemReport.objects.create(
        resource=page, reason="wrong", email="ada@example.org", text="Faux. Ada Éve Lovelace"
    )
    ErasePerson(person_of_user(ada)).execute()
    for row in (thread, own, other, report):
        row.refresh_from_db()
    assert own.text == "Ada trouve cela faux.\n\nADA ÈVE est une autre. …, …"
    assert (thread.title, report.text) == ("… demande", "Faux. …")
    assert other.text == "Merci, Ada Éve Lovelace.", "somebody else’s words are theirs"


def test_the_command_lists_the_published_pages_that_still_name_whom_it_erased(
    centre: Any, ada: Any, capsys: Any
) -> None:
    named = publish(centre, "practice", "Des lacs", summary="Une idée d’Ada Éve\u00a0Lovelace.")
    address = publish(centre, "tool", "Des outils", body=[("text", "<p>Écrire à <b>Ada@example.org</b>.</p>")])
    line = publish(centre, "practice", "Des rivières", summary="Écrit par\nAda Éve Lovelace.")
    bold = publish(centre, "tool", "Des ponts", body=[("text", "<p>Par <b>Ada</b> Éve Lovelace.</p>")])
    publish(centre, "practice", "Un brouillon d’Ada Éve Lovelace", live=False)
    publish(centre, "practice", "Ada", summary="Un prénom est un mot comme un autre.")
    call_command("contributions", "erase", "ada@example.org")
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("still_named_in=")]
    assert lines == [f"still_named_in={page.full_url}" for page in (named, address, line, bold)]
    named.refresh_from_db()
    assert "Lovelace" in named.summary, "no program rewrites what editors published"
    call_command("contributions", "erase", "ada@example.org")
    assert "Écrire" not in capsys.readouterr().out
    call_command("contributions", "erase", "ada@example.org", "--name", "Ada Éve Lovelace")
    assert named.full_url in capsys.readouterr().out


def test_whole_words_only_and_nothing_of_nobody() -> None:
    ada = Person("ada@b.org", names=("Ada Love", "ada"))
    assert [names_them(text, ada) for text in ("ada", "Ada Lovelace", "x ADA  love.", "(ada@b.org)")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert not names_them("", Person(""))
    assert rubbed_out("A B", "") == "A B"
