"""The table of routes: how to reach each one, and what each role is answered. An undeclared route fails the build."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.urls import reverse
from wagtail.models import Revision

from resource_centre.content.correspondences import Correspondence
from resource_centre.content.pages.actor import ActorName
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watcher
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.link_checks.models import LinkCheck, digest_of
from tests.support.canaries import PROPOSED, STATES, WRITTEN, World
from tests.support.routes import ROLES

STAFF = frozenset({"editor", "reviewer", "superuser"})
SIGNED_IN = STAFF | {"visitor", "member"}
#: Who may read some of the pages that are hidden: those that are only for people who are signed in, or hold a password.
SOMEBODY = SIGNED_IN | {"holder"}
IN_GROUP = frozenset({"member", "superuser"})
EVERYBODY = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()

#: Who reads a hidden page, by why it is hidden.
READERS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*STATES, WRITTEN), NOBODY),
    "login": SIGNED_IN,
    "password": frozenset({"holder"}),
    "group": IN_GROUP,
    "inherited": IN_GROUP,
}
#: What the others are answered: Wagtail sends them to the login page, or asks for the password.
REFUSALS: Mapping[str, int] = {
    **dict.fromkeys(STATES, 404),
    "login": 302,
    "password": 200,
    "group": 302,
    "inherited": 302,
    "changes": 200,
}
#: One state for each way of being hidden; the others are tried on practices only.
SAMPLE = ("never", "expired", "login", "password", "group", "inherited")
RESTRICTED = ("login", "password", "group")
REPORTS = ("waiting", "ageing", "partners", "refusals", "disputes", "links", "coverage", "accessibility")
KINDS = ("practice", "tool", "study", "actor", "lesson", "milestone", "event", "programme", "charter")


@dataclass(frozen=True)
class Visit:
    """An address, who gets the first status, and what the others get: for some pages, the way to sign in."""

    address: str
    readers: frozenset[str] = EVERYBODY
    status: int = 200
    refusal: int = 404
    signed_out: int = 0

    def expected(self, role: str) -> int:
        """The status for that role; `signed_out`, where it is named, for those who are not signed in."""
        if self.signed_out and role not in SIGNED_IN:
            return self.signed_out
        return self.status if role in self.readers else self.refusal


Visits = Callable[[World], Sequence[Visit]]


def at(name: str) -> Visits:
    """The visit of a named route that everybody may make."""
    return lambda _world: [Visit(reverse(name))]


def by_staff(name: str, *arguments: Callable[[World], object], query: str = "", status: int = 200) -> Visits:
    """The visit of a route of the admin: staff gets the status, the others are sent to the login page."""
    return lambda world: [
        Visit(reverse(name, args=[argument(world) for argument in arguments]) + query, STAFF, status, 302)
    ]


def reports(world: World) -> Sequence[Visit]:
    """Every report, one of its tables as a file, and one that does not exist."""
    base = [reverse("resource_centre_steering_report", args=[code]) for code in REPORTS]
    files = [f"{base[0]}?export=csv&table=proposals", f"{base[3]}?export=csv&table=refusals"]
    absent = Visit(reverse("resource_centre_steering_report", args=["absent"]), STAFF, 404, 302)
    nonsense = Visit(f"{base[0]}?from=hier", STAFF, 400, 302)
    return [*(Visit(address, STAFF, 200, 302) for address in (*base, *files)), nonsense, absent]


def _theme(world: World) -> object:
    return world.theme.pk


def _vocabulary(world: World) -> object:
    return world.theme.vocabulary_id


def _territory(world: World) -> object:
    return world.territory.pk


def _former(world: World) -> object:
    return world.former.pk


def listings() -> dict[str, Visits]:
    """The flat listing of each kind."""
    found: dict[str, Visits] = {}
    every = "resource_centre_resource"
    for name in ("index", "index_results"):
        found[f"{every}:{name}"] = by_staff(f"{every}:{name}", query="?q=canari")
    for kind in KINDS:
        found[f"resource_centre_{kind}:index"] = by_staff(f"resource_centre_{kind}:index")
        found[f"resource_centre_{kind}:index_results"] = by_staff(
            f"resource_centre_{kind}:index_results", query="?q=canari"
        )
        found[f"resource_centre_{kind}:choose_parent"] = by_staff(f"resource_centre_{kind}:choose_parent")
    return found


def snippets(model: str, pk: Callable[[World], object]) -> dict[str, Visits]:
    """Screens of a snippet, and of the chooser that Wagtail makes for it."""
    names = f"wagtailsnippets_resource_centre_{model}"
    found = {f"{names}:{name}": by_staff(f"{names}:{name}") for name in ("list", "list_results", "add")}
    for name in ("edit", "delete", "usage", "history", "history_results", "copy"):
        found[f"{names}:{name}"] = by_staff(f"{names}:{name}", pk)
    names = f"wagtailsnippetchoosers_resource_centre_{model}"
    for name in ("choose", "choose_results", "create"):
        found[f"{names}:{name}"] = by_staff(f"{names}:{name}")
    found[f"{names}:chosen"] = by_staff(f"{names}:chosen", pk)
    found[f"{names}:chosen_multiple"] = lambda world: [
        Visit(f"{reverse(f'{names}:chosen_multiple')}?id={pk(world)}", STAFF, 200, 302)
    ]
    return found


def written_words(name: str, pk: Callable[[World], object]) -> dict[str, Visits]:
    """Screens of what editors add to the search."""
    names = f"resource_centre_{name}"
    found = {f"{names}:{one}": by_staff(f"{names}:{one}") for one in ("index", "index_results", "add")}
    for one in ("edit", "delete", "usage", "history", "history_results"):
        found[f"{names}:{one}"] = by_staff(f"{names}:{one}", pk)
    return found


def read_only_data(model: str, pk: Callable[[World], object], *, has_history: bool = True) -> dict[str, Visits]:
    """Screens of reference data: read by all of the staff, written by nobody."""
    names = f"resource-centre_{model}_modeladmin"
    return {
        f"{names}_index": by_staff(f"{names}_index"),
        f"{names}_inspect": by_staff(f"{names}_inspect", pk),
        **({f"{names}_history": by_staff(f"{names}_history", pk)} if has_history else {}),
        f"{names}_create": by_staff(f"{names}_create", status=302),
        **{f"{names}_{name}": by_staff(f"{names}_{name}", pk, status=302) for name in ("edit", "delete")},
    }


def link_checks() -> dict[str, Visits]:
    """The list of links: read by all of the staff, each their own; nothing else is open to anybody."""
    names = "resource-centre_link-checks_modeladmin"
    return {
        f"{names}_index": by_staff(f"{names}_index"),
        f"{names}_create": by_staff(f"{names}_create", status=302),
        **{f"{names}_{name}": by_staff(f"{names}_{name}", _link, status=302) for name in ("edit", "delete")},
    }


def _link(_world: World) -> object:
    """The check of a link of a page that is hidden."""
    url = "https://example.org/canariunpublishedlink"
    found, _made = LinkCheck.objects.get_or_create(digest=digest_of(url), defaults={"url": url, "host": "example.org"})
    return found.pk


#: What is asked of a search: nothing, words that betray, words of everybody, filters, views, other rings.
SEARCHES = (
    "", "?q=canari", "?q=canarigrouptitle", "?q=canariloginbody+canaripasswordsummary", "?q=pratique", "?page=1",
    "?q=canarigrouptitl", "?actor=canarigroupslug", "?theme=bien-vieillir&sort=title",
    "?territory=none", "?territory=region:53&ring=applies", "?year=2012", "?words=all&q=canari+pratique",
)  # fmt: skip


def searches(path: str, *more: str) -> "Visits":
    """Searches of both centres."""
    return lambda world: [
        Visit(f"{centre.url}{path}{query}")
        for centre in (world.centre, world.other_centre)
        for query in (*SEARCHES, *more)
    ]


def on_resources(path: str, step: str = "") -> Visits:
    """A form about a resource, or its history, for those who may read its page; as absent for the others.

    At the address of another centre, where the page may have been once, those who may read it are led on to its own.
    """

    def visits(world: World) -> Sequence[Visit]:
        hidden = [(state, world.hidden[state]["practice"]) for state in SAMPLE if state in world.hidden]
        return [
            Visit(f"{world.centre.url}{path}/{world.shown['practice'].uuid}/{step}"),
            Visit(f"{world.other_centre.url}{path}/{world.shown['practice'].uuid}/{step}", status=307),
            *(
                Visit(f"{home.url}{path}/{page.uuid}/{step}", READERS[state], status)
                for home, status in ((world.centre, 200), (world.other_centre, 307))
                for state, page in hidden
            ),
        ]

    return visits


def on_subjects(world: World) -> Sequence[Visit]:
    """Beginning to watch a resource, for those who may read its page; a theme and a territory, for everybody."""
    hidden = [(state, world.hidden[state]["practice"]) for state in SAMPLE if state in world.hidden]
    shown, base = world.shown["practice"].uuid, f"{world.centre.url}suivre/"
    return [
        Visit(f"{base}?resource={shown}"),
        Visit(f"{world.other_centre.url}suivre/?resource={shown}", status=307),
        *(Visit(f"{base}?resource={page.uuid}", READERS[state]) for state, page in hidden),
        Visit(f"{base}?theme=bien-vieillir"),
        Visit(f"{base}?territory=region:53"),
        Visit(base, NOBODY),
    ]


def on_watches(world: World) -> Sequence[Visit]:
    """What is watched, by the link of a mail: whoever holds it reads no title that not everybody may read."""
    secrets = Watcher.objects.values_list("secret", flat=True)
    base = f"{world.centre.url}suivis/"
    return [*(Visit(f"{base}{secret}/") for secret in secrets), Visit(f"{base}faux/", EVERYBODY, 410)]


def on_contributors(world: World) -> Sequence[Visit]:
    """Pages of contributors: one with a page that everybody reads among its work, one that helped with hidden pages
    only, one that is switched off, and nobody's."""
    readers = {"contributrice": (EVERYBODY, NOBODY), "ancien": (NOBODY, NOBODY), "discret": (SOMEBODY, NOBODY)}
    found = []
    for one in ContributorPage.objects.order_by("pk"):
        here, elsewhere = readers[one.name]
        found += [
            Visit(f"{world.centre.url}contributeurs/{one.uuid}/", here),
            Visit(f"{world.other_centre.url}contributeurs/{one.uuid}/", elsewhere),
        ]
    return [*found, Visit(f"{world.centre.url}contributeurs/{world.shown['practice'].uuid}/", NOBODY)]


