"""schema.org descriptions of a resource's page, as JSON-LD. Source: the types of schema.org, one for each kind."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from resource_centre.content.pages.tool import ToolAccess
from resource_centre.web.addresses import web_address
from resource_centre.web.citations import Work
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import RowType, of_type

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TO_ESCAPE = str.maketrans(_ESCAPES)
#: Roles of involvements that schema.org has a word for.
_ROLES = {
    "auteur": "author",
    "editeur": "publisher",
    "financeur": "funder",
    "porteur": "provider",
    "commanditaire": "sponsor",
}
_LICENCES = {
    "cc-by": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
    "mit": "https://opensource.org/license/mit",
}


def structured_data(material: Material, breadcrumb: Sequence[Link], work: Work) -> SafeString:
    """A script element with the page and its breadcrumb. Nothing in a text can close the element."""
    graph = [page_node(material, work), breadcrumb_node(breadcrumb, material)]
    document = {"@context": "https://schema.org", "@graph": graph}
    return mark_safe(f'<script type="application/ld+json">{safe_json(document)}</script>')  # noqa: S308 - escaped


def safe_json(value: Any) -> str:
    """JSON in which "<", ">" and "&" are written as escapes, so that it can stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_TO_ESCAPE)


def page_node(material: Material, work: Work) -> dict[str, Any]:
    """The page: when it was changed, on what it rests, what it is about. Unknown properties are left out."""
    resource = material.resource
    node = {
        "@type": "WebPage",
        "@id": work.url,
        "url": material.request.build_absolute_uri(material.url or "/"),
        "name": resource.title,
        "inLanguage": resource.language,
        "dateModified": _iso(resource.last_published_at),
        "datePublished": _iso(resource.first_published_at),
        "lastReviewed": _iso(resource.reviewed_on),
        "citation": [web_address(entry.url) or entry.title for entry in material.references.all()],
        "about": [{"@type": "DefinedTerm", "name": name} for name in _labels(material, "theme")],
        "mainEntity": thing_node(material),
    }
    return {name: value for name, value in node.items() if value}


def thing_node(material: Material) -> dict[str, Any]:
    """What the page describes, under its kind's schema.org type."""
    resource = material.resource
    node = {
        "@type": resource.kind.schema_type,
        "name": resource.title,
        "description": resource.summary,
        "sameAs": web_address(resource.website),
        "license": [_LICENCES.get(code, label) for code, label in _terms(material, "licence")],
        **_by_role(material),
        **_OWN.get(resource.kind.code, _article)(material),
    }
    return {name: value for name, value in node.items() if value}


def breadcrumb_node(breadcrumb: Sequence[Link], material: Material) -> dict[str, Any]:
    """The breadcrumb; its last step, the page itself, has no address."""
    steps = [
        {"@type": "ListItem", "position": rank, "name": step.text}
        | ({"item": material.request.build_absolute_uri(step.url)} if step.url else {})
        for rank, step in enumerate(breadcrumb, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _by_role(material: Material) -> dict[str, Any]:
    found: dict[str, list[dict[str, str]]] = {}
    for row, page in material.linked(RowType.INVOLVEMENT):
        if row.code in _ROLES:
            node = {"@type": "Organization", "name": page.title, "url": material.request.build_absolute_uri(page.url)}
            found.setdefault(_ROLES[row.code], []).append(node)
    return found


def _article(material: Material) -> dict[str, Any]:
    return {"headline": material.resource.title, "temporalCoverage": _period(material.resource)}


def _actor(material: Material) -> dict[str, Any]:
    actor = material.resource
    names = [row.label for row in of_type(material.rows, RowType.NAME)]
    identifiers = {"siren": actor.siren, "rna": actor.rna}
    return {
        "alternateName": names,
        "foundingDate": str(actor.founded or ""),
        "dissolutionDate": str(actor.ended or ""),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in identifiers.items()
            if value
        ],
    }


def _event(material: Material) -> dict[str, Any]:
    event = material.resource
    return {
        "startDate": str(event.date_from or ""),
        "endDate": str(event.date_to or ""),
        "location": {"@type": "Place", "name": event.place} if event.place else None,
        "performer": [{"@type": "Person", "name": row.label} for row in of_type(material.rows, RowType.SPEAKER)],
    }


def _study(material: Material) -> dict[str, Any]:
    study = material.resource
    authors = [{"@type": "Person", "name": row.label} for row in of_type(material.rows, RowType.AUTHOR)]
    return {
        **({"author": authors} if authors else {}),
        "isbn": study.isbn,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "DOI", "value": study.doi},
        ]
        if study.doi
        else [],
        "numberOfPages": study.pages,
        "temporalCoverage": _period(study),
    }


def _tool(material: Material) -> dict[str, Any]:
    tool = material.resource
    return {
        "applicationCategory": _labels(material, "tool-kind"),
        "isAccessibleForFree": True if tool.access == ToolAccess.FREE else None,
        "creator": {"@type": "Organization", "name": tool.maker} if tool.maker else None,
    }


def _programme(material: Material) -> dict[str, Any]:
    programme = material.resource
    return {"foundingDate": str(programme.date_from or ""), "dissolutionDate": str(programme.date_to or "")}


_OWN: Mapping[str, Callable[[Material], dict[str, Any]]] = {
    "actor": _actor,
    "event": _event,
    "programme": _programme,
    "study": _study,
    "tool": _tool,
}


def _terms(material: Material, vocabulary: str) -> list[tuple[str, str]]:
    return [
        (row.concept.code, row.concept.label) for row in material.concepts if row.concept.vocabulary.code == vocabulary
    ]


def _labels(material: Material, vocabulary: str) -> list[str]:
    return [label for _code, label in _terms(material, vocabulary)]


def _period(resource: Any) -> str:
    """An ISO 8601 interval at the dates' own precision: "2014-09/2015-04"."""
    start, end = str(resource.date_from or ""), str(resource.date_to or "")
    return f"{start}/{end}" if end and end != start else start


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
