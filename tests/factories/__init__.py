"""Makers of test content, in the words of the domain. Each returns what it stored."""

from typing import Any

from wagtail.models import Orderable, Page, PageViewRestriction, Site

from resource_centre.content.centre_setup import ensure_centre
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.relations import Involvement, ResourceConcept
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAncestor
from resource_centre.content.vocabularies import Concept, Vocabulary
from resource_centre.text.folding import fold


def make_centre(slug: str = "centre", title: str = "Centre") -> ResourceCentrePage:
    """A centre under the default site's root, with a list for each kind."""
    return ensure_centre(Site.objects.get(is_default_site=True).root_page, title, slug)


def index_of(centre: Page, kind: str) -> KindIndexPage:
    """The list of a kind in a centre."""
    return KindIndexPage.objects.child_of(centre).get(kind_code=kind)


def publish(centre: Page, kind: str, title: str, *, live: bool = True, **fields: Any) -> Any:
    """A resource of that kind, published unless `live=False`. Child rows are given as lists: `concept_links=[...]`."""
    fields.setdefault("statement", "?") if kind == "lesson" else None
    _number(fields)
    page: Resource = kind_model(kind)(title=title, live=live, **fields)
    index_of(centre, kind).add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return kind_model(kind).objects.get(pk=page.pk)


def _number(fields: dict[str, Any]) -> None:
    """Give child rows their places, as a form does: rows without one have no order that a database must keep."""
    for rows in fields.values():
        for place, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Orderable) and row.sort_order is None:
                row.sort_order = place


def fresh(page: Page) -> Any:
    """That resource as the database has it now."""
    return Resource.objects.get(pk=page.pk).specific


def concept(vocabulary: str, code: str, label: str = "", **fields: Any) -> Concept:
    """A term, its vocabulary made if absent."""
    home, _created = Vocabulary.objects.get_or_create(code=vocabulary, defaults={"label_fr": vocabulary})
    found, _created = Concept.objects.get_or_create(
        vocabulary=home, code=code, defaults={"label_fr": label or code, **fields}
    )
    return found


def tag(*concepts: Concept) -> list[ResourceConcept]:
    """Rows that put those terms on a resource, for `publish(..., concept_links=tag(a, b))`."""
    return [ResourceConcept(concept=item) for item in concepts]


def involvement(actor: Page, role: str = "porteur", **fields: Any) -> Involvement:
    """An unsaved row: `publish(..., involvements=[involvement(generali, "commanditaire")])`."""
    return Involvement(actor=actor, role=concept("role", role), **fields)


def territory(level: str, code: str, name: str, *above: Territory, **fields: Any) -> Territory:
    """A territory under that name alone, within those."""
    made = Territory.objects.create(
        level=level, code=code, name=name, label=name, folded_name=fold(name), level_rank=LEVEL_RANK[level], **fields
    )
    TerritoryAncestor.objects.bulk_create(TerritoryAncestor(territory=made, ancestor=one) for one in above)
    return made


def restrict(
    page: Page, kind: str = PageViewRestriction.LOGIN, groups: Any = (), password: str = ""
) -> PageViewRestriction:
    """A view restriction on a page and all below it."""
    row = PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)
    row.groups.set(groups)
    return row
