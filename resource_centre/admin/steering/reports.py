"""The reports: what each is called, what its words mean, how it is computed and printed. One entry a report."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resource_centre.admin.steering import ageing, barriers, coverage, dead_links, delays, disputed, partners, refusals
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Table

#: A word of a report, and what is counted under it.
Term = tuple[Promise, Promise]

_WAITING: Term = (_("Waiting"), _("Handed in and not decided yet, today, whatever the period."))
_DELAY: Term = (
    _("Median delay"),
    _("Half of the decisions took less time, half took more: from the day of receipt to the decision, in days."),
)
_PUBLISHED: Term = (
    _("Published pages"),
    _("Pages that readers may meet today: neither drafts nor expired pages."),
)


@dataclass(frozen=True)
class Report:
    """code: in its address. has_period: whether the dates of the address change what it counts.

    compute: gives frozen values, which are kept for ten minutes; present: makes tables of them.
    """

    code: str
    title: Promise
    sentence: Promise
    terms: tuple[Term, ...]
    compute: Callable[[Scope], Any]
    present: Callable[[Any, Scope], tuple[Table, ...]]
    has_period: bool = False


REPORTS: tuple[Report, ...] = (
    Report(
        "waiting",
        _("Waiting and delays"),
        _("What waits for a decision, since when, and how long decisions take."),
        (
            _WAITING,
            (_("Decided"), _("Accepted, accepted in part or refused within the period.")),
            (_("Sent back"), _("A step of a workflow that ended with a demand for changes, within the period.")),
            _DELAY,
        ),
        delays.compute_delays,
        delays.present_delays,
        has_period=True,
    ),
    Report(
        "ageing",
        _("Pages to be read again"),
        _("Pages that nobody has read again in time, by kind and by theme."),
        (
            _PUBLISHED,
            (_("Late"), _("The day before which the page was to be re-read has passed.")),
            (_("No date"), _("No day is set: the page never announces that it is old.")),
        ),
        ageing.compute_ageing,
        ageing.present_ageing,
    ),
    Report(
        "partners",
        _("Contributions by organisation"),
        _("What organisations propose, and what becomes of it."),
        (
            (_("Received"), _("Handed in within the period, whatever became of it since.")),
            (_("Accepted, in part, refused"), _("What became, up to today, of those received within the period.")),
            (
                _("Organisation"),
                _("The one for which it was written; without one, that of its author, if they are of one team only."),
            ),
            _DELAY,
        ),
        partners.compute_partners,
        partners.present_partners,
        has_period=True,
    ),
    Report(
        "refusals",
        _("Refused, and why"),
        _("Proposals that were refused, with the reason that was given to their authors."),
        (
            (_("Decided"), _("Accepted, accepted in part or refused within the period.")),
            (_("Reason given"), _("As the editor wrote it to the author.")),
        ),
        refusals.compute_refusals,
        refusals.present_refusals,
        has_period=True,
    ),
    Report(
        "disputes",
        _("Figures in dispute"),
        _("Figures that count the same thing and do not say the same."),
        (
            (
                _("On one page"),
                _("Two figures with the same wording and two values or units, as the page itself shows them."),
            ),
            (
                _("From one page to another"),
                _("Two pages give two values for the same wording and the same population."),
            ),
        ),
        disputed.compute_disputes,
        disputed.present_disputes,
    ),
    Report(
        "links",
        _("Dead links"),
        _("Links to other sites that no longer lead anywhere."),
        (
            (_("Dead"), _("It failed on three different days in a row. An address is visited once a week at most.")),
            (
                _("Unsure"),
                _("It failed once or twice, or its site answers without saying: it asks for an account, for instance."),
            ),
        ),
        dead_links.compute_dead_links,
        dead_links.present_dead_links,
    ),
    Report(
        "coverage",
        _("Coverage of themes and regions"),
        _("How many pages each theme has in each region; what is missing is a nought."),
        (
            _PUBLISHED,
            (_("Region"), _("A page is counted in each region that it names, or of which it names a place.")),
            (_("Theme"), _("A theme counts what is below it; a page of two themes is counted in both.")),
        ),
        coverage.compute_coverage,
        coverage.present_coverage,
    ),
    Report(
        barriers.CODE,
        _("Accessibility of content"),
        _("Images and videos without words, documents that some cannot read, headings out of order."),
        (
            _PUBLISHED,
            (
                _("Image without alternative text"),
                _("An image that is not said to be a decoration, and that no words stand for."),
            ),
            (
                _("Heading level skipped"),
                _("A heading that is more than one level below the one before, the title of the page being the first."),
            ),
            (
                _("Document that is not accessible"),
                _("As its page says; “unknown” when the page says nothing of it."),
            ),
        ),
        barriers.compute_barriers,
        barriers.present_barriers,
    ),
)


def report_of(code: str) -> Report | None:
    """The report of that code, or None."""
    return next((report for report in REPORTS if report.code == code), None)