def changes(path: str) -> Visits:
    """Recent changes of both centres, as they are and narrowed."""
    queries = ("", "?type=practice&significance=content", "?theme=bien-vieillir&territory=region:53")
    return lambda world: [
        Visit(f"{centre.url}{path}{query}") for centre in (world.centre, world.other_centre) for query in queries
    ]


def on_versions(world: World) -> Sequence[Visit]:
    """Versions that readers saw, those of pages that are hidden today, and revisions that nobody saw."""
    shown, base = world.shown["practice"], world.centre.url
    visits = [
        Visit(f"{base}historique/{shown.uuid}/versions/{_live(shown)}/"),
        Visit(f"{world.other_centre.url}historique/{shown.uuid}/versions/{_live(shown)}/", status=307),
    ]
    for state, pages in world.hidden.items():
        page, home = pages["practice"], world.other_centre.url if state == "elsewhere" else base
        readers = EVERYBODY if state == "changes" else READERS[state]
        for number in Revision.objects.for_instance(page).values_list("pk", flat=True):
            may_read = readers if number == _live(page) else NOBODY
            visits.append(Visit(f"{home}historique/{page.uuid}/versions/{number}/", may_read))
            # One page's version is never found under another's address.
            visits.append(Visit(f"{base}historique/{shown.uuid}/versions/{number}/", NOBODY))
    return visits


