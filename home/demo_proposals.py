"""The demo's proposals: one in each state that an editor or a partner may meet, and one that a page has overtaken.

Each says again, in other words, what the page says already: the demo holds no fact without its source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from home.demo_teams import ORIGIN
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.charter import charter_to_accept
from resource_centre.contribution.decide import AskForChanges, RefuseProposal, TakeUpProposal
from resource_centre.contribution.drafts import StartDraft
from resource_centre.contribution.errors import ContributionError
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.posting import TOPIC
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from resource_centre.outbox import rows

#: Who reads the substance in the demo, and who reads the form after that.
REVIEWER, EDITOR = "relecture", "redaction"
TAKEN_UP, PASSED, ASKED, ACCEPTED, REFUSED = "taken up", "passed", "asked", "accepted", "refused"


@dataclass(frozen=True)
class DemoProposal:
    """A summary in other words. step, why: what became of it; overtaken_by: what the page says since."""

    key: str
    author: str
    summary: str
    message: str
    step: str = ""
    why: str = ""
    overtaken_by: str = ""


PROPOSALS = (
    DemoProposal(
        "tool/l-innovation-territoriale-en-actions",
        "partenaire-b",
        "Plateforme en ligne depuis le 24 décembre 2018, pour les acteurs d’un territoire : ils y situent leur "
        "innovation et s’appuient sur sept leviers.",
        "Une phrase au lieu de deux.",
    ),
    DemoProposal(
        "tool/offre-solidatech",
        "partenaire-a",
        "Offre de matériel et de logiciels à des conditions solidaires pour les associations, ouverte en 2008 par les "
        "Ateliers du Bocage avec TechSoup.",
        "Ce sont les conditions qui sont solidaires.",
        TAKEN_UP,
    ),
    DemoProposal(
        "tool/inventaire-des-besoins-et-programmes-de-relance",
        "partenaire-a",
        "Inventaire partagé, tenu par Le RAMEAU en 2020 : il rapproche les besoins exprimés et les programmes de "
        "relance.",
        "Plus court.",
        ASKED,
        "Pourquoi retirer la crise du Covid-19 ? Elle explique l’inventaire : gardez-la, ou dites ce qui la contredit.",
    ),
    DemoProposal(
        "study/monographies-d-investisseurs-societaux",
        "partenaire-c",
        "Recueil de janvier 2018 : Le RAMEAU y décrit des investisseurs sociétaux par cinq profils, avec leurs "
        "pratiques.",
        "Phrase plus simple.",
        ACCEPTED,
    ),
    DemoProposal(
        "tool/offre-solidatech",
        "partenaire-b",
        "Offre de matériel et de logiciels à tarifs solidaires, faite aux associations depuis 2008 par les Ateliers du "
        "Bocage et TechSoup.",
        "Dire d’abord ce que c’est.",
        PASSED,
    ),
    DemoProposal(
        "tool/trajectoires-socio-economiques",
        "partenaire-b",
        "Plateforme du RAMEAU sur les modèles socio-économiques.",
        "La date est déjà plus bas.",
        REFUSED,
        "Le résumé se lit aussi seul, dans les listes : le lancement y a sa place.",
    ),
    DemoProposal(
        "practice/engagement-ponctuel-en-ligne",
        "partenaire-b",
        "En 2008, Generali étudie l’engagement ponctuel en ligne de ses publics : c’est la première pratique "
        "d’entreprise que Le RAMEAU observe sur le numérique.",
        "Une phrase au lieu de deux.",
        overtaken_by="En 2008, Generali s’intéresse à ce que ses publics peuvent faire en ligne, de façon ponctuelle. "
        "C’est la première pratique d’entreprise observée par Le RAMEAU sur le numérique.",
    ),
)
#: A resource that a team is writing: its author, their organisation, its kind, name and summary.
DRAFT = (
    "partenaire-a",
    "actor/solidatech",
    "practice",
    "Choisir un logiciel à plusieurs associations",
    "Brouillon de démonstration : à compléter par l’équipe, puis à envoyer à la rédaction.",
)


def ensure_proposals() -> None:
    """Make them, once: a site where somebody has proposed anything is left as it is. Nobody is written to of them."""
    if Proposal.objects.exists():
        return
    others = {waiting.key for waiting in rows.pending(TOPIC)}
    users = {user.username: user for user in get_user_model().objects.all()}
    pages = {page.origin_id: page for page in Resource.objects.filter(origin=ORIGIN, live=True)}
    for one in PROPOSALS:
        if one.key in pages and {one.author, REVIEWER, EDITOR} <= set(users):
            _make(one, pages[one.key].specific, users)
    author, key, kind, title, summary = DRAFT
    team = Actor.objects.filter(origin=ORIGIN, origin_id=key).first()
    if author in users and team is not None:
        StartDraft(_centre_of(team), kind, users[author], title, summary, team).execute()
    ours = (waiting for waiting in rows.pending(TOPIC) if waiting.key not in others)
    rows.mark_delivered(TOPIC, {waiting.key: waiting.version for waiting in ours})


def _centre_of(page: Resource) -> ResourceCentrePage:
    return ResourceCentrePage.objects.ancestor_of(page).get()


def _make(one: DemoProposal, page: Any, users: Mapping[str, Any]) -> None:
    author, reviewer, editor = users[one.author], users[REVIEWER], users[EDITOR]
    access = Access.of(principal_of_user(author))
    base = content_of(page, access)
    draft = Draft(base, {**base, "summary": one.summary}, page.live_revision_id)
    centre = _centre_of(page)
    about = About(one.message, charter=charter_to_accept(centre, author))
    try:
        proposal = SubmitProposal(page, centre, draft, Author(author, author.get_username()), about, access).execute()
        if one.step == TAKEN_UP:
            TakeUpProposal(proposal, reviewer).execute()
        elif one.step == ASKED:
            AskForChanges(proposal, reviewer, one.why).execute()
        elif one.step == REFUSED:
            RefuseProposal(proposal, reviewer, one.why).execute()
        elif one.step in {PASSED, ACCEPTED}:
            whole = Decision((proposal.digest, page.live_revision_id))
            acceptance(proposal, reviewer, whole).execute()
            if one.step == ACCEPTED:
                acceptance(proposal, editor, whole).execute()
    except ContributionError:
        # A page that its editors closed, or that is being reviewed: the demo goes on without it.
        return
    if one.overtaken_by:
        page.summary = one.overtaken_by
        page.save_revision(user=editor).publish(user=editor)
