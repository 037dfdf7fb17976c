"""Writing documents as rows of the site, and Wagtail's index of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.core.management import call_command
from django.db import connection, models, transaction

from benchmarks.corpora import regions
from benchmarks.searching.wagtail_site.models import Region, Sheet, Territory, Theme
from resource_centre.search.documents import Document

BATCH = 2_000
FLAT = ("type", "year", "actor", "maturity", "licence")


def fill(documents: Iterable[Document]) -> None:
    """Make the tables, write the rows, then have Wagtail index them by its own command."""
    with connection.schema_editor() as editor:
        for model in (Theme, Territory, Region, Sheet):
            editor.create_model(model)
    call_command("migrate", verbosity=0)
    terms: dict[type[models.Model], Terms] = {model: Terms(model) for model in (Theme, Territory, Region)}
    with transaction.atomic():
        waiting = iter(documents)
        while batch := list(islice(waiting, BATCH)):
            _write(batch, terms)
    call_command("rebuild_modelsearch_index", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Terms:
    """Keys of rows of a vocabulary, made when they are met."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._known: dict[str, int] = {}

    def key_of(self, key: str) -> int:
        """The primary key of a term."""
        if key not in self._known:
            self._known[key] = self.model._default_manager.create(key=key).pk
        return self._known[key]


def _write(documents: Sequence[Document], terms: dict[type[models.Model], Terms]) -> None:
    sheets = Sheet.objects.bulk_create([_sheet(document) for document in documents])
    for name, model in (("themes", Theme), ("territories", Territory), ("regions", Region)):
        through = getattr(Sheet, name).through
        column = f"{model._meta.model_name}_id"
        through._default_manager.bulk_create(
            through(**{"sheet_id": sheet.pk, column: terms[model].key_of(key)})
            for sheet, document in zip(sheets, documents, strict=True)
            for key in _values(document, name)
        )


def _values(document: Document, relation: str) -> Iterator[str]:
    facet = "theme" if relation == "themes" else "territory"
    for key in document.values[facet].within:
        if relation != "regions" or key in regions():
            yield key


def _sheet(document: Document) -> Sheet:
    flat = {name: next(iter(document.values[name].within), "") for name in FLAT}
    return Sheet(
        uuid=document.id,
        title=document.title,
        body=f"{document.summary}\n{document.body}",
        is_public="public" in document.access,
        updated=document.updated,
        **flat,
    )
