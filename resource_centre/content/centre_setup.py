"""Making a centre: its page and one list for each registered kind."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Page

from resource_centre.content.addresses import refusal_of
from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage


@transaction.atomic
def ensure_centre(parent: Page, title: str, slug: str) -> ResourceCentrePage:
    """Return the centre of that slug under `parent`, made if absent, with a list for each kind, in its language.

    Lists that editors renamed or moved are recognised by their kind, and left alone. Raises ValidationError for a slug
    that no page may bear there.
    """
    centre = ResourceCentrePage.objects.child_of(parent).filter(slug=slug).first()
    if centre is None:
        centre = parent.add_child(instance=ResourceCentrePage(title=title, slug=slug, show_in_menus=True))
        if why := refusal_of(parent, centre.slug):
            raise ValidationError({"slug": why})
        centre.save_revision().publish()
    ensure_lists(centre)
    return centre


def ensure_lists(centre: ResourceCentrePage) -> int:
    """Make the lists that a centre lacks, one for each kind, in its language; how many were made."""
    made = 0
    existing = set(KindIndexPage.objects.child_of(centre).values_list("kind_code", flat=True))
    for kind in all_kinds():
        if kind.code not in existing:
            with override(centre.locale.language_code):
                page = KindIndexPage(title=str(kind.plural), slug=kind.slug, kind_code=kind.code)
            centre.add_child(instance=page)
            page.save_revision().publish()
            made += 1
    return made
