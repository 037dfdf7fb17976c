"""The evidence of a lesson by universe: from which worlds come those who took part in what speaks of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.relations import Involvement, Stance
from resource_centre.discovery.reference import TermTree, reference_for

UNIVERSE = "universe"


@dataclass(frozen=True)
class UniverseLine:
    """Resources of one universe by stance, in the order of the stances: UniverseLine("Social", (3, 0, 1))."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class UniverseTable:
    """Its columns are the stances. A resource counts once in each universe of its actors."""

    stances: tuple[str, ...]
    lines: tuple[UniverseLine, ...]


def universe_table(stances: Iterable[tuple[int, str]], access: Access) -> UniverseTable | None:
    """Count the resources of these pairs, [(12, "supports"), …], by universe; None without evidence or universes.

    Two queries at most. Actors that this reader may not see count nowhere: a number would betray them.
    """
    pairs = set(stances)
    tree = reference_for(access).trees.get(UNIVERSE)
    if not pairs or tree is None:
        return None
    universes = _universes({pk for pk, _stance in pairs}, access, tree)
    tops = tree.children.get(None, ())
    lines = [(tree.terms[code].label, _counts(pairs, universes, code)) for code in tops]
    unknown = (_("Not known"), _counts(pairs, {pk: universes.get(pk) or {""} for pk, _stance in pairs}, ""))
    return UniverseTable(
        tuple(capfirst(str(stance.label)) for stance in Stance),
        tuple(UniverseLine(label, counts) for label, counts in (*lines, unknown) if any(counts)),
    )


def _universes(pages: set[int], access: Access, tree: TermTree) -> Mapping[int, set[str]]:
    """Top terms of the actors that took part, by page: {12: {"social", "economique"}}."""
    of_actors = Involvement.objects.filter(
        access.q("actor__"), resource__in=pages, actor__concept_links__concept__vocabulary__code=UNIVERSE
    )
    found: dict[int, set[str]] = {}
    for page, code in of_actors.values_list("resource", "actor__concept_links__concept__code").distinct():
        tops = {one for one in tree.lineage(tree.current(code) or "") if tree.terms[one].parent is None}
        found.setdefault(page, set()).update(tops)
    return found


def _counts(pairs: set[tuple[int, str]], universes: Mapping[int, set[str]], code: str) -> tuple[int, ...]:
    return tuple(
        sum(1 for pk, said in pairs if said == stance.value and code in universes.get(pk, ())) for stance in Stance
    )