def on_comparisons(world: World) -> Sequence[Visit]:
    """Comparisons of a page with itself, and with revisions that are another's or that nobody saw."""
    shown = world.shown["practice"]
    base = f"{world.centre.url}historique/{shown.uuid}/comparer/"
    others = [world.hidden[state]["practice"] for state in ("never", "group", "changes") if state in world.hidden]
    foreign = [number for page in others for number in Revision.objects.for_instance(page).values_list("pk", flat=True)]
    return [
        *on_resources("historique", "comparer/")(world),
        *(Visit(f"{base}?from={_live(shown)}&to={number}", NOBODY) for number in foreign),
    ]


def _live(page: Any) -> int:
    """The revision that readers see."""
    return int(type(page).objects.values_list("live_revision", flat=True).get(pk=page.pk) or 0)


def on_proposals(step: str = "") -> Visits:
    """A page of a proposal at its own address; to change one, its page must be open to its author still.

    The proposal of an account is absent for who is signed in to another, and the others are asked to sign in.
    """

    def visits(world: World) -> Sequence[Visit]:
        found = []
        for state, proposal in world.proposals.items():
            centre = world.other_centre if state == "elsewhere" else world.centre
            readers = EVERYBODY if step != "reprendre/" or state == PROPOSED else READERS[state]
            address = f"{centre.url}propositions/{proposal.uuid}/{step}"
            is_written = state == WRITTEN
            found.append(Visit(address, EVERYBODY - SIGNED_IN, 302) if is_written else Visit(address, readers))
        return found

    return visits


