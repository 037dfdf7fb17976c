"""What is said when something else was searched than what was typed: another spelling, or any of the words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.discovery.queries import Correction, Found


def relaxed_words(found: Found) -> str:
    """That no resource holds the words, and what those found do; "" when they hold them."""
    if not found.results.relaxed or not found.results.total:
        return ""
    words = found.correction.text if found.correction is not None else found.criteria.text
    if len(words.split()) == 1:
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
