"""A resource as a work to be cited."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import override

from resource_centre.web.citations import Work
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import RowType, of_type


def work_of(material: Material, breadcrumb: Sequence[Link]) -> Work:
    """What a citation says: a study is cited with its authors and date, any other page as a page of the centre."""
    resource = material.resource
    is_study = resource.kind.code == "study"
    return Work(
        key=resource.slug,
        kind_code=resource.kind.code,
        title=resource.title,
        authors=tuple(row.label for row in of_type(material.rows, RowType.AUTHOR)),
        centre=breadcrumb[-3].text if len(breadcrumb) > 2 else "",
        date=resource.date_from if is_study else None,
        version=resource.changed_on,
        url=permanent_address(material),
        language=resource.language,
        summary=resource.summary,
        identifiers={name: value for name in ("doi", "isbn") if (value := getattr(resource, name, ""))},
    )


def permanent_address(material: Material) -> str:
    """The absolute address that outlives titles and moves, the same in every language of the interface."""
    with override(settings.LANGUAGE_CODE):
        here = material.resource.get_url(material.request) or ""
    centre = "/".join(here.rstrip("/").split("/")[:-2])
    return material.request.build_absolute_uri(f"{centre}/r/{material.resource.uuid}/")