def on_drafts(step: str) -> Visits:
    """A page of the draft of somebody else: absent for who is signed in, and the others are asked to sign in."""

    def visits(world: World) -> Sequence[Visit]:
        base = f"{world.centre.url}propositions/"
        hidden = [one.uuid for state, one in world.proposals.items() if state in {WRITTEN, PROPOSED}]
        return [Visit(f"{base}{uid}/{step}", EVERYBODY - SIGNED_IN, 302) for uid in hidden]

    return visits


def on_files(world: World) -> Sequence[Visit]:
    """Files of drafts that nobody here writes, and that were not handed in: absent for everybody, as if none were."""
    found = []
    for draft in (one for state, one in world.proposals.items() if state == WRITTEN):
        file, _made = ProposedFile.objects.get_or_create(
            form=draft.uuid, proposal=draft, centre=world.centre, sha256="0",
            defaults={"name": "canari.pdf", "kind_code": "pdf", "size": 1},
        )  # fmt: skip
        found += [file.uuid, draft.uuid]
    return [Visit(f"{world.centre.url}propositions/fichiers/{number}/", NOBODY) for number in found]


def for_operators(model: str, pk: Callable[[World], object]) -> dict[str, Visits]:
    """Screens of the outbox: read by whoever has the right, written by nobody."""
    names = f"resource-centre_{model}_modeladmin"
    few = frozenset({"superuser"})

    def visits(name: str, *, with_key: bool) -> Visits:
        return lambda world: [Visit(reverse(name, args=[pk(world)] if with_key else []), few, 200, 302)]

    return {
        f"{names}_index": visits(f"{names}_index", with_key=False),
        f"{names}_inspect": visits(f"{names}_inspect", with_key=True),
        f"{names}_history": visits(f"{names}_history", with_key=True),
        f"{names}_create": by_staff(f"{names}_create", status=302),
        **{f"{names}_{name}": by_staff(f"{names}_{name}", pk, status=302) for name in ("edit", "delete")},
    }


def kept_by_editors(model: str, pk: Callable[[World], object]) -> dict[str, Visits]:
    """Screens of reference data that editors write."""
    names = f"resource-centre_{model}_modeladmin"
    return {
        **{f"{names}_{name}": by_staff(f"{names}_{name}") for name in ("index", "create")},
        **{f"{names}_{name}": by_staff(f"{names}_{name}", pk) for name in ("edit", "delete", "history")},
    }


def merges(world: World) -> Sequence[Visit]:
    """Records of merges: read by whoever decides on the page that was kept."""
    found = []
    for merge in Merge.objects.select_related("kept_actor"):
        is_elsewhere = merge.kept_actor == world.hidden["elsewhere"]["actor"]
        readers = frozenset({"superuser"}) if is_elsewhere else STAFF
        found.append(replace(_in_admin("resource_centre_merge", merge.pk), readers=readers))
    return [*found, replace(_in_admin("resource_centre_merge", 10**30), readers=NOBODY)]


