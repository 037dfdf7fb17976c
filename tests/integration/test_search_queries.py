"""What a page of results costs the database, whatever it holds."""

import pytest
from django.test import Client

from resource_centre.content.stamps import forget_all
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.discovery.indexer import rebuild
from tests.factories import concept, make_centre, publish, tag
from tests.support.generated import generate
from tests.support.html import queries

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("one_site")]

MOST_QUERIES = 8
QUESTIONS = (
    "",
    "?q=inclusion",
    "?q=inclusion&type=practice&theme=theme-1&actor=actor-3&territory=region:r1",
    "?year=2015",
)


def asked() -> dict[str, int]:
    """Queries of each question."""
    return {question: queries(Client(), f"/centre/recherche/{question}") for question in QUESTIONS}


def test_a_page_of_results_takes_eight_queries_whatever_it_holds() -> None:
    world = generate(make_centre(), 60)
    rebuild()
    few = asked()
    for number in range(12):
        concept(f"vocabulaire-{number}", "a")
    Vocabulary.objects.update(is_facet=True)
    terms = concept("vocabulaire-1", "b"), concept("vocabulaire-2", "c")
    for number in range(40):
        publish(world.centre, "practice", f"Inclusion {number}", date_from="2015", concept_links=tag(*terms))
    forget_all()
    rebuild()
    assert asked() == few
    assert max(few.values()) <= MOST_QUERIES
