"""From the rows of a demo file to rows of the models.

A name that leads nowhere is an error that says where it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents import get_document_model

from home.demo_files import DemoContentError, DemoResource, Reference
from resource_centre.content.dates import PartialDate
from resource_centre.content.facts import Figure, ResourceDocument, RsoAssessment, Source
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.lesson import LessonChange
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import (
    ActorLink,
    Evidence,
    Involvement,
    RelationState,
    ResourceConcept,
    ResourceLink,
    ResourceTerritory,
)
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Lookups:
    """What the names in the files mean: pages by "kind/slug", concepts by "vocabulary:code", places by key."""

    pages: Mapping[str, Resource]
    concepts: Mapping[str, Concept]
    territories: Mapping[str, Territory]
    aliases: Mapping[str, TerritoryAlias]
    references: Mapping[str, Reference]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class RowBuilder:
    """Builds the rows of one file."""

    resource: DemoResource
    lookups: Lookups

    def children(self) -> dict[str, list[models.Model]]:
        """Rows by the name of their relation on the page: {"figures": [Figure, …]}."""
        built = {
            "concept_links": self.concept_links(),
            "territory_links": self.each("territories", self.territory),
            "involvements": self.each("involvements", self.involvement),
            "resource_links": self.each("links", self.link),
            "evidence": self.each("evidence", self.evidence),
            "figures": self.each("figures", self.figure),
            "sources": self.each("sources", self.source),
            "documents": self.each("documents", self.document),
            "rso": self.each("rso", self.assessment),
            "names": self.each("names", self.name),
            "authors": self.each("authors", self.author),
            "speakers": self.each("speakers", self.speaker),
            "history": self.each("history", self.change),
            "actor_links": self.each("actor_links", self.actor_link),
        }
        return {relation: rows for relation, rows in built.items() if rows}

    def each(self, name: str, build: Any) -> list[models.Model]:
        """Build every row of a table, in order; what is wrong is said with its place."""
        rows: list[models.Model] = []
        for number, row in enumerate(self.resource.rows.get(name, []), start=1):
            where = f"{self.resource.key}, {name} {number}"
            try:
                built = build(row)
                built.sort_order = number
                built.clean_fields(exclude=[field.name for field in built._meta.fields if field.is_relation])
                built.clean()
            except KeyError as error:
                raise DemoContentError(f"{where}: unknown or missing {error}") from error
            except ValidationError as error:
                raise DemoContentError(f"{where}: {'; '.join(error.messages)}") from error
            rows.append(built)
        return rows

    def concept_links(self) -> list[models.Model]:
        """Terms; the first universe is the main one."""
        links: list[models.Model] = []
        for vocabulary, codes in self.resource.concepts.items():
            for rank, code in enumerate(codes):
                concept = self.lookups.concepts.get(f"{vocabulary}:{code}")
                if concept is None:
                    raise DemoContentError(f"{self.resource.key}: there is no term {vocabulary}:{code}")
                is_main = concept.vocabulary.has_main and rank == 0
                links.append(ResourceConcept(concept=concept, is_main=is_main, sort_order=len(links)))
        return links

    def territory(self, row: Row) -> ResourceTerritory:
        """A place, under the name that it had."""
        alias = self.lookups.aliases.get(row["key"])
        state = RelationState.CONFIRMED if row.get("confirmed", True) else RelationState.TO_CONFIRM
        territory = alias.territory if alias else self.lookups.territories[row["key"]]
        return ResourceTerritory(territory=territory, alias=alias, role=row.get("role", "concerns"), state=state)

    def involvement(self, row: Row) -> Involvement:
        """Who did what."""
        return Involvement(
            actor_id=self.page(f"actor/{row['actor']}").pk,
            role=self.lookups.concepts[f"role:{row['role']}"],
            state=row.get("state", RelationState.CONFIRMED),
            **self.sourced(row),
            **dated(row),
        )

    def actor_link(self, row: Row) -> ActorLink:
        """What an actor is to another."""
        return ActorLink(
            other_id=self.page(f"actor/{row['actor']}").pk,
            kind=row["kind"],
            state=row.get("state", "observed"),
            **self.sourced(row),
            **dated(row),
        )

    def link(self, row: Row) -> ResourceLink:
        """What a resource is to another."""
        return ResourceLink(target_id=self.page(row["target"]).pk, kind=row["kind"], **self.sourced(row))

    def evidence(self, row: Row) -> Evidence:
        """What it says of a lesson."""
        return Evidence(lesson_id=self.page(f"lesson/{row['lesson']}").pk, stance=row["stance"], **self.sourced(row))

    def assessment(self, row: Row) -> RsoAssessment:
        """One criterion of the RSO card."""
        return RsoAssessment(
            criterion=self.lookups.concepts[f"rso:{row['criterion']}"],
            effect=row.get("effect", "not_evaluated"),
            evidence=row.get("evidence", ""),
            **self.sourced(row),
        )

    def figure(self, row: Row) -> Figure:
        """A number as printed."""
        source = self.reference(row)
        return Figure(
            label=row["label"],
            value=row["value"],
            unit=row.get("unit", ""),
            population=row.get("population", ""),
            date=date_of(row.get("date")),
            source_title=source.title,
            source_url=source.url,
        )

    def source(self, row: Row) -> Source:
        """A text that the page rests on."""
        found = self.lookups.references[row["ref"]]
        return Source(
            title=found.title, url=found.url, author=found.author, date=date_of(found.date), page=row.get("note", "")
        )

    def document(self, row: Row) -> ResourceDocument:
        """A file to take away, kept among Wagtail's documents."""
        kept = get_document_model()(title=row["title"])
        kept.file.save(row["file"], ContentFile(self.lookups.files[row["file"]]), save=False)
        kept.save()
        return ResourceDocument(
            document=kept, language=row.get("language", "fr"), alternative=row.get("alternative", "")
        )

    def name(self, row: Row) -> ActorName:
        """Another name."""
        return ActorName(name=row["name"], kind=row["kind"])

    def author(self, row: Row) -> StudyAuthor:
        """An author, in the order of the file."""
        actor = row.get("actor")
        return StudyAuthor(
            name=row["name"],
            contribution=row.get("contribution", ""),
            actor_id=self.page(f"actor/{actor}").pk if actor else None,
        )

    def speaker(self, row: Row) -> EventSpeaker:
        """A speaker."""
        actor = row.get("actor")
        return EventSpeaker(
            name=row["name"],
            title=row.get("title", row.get("role", "")),
            actor_id=self.page(f"actor/{actor}").pk if actor else None,
        )

    def change(self, row: Row) -> LessonChange:
        """A state that a lesson had."""
        return LessonChange(state=row["state"], date=date_of(row.get("date")), note=row.get("note", ""))

    def page(self, key: str) -> Resource:
        """The page of a file."""
        return self.lookups.pages[key]

    def reference(self, row: Row) -> Reference:
        """The text that a row rests on; none when the row names none."""
        key = row.get("source", "")
        return self.lookups.references[key] if key else Reference("", "", "", "")

    def sourced(self, row: Row) -> dict[str, Any]:
        """Source and note of a row."""
        source = self.reference(row)
        return {
            "source_title": source.title,
            "source_url": source.url,
            "source_date": date_of(source.date),
            "note": row.get("note", ""),
        }


def dated(row: Row) -> dict[str, Any]:
    """Dates of a row."""
    return {"date_from": date_of(row.get("date_from")), "date_to": date_of(row.get("date_to"))}


def date_of(text: str | None) -> PartialDate | None:
    """A date of a file; nothing for nothing."""
    return PartialDate.parse(text) if text else None
