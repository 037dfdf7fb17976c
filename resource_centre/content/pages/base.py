"""Resource: everything that kinds share, so that one query lists them all and a relation may point to any."""

import json
import uuid
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from resource_centre import conf
from resource_centre.content import panels
from resource_centre.content.blocks import BodyBlock
from resource_centre.content.dates import span_in_words
from resource_centre.content.days import site_day
from resource_centre.content.fields import PartialDateField, WebAddressField
from resource_centre.content.forms import ResourceForm
from resource_centre.content.kind_spec import KindSpec
from resource_centre.content.passwords import PasswordAsked
from resource_centre.content.relations import check_period
from resource_centre.content.rendering import render
from resource_centre.content.review_clock import CLOCK, LONGEST_MONTHS, is_own_date
from resource_centre.content.reviewed_versions import ReviewedVersions
from resource_centre.content.saving import SavedWhole
from resource_centre.text.folding import fold


class ResourceStatus(models.TextChoices):
    """Where the thing described stands (not the page that describes it)."""

    ONGOING = "ongoing", gettext_lazy("ongoing")
    COMPLETED = "completed", gettext_lazy("completed")
    STOPPED = "stopped", gettext_lazy("stopped")


class Significance(models.TextChoices):
    """What a change means to those who rely on the page. Only MEANING resets the review clock."""

    MINOR = "minor", gettext_lazy("minor: spelling, layout")
    CONTENT = "content", gettext_lazy("content: more or clearer, same sense")
    MEANING = "meaning", gettext_lazy("meaning: a fact or a conclusion changes")


