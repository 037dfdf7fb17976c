"""Files that wait, as whoever may open them sees them: in a list, and in the page as it will be published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from PIL import Image

from resource_centre.content.weights import in_words
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import unsaved_page
from resource_centre.contribution.surface import DOCUMENTS, with_content
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.addresses import UrlOf
from resource_centre.contribution.uploads.contents import FIGURE, PROPOSED, is_proposed
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.web.presenters.resource_material import StoredFile, WaitingMaterial
from resource_centre.web.presenters.resource_view import Picture


@dataclass(frozen=True)
class WaitingRow:
    """A row of documents of a page in memory, with the columns that its page prints."""

    document_id: int
    title: str
    language: str
    is_accessible: bool | None
    alternative: str


def with_waiting_files(proposal: Proposal, url_of: UrlOf) -> Any:
    """The page that a proposal would make, in memory, with the files that wait in their places."""
    shown = _Numbered(proposal, url_of)
    content = {**proposal.content, BODY: shown.body()}
    content |= {DOCUMENTS: []} if DOCUMENTS in content else {}
    known = proposal.resource
    page: Any = unsaved_page(proposal, content) if known is None else with_content(known.specific, content)
    page.waiting_material = WaitingMaterial(shown.files, shown.pictures)
    page._rc_document_rows = tuple(shown.rows())  # read once, and kept there, by the presenter
    return page


class _Numbered:
    """Files under numbers below 0: no document or image has one."""

    def __init__(self, proposal: Proposal, url_of: UrlOf) -> None:
        self.content = proposal.content
        self.known = {str(file.uuid): file for file in ProposedFile.objects.filter(proposal=proposal.pk)}
        self.url_of = url_of
        self.numbers = count(-1, -1)
        self.files: dict[int, StoredFile] = {}
        self.pictures: dict[int, Picture] = {}

    def rows(self) -> Iterator[WaitingRow]:
        for row in self.content.get(DOCUMENTS) or ():
            number = row["document"] or 0
            if is_proposed(row):
                file = self.known.get(row[PROPOSED]["id"])
                if file is None:
                    continue
                number = next(self.numbers)
                self.files[number] = StoredFile(file.name, self.url_of(file), file.kind.label, in_words(file.size))
            yield WaitingRow(number, row["title"], row["language"], row["is_accessible"], row["alternative"])

    def body(self) -> list[Any]:
        return [self._block(block) for block in self.content[BODY]]

    def _block(self, block: Mapping[str, Any]) -> Mapping[str, Any]:
        value = block["value"]
        file = self.known.get(value[PROPOSED]["id"]) if block["type"] == FIGURE and is_proposed(value) else None
        picture = self._picture(file) if file is not None else None
        if picture is None:
            return block
        number = next(self.numbers)
        self.pictures[number] = picture
        return {**block, "value": {**value, "image": number}}

    def _picture(self, file: ProposedFile) -> Picture | None:
        try:
            with store.opened(file.uuid) as kept, Image.open(kept) as image:
                return Picture(self.url_of(file), image.width, image.height)
        except OSError:
            return None
