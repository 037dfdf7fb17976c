"""When, by whom and in what sense a version was published, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from resource_centre.content.dates import day_in_words
from resource_centre.content.pages.base import Significance
from resource_centre.contribution.credits import By
from resource_centre.contribution.history.versions import Story


def moment_in_words(at: datetime) -> str:
    """ "3 March 2024, 14:05": two versions of one day are told apart."""
    here = timezone.localtime(at)
    return _("%(day)s, %(time)s") % {"day": day_in_words(here.date()), "time": time_format(here, "TIME_FORMAT")}


def version_words(at: datetime) -> str:
    """ "Version of 3 March 2024, 14:05"."""
    return _("Version of %(moment)s") % {"moment": moment_in_words(at)}


def who(by: By) -> str:
    """A name for whoever wished it, else what they are."""
    return by.name or (_("a reader") if by.is_reader else _("the editors"))


def significance_words(value: str) -> str:
    """What a change means; "" when the revision does not say."""
    return {
        Significance.MINOR.value: _("minor change"),
        Significance.CONTENT.value: _("change of content"),
        Significance.MEANING.value: _("change of meaning"),
    }.get(value, "")


def message_words(story: Story) -> str:
    """Which version was put back; "" for any other publication."""
    if story.restores is None:
        return ""
    return _("Puts back the version of %(moment)s.") % {"moment": moment_in_words(story.restores)}
