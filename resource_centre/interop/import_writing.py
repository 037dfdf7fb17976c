"""Putting one planned line into the tree of pages: made, brought up to date, or left to its editors."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from resource_centre.content.days import site_day, site_today
from resource_centre.content.holding import hold_page
from resource_centre.content.kinds import codes_by_type, kind_model
from resource_centre.content.pages.base import Resource, title_key
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.interop.import_lines import RESERVED, ImportLine, LineError
from resource_centre.interop.import_pages import check_page, fill_page, language, rows_of
from resource_centre.interop.import_plans import Plan, Target
from resource_centre.workflow.clock.periods import next_review

SLUG_LENGTH = 200
#: The note that a page's line is still to be read a second time.
DUE = "due"
#: A line's key: its source, and its id there.
Key = tuple[str, str]


class Outcome(Enum):
    """What became of a line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Written:
    """The outcome, and what to say of it. page_id is 0 when there is no page; is_kept: editors keep their own."""

    outcome: Outcome
    page_id: int = 0
    notices: tuple[LineError, ...] = ()
    is_kept: bool = False


@dataclass(frozen=True)
class Stored:
    """What must be known of a page to decide, without reading the page.

    is_due: what was not known when its line was written was never looked for again: that import stopped before.
    """

    id: int
    kind: str
    title_key: str
    is_here: bool
    is_live: bool
    is_locked: bool
    was_published: bool
    has_draft: bool
    latest_revision_id: int | None
    revised_at: datetime.datetime | None
    imported_at: str
    digest: str
    unknown_actors: tuple[str, ...]
    is_due: bool

    @property
    def is_edited(self) -> bool:
        """True when its latest revision is not the import's own: somebody worked on it since."""
        return self.revised_at is None or self.revised_at.isoformat() != self.imported_at

    @property
    def is_own_draft(self) -> bool:
        """True for what the import left unpublished, and nobody touched since."""
        return self.has_draft and self.may_publish and not (self.is_edited or self.is_locked)

    @property
    def may_publish(self) -> bool:
        """False for a page that was published, then withdrawn: an import does not bring it back."""
        return self.is_live or not self.was_published


