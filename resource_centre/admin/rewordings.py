"""A proposal in other words than its author's: read from the form of a decision, given back where it has closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from resource_centre.admin.giving_back import Texts, texts_of
from resource_centre.content.typed import typed
from resource_centre.contribution.changes import BODY, Change
from resource_centre.contribution.marks import retyped
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.new_pages import model_of
from resource_centre.contribution.surface import Shape, fields_of
from resource_centre.contribution.wording import Wording
from resource_centre.text.readable import in_lines

#: Names of fields: the word to the author, and the text to publish of each change ("text:summary").
WHY, TEXT = "why", "text:"


def edits_of(posted: Mapping[str, Any], proposal: Proposal, changes: Sequence[Change]) -> dict[str, Any]:
    """Other words for some changes, as values of their field: {"summary": "…", "problem": "<p>…</p>"}."""
    model = model_of(proposal)
    shapes = {one.name: one.shape for one in fields_of(model)}
    wording = Wording(model)
    found: dict[str, Any] = {}
    for change in changes:
        shown, name = wording.written(change), f"{TEXT}{change.key}"
        if shown is None or name not in posted:
            continue
        text = in_lines(typed(posted, name))
        if text == in_lines(shown):
            continue
        if change.field == BODY:
            html = retyped(text, str(change.after["value"]))
            found[change.key] = {**change.after, "value": html}
        else:
            is_rich = shapes[change.field] is Shape.RICH
            found[change.key] = retyped(text, str(change.after)) if is_rich else text
    return found


def texts_typed(posted: QueryDict, proposal: Proposal | None, shown: Collection[str] = ()) -> Texts:
    """What was typed in the form of a decision, and is in no field of the page: (("Summary", "…"), ("A word…", "…")).

    shown: the fields that are. proposal: the one that was read; None where nothing says that it was: all that was
    posted is given back then, since nothing tells what nobody touched.
    """
    known = _known(proposal) if proposal is not None and posted else {}
    rewordings = []
    for name in posted:
        if not name.startswith(TEXT) or name in shown:
            continue
        label, texts = known.get(name.removeprefix(TEXT), (_("The text to publish"), frozenset[str]()))
        text = in_lines(typed(posted, name))
        if text and text not in texts:
            rewordings.append((label, text))
    word = {} if WHY in shown else {WHY: _("A word to the author (needed to refuse or to ask)")}
    return (*rewordings, *texts_of(posted, word))


def word_with_texts(posted: QueryDict, proposal: Proposal) -> str:
    """The word to the author, and under it the other words that were typed for some changes: they are kept nowhere else
    where the proposal goes back to its author. "" without a word: one is asked for."""
    word = typed(posted, WHY).strip()
    texts = texts_typed(posted, proposal, {WHY}) if word else ()
    return "\n\n".join([word, *(_suggested(*one) for one in texts)])


def _suggested(label: str, text: str) -> str:
    heading = _("Suggested for “%(label)s”:") % {"label": label}
    return f"{heading}\n{text}"


def _known(proposal: Proposal) -> dict[str, tuple[str, frozenset[str]]]:
    """The name of each change, and its texts that are stored: {"summary": ("Summary", {the author's, a step's})}."""
    wording, edits = Wording(model_of(proposal)), proposal.kept_so_far.get("edits", {})
    found = {}
    for change in proposal.changes:
        worded = replace(change, after=edits.get(change.key, change.after))
        texts = (wording.written(one) or "" for one in (change, worded))
        found[change.key] = (wording.label(change), frozenset(in_lines(text) for text in texts))
    return found
