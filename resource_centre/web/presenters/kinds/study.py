"""A study: described so that a reader can trust it and cite it."""

from django.utils.translation import gettext as _

from resource_centre.content.dates import span_in_words
from resource_centre.web.presenters.kinds.parts import rich_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact, code_fact, fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import Row, RowType, of_type
from resource_centre.web.presenters.resource_view import Fact, FactValue, KindParts


def study_parts(material: Material) -> KindParts:
    """Authors in order, who was asked, when, identifiers; the abstract, then the method."""
    study = material.resource
    return KindParts(
        facts=(
            *_authors(material),
            *fact(_("Fieldwork"), span_in_words(study.fieldwork_from, study.fieldwork_to)),
            *fact(_("Population"), study.population, lang=material.lang),
            *fact(_("Sample"), study.sample, lang=material.lang),
            *fact(_("Pages"), study.pages),
            *code_fact("ISBN", study.isbn),
            *code_fact("DOI", study.doi, url=f"https://doi.org/{study.doi}"),
            *code_fact("HAL", study.hal, url=f"https://hal.science/{study.hal}"),
            *address_fact(_("Read on"), study.website),
        ),
        sections=(
            *body_sections(material, _("Abstract")),
            *rich_section(material, "method", _("Method"), study.method),
        ),
    )


def _authors(material: Material) -> tuple[Fact, ...]:
    values = tuple(_author(row, material) for row in of_type(material.rows, RowType.AUTHOR))
    return (Fact(_("Authors"), values),) if values else ()


def _author(row: Row, material: Material) -> FactValue:
    """A person, then their organisation's page when this reader may see it; an organisation is its own link."""
    page = material.page(row.other_id)
    if page is None:
        return FactValue(row.label, note=row.note)
    if page.title == row.label:
        return FactValue(row.label, page.url, row.note)
    return FactValue(row.label, note=row.note, more=page.link)
