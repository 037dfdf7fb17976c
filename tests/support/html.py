"""Reads answers as a browser would: addresses, structured data, languages, number of queries."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

OWN_HOSTS = {"", "testserver", "localhost"}
#: What a browser fetches without being asked.
FETCHED = {"link": ("href",), "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset")}
FETCHED |= {"iframe": ("src",), "video": ("src", "poster"), "audio": ("src",), "object": ("data",), "embed": ("src",)}


def parsed(response: Any) -> BeautifulSoup:
    """The tree of an answer."""
    return BeautifulSoup(response.content, "html.parser")


def queries(client: Client, address: str) -> int:
    """Queries of a page read a second time: caches of the process (content types, sites) are warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def foreign_addresses(tree: BeautifulSoup) -> list[str]:
    """Addresses elsewhere that a browser would fetch by itself; must be empty."""
    found = [
        address.split()[0]
        for name, attributes in FETCHED.items()
        for tag in tree.find_all(name)
        for attribute in attributes
        for address in str(tag.get(attribute) or "").split(",")
        if address.strip()
    ]
    return [address for address in found if urlsplit(address).hostname not in {None, *OWN_HOSTS}]


def structured_data(tree: BeautifulSoup) -> list[Any]:
    """JSON-LD of a page."""
    return [json.loads(tag.string or "") for tag in tree.find_all("script", type="application/ld+json")]


def language_of(tag: Tag) -> str:
    """The language that the nearest `lang` around an element gives it."""
    return next((str(around["lang"]) for around in _around(tag) if around.get("lang")), "")


def _around(tag: Tag) -> Iterator[Tag]:
    yield tag
    yield from (parent for parent in tag.parents if isinstance(parent, Tag))


def ways_on(tree: BeautifulSoup) -> list[str]:
    """Links inside the main part of a page."""
    main = tree.find("main")
    return [str(link["href"]) for link in main.find_all("a", href=True)] if isinstance(main, Tag) else []
