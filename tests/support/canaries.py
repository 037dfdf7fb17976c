"""A centre with something in it, and hidden things that bear canaries: unique words that betray them.

A canary is "canari" + state + field: "canarigroupsummary" is the summary of the page restricted to a group.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.correspondences import Correspondence
from resource_centre.content.facts import Figure, Source
from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, Involvement, ResourceLink, ResourceTerritory
from resource_centre.content.territories import AliasKind, Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.drafts import StartDraft
from resource_centre.contribution.duplicates.models import Merge, ToldApart
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.discovery.staff.models import (
    PromotedResource,
    Promotion,
    SearchLogEntry,
    SearchRedirect,
    SynonymSet,
    WantedResource,
)
from resource_centre.workflow.archiving.changes import ArchiveResource
from resource_centre.workflow.clock.models import ReReading
from tests.factories import concept, involvement, make_centre, publish, restrict, tag
from tests.support.host import make_front_page

#: Why an object is hidden. No name is the beginning of another.
STATES = (
    "unpublished",  # was live once
    "never",  # never published
    "scheduled",  # to be published tomorrow
    "expired",  # live, past its date, before the scheduled task took it down
    "login",
    "password",
    "group",
    "inherited",  # in a list restricted to the group
    "changes",  # a live page whose unpublished changes bear the canaries
    "elsewhere",  # a draft in a centre on which the editors of the first have no rights
)
#: What somebody proposes for a page: read by its author, and by those who decide on the page.
PROPOSED = "proposed"
#: What somebody writes and has not handed in: read by its author, who is none of those who ask.
WRITTEN = "written"
#: What is said inside a team: addresses that were invited, requests to join.
TEAM = "team"
#: Fields whose canary a page that may be read prints somewhere.
PRINTED = {
    "title", "summary", "body", "slug", "figure", "source", "involvementnote", "linknote", "evidencenote",
    "actor", "alias", "actorlinknote", "lesson", "statement",
}  # fmt: skip
PASSWORD = "sésame"  # noqa: S105 - test data

_CANARY = re.compile(rf"canari({'|'.join((*STATES, PROPOSED, WRITTEN, TEAM))})([a-z]*)")
#: The words of a field: `say("title")`.
Say = Callable[[str], str]


def canary(state: str, field: str) -> str:
    """The word that betrays that field."""
    return f"canari{state}{field}"


def canaries_in(text: str) -> set[tuple[str, str]]:
    """What a text betrays: {("group", "summary"), …}."""
    return set(_CANARY.findall(text.lower()))


@dataclass(frozen=True)
class World:
    """What the walk starts from. `shown` is one page a kind; `hidden` the pages of each state, by kind."""

    centre: Page
    other_centre: Page
    members: Group
    shown: Mapping[str, Any]
    theme: Concept
    territory: Territory
    former: TerritoryAlias
    hidden: dict[str, Mapping[str, Any]]
    proposals: dict[str, Proposal]
    requests: dict[str, MembershipRequest]
    #: Pages that were withdrawn, by who could read them.
    gone: dict[str, Any] = field(default_factory=dict)
    #: What editors added to the search of the first centre, and a search that was made there.
    words: dict[str, Any] = field(default_factory=dict)


def visible_world() -> World:
    """A centre that anybody may read, with one page of each kind, related to one another."""
    make_front_page()
    centre, other = make_centre(), make_centre("autre", "Autre centre")
    theme = concept("theme", "bien-vieillir", "Bien vieillir")
    region = Territory.objects.create(
        level="region", code="53", name="Bretagne", label="Bretagne", folded_name="bretagne", level_rank=1
    )
    former = TerritoryAlias.objects.create(
        kind=AliasKind.FORMER_REGION, code="54", name="Armorique", folded_name="armorique", territory=region
    )
    concept("role", "financeur")
    shown = {"actor": publish(centre, "actor", "Acteur visible", seat=region)}
    shown["lesson"] = publish(centre, "lesson", "Enseignement visible", statement="Une hypothèse.")
    for kind in ("practice", "tool", "study", "milestone", "event", "programme", "charter"):
        shown[kind] = publish(
            centre,
            kind,
            f"{kind} visible",
            summary="Ce que chacun peut lire.",
            body=[("text", "<p>voir ici</p>")],
            involvements=[involvement(shown["actor"])],
            evidence=[Evidence(lesson=shown["lesson"], stance="supports", note="Oui.")],
            concept_links=tag(theme),
            territory_links=[ResourceTerritory(territory=region)],
        )
    StudyAuthor.objects.create(study=shown["study"], name="Ada")
    EventSpeaker.objects.create(event=shown["event"], name="Grace")
    _talk(shown["practice"], "Une question.")
    ResourceCentrePage.objects.filter(pk=centre.pk).update(charter="<p>Ce que chacun accepte.</p>")
    _contributor("contributrice", [shown["practice"], shown["tool"]])
    _contributor("ancien", [shown["practice"]], is_public=False)
    return World(centre, other, Group.objects.create(name="Partenaires"), shown, theme, region, former, {}, {}, {}, {})


def plant_changing_pages(world: World) -> None:
    """Live pages that anybody may read, whose next version will bear canaries."""
    world.hidden["changes"] = _pages(world, world.centre, lambda field: f"neutre {field}")


def hide_canaries(world: World) -> None:
    """Plant hidden pages of every state, and name each of them from the visible ones."""
    _change_without_publishing(world)
    world.gone["group"] = publish(world.centre, "practice", canary("group", "gone"), concept_links=tag(world.theme))
    for state in STATES:
        if state != "changes":
            world.hidden[state] = _hidden_pages(world, state)
            _name_from_visible_pages(world, state)
    _link_from_visible_texts(world)
    for state in ("group", "elsewhere"):
        world.proposals[state] = _propose(world.hidden[state]["practice"], canary(state, "proposal"))
    world.proposals[PROPOSED] = _propose(world.shown["practice"], canary(PROPOSED, "summary"))
    author = get_user_model().objects.create_user("quelqu-une")
    typed = [canary(WRITTEN, field) for field in ("title", "summary")]
    world.proposals[WRITTEN] = StartDraft(world.centre.specific, "practice", author, *typed).execute()
    _gather_team(world)
    _watch(world)
    _withdraw(world)
    _mark(world)
    _add_to_the_search(world)
    _merge(world)
    hidden = [pages["practice"] for state, pages in world.hidden.items() if state != "changes"]
    _credit("contributrice", hidden)
    _contributor("discret", hidden)
    for state, pages in world.hidden.items():
        if state != "changes":
            _talk(pages["practice"], canary(state, "talk"))
    Thread.objects.create(proposal=world.proposals[PROPOSED]).messages.create(text=canary(PROPOSED, "talk"), name="Ada")


def _gather_team(world: World) -> None:
    """A team of people who make no visit, an invitation, and a request; the same for an organisation that is hidden."""
    users = get_user_model().objects
    lead = users.create_user("meneuse", first_name=canary(TEAM, "lead"))
    asker = users.create_user(
        "candidate", first_name=canary(TEAM, "asker"), email=f"{canary(TEAM, 'mail')}@example.org"
    )
    for place, actor in (("shown", world.shown["actor"]), ("elsewhere", world.hidden["elsewhere"]["actor"])):
        Membership.objects.create(user=lead, actor=actor, role=Role.LEAD)
        Invitation.objects.create(
            actor=actor,
            email=f"{canary(TEAM, 'invited')}@example.org",
            by=lead,
            secret="secret",  # noqa: S106 - test data
            expires_at=timezone.now() + datetime.timedelta(days=1),
        )
        world.requests[place] = MembershipRequest.objects.create(
            actor=actor, user=asker, message=canary(TEAM, "message")
        )


def _add_to_the_search(world: World) -> None:
    """Editors recommend hidden pages, and send to them, for words that everybody searches; of both centres."""
    for name, centre, kept in (
        ("shown", world.centre.specific, True),
        ("elsewhere", world.other_centre.specific, False),
    ):
        hidden = [pages["practice"].resource_ptr for state, pages in world.hidden.items() if state not in {"changes"}]
        own = [page for page in hidden if page.path.startswith(centre.path)]
        about = {"centre": centre, "language": "fr", "words": "pratique" if kept else canary(name, "words")}
        promotion = Promotion(is_live=True, **about)
        promotion.promoted = [PromotedResource(resource=page) for page in own]
        promotion.save()
        redirect = SearchRedirect.objects.create(is_live=True, resource=own[0], **about)
        wanted = WantedResource.objects.create(resource=own[-1], **about)
        search = SearchLogEntry.objects.create(
            centre=centre, language="fr", words=about["words"], key=redirect.key, total=0, at=timezone.now()
        )
        if kept:
            synonyms = SynonymSet.objects.create(language="fr", forms="zéphyr\nalizé")
            world.words.update(synonyms=synonyms, promotion=promotion, redirect=redirect, wanted=wanted, search=search)


def _merge(world: World) -> None:
    """Merges that were made, of pages that editors meet and of pages that they do not; the two told apart; and an
    outside term."""
    for actor, name in (
        (world.shown["actor"], "Acteur en double"), (world.hidden["elsewhere"]["actor"], canary("elsewhere", "merged"))
    ):  # fmt: skip
        moved = {"rows": [], "texts": [], "contents": []}
        Merge.objects.create(kind="actor", kept_actor=actor, kept_name=actor.title, merged_name=name, moved=moved)
    first, second = sorted((world.shown["actor"].pk, world.hidden["elsewhere"]["actor"].pk))
    ToldApart.objects.create(first_actor_id=first, second_actor_id=second)
    Correspondence.objects.create(scheme="eurovoc", code="1", concept=world.theme)


def _contributor(name: str, pages: Sequence[Any], *, is_public: bool = True) -> None:
    """Somebody with a public page, or one that is switched off, who helped with these pages."""
    user = get_user_model().objects.create_user(name)
    ContributorPage.objects.create(user=user, name=name, is_public=is_public)
    _credit(name, pages)


def _credit(name: str, pages: Sequence[Any]) -> None:
    """Something of theirs was accepted for each of these pages."""
    user = get_user_model().objects.get_by_natural_key(name)
    for page in pages:
        Proposal.objects.create(
            centre=ResourceCentrePage.objects.ancestor_of(page).get(), resource=page.resource_ptr, author=user,
            author_name=name, is_credited=True, status=Status.ACCEPTED, decided_at=timezone.now(),
        )  # fmt: skip


def _watch(world: World) -> None:
    """Somebody who makes no visit watches everything that is hidden."""
    watcher = Watcher.objects.create(email=f"{canary(TEAM, 'watcher')}@example.org")
    for pages in world.hidden.values():
        for page in pages.values():
            Watch.objects.create(watcher=watcher, centre=world.centre.specific, resource=page.resource_ptr)


def _withdraw(world: World) -> None:
    """A page of the group that is withdrawn, for a reason and in favour of a page that are theirs."""
    page = world.gone["group"]
    restrict(page, PageViewRestriction.GROUPS, [world.members])
    by = get_user_model().objects.create_superuser("archiviste")
    ArchiveResource(page, by, canary("group", "reason"), world.hidden["group"]["practice"]).execute()


def _mark(world: World) -> None:
    """A visible page is to be re-read because of everything that is hidden, and hidden pages because of it."""
    shown, now = world.shown["practice"], timezone.now()
    for pages in world.hidden.values():
        for page in pages.values():
            ReReading.objects.create(resource_id=shown.pk, because_id=page.pk, since=now)
            ReReading.objects.create(resource_id=page.pk, because_id=shown.pk, since=now)


def _talk(page: Any, said: str) -> None:
    """A question on a page, with an answer that was taken out of sight."""
    thread = Thread.objects.create(resource=page.resource_ptr, title=said)
    thread.messages.create(text=said, name="Ada")
    thread.messages.create(text=canary(TEAM, "hidden"), name="Ada", hidden_at=timezone.now(), hidden_why="Injure.")


def _propose(page: Any, words: str) -> Proposal:
    """A proposal that waits, by somebody without account, in those words."""
    base = content_of(type(page).objects.get(pk=page.pk), Access.of(ANONYMOUS))
    return Proposal.objects.create(
        centre=ResourceCentrePage.objects.ancestor_of(page).get(),
        resource=page.resource_ptr,
        base_content=base,
        content={**base, "summary": words},
        author_name=canary(PROPOSED, "name"),
        author_email=f"{canary(PROPOSED, 'mail')}@example.org",
        message=canary(PROPOSED, "message"),
        status=Status.SUBMITTED,
    )


def _hidden_pages(world: World, state: str) -> Mapping[str, Any]:
    """Pages of one state: a practice, an actor and a lesson, with all their rows."""
    centre = world.other_centre if state == "elsewhere" else world.centre
    pages = _pages(world, centre, lambda field: canary(state, field), live=state not in {"never", "scheduled"})
    _HIDE[state](world, list(pages.values()))
    return {kind: type(page).objects.get(pk=page.pk) for kind, page in pages.items()}


def _pages(world: World, centre: Page, say: Say, *, live: bool = True) -> Mapping[str, Any]:
    """A practice, an actor and a lesson in those words, related to the visible pages."""
    seen = world.shown
    practice = publish(
        centre,
        "practice",
        say("title"),
        live=live,
        slug=say("slug").replace(" ", "-"),
        summary=say("summary"),
        body=[("text", f"<p>{say('body')}</p>")],
        figures=[Figure(label=say("figure"), value="12")],
        sources=[Source(title=say("source"))],
        involvements=[involvement(seen["actor"], note=say("involvementnote"))],
        resource_links=[ResourceLink(target=seen["practice"], kind="based_on", note=say("linknote"))],
        evidence=[Evidence(lesson=seen["lesson"], stance="nuances", note=say("evidencenote"))],
        concept_links=tag(world.theme),
        territory_links=[ResourceTerritory(territory=world.territory)],
    )
    actor = publish(
        centre,
        "actor",
        say("actor"),
        live=live,
        names=[ActorName(name=say("alias"), kind="former")],
        actor_links=[ActorLink(other=seen["actor"], kind="funds", note=say("actorlinknote"))],
        seat=world.territory,
        concept_links=tag(world.theme),
    )
    lesson = publish(
        centre, "lesson", say("lesson"), live=live, statement=say("statement"), concept_links=tag(world.theme)
    )
    return {"practice": practice, "actor": actor, "lesson": lesson}


def _change_without_publishing(world: World) -> None:
    """Write canaries into the drafts of the pages that wait for them."""
    practice, actor, lesson = (world.hidden["changes"][kind] for kind in ("practice", "actor", "lesson"))
    practice.title, practice.summary = canary("changes", "title"), canary("changes", "summary")
    practice.body = [("text", f"<p>{canary('changes', 'body')}</p>")]
    practice.figures = [Figure(label=canary("changes", "figure"), value="12")]
    practice.sources = [Source(title=canary("changes", "source"))]
    practice.involvements = [involvement(world.shown["actor"], note=canary("changes", "involvementnote"))]
    actor.title = canary("changes", "actor")
    actor.names = [ActorName(name=canary("changes", "alias"), slug=canary("changes", "alias"), kind="former")]
    lesson.title, lesson.statement = canary("changes", "lesson"), canary("changes", "statement")
    for page in (practice, actor, lesson):
        page.save_revision()


def _name_from_visible_pages(world: World, state: str) -> None:
    """Rows of visible pages whose other end is hidden. Their notes are hidden with them."""
    practice, actor, lesson = (world.hidden[state][kind] for kind in ("practice", "actor", "lesson"))
    seen = world.shown
    words = {"note": canary(state, "rownote"), "source_title": canary(state, "rowsource")}
    Involvement.objects.create(resource=seen["practice"], actor=actor, role=concept("role", "financeur"), **words)
    ResourceLink.objects.create(resource=seen["practice"], target=practice, kind="extends", **words)
    Evidence.objects.create(resource=seen["practice"], lesson=lesson, stance="supports", **words)
    ActorLink.objects.create(actor=seen["actor"], other=actor, kind="partner_of", **words)
    if state == "group":
        StudyAuthor.objects.filter(study=seen["study"]).update(actor=actor)
        EventSpeaker.objects.filter(event=seen["event"]).update(actor=actor)


def _link_from_visible_texts(world: World) -> None:
    """Make a visible text lead to hidden pages, from a word and from blocks."""
    practice = world.shown["practice"]
    targets = [page for state, pages in world.hidden.items() if state != "changes" for page in pages.values()]
    links = [("text", f'<p><a linktype="page" id="{world.hidden["never"]["practice"].pk}">voir ici</a></p>')]
    blocks = [("resource", {"page": page, "reason": canary(state_of(world, page), "reason")}) for page in targets]
    practice.body = [*links, *blocks]
    practice.save(update_fields=["body"])


def state_of(world: World, page: Page) -> str:
    """Why a page is hidden."""
    return next(state for state, pages in world.hidden.items() if page in pages.values())


def _update(pages: Sequence[Any], **values: Any) -> None:
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(**values)


def _unpublish(_world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        page.unpublish()


def _schedule(_world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        page.go_live_at = timezone.now() + datetime.timedelta(days=1)
        page.save_revision().publish()


def _expire(_world: World, pages: Sequence[Any]) -> None:
    _update(pages, expire_at=timezone.now() - datetime.timedelta(minutes=1))


def _restrict_to_accounts(_world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        restrict(page)


def _restrict_to_password(_world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        restrict(page, PageViewRestriction.PASSWORD, password=PASSWORD)


def _restrict_to_group(world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        restrict(page, PageViewRestriction.GROUPS, [world.members])
    # Wagtail's alias of a restricted page, in a list that is open to all; and an alias of that alias.
    pages[0].create_alias(update_slug=canary("group", "twin")).create_alias(update_slug=canary("group", "twintwin"))


def _move_into_restricted_lists(world: World, pages: Sequence[Any]) -> None:
    for page in pages:
        name = f"{canary('inherited', 'list')}{page.kind.code}"
        place = KindIndexPage(title=name, slug=name, kind_code=page.kind.code, introduction=f"<p>{name}</p>")
        world.centre.refresh_from_db()
        world.centre.add_child(instance=place)
        page.move(place, pos="last-child")
        restrict(place, PageViewRestriction.GROUPS, [world.members])


_HIDE: Mapping[str, Callable[[World, Sequence[Any]], None]] = {
    "unpublished": _unpublish,
    "never": lambda _world, _pages: None,
    "scheduled": _schedule,
    "expired": _expire,
    "login": _restrict_to_accounts,
    "password": _restrict_to_password,
    "group": _restrict_to_group,
    "inherited": _move_into_restricted_lists,
    "elsewhere": _unpublish,
}
