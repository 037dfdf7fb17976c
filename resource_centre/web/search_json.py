"""The answer of a search as JSON: the shape of docs/reference/search.md."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape

from resource_centre import conf
from resource_centre.discovery.facets import ResourceFacet
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.parameters import Reading, address_of
from resource_centre.discovery.queries import Finder, Found, FoundHit
from resource_centre.search.budget import reachable_pages
from resource_centre.search.facets import FacetCounts, Match
from resource_centre.web.presenters.common import kind_of, page_urls
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.search.extracts import marked


def json_of(request: HttpRequest, finder: Finder, reading: Reading, found: Found) -> dict[str, Any]:
    """{"total": 43, "page": 1, "pages": 3, …, "hits": […], "facets": […], "notices": […]}."""
    results, size = found.results, conf.page_size()
    labeller = Labeller(finder.gazetteer, finder.centre, finder.access)
    labeller.learn_counts(finder.facets, results.facets)
    urls = page_urls([one.page for one in found.hits], request)
    page, pages = found.criteria.page, reachable_pages(results.total, size)
    following = replace(found.criteria, page=page + 1)
    path = f"{centre_url(finder.centre, request)}recherche.json"
    return {
        "total": results.total,
        "page": page,
        "pages": pages,
        "next": address_of(path, following, finder.facets) if page < pages else None,
        "page_size": size,
        "degraded": results.is_degraded,
        "relaxed": results.relaxed,
        "suggestion": found.correction.text if found.correction is not None else None,
        "complete": results.complete,
        "hits": [_hit(one, urls[one.page.pk]) for one in found.hits],
        "facets": [_facet(facet, results.facet(facet.code), labeller) for facet in finder.facets],
        "notices": [
            {"parameter": notice.parameter, "value": notice.value, "message": notice.message}
            for notice in reading.notices
        ],
    }


def _hit(found: FoundHit, url: str) -> dict[str, Any]:
    page, hit = found.page, found.hit
    return {
        "id": hit.id,
        "type": kind_of(page).code,
        "title": page.title,
        "url": url,
        "summary": page.summary,
        "highlight": {
            "title": str(marked(hit.title)) if hit.title.parts else escape(page.title),
            "text": str(marked(hit.text)),
        },
        "missing": list(hit.missing),
        "updated": page.changed_on.isoformat() if page.changed_on else None,
    }


def _facet(facet: ResourceFacet, counts: FacetCounts, labeller: Labeller) -> dict[str, Any]:
    labelled = ((bucket, labeller.label(facet, bucket.key)) for bucket in counts.buckets)
    return {
        "key": facet.code,
        "label": str(facet.label),
        "tree": facet.is_tree,
        "match": Match.ANY.value,
        "has_more": counts.has_more,
        "buckets": [
            {
                "key": bucket.key,
                "label": label,
                "count": bucket.count,
                "own": bucket.own,
                "picked": bucket.picked,
                "parent": labeller.parent(facet, bucket.key),
            }
            for bucket, label in labelled
            if label is not None
        ],
    }
