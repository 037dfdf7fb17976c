"""Every sort of change that a site knows, made through Wagtail as its admin makes them, drawn from a seed.

Each change says beforehand which resources it touches, and afterwards what they became: `Journal`.
"""

import json
import os
import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import Concept
from tests.factories import involvement, publish, restrict, tag
from tests.support.generated import WORDS

KINDS = ("practice", "tool", "study", "actor")
#: Resources between which the site stays.
FEWEST, MOST = 30, 60

State = list[Any] | None


def state_of(page: Resource | None) -> State:
    """What must be kept of an acknowledged change: its title and whether it is published; None once deleted."""
    return None if page is None else [page.title, page.live]


class Journal:
    """What a writer was told is done, in a file that outlives it: kill -9 takes back nothing that was written."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def begin(self, touched: Iterable[str]) -> None:
        """A change is about to be made: until it is acknowledged, nothing is known of what it touches."""
        self._write({"begun": sorted(touched)})

    def acknowledge(self, touched: Iterable[str]) -> None:
        """The change was made, as far as whoever asked for it knows."""
        keys = sorted(touched)
        found = {str(page.uuid): page for page in Resource.objects.filter(uuid__in=keys)}
        self._write({"done": {key: state_of(found.get(key)) for key in keys}})

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")

    @staticmethod
    def read(path: Path) -> tuple[int, dict[str, State]]:
        """Changes that were acknowledged, and what must be true of each resource that no other change touched since."""
        known: dict[str, State] = {}
        done = 0
        for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            line = json.loads(text)
            if "begun" in line:
                known = {key: state for key, state in known.items() if key not in line["begun"]}
            else:
                done += 1
                known |= line["done"]
        return done, known


class Changes:
    """Draws and makes changes. number: makes every text of this writer its own.

    centre: the slug of the only centre that is changed, for writers who work beside others: Wagtail's tree is not made
    for two who add pages in one place, and two who change one page are another question.
    """

    def __init__(self, draw: random.Random, journal: Journal, number: str, centre: str = "") -> None:
        self.draw, self.journal, self.number, self.made = draw, journal, number, 0
        self.centres = ResourceCentrePage.objects.filter(slug=centre) if centre else ResourceCentrePage.objects.all()
        self.is_beside_others = bool(centre)

    def make_one(self) -> str:
        """Make some change that can be made now; its name."""
        count = self._resources().count()
        if count >= MOST:
            change = self.delete
        else:
            change = self.publish if count <= FEWEST // len(self.centres) else self.draw.choice(self.all())
        self.made += 1
        change()
        return change.__name__

    def _resources(self) -> Any:
        pages = Resource.objects.filter(alias_of=None)
        return pages.descendant_of(self.centres[0]) if self.is_beside_others else pages

    def all(self) -> Sequence[Callable[[], None]]:
        """Changes, the usual ones several times."""
        usual = (self.publish, self.rewrite, self.rewrite, self.unpublish, self.republish, self.delete)
        if self.is_beside_others:
            return (*usual, self.restrict, self.draft, self.expire, self.rewrite_several, self.give_up)
        places = (self.move, self.restrict, self.open_up, self.move_list, self.restrict_list)
        others = (self.draft, self.expire, self.rename_actor, self.rename_territory, self.move_term)
        return (*usual, *places, *others, self.rewrite_several, self.give_up, self.make_alias)

    def acknowledged(self, touched: Iterable[str], change: Callable[[], object]) -> None:
        """Make a change between its two lines. What is made of a page is made of its aliases."""
        named = list(touched)
        aliases = Resource.objects.filter(alias_of__resource__uuid__in=named).values_list("uuid", flat=True)
        keys = [*named, *map(str, aliases)]
        self.journal.begin(keys)
        change()
        self.journal.acknowledge(keys)

    # One resource.

    def publish(self) -> None:
        """A new one, filed under terms and places, with the organisations that have a part in it."""
        key, kind = uuid.uuid4(), self.draw.choice(KINDS)
        centre = self.draw.choice(list(self.centres))
        actors = [] if kind == "actor" else self.draw.sample(list(Actor.objects.all()[:8]), k=1)
        self.acknowledged([str(key)], lambda: publish(
            centre, kind, self.text("Titre"), uuid=key, summary=self.text("Résumé"), body=self.body(),
            concept_links=tag(*self.draw.sample(list(Concept.objects.filter(vocabulary__code="theme")), 2)),
            territory_links=[ResourceTerritory(territory=self.draw.choice(list(Territory.objects.all())))],
            involvements=[involvement(actor) for actor in actors],
        ))  # fmt: skip

    def rewrite(self, pages: Sequence[Resource] | None = None) -> None:
        """Published ones, published again with other texts."""
        chosen = self.some(live=True) if pages is None else pages
        self.acknowledged([str(page.uuid) for page in chosen], lambda: self._rewrite(chosen))

    def _rewrite(self, pages: Sequence[Resource]) -> None:
        for page in pages:
            page.title, page.summary, page.body = self.text("Titre"), self.text("Résumé"), self.body()
            page.save_revision().publish()

    def draft(self) -> None:
        """A draft of a published one, which nobody may find."""
        for page in self.some(live=True):
            page.title = self.text("Brouillon")
            page.save_revision()

    def unpublish(self) -> None:
        """No more to be found."""
        for page in self.some(live=True):
            self.acknowledged([str(page.uuid)], page.unpublish)

    def republish(self) -> None:
        """Found again."""
        for page in self.some(live=False):
            self.acknowledged([str(page.uuid)], lambda page=page: page.save_revision().publish())

    def delete(self) -> None:
        """Gone, unless a relation needs it: then the whole change is refused."""
        for page in self.some():
            self.acknowledged([str(page.uuid)], lambda page=page: _unless_needed(page.delete))

    def expire(self) -> None:
        """Until an hour from now, or until an hour ago: nobody finds it any more."""
        for page in self.some(live=True):
            page.expire_at = timezone.now() + timedelta(hours=self.draw.choice((-1, 1)))
            self.acknowledged([str(page.uuid)], page.save)

    def make_alias(self) -> None:
        """The same page at another place, which follows its source."""
        for page in self.some(live=True):
            if page.alias_of_id is None:
                place = self.list_elsewhere(page)
                _unless_needed(lambda page=page, place=place: page.create_alias(parent=place, update_slug=self.slug()))

    # A place, and all below it.

    def move(self) -> None:
        """To the other centre."""
        for page in self.some():
            place = self.list_elsewhere(page)
            if not place.get_children().filter(slug=page.slug).exists():
                self.acknowledged([str(page.uuid)], lambda page=page, place=place: page.move(place, pos="last-child"))

    def move_list(self) -> None:
        """A whole list under the other centre, and back at another time."""
        centres = list(ResourceCentrePage.objects.order_by("pk"))
        moved = KindIndexPage.objects.filter(kind_code="study").order_by("pk").first()
        if moved is not None:
            here = moved.get_parent().pk
            target = next(centre for centre in centres if centre.pk != here)
            if not target.get_children().filter(slug=moved.slug).exists():
                moved.move(target, pos="last-child")

    def restrict(self) -> None:
        """For accounts, or for a group."""
        for page in self.some():
            self._restrict(page)

    def restrict_list(self) -> None:
        """All that a list holds."""
        self._restrict(self.draw.choice(list(KindIndexPage.objects.filter(kind_code__in=KINDS))))

    def _restrict(self, page: Page) -> None:
        groups = self.draw.choice(((), tuple(Group.objects.all()[:1])))
        kind = PageViewRestriction.GROUPS if groups else PageViewRestriction.LOGIN
        if not PageViewRestriction.objects.filter(page=page).exists():
            restrict(page, kind, groups)

    def open_up(self) -> None:
        """Lift a restriction, or let another group in."""
        rows = list(PageViewRestriction.objects.order_by("pk"))
        row = self.draw.choice(rows) if rows else None
        if row is not None and row.restriction_type == PageViewRestriction.GROUPS and self.draw.random() < 0.3:
            row.groups.add(Group.objects.get_or_create(name=f"Groupe {self.draw.randrange(3)}")[0])
        elif row is not None:
            row.delete()

    # What others depend on.

    def rename_actor(self) -> None:
        """Its name is in the document of every resource that it has a part in."""
        own = Actor.objects.filter(alias_of=None)
        actors = list(own.filter(live=True).exclude(roles=None).distinct()) or list(own)
        if actors:
            self.rewrite([self.draw.choice(actors)])

    def rename_territory(self) -> None:
        """So is the name of a place."""
        place = self.draw.choice(list(Territory.objects.exclude(level="country")))
        place.label = self.text("Lieu")
        place.save()

    def move_term(self) -> None:
        """A term under another one, which all that is filed under it follows."""
        leaves = list(Concept.objects.filter(vocabulary__code="theme", parent__isnull=False))
        tops = list(Concept.objects.filter(vocabulary__code="theme", parent=None, replaced_by=None))
        term = self.draw.choice(leaves)
        term.parent = self.draw.choice(tops)
        term.save()

    # Several at once, or none.

    def rewrite_several(self) -> None:
        """In one transaction, in any order."""
        pages = self.some(3, live=True)

        def change() -> None:
            with transaction.atomic():
                self._rewrite(pages)

        self.acknowledged([str(page.uuid) for page in pages], change)

    def give_up(self) -> None:
        """A transaction that fails at its end: nothing of it is true."""
        pages = self.some(2, live=True)

        def change() -> None:
            try:
                with transaction.atomic():
                    self._rewrite(pages)
                    raise _GivenUp
            except _GivenUp:
                pass

        self.acknowledged([str(page.uuid) for page in pages], change)

    # What is drawn.

    def some(self, count: int = 1, **state: Any) -> list[Any]:
        """Resources in that state, drawn among all, each as the page that it is."""
        keys = list(self._resources().filter(**state).order_by("pk").values_list("pk", flat=True))
        chosen = self.draw.sample(keys, min(count, len(keys)))
        return [page.specific for page in Resource.objects.filter(pk__in=chosen)]

    def list_elsewhere(self, page: Resource) -> KindIndexPage:
        """The list of its kind in the centre where it is not; where it is, when its kind has one list alone."""
        kind = page.specific_class.kind.code
        lists = list(KindIndexPage.objects.filter(kind_code=kind))
        return next((one for one in lists if not page.path.startswith(one.path)), lists[0])

    def text(self, what: str) -> str:
        """Words, the last one of which is nowhere else."""
        return f"{what} {' '.join(self.draw.choices(WORDS, k=3))} {self.marker()}"

    def body(self) -> list[tuple[str, str]]:
        """Paragraphs, each with a word of its own."""
        return [("text", f"<p>{self.text('Paragraphe')}</p>") for _number in range(3)]

    def marker(self) -> str:
        """A word that is written once."""
        return f"zq{self.number}n{self.made}r{self.draw.randrange(10**6)}"

    def slug(self) -> str:
        """An address that is free."""
        return f"alias-{self.marker()}"


class _GivenUp(Exception):
    """Raised to take a transaction back."""


def _unless_needed(change: Callable[[], object]) -> None:
    """Wagtail refuses to delete what a relation needs, and to make an alias where it may not be."""
    try:
        with transaction.atomic():
            change()
    except RestrictedError:
        pass
