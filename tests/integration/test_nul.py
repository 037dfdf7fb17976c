"""A character that PostgreSQL takes in no text, wherever an address may hold one: never an error of ours."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import make_centre, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]

ADDRESSES = (
    *(f"recherche/?{name}=%00" for name in ("q", "place", "theme", "actor", "type", "year", "sort", "page")),
    *(
        "recherche/?territory=region:%00",
        "recherche/?territory=%00:53",
        "recherche.json?q=a%00b",
        "recherche.csv?q=%00",
    ),
    *(
        "suggestions.json?q=a%00",
        "recherche/filtres/theme/?q=%00",
        "pratiques/?theme=%00",
        "pratiques/?territory=%00:%00",
    ),
    *("pratiques/?territory=%00:%00", "themes/%00/", "territoires/region-%00/", "pratiques/%00/", "acteurs/a%00b/"),
    *("changements/?theme=%00&territory=region:%00&type=%00", "changements.atom?territory=region:%00"),
    *("suivre/?territory=region:%00", "suivis/%00/arreter/", "propositions/confirmer/%00/", "contribuer/nouveau/%00/"),
)
ELSEWHERE = ("/recherche/?q=%00", "/espace/organisations/?q=a%00", "/espace/invitation/%00/", "/espace/?done=%00")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_no_error_in_a_centre(address: str, client: Client) -> None:
    centre: Any = make_centre()
    publish(centre, "practice", "Une pratique")
    assert client.get(f"{centre.url}{address}").status_code < 500


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nor_on_the_rest_of_the_site(address: str, client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("ada"))
    assert client.get(address).status_code < 500
