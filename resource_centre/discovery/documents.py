"""Documents of resources, from the rows that are committed: one place, the same document for every engine.

A constant number of queries for any number of resources. A name is only put in a document when everybody who may find
the document may see what is named: a search must not tell that a hidden organisation has a part in a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from resource_centre.access.visibility import Restriction, load_restrictions, opens_to_all_of, page_tokens, tokens_at
from resource_centre.content.facts import Figure, RsoAssessment
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceTerritory
from resource_centre.content.territories import TerritoryAncestor
from resource_centre.discovery.reference import Reference, current_reference
from resource_centre.discovery.texts import body_texts, kind_texts
from resource_centre.search.documents import Document, Place, Values

TYPE, TERRITORY, YEAR, ACTOR, LANGUAGE = "type", "territory", "year", "actor", "lang"
#: Filed under this when a resource names no place: it is never listed among places, and may be asked for.
NOWHERE = "none"
#: Years that one resource may span.
MOST_YEARS = 100


@dataclass
class _Rows:
    """What other tables say of the resources, by id of resource."""

    concepts: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    territories: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    above: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    points: dict[str, Place] = field(default_factory=dict)
    place_names: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    actors: dict[int, list[tuple[str, str, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def build_documents(versions: Mapping[str, int]) -> dict[str, Document]:
    """Documents by UUID, in the versions given; a resource that nobody may find, or is no more, has none."""
    restrictions, reference = load_restrictions(), current_reference()
    centres = dict(ResourceCentrePage.objects.values_list("path", "pk"))
    pages = list(Resource.objects.filter(uuid__in=versions).specific())
    rows = _read_rows([page.pk for page in pages], restrictions)
    found: dict[str, Document] = {}
    for page in pages:
        centre = next((pk for path, pk in centres.items() if page.path.startswith(path)), None)
        access = page_tokens(page, restrictions)
        if centre is not None and access:
            uid = str(page.uuid)
            found[uid] = _document(page, versions[uid], str(centre), access, rows, reference)
    return found


def _document(
    page: Resource, version: int, collection: str, access: frozenset[str], rows: _Rows, reference: Reference
) -> Document:
    actors = [(slug, title) for slug, title, tokens in rows.actors[page.pk] if opens_to_all_of(tokens, access)]
    return Document(
        id=str(page.uuid),
        version=version,
        collection=collection,
        access=access,
        language=page.language.partition("-")[0].lower(),
        title=page.title,
        names=tuple(rows.names[page.pk]),
        summary=page.summary,
        body=_body(page, rows, [title for _slug, title in actors]),
        values=_values(page, rows, reference, [slug for slug, _title in actors]),
        places=_places(page, rows),
        title_key=page.title_key,
        updated=_seconds(page.changed_at),
        published=_seconds(page.first_published_at),
        dated=str(page.date_from or ""),
        expires=page.expire_at,
    )


def _body(page: Resource, rows: _Rows, actors: Sequence[str]) -> str:
    """Texts as paragraphs, then the names that go with the page, a line for each sort."""
    people, places = rows.people[page.pk], rows.place_names[page.pk]
    lines = (" · ".join(dict.fromkeys(names)) for names in (actors, people, places) if names)
    texts = (*kind_texts(page), *body_texts(page), *rows.facts[page.pk])
    return "\n\n".join(text.strip() for text in (*texts, *lines) if text.strip())


def _values(page: Resource, rows: _Rows, reference: Reference, actors: Sequence[str]) -> dict[str, Values]:
    values = {
        TYPE: Values.flat(page.kind.code),
        LANGUAGE: Values.flat(page.language.partition("-")[0].lower()),
        ACTOR: Values.flat(*actors),
        YEAR: Values.flat(*_years(page)),
        TERRITORY: _territories(rows.territories[page.pk], rows.above),
    }
    by_vocabulary: dict[str, set[str]] = defaultdict(set)
    for vocabulary, code in rows.concepts[page.pk]:
        by_vocabulary[vocabulary].add(code)
    for vocabulary, codes in by_vocabulary.items():
        tree = reference.trees[vocabulary]
        own = frozenset(current for code in codes if (current := tree.current(code)) is not None)
        values[vocabulary] = Values(own, frozenset[str]().union(*map(tree.lineage, own)))
    return {name: value for name, value in values.items() if value.own}


def _territories(keys: Sequence[str], above: Mapping[str, Iterable[str]]) -> Values:
    if not keys:
        return Values(frozenset({NOWHERE}), frozenset())
    return Values(frozenset(keys), frozenset(keys).union(*(above.get(key, ()) for key in keys)))


def _years(page: Resource) -> Iterable[str]:
    """Each year that the dates of a resource touch: 2011 to 2013 are three."""
    if page.date_from is None:
        return ()
    last = max(page.date_from.year, page.date_to.year if page.date_to is not None else page.date_from.year)
    return map(str, range(page.date_from.year, min(last, page.date_from.year + MOST_YEARS) + 1))


def _places(page: Resource, rows: _Rows) -> tuple[Place, ...]:
    """Points of the places that it names, the whole country apart, and of the seat of an organisation."""
    points = [rows.points[key] for key in rows.territories[page.pk] if key in rows.points]
    if isinstance(page, Actor) and page.lat is not None and page.lon is not None:
        points.append(Place(page.lat, page.lon))
    return tuple(dict.fromkeys(points))


def _seconds(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment is not None else 0


def _read_rows(ids: Sequence[int], restrictions: Sequence[Restriction]) -> _Rows:
    rows = _Rows()
    concepts = ResourceConcept.objects.filter(resource__in=ids)
    for pk, vocabulary, code in concepts.values_list("resource_id", "concept__vocabulary__code", "concept__code"):
        rows.concepts[pk].append((vocabulary, code))
    _read_territories(rows, ids)
    _read_actors(rows, ids, restrictions)
    _read_words(rows, ids)
    return rows


def _read_territories(rows: _Rows, ids: Sequence[int]) -> None:
    links = ResourceTerritory.objects.filter(resource__in=ids).select_related("territory", "alias")
    keys: dict[int, str] = {}
    for link in links.order_by("sort_order", "pk"):
        place = link.territory
        keys[place.pk] = place.key
        rows.territories[link.resource_id].append(place.key)
        rows.place_names[link.resource_id] += [place.label, *([link.alias.name] if link.alias else ())]
        if place.level != "country" and place.lat is not None and place.lon is not None:
            rows.points[place.key] = Place(place.lat, place.lon)
    ancestors = TerritoryAncestor.objects.filter(territory__in=keys)
    for pk, level, code in ancestors.values_list("territory_id", "ancestor__level", "ancestor__code"):
        rows.above[keys[pk]].add(f"{level}:{code}")


def _read_actors(rows: _Rows, ids: Sequence[int], restrictions: Sequence[Restriction]) -> None:
    """Actors with what opens their pages. One that is to expire is left out: its name must go with it."""
    involved = Involvement.objects.filter(resource__in=ids, actor__live=True, actor__expire_at=None)
    columns = ("resource_id", "actor__slug", "actor__title", "actor__path")
    for pk, slug, title, path in involved.order_by("sort_order", "pk").values_list(*columns):
        rows.actors[pk].append((slug, title, tokens_at(path, restrictions)))


def _read_words(rows: _Rows, ids: Sequence[int]) -> None:
    """Words of the rows that every reader of the page reads."""
    sources: tuple[tuple[dict[int, list[str]], Any, str, str], ...] = (
        (rows.names, ActorName, "actor_id", "name"),
        (rows.people, StudyAuthor, "study_id", "name"),
        (rows.people, EventSpeaker, "event_id", "name"),
        (rows.facts, Figure, "resource_id", "label"),
        (rows.facts, RsoAssessment, "resource_id", "evidence"),
    )
    for found, model, owner, column in sources:
        named = model.objects.filter(**{f"{owner}__in": ids}).order_by("sort_order", "pk")
        for pk, words in named.values_list(owner, column):
            if words:
                found[pk].append(words)


def findable_uuids() -> Iterable[str]:
    """UUIDs of the resources that somebody may find: what an index should hold."""
    pages = Resource.objects.filter(live=True).exclude(expire_at__lte=timezone.now())
    return (str(uid) for uid in pages.order_by("pk").values_list("uuid", flat=True).iterator())
