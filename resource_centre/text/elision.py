"""Elision: "l'eau" is the word "eau"."""

ARTICLES = frozenset(("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"))


def without_article(word: str) -> str:
    """The word without its elided article: "l'eau" becomes "eau", "Qu'il" "il", "aujourd'hui" stays. Once only."""
    article, apostrophe, rest = word.partition("'")
    return rest if apostrophe and rest and article.lower() in ARTICLES else word
