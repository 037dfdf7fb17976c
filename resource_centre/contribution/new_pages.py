"""The page that a new resource becomes: first in memory, for a look; stored and published once it is accepted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.contribution.errors import PageBusy
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.surface import with_content


def model_of(proposal: Proposal) -> type[Resource]:
    """The model of what a proposal is about."""
    if proposal.resource is not None:
        return proposal.resource.specific_class or Resource
    return kind_model(proposal.kind_code)


def listed_kinds(centre: ResourceCentrePage, access: Access) -> frozenset[str]:
    """The kinds of which a new resource can be published there: those of its lists that this reader may read."""
    lists = access.filter(KindIndexPage.objects.child_of(centre))
    return frozenset(lists.values_list("kind_code", flat=True))


def index_of(centre: ResourceCentrePage, kind_code: str) -> KindIndexPage:
    """The list under which a resource of that kind is published. Raises PageBusy when its centre has none."""
    found: KindIndexPage | None = KindIndexPage.objects.child_of(centre).filter(kind_code=kind_code).first()
    if found is None:
        kind = str(kind_model(kind_code).kind.plural)
        raise PageBusy(_("This centre has no list of that kind (%(kind)s): make it first.") % {"kind": kind})
    return found


def unsaved_page(proposal: Proposal, content: Mapping[str, Any]) -> Any:
    """A page of its kind with that content, where it will stand, stored nowhere."""
    parent = index_of(proposal.centre, proposal.kind_code)
    page: Resource = with_content(kind_model(proposal.kind_code)(language=proposal.language), dict(content))
    page.locale = parent.locale
    page.depth = parent.depth + 1
    page.path = Page._get_children_path_interval(parent.path)[1]
    page.slug = page.slug or "-"
    page.set_url_path(parent)
    return page