def merge_previews(world: World) -> Sequence[Visit]:
    """What would move between two actors: nothing is there for whoever does not decide on both."""
    kept, name = world.shown["actor"].pk, "resource_centre_duplicates_preview"
    visits = [_in_admin(name, "actor", kept, world.hidden["changes"]["actor"].pk)]
    if "elsewhere" in world.hidden:
        theirs = _in_admin(name, "actor", kept, world.hidden["elsewhere"]["actor"].pk)
        visits.append(replace(theirs, readers=frozenset({"superuser"}), status=422))
    return [*visits, replace(_in_admin(name, "autre", kept, kept), readers=NOBODY)]


def _in_admin(name: str, *arguments: object) -> Visit:
    """An address that staff reads, that the rest of the staff finds nothing at, and the others are sent away from."""
    return _AdminVisit(reverse(name, args=arguments), STAFF)


@dataclass(frozen=True)
class _AdminVisit(Visit):
    """As a visit, but that who may not enter the admin is sent to the login page."""

    def expected(self, role: str) -> int:
        """404 is for staff."""
        return super().expected(role) if role in STAFF else 302


def _outbox_row(_world: World) -> object:
    return OutboxEntry.objects.values_list("pk", flat=True).order_by("pk").first()


def _correspondence(_world: World) -> object:
    return Correspondence.objects.values_list("pk", flat=True).first()


def _proposal(world: World) -> object:
    return world.proposals[PROPOSED].pk


def _member_request(world: World) -> object:
    return world.requests["shown"].pk


def _practice(world: World) -> object:
    return world.shown["practice"].pk


def _gone(world: World) -> object:
    return world.gone["group"].pk


def for_signed_in(name: str, query: str = "") -> Visits:
    """A page of the workspace: the others are led to sign in."""
    return lambda _world: [Visit(reverse(name) + query, SIGNED_IN, 200, 302)]


def on_teams(name: str, readers: frozenset[str]) -> Visits:
    """A page of a team, and of one that is elsewhere: as if nothing were there for whoever is not of it."""

    def visits(world: World) -> Sequence[Visit]:
        hidden = world.hidden.get("elsewhere", {}).get("actor")
        found = [Visit(reverse(name, args=[world.shown["actor"].uuid]), readers, signed_out=302)]
        if hidden is not None:
            # Whoever decides there sees the team; nobody may join what nobody may read.
            few = frozenset({"superuser"}) & readers if name == "resource_centre_team" else NOBODY
            found.append(Visit(reverse(name, args=[hidden.uuid]), few, signed_out=302))
        return found

    return visits


#: Two actors, as the addresses of duplicates name them.
_TWO: Sequence[Callable[[World], object]] = (
    lambda _world: "actor", lambda world: world.shown["actor"].pk, lambda world: world.hidden["changes"]["actor"].pk,
)  # fmt: skip

