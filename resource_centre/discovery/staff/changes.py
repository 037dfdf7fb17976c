"""Marking words as a resource that the centre wants: one row for the same words, however often it is asked."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from resource_centre import conf
from resource_centre.access.contribution import may_decide
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import WantedResource
from resource_centre.search.budget import clean_text
from resource_centre.search.errors import QueryTooLong


@dataclass(frozen=True)
class MarkWanted:
    """MarkWanted(centre, "fr", "lieux d’accueil", by=editor).execute() gives the row, new or not."""

    centre: ResourceCentrePage
    language: str
    words: str
    by: Any

    def check(self) -> None:
        """Raises PermissionDenied, or ValidationError for words that hold nothing or are too many."""
        if not (self.by.has_perm("resource_centre.add_wantedresource") and may_decide(self.by, self.centre)):
            raise PermissionDenied
        if self.language not in conf.content_languages():
            raise ValidationError(_("The content of this site is in another language."))
        self._row().clean()

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
        try:
            words = clean_text(self.words)
        except QueryTooLong as error:
            raise ValidationError(_("This search is too long: shorten it.")) from error
        return WantedResource(centre=self.centre, language=self.language, words=words)
