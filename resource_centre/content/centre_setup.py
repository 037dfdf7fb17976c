"""Making a centre: its page and one list for each registered kind."""

from django.db import transaction
from django.utils.translation import override
from wagtail.models import Page

from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage


@transaction.atomic
def ensure_centre(parent: Page, title: str, slug: str, language: str = "fr") -> ResourceCentrePage:
    """Return the centre of that slug under `parent`, made if absent, with a list for each kind.

    Lists that editors renamed or moved are recognised by their kind, and left alone.
    """
    centre = ResourceCentrePage.objects.child_of(parent).filter(slug=slug).first()
    if centre is None:
        centre = parent.add_child(instance=ResourceCentrePage(title=title, slug=slug, show_in_menus=True))
        centre.save_revision().publish()
    existing = set(KindIndexPage.objects.child_of(centre).values_list("kind_code", flat=True))
    for kind in all_kinds():
        if kind.code not in existing:
            with override(language):
                page = KindIndexPage(title=str(kind.plural), slug=kind.slug, kind_code=kind.code)
            centre.add_child(instance=page)
            page.save_revision().publish()
    return centre