#: Routes of Django's resolver.
URL_ROUTES: Mapping[str, Visits] = {
    "resource_centre_health": at("resource_centre_health"),
    "resource_centre_sitemap": at("resource_centre_sitemap"),
    "resource_centre_sitemap_section": lambda _world: [
        Visit(reverse("resource_centre_sitemap_section", args=[section])) for section in ("pages", "subjects")
    ],
    "resource_centre_search_json": searches("recherche.json"),
    "resource_centre_search_csv": searches("recherche.csv"),
    "resource_centre_suggestions": lambda world: [
        Visit(f"{centre.url}suggestions.json?q={typed}")
        for centre in (world.centre, world.other_centre)
        for typed in ("canari", "canarigroup", "pratique", "bien", "ren")
    ],
    "resource_centre_choose_kind": lambda world: [Visit(f"{world.centre.url}contribuer/", SIGNED_IN, 200, 302)],
    "resource_centre_begin": lambda world: [
        Visit(f"{world.centre.url}contribuer/nouveau/pratiques/", SIGNED_IN, 200, 302)
    ],
    "resource_centre_draft": on_drafts("brouillon/"),
    "resource_centre_draft_preview": on_drafts("apercu/"),
    "resource_centre_proposed_file": on_files,
    "resource_centre_propose": on_resources("contribuer"),
    "resource_centre_report": on_resources("signaler"),
    "resource_centre_track": on_proposals(),
    "resource_centre_revise": on_proposals("reprendre/"),
    "resource_centre_withdraw": on_proposals("retirer/"),
    "resource_centre_confirm": lambda world: [Visit(f"{world.centre.url}propositions/confirmer/faux/", EVERYBODY, 410)],
    "resource_centre_talk": on_resources("discussions"),
    "resource_centre_thread": on_resources("discussions", "1/"),
    "resource_centre_proposal_talk": on_proposals("discussion/"),
    "resource_centre_watch": on_subjects,
    "resource_centre_confirm_watch": lambda world: [Visit(f"{world.centre.url}suivre/confirmer/faux/", EVERYBODY, 410)],
    "resource_centre_watches": lambda world: [Visit(f"{world.centre.url}suivis/", SIGNED_IN, 200, 302)],
    "resource_centre_watches_of": on_watches,
    "resource_centre_stop_watching": lambda world: [Visit(f"{world.centre.url}suivis/faux/arreter/")],
    "resource_centre_history": on_resources("historique"),
    "resource_centre_version": on_versions,
    "resource_centre_comparison": on_comparisons,
    "resource_centre_links": on_resources("liens"),
    "resource_centre_changes": changes("changements/"),
    "resource_centre_feed": changes("changements.atom"),
    "resource_centre_contributor": on_contributors,
    "resource_centre_queue": by_staff("resource_centre_queue"),
    # Those that only take posts are walked by the tests of reviews and opinions, as each role.
    "resource_centre_handle": by_staff("resource_centre_handle", lambda _world: "proposal", _proposal, status=405),
    "resource_centre_step": by_staff("resource_centre_step", lambda _world: 0, status=404),
    "resource_centre_opinion_ask": by_staff("resource_centre_opinion_ask", lambda _world: 0, status=405),
    "resource_centre_opinion_revoke": by_staff("resource_centre_opinion_revoke", lambda _world: 0, status=405),
    "resource_centre_opinion": lambda world: [Visit(f"{world.centre.url}avis/faux/")],
    "resource_centre_opinion_preview": lambda world: [Visit(f"{world.centre.url}avis/faux/apercu/")],
    "resource_centre_opinion_file": lambda world: [Visit(f"{world.centre.url}avis/faux/fichiers/{uuid4()}/")],
    "resource_centre_proposal": by_staff("resource_centre_proposal", _proposal),
    "resource_centre_member_requests": by_staff("resource_centre_member_requests"),
    "resource_centre_member_request": by_staff("resource_centre_member_request", _member_request),
    "resource_centre_workspace": for_signed_in("resource_centre_workspace"),
    "resource_centre_data": for_signed_in("resource_centre_data"),
    "resource_centre_public_page": for_signed_in("resource_centre_public_page"),
    "resource_centre_organisations": for_signed_in("resource_centre_organisations", "?q=acteur+visible"),
    "resource_centre_team": on_teams("resource_centre_team", STAFF),
    "resource_centre_join": on_teams("resource_centre_join", SIGNED_IN),
    "resource_centre_leave": on_teams("resource_centre_leave", NOBODY),
    "resource_centre_invitation": lambda _world: [
        Visit(reverse("resource_centre_invitation", args=["faux"]), EVERYBODY, 410)
    ],
    "resource_centre_reports": by_staff("resource_centre_reports"),
    "resource_centre_to_re_read": by_staff("resource_centre_to_re_read"),
    "resource_centre_review": by_staff("resource_centre_review", _practice),
    "resource_centre_archive": by_staff("resource_centre_archive", _practice),
    "resource_centre_restore": by_staff("resource_centre_restore", _gone),
    "resource_centre_steering": by_staff("resource_centre_steering"),
    "resource_centre_steering_report": reports,
    "resource_centre_steering_proposals": by_staff("resource_centre_steering_proposals", query="?state=waiting"),
    "resource_centre_steering_steps": by_staff("resource_centre_steering_steps", query="?task=0", status=404),
    "resource_centre_territory_suggestions": by_staff("resource_centre_territory_suggestions", query="?q=canari"),
    **listings(),
    **snippets("concept", _theme),
    **snippets("vocabulary", _vocabulary),
    **read_only_data("territories", _territory),
    **read_only_data("former-territories", _former),
    **read_only_data("search-log", lambda world: world.words["search"].pk, has_history=False),
    **written_words("synonyms", lambda world: world.words["synonyms"].pk),
    **written_words("promotions", lambda world: world.words["promotion"].pk),
    **written_words("redirects", lambda world: world.words["redirect"].pk),
    **written_words("wanted", lambda world: world.words["wanted"].pk),
    "resource_centre_search_trial": by_staff("resource_centre_search_trial", lambda _world: "synonymset", status=405),
    "resource_centre_searches_without_result": by_staff("resource_centre_searches_without_result"),
    **link_checks(),
    **kept_by_editors("correspondences", _correspondence),
    **for_operators("outbox", _outbox_row),
    "resource_centre_outbox_retry": by_staff("resource_centre_outbox_retry", status=405),
    "resource_centre_duplicates": lambda world: [
        visit
        for query in ("", "?kind=concept", f"?kept={world.shown['actor'].pk}&merged=1")
        for visit in by_staff("resource_centre_duplicates", query=query)(world)
    ],
    "resource_centre_duplicates_preview": merge_previews,
    "resource_centre_merge": merges,
    "resource_centre_told_apart": lambda world: [
        visit
        for query in ("", "?kind=concept", "?p=abc")
        for visit in by_staff("resource_centre_told_apart", query=query)(world)
    ],
    # Those that only take posts are walked by the tests of those told apart, as each role.
    **{name: by_staff(name, *_TWO, status=405) for name in ("resource_centre_tell_apart", "resource_centre_put_back")},
}


