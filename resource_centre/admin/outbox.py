"""The outbox in the admin: what waits to be delivered, what failed and why, and a button that tries again."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.log_actions import log
from wagtail_modeladmin.helpers import PermissionHelper

from resource_centre.admin.flat_lists import FlatAdmin, FlatIndex
from resource_centre.admin.reference_data import HistoryOfListed
from resource_centre.content.keys import key_in
from resource_centre.contribution.posting import wake_post
from resource_centre.discovery.indexer import wake
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry

LIST_URL, RETRY_URL = "resource-centre_outbox_modeladmin_index", "resource_centre_outbox_retry"
PERMISSION = "resource_centre.change_outboxentry"
RETRIED = "resource_centre.outbox_retried"
FORM_ID = "rc-retry"


def may_retry(user: Any) -> bool:
    """Whoever may change what waits."""
    return bool(user.is_active and user.has_perm(PERMISSION))


def may_see(user: Any) -> bool:
    """Whoever may see or change what waits."""
    return may_retry(user) or bool(user.is_active and user.has_perm("resource_centre.view_outboxentry"))


class ForOperators(PermissionHelper):  # type: ignore[misc]  # the package carries no types
    """Operators read; nobody writes a row by hand. Keys name pages and addresses: they are not for everybody."""

    def user_can_list(self, user: Any) -> bool:
        """Whoever may see or change it."""
        return may_see(user)

    def user_can_create(self, user: Any) -> bool:
        """Nobody: a row is written with the change that it tells of."""
        return False

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """As the list."""
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Nobody; trying again has its own button."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Nobody: versions only grow."""
        return False


class StateFilter(SimpleListFilter):
    """What is not delivered, unless something else is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states."""
        return [("parked", _("parked")), ("pending", _("waiting")), ("all", _("all, delivered ones too"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What is shown at first is not "all"."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("not delivered yet")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxEntry]) -> QuerySet[OutboxEntry]:
        """Rows in that state."""
        if self.value() == "all":
            return queryset
        undelivered = queryset.filter(delivered_version__lt=F("version"))
        if self.value() == "parked":
            return undelivered.exclude(parked_at=None)
        return undelivered.filter(parked_at=None) if self.value() == "pending" else undelivered


class OutboxIndex(FlatIndex):
    """The list, under the form that its buttons belong to."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics that have something parked."""
        more = {"parked": rows.parked_topics(), "form_id": FORM_ID, "retry_url": reverse(RETRY_URL)}
        return {**super().get_context_data(*args, **kwargs), **more}


class OutboxAdmin(FlatAdmin):
    """Changes to deliver: to the index, by mail."""

    model = OutboxEntry
    menu_label = gettext_lazy("Outbox")
    menu_icon = "mail"
    add_to_admin_menu = False
    base_url_path = "resource-centre/outbox"
    permission_helper_class = ForOperators
    inspect_view_enabled = True
    index_template_name = "resource_centre/admin/outbox_index.html"
    index_view_class = OutboxIndex
    history_view_class = HistoryOfListed
    list_display: ClassVar = ("key", "topic", "stands", "error")
    list_filter: ClassVar = (StateFilter, "topic")
    search_fields: ClassVar = ("key", "error")
    ordering: ClassVar = ("-parked_at", "changed_at", "pk")
    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """With the button, for whoever may press it."""
        return (*self.list_display, "retry") if may_retry(request.user) else self.list_display

    def retry(self, entry: OutboxEntry) -> str:
        """The button of one row, which belongs to the form above the list."""
        if entry.parked_at is None:
            return ""
        return format_html(
            '<button type="submit" form="{}" name="row" value="{}" class="button button-small button-secondary">'
            '{}<span class="w-sr-only"> – {}</span></button>',
            FORM_ID, entry.pk, _("Try again"), entry.key,
        )  # fmt: skip

    retry.short_description = gettext_lazy("Try again")  # type: ignore[attr-defined]  # read by the list

    def stands(self, entry: OutboxEntry) -> str:
        """Since when, and after how many attempts, in words."""
        since = {"day": date_format(localtime(entry.parked_at or entry.changed_at), "SHORT_DATETIME_FORMAT")}
        if entry.delivered_version >= entry.version:
            return _("delivered")
        words = _("parked since %(day)s") if entry.parked_at else _("waiting since %(day)s")
        tried = ngettext("%(count)d attempt", "%(count)d attempts", entry.attempts) % {"count": entry.attempts}
        return f"{words % since}, {tried}" if entry.attempts else words % since

    stands.short_description = gettext_lazy("State")  # type: ignore[attr-defined]  # read by the list
    stands.admin_order_field = "changed_at"  # type: ignore[attr-defined]


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Try one parked row again ("row"), or all those of a topic ("topic")."""
    if not may_retry(request.user):
        raise Http404
    number, topic = request.POST.get("row", ""), request.POST.get("topic", "")
    if number:
        entry = OutboxEntry.objects.filter(pk=key_in(number)).first()
        if entry is None:
            raise Http404
        tried = rows.try_again(entry.topic, [entry.key])
    else:
        tried = rows.try_again(topic) if topic in dict(rows.parked_topics()) else ()
    for one in tried:
        log(one, RETRIED, user=request.user, data={"topic": one.topic, "key": one.key})
    wake()
    wake_post()
    if tried:
        words = ngettext("%(count)d change is tried again.", "%(count)d changes are tried again.", len(tried))
        messages.success(request, words % {"count": len(tried)})
    else:
        messages.info(request, _("Nothing was parked any more."))
    return HttpResponseRedirect(reverse(LIST_URL))


def outbox_urls() -> list[Any]:
    """The address of the button."""
    return [path("resource-centre/outbox-retry/", retry, name=RETRY_URL)]


def register_outbox_actions(actions: Any) -> None:
    """The sentence of the log."""
    actions.register_action(RETRIED, gettext_lazy("Delivery tried again"), gettext_lazy("Had a delivery tried again"))
