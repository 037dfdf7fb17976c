"""The rule of visibility, in its three equal forms.

A page is seen when it is live, not expired, and its reader passes every view restriction on it or above it.
`Access.q` says so to the database, `Access.allows` to Python, `page_tokens` and `Access.tokens` to a search
index: a page is seen exactly when the two sets of tokens meet. A test over generated trees proves the three equal.
Source: ARCHITECTURE.md, decision 9; SECURITY.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from resource_centre.access.principal import Principal, principal_of_request
from resource_centre.content.restrictions import (
    Restrictions,
    SiteRestriction,
    read_restrictions,
    restrictions_of_request,
)

PageType = TypeVar("PageType", bound=Model)


@dataclass(frozen=True)
class Restriction:
    """A view restriction on a branch of the tree.

    alternatives: what lets a reader through, any one of them: {"login"}, {"g:3", "g:5", "superuser"}, {"p:12"}.
    """

    pk: int
    path: str
    alternatives: frozenset[str]

    def covers(self, path: str) -> bool:
        """True for the page that bears it and for everything below."""
        return path.startswith(self.path)


def load_restrictions(found: Restrictions | None = None) -> tuple[Restriction, ...]:
    """Every view restriction of the site, unless they are at hand; as for Wagtail, it binds the page's aliases."""
    return tuple(
        Restriction(one.row.pk, path, _alternatives(one))
        for one in (read_restrictions() if found is None else found)
        for path in sorted(one.paths)
    )


def _alternatives(one: SiteRestriction) -> frozenset[str]:
    if one.row.restriction_type == PageViewRestriction.PASSWORD:
        return frozenset({f"p:{one.row.pk}"})
    if one.row.restriction_type == PageViewRestriction.LOGIN:
        return frozenset({"login"})
    # As Wagtail itself decides: superusers pass a restriction to groups, and only they pass one without groups.
    return frozenset({f"g:{group}" for group in one.groups} | {"superuser"})


@dataclass(frozen=True)
class Access:
    """What one principal may see, the restrictions being read once for the whole request."""

    principal: Principal
    restrictions: tuple[Restriction, ...]
    #: What was already read for this reader in this request, by who read it.
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, principal: Principal) -> "Access":
        """Read the site's restrictions for that principal."""
        return cls(principal, load_restrictions())

    def q(self, prefix: str = "") -> Q:
        """The rule as a filter. `prefix` reaches the page from another row: `q("resource__")`."""
        rule = published_today(prefix)
        for path in self._closed_branches():
            rule &= ~Q(**{f"{prefix}path__startswith": path})
        return rule

    def _closed_branches(self) -> Sequence[str]:
        atoms = self.principal.atoms
        closed: list[str] = []
        for path in sorted(row.path for row in self.restrictions if not row.alternatives & atoms):
            if not closed or not path.startswith(closed[-1]):
                closed.append(path)
        return closed

    def filter(self, pages: QuerySet[PageType]) -> QuerySet[PageType]:
        """Keep the pages that the principal may see."""
        return pages.filter(self.q())

    def allows(self, page: Page) -> bool:
        """The same rule for one page in hand."""
        return is_published(page, timezone.now()) and self.opens(page)

    def opens(self, page: Page) -> bool:
        """Whether no restriction keeps this reader out, published or not: what may be said of a page that is gone."""
        atoms = self.principal.atoms
        return all(row.alternatives & atoms for row in self.restrictions if row.covers(page.path))

    @property
    def tokens(self) -> frozenset[str]:
        """The same rule for an index: tokens of which a visible document has at least one.

        Besides the principal's own atoms, the conjunctions ("g:3+p:12") that restrictions above one another
        ask for today and that the principal meets.
        """
        atoms = self.principal.atoms
        wanted = {token for row in self.restrictions for token in tokens_at(row.path, self.restrictions)}
        return atoms | frozenset(token for token in wanted if set(token.split("+")) <= atoms)


def published_today(prefix: str = "") -> Q:
    """The first part of the rule as a filter, whoever reads: what figures count and lists hold."""
    return Q(**{f"{prefix}live": True}) & ~Q(**{f"{prefix}expire_at__lte": timezone.now()})


def is_published(page: Page, now: datetime) -> bool:
    """Live and not expired; a page past its date is hidden before `publish_scheduled` takes it down."""
    return bool(page.live and (page.expire_at is None or page.expire_at > now))


def tokens_at(path: str, restrictions: Iterable[Restriction]) -> frozenset[str]:
    """What opens a place of the tree: {"public"}, {"login"}, {"g:3", "superuser"}, {"g:3+p:12", "p:12+superuser"}.

    One token a way in, its parts joined by "+" in alphabetical order; ways that ask for more than another are
    left out.
    """
    clauses = [row.alternatives for row in restrictions if row.covers(path)]
    ways = {_simplest(frozenset(way)) for way in product(*clauses)}
    minimal = {way for way in ways if not any(other < way for other in ways)}
    return frozenset("+".join(sorted(way)) or "public" for way in minimal)


def _simplest(way: frozenset[str]) -> frozenset[str]:
    """Drop "login" where a group or superuser, who are signed in, is asked for as well."""
    implied = any(atom == "superuser" or atom.startswith("g:") for atom in way)
    return way - {"login"} if implied else way


def opens_to_all_of(tokens: Iterable[str], readers: Iterable[str]) -> bool:
    """Whether whoever is let in by one of the second tokens is let in by one of the first ones too.

    {"public"} opens to all, {"login"} to those of {"g:3"} and not the other way round.
    """
    needed = [_atoms(token) for token in tokens]
    return all(any(atoms <= _held(reader) for atoms in needed) for reader in readers)


def _atoms(token: str) -> frozenset[str]:
    return frozenset(token.split("+")) - {"public"}


def _held(token: str) -> frozenset[str]:
    atoms = _atoms(token)
    is_signed_in = any(atom == "superuser" or atom.startswith("g:") for atom in atoms)
    return atoms | {"login"} if is_signed_in else atoms


def page_tokens(page: Page, restrictions: Iterable[Restriction]) -> frozenset[str]:
    """Tokens of a page's document in an index; none for a draft or an expired page, which is in no index."""
    return tokens_at(page.path, restrictions) if is_published(page, timezone.now()) else frozenset()


def access_of_request(request: Any) -> Access:
    """The access of a request, built once and kept on it."""
    access: Access | None = getattr(request, "_resource_centre_access", None)
    if access is None:
        access = Access(principal_of_request(request), load_restrictions(restrictions_of_request(request)))
        request._resource_centre_access = access
    return access
