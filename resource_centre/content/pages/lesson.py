"""Lesson (enseignement): a hypothesis, and what supports, nuances or contradicts it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from resource_centre.content.dates import PartialDate
from resource_centre.content.days import site_today
from resource_centre.content.fields import PartialDateField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


class LessonState(models.TextChoices):
    """How far the hypothesis has come."""

    STATED = "stated", _("stated")
    SUPPORTED = "supported", _("supported")
    NUANCED = "nuanced", _("nuanced")
    REVISED = "revised", _("revised")


@register_kind(
    KindSpec(code="lesson", slug="enseignements", label=_("Lesson"), plural=_("Lessons"), order=50, icon="help")
)
class Lesson(Resource):
    """One statement; its evidence is in the rows of other resources."""

    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    statement = models.TextField(_("statement"), help_text=_("The hypothesis in one or two sentences."))
    state = models.CharField(_("state"), max_length=20, choices=LessonState.choices, default=LessonState.STATED)

    kind_panels: ClassVar = [
        FieldRowPanel(["number", "state"], heading=_("Hypothesis")),
        FieldPanel("statement"),
        InlinePanel("history", heading=_("Successive states"), label=_("state")),
    ]

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the state that readers saw, with the day on which it became another, whoever changes it."""
        self._keep_state()
        return super().save_revision(*args, **kwargs)

    def _keep_state(self) -> None:
        former = Lesson.objects.filter(pk=self.pk, live=True).values_list("state", flat=True).first()
        if former is None or former == self.state:
            return
        known = sorted(self.history.all(), key=lambda row: row.sort_order or 0)
        if known and known[-1].state == self.state:
            return
        rank = (known[-1].sort_order or 0) + 1 if known else 0
        if not known or known[-1].state != former:
            self.history.add(LessonChange(state=former, sort_order=rank))
        today = PartialDate.parse(site_today().isoformat())
        self.history.add(LessonChange(state=self.state, date=today, sort_order=rank + 1))

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class LessonChange(Orderable):
    """A state that a lesson had, and since when."""

    lesson = ParentalKey(Lesson, on_delete=models.CASCADE, related_name="history")
    state = models.CharField(_("state"), max_length=20, choices=LessonState.choices)
    date = PartialDateField(_("date"))
    note = models.TextField(_("note"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("state of a lesson")
        verbose_name_plural = _("states of a lesson")

    def __str__(self) -> str:
        return str(self.get_state_display())
