"""A light English stemmer: plurals and possessives, as D. Harman's "S stemmer" (JASIS 42, 1991) words them.

The same as Lucene's `minimal_english` after `possessive_english`.
"""


def stem(word: str) -> str:
    """ "studies" → "study", "houses" → "house", "actor's" → "actor", "gas" → "ga"; "glass" and "virus" stay."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 3 or not word.endswith("s") or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies"):
        return word if len(word) == 3 or word.endswith(("eies", "aies")) else f"{word[:-3]}y"
    # "aes", "ees" and "oes" keep their s: "goes", "trees" are left as they are by the rule that Harman gives.
    return word if word.endswith(("aes", "ees", "oes")) else word[:-1]
