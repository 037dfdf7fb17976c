"""What the engines say is wrong, in the reader's language: they speak English, to whoever runs the site.

An engine says a sentence of ours, which may hold words of a library, of the system or of a server: these are apart.
"""

import re
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resource_centre.search.errors import NO_INDEX


@dataclass(frozen=True)
class Reason:
    """A sentence, and technical words that are shown as they came: Reason("It cannot be written.", "disk full")."""

    words: str = ""
    detail: str = ""

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """Its words, and whether they are a command: (("Run ", False), ("manage.py migrate", True), (".", False))."""
        return tuple((text, bool(rank % 2)) for rank, text in enumerate(self.words.split("`")) if text)


def word_reason(said: str) -> Reason:
    """A reason of an engine in words. One that is not ours is given whole, apart from a sentence that announces it."""
    if not said:
        return Reason()
    for pattern, words in _KNOWN:
        if found := pattern.fullmatch(said):
            parts = found.groupdict(default="")
            detail = parts.pop("detail", "").strip()
            told = {name: _number(text) if name in _NUMBERS else text for name, text in parts.items()}
            return Reason(str(words) % told if told else str(words), detail)
    return Reason(_("The search engine gives this reason, in its own words:"), said)


#: Parts of a sentence that are whole numbers, which engines write with commas.
_NUMBERS = frozenset({"n", "most"})


def _number(text: str) -> str:
    return str(number_format(int(text.replace(",", "")), force_grouping=True))


def _exactly(said: str, words: Promise | str) -> tuple[re.Pattern[str], Promise | str]:
    return re.compile(re.escape(said)), words


def _like(pattern: str, words: Promise | str) -> tuple[re.Pattern[str], Promise | str]:
    return re.compile(pattern, re.DOTALL), words


_REBUILD = gettext_lazy("The search index was made by another version: run `manage.py resource_index rebuild`.")
_DAMAGED = gettext_lazy("The search index is damaged: run `manage.py resource_index rebuild`.")
_BUSY = gettext_lazy("The search index is being replaced: try again in a moment.")
_NONSENSE = gettext_lazy("What answers at the address of Elasticsearch is not Elasticsearch, or answers nonsense.")
_NO_WRITING = gettext_lazy("The search index cannot be written: no right, or no room on the disk.")

#: The first that fits is said.
_KNOWN = (
    _exactly(NO_INDEX, gettext_lazy("There is no search index yet: run `manage.py resource_index rebuild`.")),
    _like(r"The search index was made by another version: it answers, .*", gettext_lazy(
        "The search index was made by another version: it answers, and must be rebuilt "
        "(`manage.py resource_index rebuild`).")),
    _like(r"The search index was made by another version: .*", _REBUILD),
    _like(r"The search index was made by a newer version, .*", gettext_lazy(
        "The search index was made by a newer version of the site, which delivers the changes.")),
    _like(r"The file of the search index is gone: .*", gettext_lazy(
        "The file of the search index is gone: run `manage.py resource_index rebuild`.")),
    _like(r"The search index is damaged \((?P<detail>.*)\): it must be rebuilt\.", _DAMAGED),
    _like(r"The search index does not (?:say what made it|hold what was written in it).*", _DAMAGED),
    _like(r"A set of documents of the search index is not as it was written\.", _DAMAGED),
    _like(r"The search index (?:is replaced|changes) faster than it is (?:written|read)\.", _BUSY),
    _like(r"The search index was being written: ask again\.", _BUSY),
    _exactly("The search index cannot be written: no right, or no room.", _NO_WRITING),
    _like(r"The (?:folder of the )?search index cannot be written: (?P<detail>.*)", _NO_WRITING),
    _like(r"The search index does not answer: (?P<detail>.*)", gettext_lazy("The search index does not answer.")),
    _like(r"The search index is closed: .*", gettext_lazy(
        "The search index of Elasticsearch is closed: it must be opened again.")),
    _like(r"What answers at this address .*", _NONSENSE),
    _like(r"Elasticsearch answered in part only: .*", gettext_lazy(
        "Elasticsearch answered in part only: one of its shards is missing or too slow.")),
    _like(r"A part of the search index is missing \(red\): .*", gettext_lazy(
        "A part of the search index of Elasticsearch is missing (its state is red): it cannot answer.")),
    _like(r"Elasticsearch did not answer in time\.", gettext_lazy("Elasticsearch did not answer in time.")),
    _like(r"Elasticsearch cannot be reached: (?P<detail>.*)", gettext_lazy("Elasticsearch cannot be reached.")),
    _like(r"Elasticsearch refuses these credentials: (?P<detail>.*)", gettext_lazy(
        "Elasticsearch refuses the name, the password or the key of the site.")),
    _like(r"The settings of Elasticsearch make no sense: (?P<detail>.*)", gettext_lazy(
        "The settings of Elasticsearch make no sense.")),
    _like(r"Elasticsearch refuses to write: .*", gettext_lazy(
        "Elasticsearch refuses to write: its disk is full, or its index was made read-only.")),
    _like(r"Elasticsearch has too much to do: .*", gettext_lazy("Elasticsearch has too much to do: the changes wait.")),
    _like(r"(?P<detail>.*) is not of a version that can be used: 8 or 9\.", gettext_lazy(
        "This Elasticsearch is not of a version that can be used: 8 or 9.")),
    _like(r"(?P<detail>.*) stands for several indices \(.*\): rebuild the index\.", gettext_lazy(
        "A name stands for several indices of Elasticsearch: run `manage.py resource_index rebuild`.")),
    _like(r"The state of the search index cannot be read: (?P<detail>.*)", gettext_lazy(
        "The state of the search index of Elasticsearch cannot be read.")),
    _like(r"Elasticsearch answered (?P<detail>\S+: .*)", gettext_lazy("Elasticsearch answered with an error.")),
    _like(r"The search engine did not answer a moment ago, .*", gettext_lazy(
        "The search engine did not answer a moment ago, and is left alone for a while.")),
    # Of one resource, which is parked.
    _like(r"its texts hold more than (?P<most>[\d,]+) characters: split the page", gettext_lazy(
        "Its texts hold more than %(most)s characters: split the page.")),
    _like(r"a text holds half a character: (?P<detail>.*)", gettext_lazy("One of its texts holds half a character.")),
    _like(r"it carries (?P<n>[\d,]+) values, the most is (?P<most>[\d,]+)", gettext_lazy(
        "It carries %(n)s values of facets, the most is %(most)s.")),
    _like(r"(?P<detail>“.*…”) is longer than a key may be \((?P<most>\d+)\)", gettext_lazy(
        "The code of one of its values is longer than %(most)s characters.")),
    _like(r"Elasticsearch, or what stands before it, takes no document so large: .*", gettext_lazy(
        "Elasticsearch, or what stands before it, takes no document so large: split the page.")),
)  # fmt: skip