class PageWriter:
    """Writes plans into one centre. A trial run (`dry_run`) decides and checks the same, and writes nothing."""

    def __init__(
        self, centre: ResourceCentrePage, roles: Mapping[str, int], *, publish: bool = True, dry_run: bool = False
    ) -> None:
        self.centre, self.roles, self.publish, self.dry_run = centre, roles, publish, dry_run
        self._kinds = codes_by_type()
        lists = KindIndexPage.objects.child_of(centre).order_by("-path")
        self._lists = {page.kind_code: page for page in lists}  # the first list of a kind wins
        self._tried = 0
        self._tried_titles: set[tuple[str, str]] = set()
        self._deletions: dict[tuple[str, str], datetime.date] | None = None

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """Pages of those keys anywhere on the site: one query."""
        sources, ids = {source for source, _id in keys}, {found for _source, found in keys}
        rows = Resource.objects.filter(origin__in=sources, origin_id__in=ids).values(
            "pk", "origin", "origin_id", "content_type_id", "title_key", "path", "live", "locked",
            "first_published_at", "has_unpublished_changes", "latest_revision_id",
            "latest_revision_created_at", f"extra__{RESERVED}",
        )  # fmt: skip
        return {(row["origin"], row["origin_id"]): self._stored(row) for row in rows}

    def targets(self, keys: Iterable[Key]) -> dict[Key, Target]:
        """Pages of this centre of those keys: one query."""
        return {key: Target(page.id, page.kind) for key, page in self.stored(keys).items() if page.is_here}

    def _stored(self, row: Mapping[str, Any]) -> Stored:
        notes = row[f"extra__{RESERVED}"] or {}
        return Stored(
            id=row["pk"],
            kind=self._kinds.get(row["content_type_id"], ""),
            title_key=row["title_key"],
            is_here=row["path"].startswith(self.centre.path),
            is_live=row["live"],
            is_locked=row["locked"],
            was_published=row["first_published_at"] is not None,
            has_draft=row["has_unpublished_changes"],
            latest_revision_id=row["latest_revision_id"],
            revised_at=row["latest_revision_created_at"],
            imported_at=notes.get("at", ""),
            digest=notes.get("digest", ""),
            unknown_actors=tuple(notes.get("actors", ())),
            is_due=DUE in notes,
        )

    def write(self, plan: Plan, stored: Stored | None, *, is_news: bool = False, is_due: bool = False) -> Written:
        """Make or update the page of a line, in its own transaction; what is wrong with it is said, never raised.

        is_news: the line is the same, and the import knows more of it by now. is_due: what is written must be looked at
        again, by this import or, if it stops before, by the next one.
        """
        try:
            with transaction.atomic():
                written = self._reconciled(plan, stored, is_news)
                if is_due and written.outcome is not Outcome.UNCHANGED:
                    self._note_due(written.page_id, True)
                return written
        except ValidationError as error:
            return Written(Outcome.REJECTED, notices=(_refusal(plan.line, error),))
        except (IntegrityError, DataError) as error:
            reason = f"was refused by the database: {str(error)[:200]}"
            return Written(Outcome.REJECTED, notices=(LineError(plan.line.number, "line", reason),))

    def settle(self, stored: Stored) -> None:
        """Its line was looked at again, and there was nothing to write."""
        with transaction.atomic():
            self._note_due(stored.id, False)

    def _note_due(self, page_id: int, is_due: bool) -> None:
        """On the page, and on the import's own revision: whoever edits it publishes the notes that are there."""
        if self.dry_run or hold_page(page_id) is None:  # deleted meanwhile
            return
        row = Resource.objects.filter(pk=page_id)
        extra, revision = row.values_list("extra", "latest_revision_id").get()
        row.update(extra=_with_due(extra, is_due))
        own = Revision.objects.filter(pk=revision, created_at=extra.get(RESERVED, {}).get("at"))
        for content in own.values_list("content", flat=True):
            own.update(content={**content, "extra": _with_due(content["extra"], is_due)})

    def _reconciled(self, plan: Plan, stored: Stored | None, is_news: bool) -> Written:
        if stored is not None and not self._is_known(plan, stored, is_news):
            stored = self._held(plan, stored)
        return self._create(plan) if stored is None else self._reconcile(plan, stored, is_news)

    def _is_known(self, plan: Plan, stored: Stored, is_news: bool) -> bool:
        """Whether there is nothing to write: most lines of a file that is imported again."""
        is_same = stored.digest == plan.digest and stored.is_here and not is_news
        return is_same and not (self.publish and stored.is_own_draft)

    def _reconcile(self, plan: Plan, stored: Stored, is_news: bool) -> Written:
        if self._is_known(plan, stored, is_news):
            return Written(Outcome.UNCHANGED, stored.id)
        if stored.digest == plan.digest and stored.is_here and not is_news:
            return self._publish_draft(stored)
        if keep := self._reason_to_keep(plan, stored):
            return Written(Outcome.UNCHANGED, stored.id, (LineError(plan.line.number, *keep),), is_kept=True)
        return self._update(plan, stored)

    def _held(self, plan: Plan, stored: Stored) -> Stored | None:
        """The page as it is now, which nobody else changes until it is written: pages are looked up by the batch, and
        somebody may have worked on this one since. None when it was deleted meanwhile."""
        if self.dry_run:
            return stored
        hold_page(stored.id)
        key = plan.line.source, plan.line.id
        return self.stored([key]).get(key)

    def _reason_to_keep(self, plan: Plan, stored: Stored) -> tuple[str, str] | None:
        if not stored.is_here:
            return "id", f"its page {stored.id} is in another centre: left as it is"
        if stored.kind != plan.line.kind:
            return "type", f"its page {stored.id} is of kind {stored.kind}: left as it is"
        if stored.is_locked:
            return "line", f"its page {stored.id} is locked: left as it is"
        if stored.is_edited:
            return "line", f"its page {stored.id} was edited here since the import: left as it is"
        return None

    def _create(self, plan: Plan) -> Written:
        line = plan.line
        if line.kind not in self._lists:
            known = ", ".join(sorted(self._lists))
            raise ValidationError({"type": f"the centre has no list of kind “{line.kind}”; it has: {known}"})
        page, now = kind_model(line.kind)(language=language()), timezone.now()
        fill_page(page, plan, now)
        notices = (*self._twins(line, None), *self._deletion(line))
        if self.dry_run or not self.publish:  # what is published is checked as it is saved
            check_page(page)
        if self.dry_run:
            self._tried += 1
            self._tried_titles.add((line.kind, title_key(line.title)))
            return Written(Outcome.CREATED, -self._tried, notices)  # a stand-in for an id
        page.live, page.has_unpublished_changes = self.publish, not self.publish
        page.first_published_at = page.last_published_at = now if self.publish else None
        if self.publish:  # as its publication would, in one query more
            page.review_by = page.review_by or next_review(page, site_today())
        revision = self._add(page, plan, now)
        if self.publish:
            Page.objects.filter(pk=page.pk).update(live_revision=revision)
            page.live_revision = revision
            page_published.send(sender=page.specific_class, instance=page, revision=revision)
            log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
        return Written(Outcome.CREATED, page.pk, notices)

    def _add(self, page: Resource, plan: Plan, now: datetime.datetime) -> Revision:
        """Add a page with its rows and a first revision.

        It is live at once, as Wagtail's own copies are: saved as a draft, then published, it costs three times more.
        """
        parent, rows = self._lists[plan.line.kind], rows_of(plan, self.roles)
        page.slug = free_slug(parent, plan.line)
        for relation, found in rows.items():
            if found:
                setattr(page, relation, found)
        with disable_reference_index_auto_update():  # else once for the page and once for each row
            parent.add_child(instance=page)
        for relation in get_all_child_relations(page):  # as they were just stored: else each is read back, twice
            name = relation.get_accessor_name()
            setattr(page, name, rows.get(name, []))
        ReferenceIndex.create_or_update_for_object(page)
        return _add_revision(page, now)

    def _update(self, plan: Plan, stored: Stored) -> Written:
        page, now = kind_model(stored.kind).objects.get(pk=stored.id), timezone.now()
        shown_extra = page.extra
        fill_page(page, plan, now)
        check_page(page)
        notices = self._twins(plan.line, stored.id) if title_key(plan.line.title) != stored.title_key else ()
        if not self.dry_run:
            for relation, rows in rows_of(plan, self.roles).items():
                setattr(page, relation, rows)
            page.has_unpublished_changes = True
            revision = _add_revision(page, now)
            if self.publish and stored.may_publish:
                revision.publish()
            else:  # the page as readers see it stays; only the import's notes on it change
                extra = {**shown_extra, RESERVED: page.extra[RESERVED]}
                Resource.objects.filter(pk=page.pk).update(extra=extra)
        return Written(Outcome.UPDATED, stored.id, notices)

    def _publish_draft(self, stored: Stored) -> Written:
        if not self.dry_run:
            Revision.objects.get(pk=stored.latest_revision_id).publish()
        return Written(Outcome.UPDATED, stored.id)

    def _twins(self, line: ImportLine, own_id: int | None) -> tuple[LineError, ...]:
        """A page of the same kind and title, but for accents, case and punctuation."""
        key = title_key(line.title)
        same = Resource.objects.descendant_of(self.centre).exclude(pk=own_id)
        types = [pk for pk, kind in self._kinds.items() if kind == line.kind]
        twin = same.filter(title_key=key, content_type__in=types).values_list("pk", flat=True).first() if key else None
        if twin is None and (line.kind, key) not in self._tried_titles:
            return ()
        where = f"page {twin}" if twin else "a line above"
        return (LineError(line.number, "title", f"possible duplicate of {where}: “{line.title}”"),)

    def _deletion(self, line: ImportLine) -> tuple[LineError, ...]:
        """A page of that kind and title that an editor deleted. No key is left of it: it is known by Wagtail's log."""
        if self._deletions is None:
            rows = PageLogEntry.objects.filter(action="wagtail.delete", content_type__in=self._kinds)
            deleted = rows.order_by("timestamp").values_list("content_type", "label", "timestamp")
            self._deletions = {(self._kinds[pk], title_key(label)): site_day(at) for pk, label, at in deleted}
        day = self._deletions.get((line.kind, title_key(line.title)))
        if day is None:
            return ()
        said = f"a page of this title was deleted on {day:%Y-%m-%d}, and is made again: take the line out to leave it"
        return (LineError(line.number, "title", said),)


