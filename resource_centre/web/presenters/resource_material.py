"""Everything that a resource's page needs from the database, read once, in a number of queries that never grows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found

from resource_centre.access.visibility import Access
from resource_centre.content.languages import language_name
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.weights import in_words
from resource_centre.web.presenters.common import foreign
from resource_centre.web.presenters.links import LinkedPage, Surroundings, load_surroundings
from resource_centre.web.presenters.resource_references import References
from resource_centre.web.presenters.resource_rows import Row, RowsFrom, RowType, of_type, rows_of
from resource_centre.web.presenters.resource_view import Picture
from resource_centre.web.rich_text import LinkTargets, html_for_reader, stored_links

#: Wide enough for the reading column on a dense screen; WebP weighs half of JPEG.
RENDITION = "max-1000x1000|format-webp"
LOGO = "max-320x120|format-webp"


@dataclass(frozen=True)
class StoredFile:
    """A document: StoredFile("Report", "/documents/3/report.pdf", "PDF", "1.2 MB")."""

    title: str
    url: str
    format: str
    weight: str


@dataclass(frozen=True)
class WaitingMaterial:
    """Files of a page in memory that are not published yet, under numbers below 0, by which it names them.

    WaitingMaterial({-1: StoredFile("Report", "/…/fichiers/3f0c…/", "PDF", "1.2 MB")}, {-2: Picture(…)})
    """

    files: Mapping[int, StoredFile]
    pictures: Mapping[int, Picture]


@dataclass(frozen=True)
class Material:
    """What presenters draw from. `references` is filled as they cite; everything else is read only."""

    resource: Any
    request: HttpRequest
    access: Access
    source: RowsFrom
    rows: tuple[Row, ...]
    around: Surroundings
    targets: LinkTargets
    files: Mapping[int, StoredFile]
    pictures: Mapping[int, Picture]
    concepts: tuple[ResourceConcept, ...]
    references: References
    url: str

    @property
    def is_preview(self) -> bool:
        """Whether an editor looks at a draft."""
        return self.source is RowsFrom.DRAFT

    @property
    def lang(self) -> str:
        """What `lang` an element with the resource's own words must bear."""
        return foreign(self.resource.language)

    @property
    def centre_url(self) -> str:
        """Address of the centre: two steps above the resource, "/centre/"."""
        steps = self.url.rstrip("/").split("/")
        return "/".join(steps[:-2]) + "/"

    def page(self, pk: int) -> LinkedPage | None:
        """The page at the other end of a row, if this reader may see it."""
        return self.around.pages.get(pk)

    def file(self, pk: int) -> StoredFile | None:
        """A document that the page offers."""
        return self.files.get(pk)

    def picture(self, pk: int) -> Picture | None:
        """An image that the page prints."""
        return self.pictures.get(pk)

    def linked(self, *types: RowType) -> Iterable[tuple[Row, LinkedPage]]:
        """Rows of those types with the page at their other end; rows whose page is hidden are dropped."""
        for row in of_type(self.rows, *types):
            page = self.page(row.other_id)
            if page is not None:
                yield row, page

    def html(self, stored: str) -> SafeString:
        """Stored rich text as this reader may see it."""
        return html_for_reader(stored, self.targets)


def load_material(resource: Resource, access: Access, request: HttpRequest, *, is_old: bool = False) -> Material:
    """Read rows, the pages around, files and images: five queries at most, whatever their number.

    is_old: the resource is an old version, in memory.
    """
    source = RowsFrom.DRAFT if getattr(request, "is_preview", False) else RowsFrom.DATABASE
    source = RowsFrom.VERSION if is_old else source
    rows = rows_of(resource, source)
    blocks = [block for block in resource.body.raw_data if block]
    links = stored_links(rich_texts(resource, blocks))
    ids = {row.other_id for row in rows} | set(links.pages) | _chosen(blocks, "resource", "page")
    around = load_surroundings(resource, ids - {0}, access, request)
    files = load_files(
        links.documents | _chosen(blocks, "document", "document") | {row.document_id for row in document_rows(resource)}
    )
    waiting = getattr(resource, "waiting_material", None) or WaitingMaterial({}, {})
    targets = LinkTargets(
        {pk: page.url for pk, page in around.pages.items()},
        {pk: (file.url, f"{file.format}, {file.weight}") for pk, file in files.items()},
    )
    return Material(
        resource=resource,
        request=request,
        access=access,
        source=source,
        rows=rows,
        around=around,
        targets=targets,
        files={**files, **waiting.files},
        pictures={
            **load_pictures({**dict.fromkeys(_chosen(blocks, "figure", "image"), RENDITION), **_logo(resource)}),
            **waiting.pictures,
        },
        concepts=_concepts(resource),
        references=References(of_type(rows, RowType.SOURCE)),
        url=resource.get_url(request) or "",
    )


