"""Making files public: documents and images of Wagtail, in the transaction that accepts their proposal.

A file that is copied into the public folder is outside of any transaction. A note of where it goes is written before,
and removed once the transaction has ended well; when it fails, the copy is deleted, and when the process is killed,
`tidy_copies` finds the note and deletes what no row knows.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection as Folder

from resource_centre.contribution.errors import ContentRefused
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.contents import FIGURE, PROPOSED, is_proposed
from resource_centre.contribution.uploads.errors import FileGone
from resource_centre.contribution.uploads.models import ProposedFile

#: A transaction is over after that, one way or the other.
_SURE = timedelta(hours=1)
_DOCUMENT, _IMAGE = "document", "image"


class Copies:
    """The files that one acceptance makes public."""

    def __init__(self, proposal: Proposal, by: Any) -> None:
        self.proposal, self.by = proposal, by
        self.made: list[tuple[str, Any, str]] = []

    def published(self, kept: Mapping[str, Any], chosen: Collection[str]) -> dict[str, Any]:
        """What is kept, by key, with documents and images in place of the files that wait.

        {"documents/new-0": {"document": None, "proposed": {…}}} becomes {"documents/new-0": {"document": 12}}. Files of
        what is not chosen stay where they are. Raises FileGone, ContentRefused.
        """
        return {key: self._published(value) if key in chosen else value for key, value in kept.items()}

    def _published(self, value: Any) -> Any:
        if is_proposed(value):
            document = self._document(self._file(value), str(value.get("title") or ""))
            return {**_without(value), "document": document.pk}
        if not isinstance(value, Mapping) or value.get("type") != FIGURE or not is_proposed(value.get("value")):
            return value
        figure = value["value"]
        image = self._image(self._file(figure), str(figure.get("alternative") or figure.get("caption") or ""))
        return {**value, "value": {**_without(figure), "image": image.pk}}

    def _file(self, value: Mapping[str, Any]) -> ProposedFile:
        found = ProposedFile.objects.filter(uuid=value[PROPOSED]["id"], proposal=self.proposal.pk).first()
        if found is None:
            raise FileGone
        return found

    def _document(self, file: ProposedFile, title: str) -> Any:
        document = get_document_model()(title=title or _title_of(file))
        return self._kept(_DOCUMENT, document, file)

    def _image(self, file: ProposedFile, description: str) -> Any:
        image = get_image_model()(title=_title_of(file), description=description[:255])
        return self._kept(_IMAGE, image, file)

    def _kept(self, sort: str, made: Any, file: ProposedFile) -> Any:
        made.collection, made.uploaded_by_user = folder_of(self.proposal), self.by
        self._copy(sort, made, file)
        set_metadata = made._set_document_file_metadata if sort == _DOCUMENT else made._set_image_file_metadata
        set_metadata()
        made.file.close()
        try:
            made.full_clean(exclude=["file"])
        except ValidationError as error:
            raise ContentRefused(" ".join(error.messages)) from error
        made.save()
        return made

    def _copy(self, sort: str, made: Any, file: ProposedFile) -> None:
        """Copy the file; the note comes first, so that no copy is ever without one."""
        note, storage = uuid4().hex, made.file.storage
        where = storage.get_available_name(made.file.field.generate_filename(made, file.name))
        store.put_note(note, f"{sort}\n{where}")
        try:
            with store.opened(file.uuid) as kept:
                made.file.save(file.name, File(kept, name=file.name), save=False)
        except FileNotFoundError as error:
            store.remove_note(note)
            raise FileGone from error
        self.made.append((note, storage, made.file.name))
        if made.file.name != where:
            store.put_note(note, f"{sort}\n{made.file.name}")
        transaction.on_commit(lambda: store.remove_note(note), robust=True)

    def undo(self) -> None:
        """Delete the copies: the transaction has failed."""
        for note, storage, name in self.made:
            storage.delete(name)
            store.remove_note(note)
        self.made.clear()


def _without(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name != PROPOSED}


def _title_of(file: ProposedFile) -> str:
    return file.name.rpartition(".")[0] or file.name


def folder_of(proposal: Proposal) -> Folder:
    """The collection that bears the name of the centre, where editors have made one; else the first of all."""
    root = Folder.get_first_root_node()
    return root.get_children().filter(name=proposal.centre.title).first() or root


def tidy_copies() -> int:
    """Delete public copies whose acceptance was cut short; how many."""
    models: Mapping[str, Any] = {_DOCUMENT: get_document_model(), _IMAGE: get_image_model()}
    deleted = 0
    for note, text, at in list(store.notes()):
        if at > timezone.now() - _SURE:
            continue
        sort, _line, name = text.partition("\n")
        model = models.get(sort)
        if model is not None and name and not model.objects.filter(file=name).exists():
            storage = model._meta.get_field("file").storage
            deleted += storage.exists(name)
            storage.delete(name)
        store.remove_note(note)
    return deleted
