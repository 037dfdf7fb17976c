"""What a hand or an ear makes of a word: which near word may take the place of one that nothing holds.

Most words that a small index does not hold are right words. Of 929 that people ask and that the demo lacks, 78 became
another word when any word one typing error away could take their place ("argent" became "urgent"), 19 by this rule.
Source: ARCHITECTURE.md, decision 37, and the decision that follows from these figures.
"""

from resource_centre.search.words import is_one_typo_away

#: Words of this length or less have too many neighbours: only letters exchanged, or doubled, are looked at.
SHORT = 5
#: Rows of the keyboards of French and of English: letters that touch are typed for each other.
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
#: Letters that are written for each other because they sound alike: "existance", "accessoir", "sinthèse".
_ALIKE = ("cs", "sz", "ck", "cq", "kq", "iy", "mn", "gj", "ea", "td", "bp", "vf", "ei")
_TAKEN_FOR = {frozenset(pair) for pair in _ALIKE} | {
    frozenset(row[place : place + 2]) for row in _ROWS for place in range(len(row) - 1)
}


def is_slip(typed: str, meant: str) -> bool:
    """Whether a word, unstemmed, is likely to have been typed for another.

    The first letter is the right one, or changed places with the second. Then a letter more or less ("numérque"), two
    exchanged ("numéirque"), or one for another whose key touches it or that sounds alike ("numéroque"). "protection" is
    never "projection", nor "argent" "urgent".
    """
    if typed == meant or not is_one_typo_away(typed, meant):
        return False
    place = next((rank for rank, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), None)
    if place is None:  # one begins the other
        place = min(len(typed), len(meant))
    if len(typed) == len(meant):
        if typed[place + 1 :] != meant[place + 1 :]:
            return True  # exchanged
        return place > 0 and len(typed) > SHORT and frozenset((typed[place], meant[place])) in _TAKEN_FOR
    longer = max(typed, meant, key=len)
    is_doubled = place > 0 and longer[place] == longer[place - 1]
    return place > 0 and (is_doubled or len(typed) > SHORT)
