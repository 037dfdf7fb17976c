"""Rows between a resource and other pages, grouped by what they mean, read from either end."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.content.kinds import KindSpec
from resource_centre.content.relations import (
    INVERSE_ACTOR_LINKS,
    INVERSE_RESOURCE_LINKS,
    ActorLinkKind,
    LinkState,
    RelationState,
    ResourceLinkKind,
    Stance,
)
from resource_centre.text.folding import fold
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.links import LinkedPage
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import Row, RowType
from resource_centre.web.presenters.resource_view import (
    ActorLinkLine,
    ActorLinkTable,
    KindOfRoles,
    RelationGroup,
    RelationItem,
    Roles,
    StanceColumn,
)

#: An actor with more rows than this shows some, and leads to all with `?show=all`: 400 elements are soon reached.
ROLES_AT_FIRST = 20
ACTOR_LINKS_AT_FIRST = 10
#: How many of them its page shows then: roles of each kind of resource, and links with other actors.
ROLES_OF_A_KIND = 2
ACTOR_LINKS_SHOWN = 2


def involvements(material: Material) -> tuple[RelationGroup, ...]:
    """Who took part, by role."""
    pairs = [(row.label, _item(row, page, material)) for row, page in material.linked(RowType.INVOLVEMENT)]
    return grouped(pairs)


def resource_links(material: Material, without: frozenset[tuple[str, str]] = frozenset()) -> tuple[RelationGroup, ...]:
    """Links to and from other resources, by wording; `without` are those that the kind prints elsewhere."""
    pairs = [
        (link_wording(row), _item(row, page, material, with_kind=True))
        for row, page in material.linked(RowType.LINK, RowType.INVERSE_LINK)
        if (row.type.value, row.code) not in without
    ]
    return grouped(pairs)


def link_wording(row: Row) -> str:
    """ "evaluates" on the page that states the link, "evaluated by" on the other."""
    kind = ResourceLinkKind(row.code)
    return str(kind.label if row.type is RowType.LINK else INVERSE_RESOURCE_LINKS[kind])


def successors(material: Material) -> tuple[Link, ...]:
    """Pages that state that they replace this one."""
    rows = material.linked(RowType.INVERSE_LINK)
    return tuple(page.link for row, page in rows if row.code == ResourceLinkKind.REPLACES)


def parts_by_kind(material: Material) -> tuple[RelationGroup, ...]:
    """What is part of this resource, by kind, oldest first."""
    found = [(row, page) for row, page in material.linked(RowType.INVERSE_LINK) if row.code == ResourceLinkKind.PART_OF]
    found.sort(key=lambda pair: (_rank(pair[1].kind), str(pair[1].date_from or "9"), fold(pair[1].title)))
    return grouped([(_plural(page.kind), _item(row, page, material)) for row, page in found])


def actor_roles(material: Material) -> Roles:
    """An actor's part in other resources, read from their rows: by kind of resource, then by role.

    Beyond ROLES_AT_FIRST, the page shows ROLES_OF_A_KIND of each kind and leads to all.
    """
    found = sorted(material.linked(RowType.ROLE), key=lambda pair: str(pair[1].date_from or ""), reverse=True)
    found.sort(key=lambda pair: _rank(pair[1].kind))
    kinds: dict[str, list[tuple[Row, LinkedPage]]] = {}
    for row, page in found:
        kinds.setdefault(page.kind.code if page.kind else "", []).append((row, page))
    is_cut = _is_cut(len(found), ROLES_AT_FIRST, material)
    words = _("See the %(count)d roles") % {"count": len(found)}
    return Roles(
        kinds=tuple(_kind_of_roles(code, pairs, is_cut, material) for code, pairs in kinds.items()),
        more=Link(words, f"{material.url}?show=all#roles") if is_cut else None,
    )


def _is_cut(count: int, limit: int, material: Material) -> bool:
    return count > limit and material.request.GET.get("show") != "all"


def _kind_of_roles(code: str, pairs: list[tuple[Row, LinkedPage]], is_cut: bool, material: Material) -> KindOfRoles:
    if is_cut:  # each role says its own name: a heading for one item is too much
        items = tuple(_item(row, page, material, row.label) for row, page in pairs[:ROLES_OF_A_KIND])
        groups: tuple[RelationGroup, ...] = (RelationGroup("", items),)
    else:
        groups = grouped([(row.label, _item(row, page, material)) for row, page in pairs])
    return KindOfRoles(code, _plural(pairs[0][1].kind), len({page.pk for _row, page in pairs}), len(pairs), groups)


def people_pages(material: Material, row_type: RowType) -> tuple[RelationItem, ...]:
    """Studies written or events spoken at, each once, with the names of the people."""
    names: dict[int, list[str]] = {}
    pages: dict[int, LinkedPage] = {}
    for row, page in material.linked(row_type):
        pages[page.pk] = page
        names.setdefault(page.pk, []).append(f"{row.label} ({row.note})" if row.note else row.label)
    return tuple(RelationItem(page.link, details=page.period, note=", ".join(names[pk])) for pk, page in pages.items())


def actor_links(material: Material) -> ActorLinkTable | None:
    """Links between this actor and others, from either end, the most recent first; None when there is none."""
    found = list(material.linked(RowType.ACTOR_LINK, RowType.INVERSE_ACTOR_LINK))
    found.sort(key=lambda pair: str(pair[0].date_from or ""), reverse=True)
    if not found:
        return None
    is_cut = _is_cut(len(found), ACTOR_LINKS_AT_FIRST, material)
    shown = found[:ACTOR_LINKS_SHOWN] if is_cut else found
    words = ngettext("%(count)d link, the most recent first", "%(count)d links, the most recent first", len(found))
    more = _("See the %(count)d links") % {"count": len(found)}
    return ActorLinkTable(
        caption=words % {"count": len(found)},
        lines=tuple(_actor_line(row, page, material) for row, page in shown),
        more=Link(more, f"{material.url}?show=all#actors") if is_cut else None,
    )


def _actor_line(row: Row, page: LinkedPage, material: Material) -> ActorLinkLine:
    kind = ActorLinkKind(row.code)
    wording = kind.label if row.type is RowType.ACTOR_LINK else INVERSE_ACTOR_LINKS[kind]
    return ActorLinkLine(
        wording=str(wording),
        actor=page.link,
        period=row.period,
        state=str(LinkState(row.state).label),
        note=row.note,
        note_lang=_note_lang(row, page, material),
        reference=_cite(row, material),
    )


def evidence(material: Material, row_type: RowType, absences: Mapping[str, str]) -> tuple[StanceColumn, ...]:
    """Three columns: what supports, nuances, contradicts; empty when there is no row at all and no absence to say."""
    found = list(material.linked(row_type))
    if not found and not absences:
        return ()
    return tuple(
        StanceColumn(
            code=stance.value,
            label=capfirst(str(stance.label)),
            items=tuple(
                _item(row, page, material, with_kind=row_type is RowType.PROOF)
                for row, page in found
                if row.code == stance.value
            ),
            absence=absences.get(stance.value, _("None.")),
        )
        for stance in Stance
    )


def mentions(material: Material) -> tuple[RelationItem, ...]:
    """Pages whose text links here, once each, without those that a relation already shows on this page."""
    shown = {row.other_id for row in material.rows if row.type is not RowType.MENTION}
    pages = {page.pk: page for row, page in material.linked(RowType.MENTION) if row.other_id not in shown}
    ordered = sorted(pages.values(), key=lambda page: (_rank(page.kind), fold(page.title)))
    return tuple(RelationItem(page.link, details=str(page.kind.label) if page.kind else _("Page")) for page in ordered)


def grouped(pairs: Iterable[tuple[str, RelationItem]]) -> tuple[RelationGroup, ...]:
    """Items by label, labels in the order of their first item."""
    groups: dict[str, list[RelationItem]] = {}
    for label, item in pairs:
        groups.setdefault(label, []).append(item)
    return tuple(RelationGroup(capfirst(label), tuple(items)) for label, items in groups.items())


def _item(row: Row, page: LinkedPage, material: Material, role: str = "", with_kind: bool = False) -> RelationItem:
    tag = RelationState.TO_CONFIRM.label if row.state == RelationState.TO_CONFIRM else ""
    kind = str(page.kind.label) if with_kind and page.kind else ""
    period = row.period or (page.period if with_kind else "")
    return RelationItem(
        link=page.link,
        tag=str(tag),
        is_alert=bool(tag),
        details=", ".join(filter(None, (capfirst(role), kind, period))),
        note=row.note,
        note_lang=_note_lang(row, page, material),
        reference=_cite(row, material),
    )


_INCOMING = frozenset({RowType.ROLE, RowType.INVERSE_LINK, RowType.PROOF, RowType.INVERSE_ACTOR_LINK})


def _note_lang(row: Row, page: LinkedPage, material: Material) -> str:
    """A note is in the language of the page that states the row."""
    return page.link.lang if row.type in _INCOMING else material.lang


def _cite(row: Row, material: Material) -> Any:
    return material.references.cite(row.source_title, row.source_url, row.source_date)


def _rank(kind: KindSpec | None) -> int:
    return kind.order if kind else 1000


def _plural(kind: KindSpec | None) -> str:
    return str(kind.plural) if kind else _("Pages")
