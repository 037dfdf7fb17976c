"""The body of a resource, cut into sections at its headings, each block with what its template needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.safestring import SafeString
from django.utils.text import slugify

from resource_centre.web.addresses import host_of, web_address
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.links import LinkedPage
from resource_centre.web.presenters.resource_material import Material, StoredFile, in_language
from resource_centre.web.presenters.resource_view import Body, BodyBlock, FileLink, Picture, Section

BODY_TEMPLATE = "resource_centre/resource/parts/body.html"


@dataclass(frozen=True)
class HeadingValue:
    """A heading below the section's own."""

    text: str
    level: str


@dataclass(frozen=True)
class QuoteValue:
    """Somebody's words."""

    text: str
    author: str
    source: str
    url: str


@dataclass(frozen=True)
class FigureBlockValue:
    """An image with the alternative text of this use."""

    picture: Picture
    alternative: str
    caption: str
    credit: str


@dataclass(frozen=True)
class CalloutValue:
    """An aside."""

    title: str
    text: SafeString


@dataclass(frozen=True)
class ResourceLinkValue:
    """A page worth reading, and why."""

    link: Link
    kind: str
    reason: str


@dataclass(frozen=True)
class EmbedValue:
    """A video, cited: its title, where it is, what is said in it."""

    title: str
    url: str
    host: str
    transcript: SafeString


class BlockSources(Protocol):
    """Where a block finds what it names: Material for a page, one query at a time for a block printed alone."""

    def html(self, stored: str) -> SafeString: ...
    def page(self, pk: int) -> LinkedPage | None: ...
    def file(self, pk: int) -> StoredFile | None: ...
    def picture(self, pk: int) -> Picture | None: ...


def body_sections(material: Material, heading: str) -> tuple[Section, ...]:
    """Sections of the body: what comes before its first heading under `heading`, then one for each heading."""
    sections: list[tuple[str, list[BodyBlock]]] = [(heading, [])]
    for raw in material.resource.body.raw_data:
        if raw["type"] == "heading" and str(raw["value"].get("level")) != "3":
            sections.append((str(raw["value"].get("text") or ""), []))
        elif (value := block_value(raw["type"], raw["value"], material)) is not None:
            sections[-1][1].append(BodyBlock(f"resource_centre/blocks/{raw['type']}.html", value))
    kept = sections if sections[0][1] else sections[1:]
    return tuple(
        Section(
            _section_id(title, index),
            title,
            BODY_TEMPLATE,
            Body(tuple(blocks), material.lang),
            _lang(title, heading, material),
        )
        for index, (title, blocks) in enumerate(kept)
    )


def _lang(title: str, heading: str, material: Material) -> str:
    """A heading that authors wrote is in their language; ours is in the interface's."""
    return "" if title == heading else material.lang


def _section_id(title: str, index: int) -> str:
    return f"text-{index}-{slugify(title)[:40]}".rstrip("-")


def block_value(block_type: str, value: Any, sources: BlockSources) -> object | None:
    """What the block's template prints; None for a block that this reader may not see or that is unknown."""
    if block_type == "text":
        return sources.html(str(value or ""))
    if block_type == "list":
        return tuple(str(item["value"] if isinstance(item, Mapping) else item) for item in value)
    maker = _MAKERS.get(block_type)
    return maker(value, sources) if maker else None


def _heading(value: Mapping[str, Any], _sources: BlockSources) -> HeadingValue:
    return HeadingValue(_text(value, "text"), _text(value, "level") or "2")


def _quote(value: Mapping[str, Any], _sources: BlockSources) -> QuoteValue:
    author, source = _text(value, "author"), _text(value, "source")
    return QuoteValue(_text(value, "text"), author, source, web_address(_text(value, "url")))


def _figure(value: Mapping[str, Any], sources: BlockSources) -> FigureBlockValue | None:
    picture = sources.picture(value.get("image") or 0)
    if picture is None:
        return None
    alternative = "" if value.get("is_decorative") else _text(value, "alternative")
    return FigureBlockValue(picture, alternative, _text(value, "caption"), _text(value, "credit"))


def _document(value: Mapping[str, Any], sources: BlockSources) -> FileLink | None:
    file: StoredFile | None = sources.file(value.get("document") or 0)
    if file is None:
        return None
    words = [file.format, file.weight, in_language(_text(value, "language")) if value.get("language") else ""]
    return FileLink(file.title, file.url, ", ".join(filter(None, words)))


def _callout(value: Mapping[str, Any], sources: BlockSources) -> CalloutValue:
    return CalloutValue(_text(value, "title"), sources.html(_text(value, "text")))


def _resource(value: Mapping[str, Any], sources: BlockSources) -> ResourceLinkValue | None:
    page = sources.page(value.get("page") or 0)
    if page is None:
        return None
    return ResourceLinkValue(page.link, str(page.kind.label) if page.kind else "", _text(value, "reason"))


def _embed(value: Mapping[str, Any], sources: BlockSources) -> EmbedValue:
    url = web_address(_text(value, "url"))
    return EmbedValue(_text(value, "title"), url, host_of(url), sources.html(_text(value, "transcript")))


_MAKERS = {
    "heading": _heading,
    "quote": _quote,
    "figure": _figure,
    "document": _document,
    "callout": _callout,
    "resource": _resource,
    "embed": _embed,
}


def _text(value: Mapping[str, Any], name: str) -> str:
    return str(value.get(name) or "")