def _concepts(resource: Any) -> tuple[ResourceConcept, ...]:
    """Terms on the resource in the order of their vocabularies, the main one first."""
    links: Iterable[ResourceConcept] = resource.concept_links.select_related("concept__vocabulary")
    ordered = sorted(links, key=lambda link: (link.concept.vocabulary.order, not link.is_main, link.sort_order or 0))
    return tuple(ordered)


def _logo(resource: Any) -> dict[int, str]:
    """The logo of an actor that agreed to its being shown."""
    has_logo = getattr(resource, "logo_consent", False) and getattr(resource, "logo_id", None)
    return {resource.logo_id: LOGO} if has_logo else {}


def document_rows(resource: Any) -> Sequence[Any]:
    """The resource's document rows, read once and kept on it."""
    if not hasattr(resource, "_rc_document_rows"):
        resource._rc_document_rows = list(resource.documents.all())
    rows: Sequence[Any] = resource._rc_document_rows
    return rows


def rich_texts(resource: Any, blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every stored rich text of a resource: its kind's fields and the texts of its body."""
    fields = [field.name for field in resource._meta.get_fields() if isinstance(field, RichTextField)]
    texts = [str(getattr(resource, name) or "") for name in fields]
    for block in blocks:
        value = block["value"]
        texts += [value] if isinstance(value, str) else []
        texts += [str(value.get(name) or "") for name in ("text", "transcript")] if isinstance(value, dict) else []
    return texts


def _chosen(blocks: Iterable[Mapping[str, Any]], block_type: str, name: str) -> set[int]:
    """Ids chosen in the blocks of a type: _chosen(blocks, "figure", "image") gives {3, 8}."""
    return {int(block["value"][name]) for block in blocks if block["type"] == block_type and block["value"].get(name)}


def load_files(ids: Iterable[int]) -> dict[int, StoredFile]:
    """Documents by id, in one query, none when there is none."""
    wanted = set(ids)
    documents = get_document_model().objects.in_bulk(wanted) if wanted else {}
    return {pk: _stored_file(document) for pk, document in documents.items()}


def _stored_file(document: Any) -> StoredFile:
    return StoredFile(document.title, document.url, document.file_extension.upper(), in_words(_size(document)))


def _size(document: Any) -> int | None:
    """Its weight, without Wagtail's `get_file_size`, which writes to the database when the weight is unknown."""
    try:
        return int(document.file.size if document.file_size is None else document.file_size)
    except OSError:
        return None


def load_pictures(specs: Mapping[int, str]) -> dict[int, Picture]:
    """Images as renditions, {3: RENDITION}, in two queries; an image whose file is lost is left out."""
    wanted = get_image_model().objects.filter(pk__in=specs)
    images = wanted.prefetch_renditions(*set(specs.values())) if specs else ()
    found = {image.pk: get_rendition_or_not_found(image, specs[image.pk]) for image in images}
    return {pk: Picture(item.url, item.width, item.height) for pk, item in found.items() if item.file}


def in_language(code: str) -> str:
    """ "in French", as part of a link's words; French writes the names of languages without a capital."""
    name = language_name(code)
    is_french = (get_language() or "").startswith("fr")
    return _("in %(language)s") % {"language": name.lower() if is_french else name}
