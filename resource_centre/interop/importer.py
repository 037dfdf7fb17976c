"""Importing lines into a centre: `ImportResources(centre, lines).execute()`.

Two passes over the lines. The first writes every page with what is known by then; the second writes again the
pages whose relations or actors stood further down. An import that stops between the two leaves a note on those pages,
and the next one takes them up. The same lines twice change nothing. Source: docs/reference/import.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.interop.import_lines import ImportLine, LineError, parse_line
from resource_centre.interop.import_lookups import Lookups
from resource_centre.interop.import_plans import Plan, Target, make_plan
from resource_centre.interop.import_writing import Key, Outcome, PageWriter, Stored, Written

#: Lines whose pages are looked up together, and the most that are in memory at once.
BATCH = 100
MOST_FREQUENT = 20

Say = Callable[[LineError], None]


def _say_nothing(_notice: LineError) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did. Every line is created, updated, unchanged or rejected; some of them are also flagged.

    unknown_themes: the most frequent, with the number of their lines.
    """

    created: int
    updated: int
    unchanged: int
    flagged: int
    rejected: int
    unknown_theme_count: int = 0
    unknown_themes: tuple[tuple[str, int], ...] = ()
    unknown_actor_count: int = 0

    @property
    def line_count(self) -> int:
        """How many lines the file had, those that are empty apart."""
        return self.created + self.updated + self.unchanged + self.rejected


