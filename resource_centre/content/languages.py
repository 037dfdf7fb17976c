"""Names of languages in the words of the interface."""

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """A language in the interface's words: language_name("fr") is "French"; its code when Django does not know it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