def resources(kind: str, states: Sequence[str] = (), query: str = "") -> Visits:
    """Pages of a kind: the visible one, and those hidden in these ways, with what each reader gets."""

    def visits(world: World) -> Sequence[Visit]:
        hidden = [(state, world.hidden[state][kind]) for state in states if state in world.hidden]
        return [
            Visit(f"{world.shown[kind].url}{query}"),
            *(Visit(f"{page.url}{query}", READERS[state], 200, REFUSALS[state]) for state, page in hidden),
        ]

    return visits


def lists(world: World) -> Sequence[Visit]:
    """Lists of both centres; those of the state "inherited" are restricted themselves."""
    open_lists = [*world.centre.get_children(), world.other_centre.get_first_child()]
    closed = [page.get_parent() for page in world.hidden.get("inherited", {}).values()]
    visits = [Visit(page.url) for page in open_lists if page not in closed]
    visits += [Visit(page.url, IN_GROUP, 200, 302) for page in closed]
    twins = [twin for pages in world.hidden.values() for twin in pages["practice"].aliases.all()]
    visits += [Visit(twin.url, IN_GROUP, 200, 302) for twin in twins]
    return [*visits, *(Visit(f"{page.url}?sort=title&year=2012&theme=bien-vieillir") for page in open_lists[:1])]


def aliases(world: World) -> Sequence[Visit]:
    """Former names: they lead to an actor only those who may read it."""
    refusals = {**dict.fromkeys(STATES, 404), "inherited": 302}
    visits = []
    for state, pages in world.hidden.items():
        place, readers = pages["actor"].get_parent().url, EVERYBODY if state == "changes" else READERS[state]
        slugs = ActorName.objects.filter(actor=pages["actor"]).values_list("slug", flat=True)
        visits += [Visit(f"{place}{slug}/", readers, 301, refusals[state]) for slug in slugs]
    return [*visits, *withdrawn(world)]


def withdrawn(world: World) -> Sequence[Visit]:
    """Addresses of a page that was withdrawn: only who could read it is told so."""
    steps = ("r", "historique", "liens", "discussions", "contribuer", "signaler")
    return [
        Visit(address, IN_GROUP, 410)
        for page in world.gone.values()
        for address in (page.url, *(f"{world.centre.url}{step}/{page.uuid}/" for step in steps))
    ]


