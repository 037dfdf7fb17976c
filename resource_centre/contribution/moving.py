"""What is kept of a page together with its centre: when the page moves to another centre, it goes there too."""

from django.db.models import F, Model
from wagtail.models import Page

from resource_centre.content.pages.centre import centre_above
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watch

#: What stores a centre beside a page, and the way to that page. What only the search of a centre is about stays there.
FILED: tuple[tuple[type[Model], str], ...] = (
    (Proposal, "resource"),
    (ProposedFile, "proposal__resource"),
    (Watch, "resource"),
)


def follow_pages(branch: Page) -> int:
    """File what is kept of the pages of a branch under the centre that they are in; as it was, where they are in none.

    The number of rows. One update for each model. What is proposed for a new page has no page yet: it stays in its
    centre.
    """
    centre = centre_above(branch)
    if centre is None:
        return 0
    found = (model._default_manager.filter(**{f"{way}__path__startswith": branch.path}) for model, way in FILED)
    return sum(rows.exclude(centre=centre).update(centre=centre) for rows in found)


def refile_strays() -> int:
    """The same for each page that was moved past Wagtail's own way (rows restored, a path written by hand).

    Until then the address of a proposal and that of its page each lead to the other's centre.
    """
    strays: set[str] = set()
    for model, way in FILED:
        rows = model._default_manager.filter(**{f"{way}__isnull": False})
        elsewhere = rows.exclude(**{f"{way}__path__startswith": F("centre__path")})
        strays.update(elsewhere.values_list(f"{way}__path", flat=True))
    return sum(follow_pages(page) for page in Page.objects.filter(path__in=strays))
