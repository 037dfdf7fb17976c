"""Which near word may take the place of one that nothing holds.

Most words that a small index does not hold are right words. Of 929 that people ask and that the demo lacks, 78 became
another word when any word one typing error away could take their place ("argent" became "urgent", "droit" "doit"), 31
by this rule. Source: ARCHITECTURE.md, decisions 37 and 122.
"""

from resource_centre.search.words import is_one_typo_away

#: Words of this length or less have too many neighbours: only letters exchanged, or doubled, are looked at.
SHORT = 5


def is_slip(typed: str, meant: str) -> bool:
    """Whether a word, unstemmed, is likely to have been typed for another.

    They are one typing error apart and begin with the same letter, or with the same two in the other order; in words of
    five letters, two letters are exchanged ("droti") or one is doubled wrongly ("letre"). "argent" is not "urgent".
    """
    if typed == meant or not is_one_typo_away(typed, meant):
        return False
    if len(typed) == len(meant) and sorted(typed) == sorted(meant):
        return True  # exchanged
    if typed[0] != meant[0]:
        return False
    return len(typed) > SHORT or _is_doubled(min(typed, meant, key=len), max(typed, meant, key=len))


def _is_doubled(shorter: str, longer: str) -> bool:
    """Whether the longer one has a letter twice that the shorter one has once: "letre" and "lettre"."""
    place = next((rank for rank, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return len(shorter) < len(longer) and longer[place] == longer[place - 1]
