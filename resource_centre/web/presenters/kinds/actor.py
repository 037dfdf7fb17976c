"""An actor: what it does, with whom, where. Its roles are read from the rows of other pages."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.content.pages.actor import ActorNameKind
from resource_centre.content.relations import ActorLinkKind, TerritoryRole
from resource_centre.discovery.documents import ACTOR
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import EngineUnavailable
from resource_centre.web.presenters.common import centre_of
from resource_centre.web.presenters.groups import search_address
from resource_centre.web.presenters.kinds.parts import PARTS, rich_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact, fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_relations import actor_links, actor_roles, people_pages
from resource_centre.web.presenters.resource_rows import RowType, of_type
from resource_centre.web.presenters.resource_view import Banner, Fact, FactValue, KindParts, Roles, Section


def actor_parts(material: Material) -> KindParts:
    """Names, life and seat in the record; mission, roles with their sources, links with other actors."""
    actor = material.resource
    roles = actor_roles(material)
    return KindParts(
        facts=(*_names(material), *_life(actor, material), *_role_count(roles), *_search(material)),
        sections=(
            *rich_section(material, "mission", _("Mission"), actor.mission),
            *body_sections(material, _("In detail")),
            *_roles(roles),
            *_actor_links(material),
            *_people(material),
        ),
        banners=_ended(material),
        logo=material.pictures.get(actor.logo_id or 0) if actor.logo_consent else None,
        territory_labels={TerritoryRole.IMPLEMENTED_IN.value: _("Acts in")},
    )


def _names(material: Material) -> tuple[Fact, ...]:
    labels = {
        ActorNameKind.OFFICIAL.value: _("Official name"),
        ActorNameKind.SHORT.value: _("Short name"),
        ActorNameKind.FORMER.value: _("Former names"),
        ActorNameKind.VARIANT.value: _("Also written"),
    }
    rows = of_type(material.rows, RowType.NAME)
    found = {kind: tuple(FactValue(row.label) for row in rows if row.code == kind) for kind in labels}
    return tuple(Fact(labels[kind], values) for kind, values in found.items() if values)


def _life(actor: Any, material: Material) -> tuple[Fact, ...]:
    seat = actor.seat
    address = f"{material.centre_url}territoires/{seat.slug}/" if seat else ""
    return (
        *fact(_("Founded"), actor.founded.in_words() if actor.founded else ""),
        *fact(_("Ended"), actor.ended.in_words() if actor.ended else ""),
        *fact(_("Legal form"), actor.legal_form, lang=material.lang),
        *fact(_("Seat"), seat.label if seat else "", url=address),
        *fact("SIREN", actor.siren),
        *fact("RNA", actor.rna),
        *address_fact(_("Site"), actor.website),
        *address_fact(_("News feed"), actor.feed_url),
    )


def _role_count(roles: Roles) -> tuple[Fact, ...]:
    rows = sum(kind.rows for kind in roles.kinds)
    resources = sum(kind.count for kind in roles.kinds)
    if not rows:
        return ()
    many = ngettext("%(count)d resource", "%(count)d resources", resources) % {"count": resources}
    words = ngettext("%(count)d role in %(resources)s", "%(count)d roles in %(resources)s", rows)
    return (Fact(_("Roles"), (FactValue(words % {"count": rows, "resources": many}, "#roles"),)),)


def _search(material: Material) -> tuple[Fact, ...]:
    """All that it has a part in, as a search: the same number as the search gives."""
    resource = material.resource
    finder = Finder.of(centre_of(resource, material.request), material.access)
    criteria = Criteria(picked={ACTOR: (resource.slug,)})
    try:
        total = finder.total(criteria)
    except EngineUnavailable:
        return ()
    words = ngettext("%(count)d resource", "%(count)d resources", total) % {"count": total}
    url = search_address(finder, material.request, criteria)
    return (Fact(_("In the search"), (FactValue(words, url),)),) if total else ()


def _roles(roles: Roles) -> tuple[Section, ...]:
    return (Section("roles", _("Roles in resources"), f"{PARTS}roles.html", roles),) if roles.kinds else ()


def _actor_links(material: Material) -> tuple[Section, ...]:
    table = actor_links(material)
    return (Section("actors", _("Links with other actors"), f"{PARTS}actor_links.html", table),) if table else ()


def _people(material: Material) -> tuple[Section, ...]:
    written = people_pages(material, RowType.AUTHORED)
    spoken = people_pages(material, RowType.SPOKE)
    return (
        *((Section("written", _("Studies by its people"), f"{PARTS}items.html", written),) if written else ()),
        *((Section("spoken", _("Events where it spoke"), f"{PARTS}items.html", spoken),) if spoken else ()),
    )


def _ended(material: Material) -> tuple[Banner, ...]:
    """The end of the organisation, with the page of its successor if there is one."""
    successors = [
        page for row, page in material.linked(RowType.INVERSE_ACTOR_LINK) if row.code == ActorLinkKind.SUCCEEDS
    ]
    link = successors[0].link if successors else None
    if material.resource.ended:
        words = _("This organisation ended: %(date)s.") % {"date": material.resource.ended.in_words()}
        return (Banner(_("Ended"), words, link),)
    return (Banner(_("Succeeded by"), "", link, variant="done"),) if link else ()
