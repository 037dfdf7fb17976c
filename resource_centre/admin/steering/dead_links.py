"""Links that no longer lead anywhere, as the last check found them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.admin.steering.addresses import edit_urls
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Link, Row, Table, with_bars
from resource_centre.workflow.link_checks.models import LinkCheck, LinkState, LinkUse

LIST_URL = "resource-centre_link-checks_modeladmin_index"


@dataclass(frozen=True)
class DeadLink:
    """An address that is dead. pages: id and title of those that bear it, among those of the reader."""

    url: str
    why: str
    since: datetime | None
    checked_at: datetime | None
    pages: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DeadLinks:
    """How many addresses are in each state; those that are dead, by site."""

    states: tuple[tuple[LinkState, int], ...]
    dead: tuple[DeadLink, ...]


def compute_dead_links(scope: Scope) -> DeadLinks:
    """Addresses of the published pages on which the reader decides (three queries)."""
    uses = LinkUse.objects.filter(resource__in=scope.resources().values("pk"))
    links = LinkCheck.objects.filter(pk__in=uses.values("link"))
    counts = Counter(links.order_by().values_list("state", flat=True))
    dead = list(links.filter(state=LinkState.DEAD))
    pages: dict[int, dict[int, str]] = {link.pk: {} for link in dead}
    rows = uses.filter(link__state=LinkState.DEAD).order_by("resource__title", "resource_id")
    for link, page, title in rows.values_list("link_id", "resource_id", "resource__title"):
        pages.setdefault(link, {})[page] = title
    return DeadLinks(tuple((state, counts[state]) for state in LinkState), tuple(_dead(dead, pages)))


def _dead(links: Sequence[LinkCheck], pages: dict[int, dict[int, str]]) -> Sequence[DeadLink]:
    return [
        DeadLink(link.url, link.why, link.first_failed_at, link.last_checked_at, tuple(pages[link.pk].items()))
        for link in links
    ]


def present_dead_links(found: DeadLinks, scope: Scope) -> tuple[Table, ...]:
    """States, then what is dead."""
    url = edit_urls()
    states = (
        Row((Cell(capfirst(str(state.label))), Cell(count, _list_url(state, scope)))) for state, count in found.states
    )
    return (
        Table("states", _("Links to other sites"), (_("State"), _("Addresses")), with_bars(states, 1)),
        Table(
            "dead",
            _("Dead links"),
            (_("Address"), _("Reason"), _("Fails since"), _("Last checked on"), _("Pages")),
            tuple(_row(link, url) for link in found.dead),
            is_list=True,
            empty=_("No link is dead."),
        ),
    )


def _list_url(state: LinkState, scope: Scope) -> str:
    return f"{reverse(LIST_URL)}?{urlencode({'state__exact': str(state), **scope.as_parameters()})}"


def _row(link: DeadLink, url: Callable[[int], str]) -> Row:
    pages = tuple(Link(title, url(pk)) for pk, title in link.pages)
    return Row(
        (
            Cell(link.url, link.url),
            Cell(link.why),
            Cell(link.since),
            Cell(link.checked_at),
            Cell(len(pages), links=pages),
        )
    )
