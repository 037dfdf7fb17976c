"""What is kept of a page together with its centre: when the page moves to another centre, it goes there too."""

from django.db.models import Model
from wagtail.models import Page

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watch

#: What stores a centre beside a page, and the way to that page. What only the search of a centre is about stays there.
FILED: tuple[tuple[type[Model], str], ...] = (
    (Proposal, "resource"),
    (ProposedFile, "proposal__resource"),
    (Watch, "resource"),
)


def follow_pages(branch: Page) -> None:
    """File what is kept of the pages of a branch under the centre that they are in; as it was, where they are in none.

    One update for each model. What is proposed for a new page has no page yet: it stays in its centre.
    """
    centre = ResourceCentrePage.objects.ancestor_of(branch).last()
    if centre is None:
        return
    for model, way in FILED:
        rows = model._default_manager.filter(**{f"{way}__path__startswith": branch.path})
        rows.exclude(centre=centre).update(centre=centre)