def permalinks(world: World) -> Sequence[Visit]:
    """Permanent addresses: they lead to a page only those who may read it."""
    base = world.centre.url
    hidden = [(state, world.hidden[state]["practice"]) for state in SAMPLE if state in world.hidden]
    return [
        Visit(f"{base}r/{world.shown['practice'].uuid}/", EVERYBODY, 302),
        *(Visit(f"{base}r/{page.uuid}/", READERS[state], 302, 404) for state, page in hidden),
    ]


def under_centres(path: str) -> Visits:
    """An address under both centres."""
    return lambda world: [Visit(f"{centre.url}{path}") for centre in (world.centre, world.other_centre)]


def charters(world: World) -> Sequence[Visit]:
    """The charter of a centre that has one; the other centre has none."""
    return [Visit(f"{world.centre.url}charte/"), Visit(f"{world.other_centre.url}charte/", NOBODY)]


#: Routes under pages.
PAGE_ROUTES: Mapping[str, Visits] = {
    **{kind.capitalize(): resources(kind) for kind in KINDS},
    "Practice": resources("practice", STATES),
    "Actor": resources("actor", SAMPLE),
    "Lesson": resources("lesson", RESTRICTED),
    "ResourceCentrePage": under_centres(""),
    "ResourceCentrePage:home": under_centres(""),
    "ResourceCentrePage:index_route": under_centres(""),
    "ResourceCentrePage:charter": charters,
    "ResourceCentrePage:themes": under_centres("themes/"),
    "ResourceCentrePage:theme": under_centres("themes/bien-vieillir/"),
    "ResourceCentrePage:territories": under_centres("territoires/"),
    "ResourceCentrePage:territory": under_centres("territoires/region-53/"),
    "ResourceCentrePage:search": searches("recherche/", "?view=map", "?view=map&by=departement", "?view=table"),
    "ResourceCentrePage:facet": lambda world: [
        visit
        for code in ("theme", "territory", "actor", "type", "year", "lang")
        for visit in searches(f"recherche/filtres/{code}/")(world)
        if "page" not in visit.address
    ],
    "ResourceCentrePage:permalink": permalinks,
    "Page:password": resources("practice", ("password",)),
    "KindIndexPage": lists,
    "KindIndexPage:alias": aliases,
}


#: Other forms of a resource's page: "?format=bibtex".
DOWNLOADS: Mapping[str, Visits] = {
    "bibtex": resources("practice", SAMPLE, "?format=bibtex"),
    "ris": resources("actor", RESTRICTED, "?format=ris"),
}
#: The demo site's own addresses, which show the centre too.
HOST_ROUTES: Mapping[str, Visits] = {
    "front": lambda _world: [Visit("/")],
    "site_map": lambda _world: [Visit("/plan-du-site/")],
    "help": lambda _world: [Visit("/aide/")],
    "search of the site": lambda _world: [Visit(f"/recherche/?q={text}") for text in ("canari", "pratique", "")],
    "all relations of an actor": resources("actor", (), "?show=all"),
    "not found": lambda world: [Visit(f"{world.centre.url}nulle-part/", NOBODY)],
}


#: Routes walked with the interface in English too: the rule is the same, the words and the addresses are not.
TRANSLATED = (
    "ResourceCentrePage", "ResourceCentrePage:themes", "ResourceCentrePage:territory", "ResourceCentrePage:search",
)  # fmt: skip


#: Of the workspace.
WORKSPACE = tuple(
    f"resource_centre_{name}"
    for name in ("workspace", "organisations", "team", "join", "leave", "invitation", "data", "public_page")
)


def in_english(world: World) -> Sequence[Visit]:
    """Visits with the interface in English."""
    visits = [visit for name in TRANSLATED for visit in PAGE_ROUTES[name](world)]
    visits += resources("practice", RESTRICTED)(world)
    visits += [visit for name in ("front", "site_map") for visit in HOST_ROUTES[name](world)]
    visits.append(Visit(world.shown["actor"].get_parent().url))
    visits += [visit for name in WORKSPACE for visit in URL_ROUTES[name](world)]
    return [replace(visit, address=f"/en{visit.address}") for visit in visits]
