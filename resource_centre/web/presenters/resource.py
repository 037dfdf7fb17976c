"""The page of a resource: everything it prints, worded and filtered for one reader."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.dates import day_in_words
from resource_centre.content.pages.base import Resource, ResourceStatus
from resource_centre.web.citations import Work, cite_as_text
from resource_centre.web.presenters.common import Link, foreign
from resource_centre.web.presenters.kinds.parts import PARTS, figures_section
from resource_centre.web.presenters.kinds.registry import parts_of
from resource_centre.web.presenters.resource_contribution import contribution, with_links
from resource_centre.web.presenters.resource_facts import (
    concept_facts,
    documents,
    general_facts,
    language_fact,
    review,
    rso_lines,
    territory_facts,
)
from resource_centre.web.presenters.resource_material import Material, load_material
from resource_centre.web.presenters.resource_relations import (
    evidence,
    involvements,
    mentions,
    resource_links,
    successors,
)
from resource_centre.web.presenters.resource_rows import RowType
from resource_centre.web.presenters.resource_similar import present_similar
from resource_centre.web.presenters.resource_view import (
    Banner,
    Cite,
    Fact,
    KindParts,
    ResourceView,
    Section,
    ShownVersion,
)
from resource_centre.web.presenters.resource_work import work_of
from resource_centre.web.structured_data import structured_data


def present_resource(
    resource: Resource, access: Access, request: HttpRequest, version: ShownVersion | None = None
) -> ResourceView:
    """Everything that the page of a resource prints, for one reader. At most 20 queries, whatever its rows.

    `resource` is of its concrete class. With `request.is_preview` its own rows are those of the draft in memory; with
    `version`, those of the old version in memory, and nothing is said that is of today.
    """
    material = load_material(resource, access, request, is_old=version is not None)
    parts = parts_of(material)
    crumbs = _breadcrumb(material)
    work = work_of(material, crumbs)
    if version is not None:
        work = replace(work, url=request.build_absolute_uri(version.url))
    links = contribution(material)
    return ResourceView(
        breadcrumb=_with_version(crumbs, version),
        kind_code=resource.kind.code,
        kind_label=str(resource.kind.label),
        title=resource.title,
        lang=foreign(resource.language),
        summary=resource.summary,
        mark=parts.mark,
        logo=parts.logo,
        banners=(*_version_banner(version), *_banners(material, is_old=version is not None), *parts.banners),
        actions=parts.actions,
        facts=_facts(material, parts),
        sections=with_links(_sections(material, parts), links, type(resource)),
        similar=present_similar(resource, access, request) if version is None else (),
        cite=_cite(material, work, version),
        review=review(resource),
        structured_data=structured_data(material, crumbs, work) if version is None else SafeString(),
        is_noindex=material.is_preview or version is not None,
        contribution=links,
    )


def _facts(material: Material, parts: KindParts) -> tuple[Fact, ...]:
    return (
        *general_facts(material),
        *parts.facts,
        *concept_facts(material),
        *territory_facts(material, parts.territory_labels),
        *language_fact(material),
    )


def present_work(resource: Resource, access: Access, request: HttpRequest) -> Work:
    """The resource as a work to be cited, for its citation files."""
    material = load_material(resource, access, request)
    return work_of(material, _breadcrumb(material))


def _breadcrumb(material: Material) -> tuple[Link, ...]:
    """From the site's front page to the title; the list bears its kind's name in the interface's language."""
    is_french = (get_language() or "").startswith("fr")
    above = [page for page in material.around.ancestors if page.url]
    kind = material.resource.kind
    crumbs: list[Link] = []
    for rank, page in enumerate(above):
        is_list = rank == len(above) - 1
        words = _("Home") if rank == 0 and len(above) > 2 else page.title
        crumbs.append(Link(str(kind.plural) if is_list and not is_french else words, page.url))
    return (*crumbs, Link(material.resource.title, "", material.lang))


def _with_version(crumbs: tuple[Link, ...], version: ShownVersion | None) -> tuple[Link, ...]:
    if version is None:
        return crumbs
    return (*crumbs[:-1], version.current, version.history, Link(version.words, ""))


def _version_banner(version: ShownVersion | None) -> tuple[Banner, ...]:
    if version is None:
        return ()
    current = Banner(version.words, version.note, Link(_("Read the current version"), version.current.url))
    if not version.restore_url:
        return (current,)
    restore = Link(_("Put this version back in the editor"), version.restore_url)
    return (current, Banner(_("For those who publish"), _("It becomes a new version, and nothing is lost."), restore))


def _banners(material: Material, *, is_old: bool) -> tuple[Banner, ...]:
    resource = material.resource
    banners: list[Banner] = []
    if material.is_preview:
        banners.append(Banner(_("Preview"), _("This is how the page will look. Readers do not see it.")))
    banners += [Banner(_("Replaced by"), "", link, "done") for link in successors(material)]
    if resource.status == ResourceStatus.STOPPED:
        banners.append(Banner(capfirst(_("stopped")), _("What this page describes has stopped.")))
    if resource.to_confirm:
        banners.append(Banner(_("To confirm"), resource.to_confirm, variant="", lang=material.lang))
    if not is_old and (late := review(resource)).is_late and late.next_review is not None:
        words = _("It was to be re-read before %(date)s: some of it may no longer be true.")
        banners.append(Banner(_("Not re-read lately"), words % {"date": day_in_words(late.next_review)}))
    return tuple(banners)


def _sections(material: Material, parts: KindParts) -> tuple[Section, ...]:
    """The kind's own sections, then those that every kind shares; sources last, once every fact has cited its own."""
    shared = (
        *(() if parts.prints_figures else figures_section(material, _("Figures"))),
        *_part("rso", _("RSO card"), "rso", rso_lines(material, parts.expects_rso)),
        *_relations("people", _("Who, and in what role"), involvements(material)),
        *_relations("links", _("Linked resources"), resource_links(material, parts.own_links)),
        *_part("evidence", _("What it says of the lessons"), "evidence", evidence(material, RowType.EVIDENCE, {})),
        *_part("documents", _("Documents"), "documents", documents(material)),
        *_part("mentions", _("Pages that mention it"), "items", mentions(material)),
    )
    sources = _part("sources", _("Sources"), "sources", material.references.all())
    return (*parts.sections, *shared, *sources)


def _part(section_id: str, heading: str, template: str, content: tuple[object, ...]) -> tuple[Section, ...]:
    return (Section(section_id, heading, f"{PARTS}{template}.html", content),) if content else ()


def _relations(section_id: str, heading: str, groups: tuple[object, ...]) -> tuple[Section, ...]:
    return _part(section_id, heading, "groups", groups)


def _cite(material: Material, work: Work, version: ShownVersion | None) -> Cite:
    if version is not None:
        return Cite(cite_as_text(work), work.url, "", "")
    return Cite(cite_as_text(work), work.url, f"{material.url}?format=bibtex", f"{material.url}?format=ris")