@dataclass
class _Tally:
    """Counts while they grow."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    flagged: set[int] = field(default_factory=set)
    themes: Counter[str] = field(default_factory=Counter)
    actors: set[str] = field(default_factory=set)

    def report(self) -> ImportReport:
        return ImportReport(
            created=self.outcomes[Outcome.CREATED],
            updated=self.outcomes[Outcome.UPDATED],
            unchanged=self.outcomes[Outcome.UNCHANGED],
            flagged=len(self.flagged),
            rejected=self.outcomes[Outcome.REJECTED],
            unknown_theme_count=len(self.themes),
            unknown_themes=tuple(sorted(self.themes.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_FREQUENT]),
            unknown_actor_count=len(self.actors),
        )


class ImportResources:
    """Reads `lines` twice: a list or a file, not a generator.

    on_error hears of each line that is refused, on_flag of what an editor must look at, both as it goes.
    `at_line`, `is_second_pass` and `report()` say how far it came when a database or a person stopped it.
    """

    def __init__(
        self,
        centre: ResourceCentrePage,
        lines: Iterable[bytes | str],
        *,
        publish: bool = True,
        dry_run: bool = False,
        on_error: Say = _say_nothing,
        on_flag: Say = _say_nothing,
    ) -> None:
        self.lines, self.dry_run = lines, dry_run
        self.on_error, self.on_flag = on_error, on_flag
        self.lookups = Lookups.of(centre)
        self.writer = PageWriter(centre, self.lookups.roles, publish=publish, dry_run=dry_run)
        self.at_line, self.is_second_pass = 0, False
        self._tally = _Tally()
        #: Hash of a line's key to its kind: what the file itself brings.
        self._seen: dict[int, str] = {}
        #: Number of each line that lacks something, with its outcome so far.
        self._waiting: dict[int, Outcome] = {}

    def execute(self) -> ImportReport:
        """Import every line, and say what was done."""
        for line, stored, targets in self._with_pages(self._new_lines()):
            self._take(line, stored, targets)
        if self._waiting:
            self.is_second_pass = True
            for line, stored, targets in self._with_pages(self._waiting_lines()):
                self._take_again(line, stored, targets)
        return self.report()

    def report(self) -> ImportReport:
        """What was done so far."""
        return self._tally.report()

    def _with_pages(self, lines: Iterator[ImportLine]) -> Iterator[tuple[ImportLine, Stored | None, dict[Key, Target]]]:
        """Each line with its page and the other ends of its relations, looked up by the batch."""
        for batch in _batches(lines):
            self.at_line = batch[0].number
            stored, targets = self._pages_of(batch)
            for line in batch:
                self.at_line = line.number
                yield line, stored.get((line.source, line.id)), targets

    def _new_lines(self) -> Iterator[ImportLine]:
        """Good lines; the others are told of and counted. Of two with the same key the first one counts."""
        for number, raw in enumerate(self.lines, start=1):
            if not raw.strip():
                continue
            parsed = parse_line(number, raw)
            if isinstance(parsed, ImportLine) and hash((parsed.source, parsed.id)) in self._seen:
                parsed = LineError(number, "id", f"“{parsed.id}” of “{parsed.source}” is in a line above already")
            if isinstance(parsed, LineError):
                self._reject(parsed)
            else:
                self._seen[hash((parsed.source, parsed.id))] = parsed.kind
                yield parsed

    def _waiting_lines(self) -> Iterator[ImportLine]:
        for number, raw in enumerate(self.lines, start=1):
            if number in self._waiting and isinstance(parsed := parse_line(number, raw), ImportLine):
                yield parsed

    def _pages_of(self, batch: Sequence[ImportLine]) -> tuple[dict[Key, Stored], dict[Key, Target]]:
        """The pages of the lines, and the other ends of their relations: two queries at most."""
        stored = self.writer.stored({(line.source, line.id) for line in batch})
        wanted = {(row.source, row.target) for line in batch for row in line.relations}
        targets = self.writer.targets(wanted) if wanted else {}
        if self.dry_run:  # what the file brings is not stored, and will be
            brought = {key: self._seen[hash(key)] for key in wanted - set(targets) if hash(key) in self._seen}
            targets |= {key: Target(0, kind) for key, kind in brought.items()}
        return stored, targets

    def _take(self, line: ImportLine, stored: Stored | None, targets: dict[Key, Target]) -> None:
        plan = make_plan(line, self.lookups, targets, stored.id if stored else None)
        self._tally.themes.update(plan.unknown_themes)
        lacks = bool(plan.missing or plan.unknown_actors)
        written = self.writer.write(plan, stored, is_due=lacks)
        if written.outcome is Outcome.REJECTED:
            for error in written.notices:
                self._reject(error)
            return
        self._tally.outcomes[written.outcome] += 1
        self._flag(written, plan)
        if line.kind == "actor" and not written.is_kept:
            self.lookups.add_actor(written.page_id, line.title, line.source, line.id)
        was_due = stored is not None and stored.is_due
        waits = (plan.missing or was_due) if written.outcome is Outcome.UNCHANGED else lacks
        if waits and not written.is_kept:
            self._waiting[line.number] = written.outcome
        else:
            self._tally.actors.update(plan.unknown_actors)

    def _take_again(self, line: ImportLine, stored: Stored | None, targets: dict[Key, Target]) -> None:
        """Write a line once more when more of it is known by now, or when an import stopped before it could."""
        own_id = stored.id if stored else self.lookups.actors_by_id.get((line.source, line.id))
        plan, before = make_plan(line, self.lookups, targets, own_id), self._waiting[line.number]
        self._tally.actors.update(plan.unknown_actors)
        now, is_due = before, stored is not None and stored.is_due
        if stored is not None:
            written = self._write_again(plan, stored, is_first=before is not Outcome.UNCHANGED or is_due)
            if written.outcome is Outcome.REJECTED or written.is_kept:
                self._tell(written.notices)
            elif before is Outcome.UNCHANGED:
                now = written.outcome
        self._tally.outcomes[before] -= 1
        self._tally.outcomes[now] += 1
        if now is not Outcome.UNCHANGED or is_due:
            self._tell(plan.missing)

    def _write_again(self, plan: Plan, stored: Stored, *, is_first: bool) -> Written:
        """is_first: since its line was written, nobody looked yet for the actors that were not known then."""
        is_news = is_first and plan.unknown_actors != stored.unknown_actors
        # Without roles no actor can be linked: the next import must look again.
        stays_due = bool(plan.unknown_actors) and not self.lookups.has_plain_role()
        written = self.writer.write(plan, stored, is_news=is_news, is_due=stays_due)
        is_settled = written.outcome is Outcome.UNCHANGED and not written.is_kept and not stays_due
        if is_settled and stored.is_due:
            self.writer.settle(stored)
        return written

    def _flag(self, written: Written, plan: Plan) -> None:
        """An unchanged line was told of when it was written."""
        self._tell(written.notices)
        if written.outcome is not Outcome.UNCHANGED:
            self._tell(plan.flags)

    def _tell(self, notices: Iterable[LineError]) -> None:
        for notice in notices:
            self._tally.flagged.add(notice.number)
            self.on_flag(notice)

    def _reject(self, error: LineError) -> None:
        self._tally.outcomes[Outcome.REJECTED] += 1
        self.on_error(error)


def _batches(lines: Iterator[ImportLine]) -> Iterator[Sequence[ImportLine]]:
    while batch := list(islice(lines, BATCH)):
        yield batch
