"""What somebody who types a place may mean: by name without accents, postal code, INSEE code, former name.

Names are kept in memory as one long text: thirty-five thousand are looked through in a tenth of a millisecond, where
no index of a database serves the middle of a name. Read again when the stamp of territories changes.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf

from django.db.models import F
from django.utils.translation import gettext

from resource_centre.content.stamps import TERRITORIES, Remembered, read_stamps
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.text.folding import fold

SUGGESTIONS = 10
#: Rows read before ranking. A bare digit begins thousands of postal codes: nobody reads that far.
MOST_CANDIDATES = 100
LONGEST = 100
_SAINT = re.compile(r"\bst(e?) ")

#: Order of suggestions: somebody who types "renn" means the commune before the intercommunality.
_SUGGESTED = ("country", "region", "departement", "commune", "arrondissement", "epci", "ept")
SUGGESTION_RANK = {level: rank for rank, level in enumerate(_SUGGESTED)}


@dataclass(frozen=True)
class TerritorySuggestion:
    """A territory offered to somebody who types: TerritorySuggestion("region:75", "Nouvelle-Aquitaine", "region").

    hint says what it is, or under which former name it was found. is_whole: what was typed is its whole name. is_code:
    it is its code, or one of its postal codes.
    """

    key: str
    label: str
    hint: str
    is_whole: bool = False
    is_code: bool = False

    @property
    def is_named(self) -> bool:
        """Whether it was named, not guessed from a piece of its name or the beginning of its code."""
        return self.is_whole or self.is_code


class _Lines:
    """Lines of text with the id of each: [(12, "rennes")] is "\\nrennes\\n"."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        rows = list(lines)
        self.text = "\n".join(["", *(text for _pk, text in rows), ""])
        self.ids, self.starts, place = array("I"), array("I"), 1
        for pk, text in rows:
            self.ids.append(pk)
            self.starts.append(place)
            place += len(text) + 1

    def holding(self, piece: str) -> Iterator[int]:
        """Ids of the lines that hold a piece, in their order."""
        place = self.text.find(piece)
        while place >= 0:
            line = bisect_right(self.starts, place + 1) - 1
            yield self.ids[line]
            place = self.text.find(piece, self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text))


@dataclass(frozen=True)
class _Names:
    """Every name, the widest level first, then the most populous; codes and former names likewise."""

    names: _Lines
    codes: _Lines
    former: _Lines

    @classmethod
    def read(cls) -> "_Names":
        """Two queries."""
        active = Territory.objects.filter(is_active=True)
        ordered = active.order_by("level_rank", F("population").desc(nulls_last=True), "name")
        rows = list(ordered.values_list("pk", "folded_name", "code", "postal_codes"))
        former = TerritoryAlias.objects.order_by("kind", "name", "pk").values_list("pk", "folded_name")
        return cls(
            _Lines((pk, _in_full(name)) for pk, name, _code, _postal in rows),
            _Lines((pk, f" {code} {postal}".lower()) for pk, _name, code, postal in rows),
            _Lines((pk, _in_full(name)) for pk, name in former),
        )


#: Without end: so many names take a while to read, and the command that writes them raises their stamp.
_remembered = Remembered[_Names](longest=inf)


def _names() -> _Names:
    return _remembered.under(read_stamps().get(TERRITORIES, 0), _Names.read)


def suggest_territories(typed: str, limit: int = SUGGESTIONS) -> Sequence[TerritorySuggestion]:
    """What `typed` may mean: whole names first, then beginnings, then words inside; then the widest level, then the
    most populous. Three queries at most, two more after the table of territories has changed.

    "ste colombe" is read as "sainte colombe", and "Sainte-Colombe (Lot)" as the one of that département, if there is.
    """
    name, parenthesis, _where = typed[:LONGEST].partition("(")
    folded = _plain(name)
    found = _suggested(folded, name.strip().lower(), MOST_CANDIDATES if parenthesis else limit) if folded else []
    there = [one for one in found if _plain(one.label).startswith(_plain(typed[:LONGEST]))] if parenthesis else []
    return tuple((there or found)[:limit])


def meant_territories(typed: str) -> Sequence[TerritorySuggestion]:
    """What somebody who typed `typed` and chose nothing means: none, the one, or all those to choose from.

    The one whose label is just that: "Paris" is the commune. Else all those of that very name, else what is suggested.
    """
    found = suggest_territories(typed, MOST_CANDIDATES)
    labelled = [one for one in found if _plain(one.label) == _plain(typed)]
    named = [one for one in found if one.is_whole]
    return labelled if len(labelled) == 1 else named or found[:SUGGESTIONS]


def _plain(name: str) -> str:
    """Folded, "St" and "Ste" in full: in what is typed, and in official names that shorten them too."""
    return _in_full(fold(name))


def _in_full(folded: str) -> str:
    return _SAINT.sub(r"saint\1 ", folded)


def _suggested(folded: str, text: str, limit: int) -> list[TerritorySuggestion]:
    names = _names()
    former = _former(islice(names.former.holding(f"\n{folded}"), limit))
    begun = dict.fromkeys(names.names.holding(f"\n{folded}\n"))
    begun |= dict.fromkeys(islice(names.names.holding(f"\n{folded}"), MOST_CANDIDATES))
    if any(char.isdecimal() for char in text[:2]):  # "2A004" too
        begun |= dict.fromkeys(islice(names.codes.holding(f" {text}"), MOST_CANDIDATES))
    if len(begun) + len(former) < limit:
        begun |= dict.fromkeys(islice(names.names.holding(f" {folded}"), limit))
    rows = Territory.objects.in_bulk(begun)
    today = {row.pk: _plain(row.name) for row in rows.values()}
    found = [
        _Ranked(today[pk], rows[pk].level, _suggestion(rows[pk], text, is_whole=today[pk] == folded))
        for pk in begun
        if pk in rows
    ]
    found += [
        _Ranked(name, alias.territory.level, _former_suggestion(alias, is_whole=name == folded))
        for alias in former
        if today.get(alias.territory_id) != (name := _plain(alias.name))
    ]
    found.sort(key=lambda one: one.rank(folded))  # stable: the order of names stays within one rank
    return [one.suggestion for one in found]


@dataclass(frozen=True)
class _Ranked:
    """A suggestion, with what it is ranked by."""

    name: str
    level: str
    suggestion: TerritorySuggestion

    def rank(self, folded: str) -> tuple[bool, bool, int]:
        """Whole names first, then beginnings, then the level that is meant most."""
        return self.name != folded, not self.name.startswith(folded), SUGGESTION_RANK[self.level]


def _former(pks: Iterable[int]) -> list[TerritoryAlias]:
    aliases = TerritoryAlias.objects.select_related("territory").in_bulk(list(pks))
    return list(aliases.values())


def _suggestion(row: Territory, text: str, *, is_whole: bool) -> TerritorySuggestion:
    is_code = text in (row.code.lower(), *row.postal_codes.lower().split())
    return TerritorySuggestion(row.key, row.label, str(row.get_level_display()), is_whole, is_code)


def _former_suggestion(alias: TerritoryAlias, *, is_whole: bool) -> TerritorySuggestion:
    today = gettext("today: %(name)s") % {"name": alias.territory.label}
    return TerritorySuggestion(alias.key, alias.name, today, is_whole)
