"""What waits for a decision, and how long decisions take: at each step of a workflow, and for proposals by kind."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import TaskState, get_default_page_content_type

from resource_centre.admin.steering.addresses import proposals_url, steps_url
from resource_centre.admin.steering.proposal_lines import ProposalLine, Selection, State, kind_words, read_proposals
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table, median_days, with_bars
from resource_centre.content.kinds import all_kinds

_ENDED = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)


@dataclass(frozen=True)
class StepDelay:
    """A task of a workflow. oldest: since when the longest one waits. delay: median, in days, of those ended."""

    task: int
    name: str
    waiting: int
    oldest: datetime | None
    approved: int
    rejected: int
    delay: float | None


@dataclass(frozen=True)
class KindDelay:
    """Proposals for pages of a kind; "" for all kinds."""

    kind: str
    waiting: int
    oldest: datetime | None
    decided: int
    delay: float | None


@dataclass(frozen=True)
class Delays:
    """Both."""

    steps: tuple[StepDelay, ...]
    kinds: tuple[KindDelay, ...]


def compute_delays(scope: Scope) -> Delays:
    """What waits now, and what was decided within the period (about six queries)."""
    lines = read_proposals(scope)
    kinds = [spec.code for spec in all_kinds()]
    kinds += sorted({line.kind for line in lines} - set(kinds))
    by_kind = [_kind_delay(kind, [line for line in lines if line.kind == kind], scope) for kind in kinds]
    return Delays(_step_delays(scope), (*by_kind, _kind_delay("", lines, scope)))


def _kind_delay(kind: str, lines: Sequence[ProposalLine], scope: Scope) -> KindDelay:
    waiting = Selection(State.WAITING).of(lines, scope.period)
    decided = Selection(State.DECIDED, by_decision=True).of(lines, scope.period)
    delay = median_days((line.submitted_at, line.decided_at) for line in decided if line.decided_at)
    return KindDelay(
        kind, len(waiting), min((line.submitted_at for line in waiting), default=None), len(decided), delay
    )


def step_states(scope: Scope) -> QuerySet[TaskState]:
    """What waits at a step now, and what left one within the period, of the pages on which the reader decides."""
    ended = Q(status__in=_ENDED, finished_at__gte=scope.period.begins_at, finished_at__lt=scope.period.ends_at)
    return step_states_ever(scope).filter(Q(status=TaskState.STATUS_IN_PROGRESS) | ended)


def step_states_ever(scope: Scope) -> QuerySet[TaskState]:
    """Each time that one of those pages came to a step, whenever it was and whatever became of it."""
    pages = scope.pages().annotate(key=Cast("pk", CharField())).values("key")
    return TaskState.objects.filter(
        workflow_state__base_content_type=get_default_page_content_type(),
        workflow_state__object_id__in=pages,
    )


def _step_delays(scope: Scope) -> tuple[StepDelay, ...]:
    rows = step_states(scope)
    found: dict[tuple[str, int], list[tuple[str, datetime, datetime | None]]] = defaultdict(list)
    for name, task, *state in rows.values_list("task__name", "task_id", "status", "started_at", "finished_at"):
        found[name, task].append((state[0], state[1], state[2]))
    return tuple(_step_delay(name, task, states) for (name, task), states in sorted(found.items()))


def _step_delay(name: str, task: int, states: Sequence[tuple[str, datetime, datetime | None]]) -> StepDelay:
    started = [start for status, start, _end in states if status == TaskState.STATUS_IN_PROGRESS]
    approved, rejected = (sum(status == one for status, _start, _end in states) for one in _ENDED)
    delay = median_days((start, end) for status, start, end in states if status in _ENDED and end)
    return StepDelay(task, name, len(started), min(started, default=None), approved, rejected, delay)


def present_delays(found: Delays, scope: Scope) -> tuple[Table, ...]:
    """Proposals by kind, then the steps of workflows."""
    kinds = tuple(_kind_row(line, scope) for line in found.kinds if line.kind)
    total = tuple(_kind_row(line, scope) for line in found.kinds if not line.kind)
    return (
        Table(
            "proposals",
            _("Proposals by kind of page"),
            (_("Kind"), _("Waiting"), _("The oldest since"), _("Decided"), _("Median delay, in days")),
            (*with_bars(with_bars(kinds, 1), 4), *total),
        ),
        Table(
            "steps",
            _("Steps of the workflows"),
            (
                *(_("Step"), _("Waiting"), _("The oldest since")),
                *(pgettext("pages at a step", "Approved"), pgettext("pages at a step", "Sent back")),
                _("Median delay, in days"),
            ),
            with_bars(with_bars((_step_row(step, scope) for step in found.steps), 1), 5),
            empty=_("No page waited at any step, or left one, in this period."),
        ),
    )


def _kind_row(line: KindDelay, scope: Scope) -> Row:
    kind = line.kind or None
    waiting, decided = Selection(State.WAITING, kind), Selection(State.DECIDED, kind, by_decision=True)
    return Row(
        (
            Cell(kind_words(line.kind) if line.kind else _("All")),
            Cell(line.waiting, proposals_url(scope, waiting)),
            Cell(line.oldest),
            Cell(line.decided, proposals_url(scope, decided)),
            Cell(line.delay),
        )
    )


def _step_row(step: StepDelay, scope: Scope) -> Row:
    return Row(
        (
            Cell(step.name),
            Cell(step.waiting, steps_url(step.task, TaskState.STATUS_IN_PROGRESS, scope)),
            Cell(step.oldest),
            Cell(step.approved, steps_url(step.task, TaskState.STATUS_APPROVED, scope)),
            Cell(step.rejected, steps_url(step.task, TaskState.STATUS_REJECTED, scope)),
            Cell(step.delay),
        )
    )
