"""Which addresses outside published pages bear, and in which part of each page."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urldefrag

from django.db import models
from modelcluster.models import get_all_child_relations

from resource_centre.access.visibility import published_today
from resource_centre.content.facts import Figure, Source
from resource_centre.content.fields import CleanRichTextField, WebAddressField
from resource_centre.content.kinds import kind_models
from resource_centre.content.pages.base import Resource
from resource_centre.workflow.link_checks.models import LONGEST, LinkCheck, LinkPlace, LinkUse, digest_of, host_of

#: A page, in which part, and the address: (12, "body", "https://example.org/").
Found = tuple[int, str, str]
_HREF = re.compile(r"""href=["'](https?://[^"']+)["']""", re.I)
#: Pages read at once.
BATCH = 500


def collect_links() -> int:
    """Make the table say what published pages bear today; the number of addresses. Pages are read in batches.

    An address that no page bears any more is forgotten, with what was known of it. Not one transaction: each step may
    be done again, and whoever publishes meanwhile waits for none of them.
    """
    wanted = {(digest_of(url), pk, place): url for pk, place, url in addresses_in_use()}
    known = dict(LinkCheck.objects.values_list("digest", "pk"))
    before = set(known.values())
    new = {digest: url for (digest, _pk, _place), url in wanted.items() if digest not in known}
    LinkCheck.objects.bulk_create(
        (LinkCheck(url=url, digest=digest, host=host_of(url)) for digest, url in new.items()),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    if new:
        known = dict(LinkCheck.objects.values_list("digest", "pk"))
    _renew_uses({(known[digest], pk, place) for digest, pk, place in wanted if digest in known})
    _forget(before)
    return len({digest for digest, _pk, _place in wanted})


def _renew_uses(wanted: set[tuple[int, int, str]]) -> None:
    stored = {(link, page, place): pk for pk, link, page, place in _columns(LinkUse.objects.all())}
    gone = [pk for use, pk in stored.items() if use not in wanted]
    for first in range(0, len(gone), BATCH):
        LinkUse.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    LinkUse.objects.bulk_create(
        (LinkUse(link_id=link, resource_id=page, place=place) for link, page, place in sorted(wanted - set(stored))),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _forget(before: set[int]) -> None:
    """Those that nothing bears any more; never one that another run has just written and is about to place."""
    unused = sorted(before & set(LinkCheck.objects.filter(uses=None).order_by().values_list("pk", flat=True)))
    for first in range(0, len(unused), BATCH):
        LinkCheck.objects.filter(pk__in=unused[first : first + BATCH]).delete()


def _columns(uses: "models.QuerySet[LinkUse]") -> Iterable[tuple[int, int, int, str]]:
    return uses.values_list("pk", "link_id", "resource_id", "place").iterator()


def addresses_in_use() -> Iterator[Found]:
    """Every address outside of published pages: their fields, their texts, their rows; a few queries a kind."""
    live = Resource.objects.filter(published_today())
    for model in kind_models():
        yield from _of_fields(model, model._default_manager.filter(pk__in=live.values("pk")))
    for relation in _relations():
        yield from _of_rows(relation, live)


def _of_fields(model: type[models.Model], pages: Any) -> Iterator[Found]:
    fields = [field for field in model._meta.concrete_fields if not field.is_relation]
    addresses = [field.attname for field in fields if isinstance(field, WebAddressField)]
    texts = [field.attname for field in fields if isinstance(field, CleanRichTextField)]
    for pk, body, *values in pages.values_list("pk", "body", *addresses, *texts).iterator(chunk_size=BATCH):
        for url in filter(None, map(checked_address, values[: len(addresses)])):
            yield pk, LinkPlace.ADDRESS, url
        written = [*values[len(addresses) :], *_strings(body.raw_data)]
        for url in _in_texts(written):
            yield pk, LinkPlace.BODY, url


def _relations() -> list[tuple[type[models.Model], str, str]]:
    """Child tables that hold addresses: (Source, "resource_id", "url"); each once, a host's own kinds included."""
    found = {
        (relation.related_model, relation.field.attname, field.attname)
        for model in kind_models()
        for relation in get_all_child_relations(model)
        for field in relation.related_model._meta.concrete_fields
        if isinstance(field, WebAddressField)
    }
    return sorted(found, key=lambda one: (one[0].__name__, one[2]))


def _of_rows(relation: tuple[type[models.Model], str, str], live: Any) -> Iterator[Found]:
    model, owner, column = relation
    place = {Source: LinkPlace.SOURCE, Figure: LinkPlace.FIGURE}.get(model, LinkPlace.RELATION)
    rows = model._default_manager.filter(**{f"{owner.removesuffix('_id')}__in": live.values("pk")})
    for pk, url in rows.exclude(**{column: ""}).values_list(owner, column).iterator(chunk_size=BATCH):
        if kept := checked_address(url):
            yield pk, place, kept


def _strings(value: Any) -> Iterator[str]:
    """Every text of a stored body, whatever the block: {"type": "embed", "value": {"url": "https://…"}}."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _strings(inner)


def _in_texts(texts: Iterable[str]) -> Iterator[str]:
    """Addresses of the links of rich text, and texts that are an address from end to end."""
    for text in texts:
        found = [unescape(url) for url in _HREF.findall(text)]
        if not found and text.startswith(("http://", "https://")) and not any(map(str.isspace, text)):
            found = [text]
        yield from filter(None, map(checked_address, found))


def checked_address(url: str | None) -> str:
    """The address that is asked for: without its fragment, which no site is told; "" for what is not checked."""
    try:
        bare = urldefrag((url or "").strip()).url
    except ValueError:
        return ""
    return bare if bare.startswith(("http://", "https://")) and host_of(bare) and len(bare) <= LONGEST else ""
