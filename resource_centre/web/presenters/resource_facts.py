"""The record of a resource, its figures, RSO card, documents and review: facts, each with its source."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre import conf
from resource_centre.content.days import site_today
from resource_centre.content.disputes import different_values, subject_of
from resource_centre.content.facts import RsoEffect
from resource_centre.content.languages import language_name
from resource_centre.content.people import given_name
from resource_centre.content.relations import RelationState, ResourceConcept, ResourceTerritory, TerritoryRole
from resource_centre.content.territories import AliasKind
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.web.addresses import host_of, web_address
from resource_centre.web.presenters.common import foreign
from resource_centre.web.presenters.resource_material import Material, document_rows, in_language
from resource_centre.web.presenters.resource_references import References
from resource_centre.web.presenters.resource_rows import Row, RowType, of_type
from resource_centre.web.presenters.resource_view import (
    Fact,
    FactValue,
    FigureBoard,
    FigureGroup,
    FigureValue,
    FileLink,
    Prose,
    Review,
    RsoLine,
)

_STEPS = {
    RsoEffect.VERY_UNFAVOURABLE: 1,
    RsoEffect.UNFAVOURABLE: 2,
    RsoEffect.NEUTRAL: 3,
    RsoEffect.FAVOURABLE: 4,
    RsoEffect.VERY_FAVOURABLE: 5,
}


def fact(label: str, *texts: Any, url: str = "", lang: str = "") -> tuple[Fact, ...]:
    """One line of the record, or none when nothing is known: fact(_("Pages"), study.pages)."""
    values = tuple(FactValue(capfirst(str(text)), url, lang=lang) for text in texts if text not in (None, ""))
    return (Fact(label, values),) if values else ()


def code_fact(label: str, code: str, url: str = "") -> tuple[Fact, ...]:
    """An identifier, letter for letter: code_fact("HAL", "hal-01234567")."""
    return (Fact(label, (FactValue(code, url),)),) if code else ()


def address_fact(label: str, url: str) -> tuple[Fact, ...]:
    """An address outside, printed as the host it leads to."""
    safe = web_address(url)
    return (Fact(label, (FactValue(host_of(safe), safe, is_external=True),)),) if safe else ()


def general_facts(material: Material) -> tuple[Fact, ...]:
    """When, and in what state."""
    resource = material.resource
    status = resource.get_status_display() if resource.status else ""
    return (*fact(_("Dates"), resource.period), *fact(_("State"), status))


def language_fact(material: Material) -> tuple[Fact, ...]:
    """The language of the page's text."""
    return fact(_("Language"), language_name(material.resource.language))


def concept_facts(material: Material) -> tuple[Fact, ...]:
    """One line a vocabulary, in the vocabularies' order; the main term first."""
    lines: dict[int, tuple[str, list[FactValue]]] = {}
    for row in material.concepts:
        vocabulary = row.concept.vocabulary
        _label, values = lines.setdefault(vocabulary.pk, (vocabulary.label, []))
        values.append(_concept_value(row, material.centre_url))
    return tuple(Fact(capfirst(label), tuple(values)) for label, values in lines.values())


def _concept_value(row: ResourceConcept, centre_url: str) -> FactValue:
    """A term, leading to its page if it is a theme, else to the search that it means."""
    vocabulary = row.concept.vocabulary
    url = f"{centre_url}recherche/?{vocabulary.code}={row.concept.code}" if vocabulary.is_facet else ""
    if vocabulary.code == THEME:
        url = f"{centre_url}themes/{row.concept.code}/"
    note = _("main") if row.is_main and vocabulary.has_main else ""
    return FactValue(row.concept.label, url, note)


def territory_facts(material: Material, labels: Mapping[str, str]) -> tuple[Fact, ...]:
    """One line a role: where it takes place, what it concerns, where it spread."""
    words = {
        TerritoryRole.IMPLEMENTED_IN.value: _("Territory"),
        TerritoryRole.CONCERNS.value: _("Territory concerned"),
        TerritoryRole.SPREAD_TO.value: _("Spread to"),
        **labels,
    }
    rows: list[ResourceTerritory] = list(material.resource.territory_links.select_related("territory", "alias"))
    lines = {role: tuple(territory_value(row, material) for row in rows if row.role == role) for role in words}
    return tuple(Fact(words[role], values) for role, values in lines.items() if values)


