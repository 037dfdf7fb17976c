"""What belongs to a centre is met, in the admin, by those who decide on that centre."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView

from resource_centre.access.contribution import decided_by, may_decide
from resource_centre.content.pages.centre import ResourceCentrePage


def centres_of(user: Any) -> QuerySet[ResourceCentrePage]:
    """The centres on which a user decides, by title."""
    return ResourceCentrePage.objects.filter(pk__in=decided_by(user).values("pk")).order_by("title", "pk")


def centre_numbered(text: str, centres: Iterable[ResourceCentrePage]) -> ResourceCentrePage | None:
    """The one of them that an address or a form names by its number; None for "", and for one that is not theirs."""
    return next((centre for centre in centres if str(centre.pk) == text), None)


class OneOfOwn:
    """Put before a view of Wagtail's about one row that has a `centre`: those of others are as absent."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """The row, or a 404."""
        view: Any = self
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]  # Wagtail's view, which comes after
        if not may_decide(view.request.user, found.centre):
            raise Http404
        return found


class IndexOfOwn(IndexView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """A list of rows that have a `centre`: those of one's own centres."""

    def get_base_queryset(self) -> Any:
        """With the name of each centre, which the list prints."""
        return super().get_base_queryset().filter(centre__in=centres_of(self.request.user)).select_related("centre")


class EditOfOwn(OneOfOwn, EditView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Changing one."""


class DeleteOfOwn(OneOfOwn, DeleteView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Deleting one."""


class HistoryOfOwn(OneOfOwn, HistoryView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """What was done to one."""


class UsageOfOwn(OneOfOwn, UsageView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Where one is used."""


class PrefilledCreateView(CreateView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """A new row whose form is filled from the address, for the fields that `prefilled` names: "?words=lieu+acueil"."""

    prefilled: tuple[str, ...] = ("centre", "language", "words", "forms")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Values of the address, which the form judges as it does those that are typed."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        given = {name: self.request.GET[name] for name in self.prefilled if name in self.request.GET}
        return {**kwargs, "initial": {**(kwargs.get("initial") or {}), **given}}