class Resource(SavedWhole, ReviewedVersions, PasswordAsked, Page):
    """One thing worth knowing, of one kind. Never created itself: its subclasses are.

    `kind` is set by `register_kind`. `kind_panels` are the kind's own panels, shown after the shared
    essentials. A subclass adds its fields and nothing else.
    """

    kind: ClassVar[KindSpec]
    kind_panels: ClassVar[list[Any]] = []
    #: Whether a kind has dates of its own in the place of "from" and "until", which readers are then not asked for.
    has_own_dates: ClassVar[bool] = False

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.CharField(
        gettext_lazy("summary"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("What it is and for whom, in two sentences without formatting (300 characters)."),
    )
    body = StreamField(BodyBlock(), verbose_name=gettext_lazy("body"), blank=True)
    date_from = PartialDateField(
        gettext_lazy("from"), help_text=gettext_lazy("As precise as the source: 2012, 03/2016 or 12/02/2015.")
    )
    date_to = PartialDateField(gettext_lazy("until"))
    status = models.CharField(
        gettext_lazy("state of the thing described"), max_length=20, choices=ResourceStatus.choices, blank=True
    )
    language = models.CharField(gettext_lazy("language of the text"), max_length=8, default="fr")
    website = WebAddressField(gettext_lazy("address"), blank=True)

    review_by = models.DateField(gettext_lazy("to be re-read before"), null=True, blank=True)
    reviewed_on = models.DateField(gettext_lazy("re-read on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("re-read by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    review_every = models.PositiveSmallIntegerField(
        gettext_lazy("to be re-read every (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
        help_text=gettext_lazy("Left empty: as often as pages of this kind are."),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("person in charge"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=gettext_lazy(
            "Told when the page is to be re-read. Left empty: whoever made it, else all who publish."
        ),
    )
    #: How often the clock was set: a revision written before the last time sets nothing of it back.
    clock = models.PositiveIntegerField(default=0, editable=False)
    significance = models.CharField(
        gettext_lazy("what this change means"),
        max_length=20,
        choices=Significance.choices,
        default=Significance.CONTENT,
    )
    to_confirm = models.TextField(
        gettext_lazy("to confirm"),
        blank=True,
        help_text=gettext_lazy("What an editor must still check; shown to readers as such."),
    )

    title_key = models.CharField(max_length=255, editable=False, db_index=True, default="")
    origin = models.CharField(gettext_lazy("imported from"), max_length=100, blank=True, db_index=True)
    origin_id = models.CharField(gettext_lazy("identifier there"), max_length=255, blank=True)
    extra = models.JSONField(gettext_lazy("other imported data"), default=dict, blank=True)

    is_creatable = False
    parent_page_types: ClassVar = ["resource_centre.KindIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = ResourceForm
    #: A copy is another resource: it has its own permanent address, no import feeds it, and nobody has re-read it.
    exclude_fields_in_copy: ClassVar = ["uuid", "origin", "origin_id", *CLOCK]
    #: Whether the version in hand gives a date of its own for the next re-reading (see `with_content_json`).
    has_own_review_date = False
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("language"),
        index.FilterField("review_by"),
    ]

    class Meta:
        verbose_name = gettext_lazy("resource")
        verbose_name_plural = gettext_lazy("resources")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin", "origin_id"],
                condition=~models.Q(origin_id=""),
                name="resource_centre_origin_once",
            ),
        ]

    @cached_classmethod
    def get_edit_handler(cls) -> Any:
        """Tabs in the order in which an editor thinks: what, words, subjects, who, facts, review."""
        return panels.ResourceTabs(
            panels.resource_tabs(cls.kind_panels, cls.promote_panels, cls.settings_panels),
            base_form_class=cls.base_form_class,
        ).bind_to_model(cls)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only under the list of its own kind."""
        index_kind = getattr(parent.specific, "kind_code", None)
        return bool(super().can_create_at(parent) and index_kind == cls.kind.code)

    @property
    def period(self) -> str:
        """Dates in words, in the active language."""
        return span_in_words(self.date_from, self.date_to)

    @property
    def changed_at(self) -> datetime | None:
        """When what readers see changed last. A draft changes nothing of that, and is nobody's business."""
        return self.last_published_at or self.first_published_at

    @property
    def changed_on(self) -> date | None:
        """The day of it, where the site is."""
        return site_day(self.changed_at) if self.changed_at else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key by which duplicates are found in step with the title, and an alias's address its own."""
        self.title_key = title_key(self.title)
        if self.alias_of_id and self._state.adding:  # Wagtail gives an alias every field of its source
            self.uuid, self.origin, self.origin_id = uuid.uuid4(), "", ""
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """Never take from a revision what identifies the page: copies and aliases have their source's revisions.

        Nor what its clock says: that is read from the row, as it is now. A date for the next re-reading is taken from
        the revision only if nothing has set the clock since it was written (one query).
        """
        page = super().with_content_json(content)
        page.uuid, page.origin, page.origin_id = self.uuid, self.origin, self.origin_id
        row = Resource._base_manager.filter(pk=self.alias_of_id or self.pk).values(*CLOCK).first()
        if row is not None:
            page.has_own_review_date = is_own_date(content, row)
            for name in CLOCK:
                if name != "review_by" or not page.has_own_review_date:
                    setattr(page, Resource._meta.get_field(name).attname, row[name])
        return page

    def clean(self) -> None:
        """Refuse an end before the beginning, and a body that no page can carry."""
        super().clean()
        check_period(self.date_from, self.date_to)
        check_body_size(self.body)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the renderer of this kind."""
        request.is_preview = False  # type: ignore[attr-defined]  # Wagtail's own flag on the request
        return render(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview with the same renderer as the public page."""
        request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own flag on the request
        return render(request, self)


def title_key(title: str) -> str:
    """The form of a title by which duplicates are found: no accents, case or punctuation."""
    return fold(title)[:255]


def check_body_size(body: Any) -> None:
    """Raise ValidationError at "body" when it holds too many blocks or bytes (settings MAX_BODY_*)."""
    blocks, limit = len(body), conf.max_body_blocks()
    if blocks > limit:
        message = _("The body holds %(blocks)d blocks, the most is %(limit)d: split the page in two.")
        raise ValidationError({"body": message % {"blocks": blocks, "limit": limit}})
    size, most = len(json.dumps(body.get_prep_value(), ensure_ascii=False).encode()), conf.max_body_bytes()
    if size > most:
        message = _("The body weighs %(size)d kB, the most is %(most)d kB: attach a document instead.")
        raise ValidationError({"body": message % {"size": size // 1000, "most": most // 1000}})
