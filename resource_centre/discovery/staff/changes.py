"""Marking words as a resource that the centre wants: one row for the same words, however often it is asked."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from resource_centre.access.contribution import may_decide
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import WantedResource


@dataclass(frozen=True)
class MarkWanted:
    """MarkWanted(centre, "fr", "lieux d’accueil", by=editor).execute() gives the row, new or not."""

    centre: ResourceCentrePage
    language: str
    words: str
    by: Any

    def check(self) -> None:
        """Raises PermissionDenied, or ValidationError for words that hold nothing."""
        if not (self.by.has_perm("resource_centre.add_wantedresource") and may_decide(self.by, self.centre)):
            raise PermissionDenied
        self._row().clean_fields()

    def execute(self) -> WantedResource:
        """Store it with its line in the log; what is wanted already is left as it is."""
        self.check()
        known = WantedResource.objects.filter(
            centre=self.centre, language=self.language, key=key_of(self.words, self.language)
        )
        if (found := known.first()) is not None:
            return found
        try:
            with transaction.atomic():
                row = self._row()
                row.full_clean()
                row.save()
                log(row, "wagtail.create", user=self.by)
        except IntegrityError:  # somebody else was faster
            return known.get()
        return row

    def _row(self) -> WantedResource:
        return WantedResource(centre=self.centre, language=self.language, words=self.words)