def _add_revision(page: Resource, now: datetime.datetime) -> Revision:
    """Store the page as a revision of that moment, by which the import knows its own work again."""
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        created_at=now,
        content=page.serializable_data(),
        object_str=str(page),
    )
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision,
        latest_revision_created_at=now,
        draft_title=page.title,
        has_unpublished_changes=page.has_unpublished_changes,
    )
    page.latest_revision, page.latest_revision_created_at = revision, now
    return revision


def _with_due(extra: Mapping[str, Any], is_due: bool) -> dict[str, Any]:
    """A page's `extra` with that note among the import's, or without it."""
    notes = {name: value for name, value in extra.get(RESERVED, {}).items() if name != DUE}
    return {**extra, RESERVED: {**notes, DUE: True} if is_due else notes}


def free_slug(parent: KindIndexPage, line: ImportLine) -> str:
    """The title as an address, with a number when a neighbour has it already."""
    base = slugify(line.title)[:SLUG_LENGTH].strip("-") or line.kind
    neighbours = parent.get_children()
    if not neighbours.filter(slug=base).exists():  # one look at an index; the next one reads them all
        return base
    taken = set(neighbours.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)


def _refusal(line: ImportLine, error: ValidationError) -> LineError:
    fields = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    name, messages = next(iter(fields.items()))
    return LineError(line.number, "line" if name == NON_FIELD_ERRORS else name, " ".join(messages))
