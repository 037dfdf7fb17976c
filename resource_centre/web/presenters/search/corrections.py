"""What is said when something else was searched than what was typed: another spelling, or any of the words."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.discovery.queries import Correction, Finder, Found
from resource_centre.search.words import without_words
from resource_centre.text.analysis import located_words
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.values import WayOut


def relaxed_words(found: Found) -> str:
    """That no resource holds the words, and what those found do; "" when they hold them."""
    if not found.results.relaxed or not found.results.total:
        return ""
    words = found.correction.text if found.correction is not None else found.criteria.text
    if len(list(located_words(words))) == 1:
        return _("No resource holds “%(words)s”. These hold a word that one letter makes another.") % {"words": words}
    return _("No resource holds “%(words)s”. These hold one of the words at least, a typing error being allowed.") % {
        "words": words
    }


def respelt_words(correction: Correction) -> str:
    """Why another spelling was searched: "No resource holds the word “numérque”."."""
    quoted = ", ".join(_("“%(word)s”") % {"word": word} for word in correction.replaced)
    count = len(correction.replaced)
    reason = ngettext("No resource holds the word %(words)s.", "No resource holds the words %(words)s.", count)
    return reason % {"words": quoted}


def without_replaced(finder: Finder, found: Found, addresses: Addresses) -> WayOut | None:
    """The question as it was typed, less the words that nothing holds; None when too little is left, or finds nothing.

    A person who meant what was typed has one click to what their other words find.
    """
    replaced = found.correction.replaced if found.correction is not None else ()
    kept = replace(found.criteria, text=without_words(found.criteria.text, replaced), page=1)
    left = finder.text_of(kept)
    if left is None or left.is_literal or not (total := finder.total(kept)):
        return None
    words = ngettext("Search without this word", "Search without these words", len(replaced))
    return WayOut(words, addresses.of(kept), total)