def territory_value(row: ResourceTerritory, material: Material) -> FactValue:
    """A place under the name that the source gives it, leading to the place of today."""
    url = f"{material.centre_url}territoires/{row.territory.slug}/"
    is_to_confirm = row.state == RelationState.TO_CONFIRM
    if row.alias is None:
        return FactValue(row.territory.label, url, is_to_confirm=is_to_confirm)
    is_region = row.alias.kind == AliasKind.FORMER_REGION
    words = (
        _("%(name)s (region until 2015, today %(today)s)")
        if is_region
        else _("%(name)s (former commune, today %(today)s)")
    )
    names = {"name": row.alias.name, "today": row.territory.label}
    return FactValue(words % names, url, is_to_confirm=is_to_confirm)


def group_figures(figures: Iterable[Row], references: References) -> tuple[FigureGroup, ...]:
    """Figures by what they count; two values for one thing are kept side by side, never averaged.

    "5 000 projects" (2018) and "4 858 projects" (2018) under the same wording make one group that disagrees.
    """
    groups: dict[str, list[Row]] = {}
    for figure in figures:
        groups.setdefault(subject_of(figure.label_fr), []).append(figure)
    return tuple(_figure_group(rows, references) for rows in groups.values())


def _figure_group(rows: Sequence[Row], references: References) -> FigureGroup:
    different = different_values((row.code, row.state) for row in rows)
    words = ngettext("%(count)d value", "%(count)d different values", different) % {"count": different}
    values = tuple(_figure_value(row, references) for row in rows)
    return FigureGroup(rows[0].label_fr, values, words if different > 1 else "")


def _figure_value(row: Row, references: References) -> FigureValue:
    context = ", ".join(filter(None, (row.period, row.note)))
    return FigureValue(row.code, row.state, row.label_fr, context, references.cite(row.source_title, row.source_url))


def figure_board(material: Material, intro: str = "", absence: str = "") -> FigureBoard | None:
    """The resource's figures under an authors' text; None when there is nothing to print, not even an absence."""
    groups = group_figures(of_type(material.rows, RowType.FIGURE), material.references)
    if not groups and not intro and not absence:
        return None
    return FigureBoard(
        agreed=tuple(group for group in groups if not group.disagreement),
        disputed=tuple(group for group in groups if group.disagreement),
        intro=Prose(material.html(intro), material.lang) if intro else None,
        absence="" if groups else absence,
    )


def rso_lines(material: Material, is_expected: bool) -> tuple[RsoLine, ...]:
    """The three criteria, those without a row being "not evaluated"; empty when no row exists and none is expected."""
    rows = {row.code: row for row in of_type(material.rows, RowType.RSO)}
    if not rows and not is_expected:
        return ()
    criteria = Concept.objects.of("rso").offered()
    return tuple(_rso_line(criterion, rows.get(criterion.code), material) for criterion in criteria)


def _rso_line(criterion: Concept, row: Row | None, material: Material) -> RsoLine:
    effect = RsoEffect(row.state) if row else RsoEffect.NOT_EVALUATED
    reference = material.references.cite(row.source_title, row.source_url, row.source_date) if row else None
    evidence = row.note if row else ""
    return RsoLine(
        criterion.label, capfirst(str(effect.label)), _STEPS.get(effect, 0), evidence, material.lang, reference
    )


def documents(material: Material) -> tuple[FileLink, ...]:
    """Files of the resource; the words of each link say its format, weight, language and whether it is accessible."""
    rows = [(row, material.files.get(row.document_id)) for row in document_rows(material.resource)]
    return tuple(_file_link(row, file) for row, file in rows if file is not None)


def _file_link(row: Any, file: Any) -> FileLink:
    states = {True: _("accessible"), False: _("not accessible"), None: _("accessibility unknown")}
    description = (file.format, file.weight, in_language(row.language), states[row.is_accessible])
    alternative = row.alternative.strip()
    address = web_address(alternative) if len(alternative.split()) == 1 else ""
    return FileLink(
        row.title or file.title, file.url, ", ".join(description), foreign(row.language),
        alternative="" if address else alternative, alternative_url=address,
    )  # fmt: skip


def review(resource: Any) -> Review:
    """Re-reading apart from changes; the reviewer is named only by the name they gave.

    That it is late is said to readers only where the site chooses so.
    """
    reviewer = resource.reviewed_by
    is_past = bool(resource.review_by and resource.review_by < site_today())
    return Review(
        reviewed_on=resource.reviewed_on,
        reviewed_by=given_name(reviewer) if reviewer else "",
        next_review=resource.review_by,
        is_late=is_past and conf.shows_overdue(),
        modified_at=resource.last_published_at,
        published_at=resource.first_published_at,
    )
