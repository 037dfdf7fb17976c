"""What editors show to whoever searches some words: kept in memory, read again when its stamp says so.

A search whose words nobody wrote anything for costs no query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resource_centre.content.days import site_today
from resource_centre.content.stamps import STAFF_SEARCH, Remembered
from resource_centre.discovery.reference import Reference
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import Promotion, SearchRedirect
from resource_centre.search.criteria import Criteria

#: A centre, a language, and words as they are compared: (12, "fr", "mediation numeriqu").
Asked = tuple[int, str, str]


@dataclass(frozen=True)
class Recommended:
    """Resources recommended on some days: Recommended(("8a0c…", "77f1…"), None, date(2026, 12, 31))."""

    uuids: tuple[str, ...]
    first_day: date | None = None
    last_day: date | None = None

    def applies_on(self, day: date) -> bool:
        """Whether its dates let it show."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class SeeAlso:
    """Where to look: one of a resource (its UUID), a theme (its code), a territory (its key), a path with its name."""

    resource: str = ""
    theme: str = ""
    territory: str = ""
    path: str = ""
    label: str = ""


@dataclass(frozen=True)
class Editorial:
    """Everything that is live, by what is asked."""

    recommended: Mapping[Asked, tuple[Recommended, ...]]
    see: Mapping[Asked, SeeAlso]


@dataclass(frozen=True)
class Shown:
    """What editors show for a search: UUIDs of resources in their order, each once, and where to look."""

    recommended: tuple[str, ...] = ()
    see: SeeAlso | None = None


_remembered = Remembered[Editorial]()


def shown_for(reference: Reference, centre: int, criteria: Criteria) -> Shown:
    """What editors show on the first page of a search in a centre; who may read the resources is asked later."""
    key = key_of(criteria.text, criteria.language) if criteria.page == 1 and criteria.text else ""
    if not key:
        return Shown()
    editorial = _remembered.under(reference.stamp(STAFF_SEARCH), _read)
    asked, today = (centre, criteria.language, key), site_today()
    rows = (one for one in editorial.recommended.get(asked, ()) if one.applies_on(today))
    return Shown(tuple(dict.fromkeys(uuid for one in rows for uuid in one.uuids)), editorial.see.get(asked))


def _read() -> Editorial:
    return Editorial(_recommended(), _see())


def _recommended() -> dict[Asked, tuple[Recommended, ...]]:
    found: dict[Asked, tuple[Recommended, ...]] = {}
    for one in Promotion.objects.filter(is_live=True).prefetch_related("promoted__resource").order_by("pk"):
        asked = (one.centre_id, one.language, one.key)
        found[asked] = (*found.get(asked, ()), recommended_of(one))
    return found


def recommended_of(promotion: Promotion) -> Recommended:
    """The same without its rows: of one that is stored, or that is still in a form."""
    uuids = tuple(str(row.resource.uuid) for row in promotion.promoted.all())
    return Recommended(uuids, promotion.live_from, promotion.live_until)


def _see() -> dict[Asked, SeeAlso]:
    rows = SearchRedirect.objects.filter(is_live=True).select_related("resource", "theme", "territory")
    return {(one.centre_id, one.language, one.key): see_of(one) for one in rows}


def see_of(redirect: SearchRedirect) -> SeeAlso:
    """The same without its row: of one that is stored, or that is still in a form."""
    return SeeAlso(
        resource=str(redirect.resource.uuid) if redirect.resource is not None else "",
        theme=redirect.theme.code if redirect.theme is not None else "",
        territory=redirect.territory.key if redirect.territory is not None else "",
        path=redirect.path,
        label=redirect.label,
    )
