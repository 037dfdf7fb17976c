"""What every list of wagtail-modeladmin here shares: it answers the questions that it offers, and no others.

The package hands every parameter of an address that it does not know to the database, as a condition on any table that
can be reached from the list; a count then tells, letter by letter, what its reader may not read. Django's own admin
asks `lookup_allowed` first. And it has no answer for a number that is none, or a condition that makes no sense.
"""

from typing import Any
from urllib.parse import unquote

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from resource_centre.content.keys import key_in


class FlatIndex(IndexView):  # type: ignore[misc]  # the package carries no types
    """A list: its filters, its words, its order."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list; the whole list where a filter holds what makes no sense."""
        if "\x00" in unquote(request.META.get("QUERY_STRING", "")):
            return HttpResponseRedirect(self.index_url)
        try:
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self.index_url)
        return answer

    def get_filters(self, request: HttpRequest) -> tuple[Any, bool, dict[str, Any], bool]:
        """The filters of the list; what else stands in the address is no condition."""
        filters, has_filters, _others, distinct = super().get_filters(request)
        return filters, has_filters, {}, distinct


class FlatAdmin(ModelAdmin):  # type: ignore[misc]  # the package carries no types
    """Rows that are known by number: what is none is absent."""

    index_view_class = FlatIndex
    index_template_name = "resource_centre/admin/flat_index.html"

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """One row. Raises Http404."""
        answer: HttpResponse = super().inspect_view(request, _number(instance_pk))
        return answer

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Its form. Raises Http404."""
        answer: HttpResponse = super().edit_view(request, _number(instance_pk))
        return answer

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """The question before it is deleted. Raises Http404."""
        answer: HttpResponse = super().delete_view(request, _number(instance_pk))
        return answer

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """What was done with it. Raises Http404."""
        answer: HttpResponse = super().history_view(request, _number(instance_pk))
        return answer


def _number(instance_pk: str) -> str:
    key = key_in(instance_pk)
    if not key:
        raise Http404
    return str(key)
