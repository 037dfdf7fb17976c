"""Addresses of contributions under a centre: they are no pages."""

from urllib.parse import urlencode
from uuid import UUID

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.confirmation_links import token_of
from resource_centre.contribution.models import Proposal

PROPOSE, REPORT, PROPOSALS, CONFIRM = "contribuer", "signaler", "propositions", "confirmer"
REVISE, WITHDRAW = "reprendre", "retirer"
FILES = "fichiers"
BEGIN, DRAFT, DRAFT_PREVIEW = "nouveau", "brouillon", "apercu"
HISTORY, VERSIONS, COMPARE, LINKS = "historique", "versions", "comparer", "liens"
CHANGES, FEED = "changements", "changements.atom"
TALK, PROPOSAL_TALK = "discussions", "discussion"
WATCH, WATCHES, STOP = "suivre", "suivis", "arreter"
CONTRIBUTORS = "contributeurs"
#: Ends of a comparison, in its address: numbers of versions.
FROM, TO = "from", "to"


def propose_path(uid: UUID | str) -> str:
    """Where a change of that resource is proposed, below the address of its centre."""
    return f"{PROPOSE}/{uid}/"


def begin_path(kind_slug: str) -> str:
    """Where a resource of a kind is begun, by the address of its list: "contribuer/nouveau/pratiques/"."""
    return f"{PROPOSE}/{BEGIN}/{kind_slug}/"


def editing_path(proposal: Proposal) -> str:
    """Where its author changes it."""
    return draft_path(proposal) if proposal.is_new_resource else proposal_path(proposal, REVISE)


def draft_path(proposal: Proposal) -> str:
    """Where a draft is written."""
    return proposal_path(proposal, DRAFT)


def report_path(uid: UUID | str) -> str:
    """Where a problem of that resource is reported."""
    return f"{REPORT}/{uid}/"


def proposal_path(proposal: Proposal, step: str = "") -> str:
    """Where the state of a proposal is read; with a step, where it is changed or taken back."""
    return f"{PROPOSALS}/{proposal.uuid}/{step}{'/' if step else ''}"


def file_path(uid: UUID | str) -> str:
    """Where a file that waits with a proposal is opened by those who may."""
    return f"{PROPOSALS}/{FILES}/{uid}/"


def confirm_path(proposal: Proposal) -> str:
    """The address that a mail gives to confirm a proposal."""
    return f"{PROPOSALS}/{CONFIRM}/{token_of(proposal)}/"


def history_path(uid: UUID | str) -> str:
    """Where the published versions of a resource are listed."""
    return f"{HISTORY}/{uid}/"


def version_path(uid: UUID | str, number: int) -> str:
    """The permanent address of a version."""
    return f"{HISTORY}/{uid}/{VERSIONS}/{number}/"


def comparison_path(uid: UUID | str, number: int | None = None) -> str:
    """Where two versions are compared; with a number, that one and the one before it."""
    return f"{HISTORY}/{uid}/{COMPARE}/{f'?{TO}={number}' if number is not None else ''}"


def links_path(uid: UUID | str) -> str:
    """Where the pages that lead to a resource are listed."""
    return f"{LINKS}/{uid}/"


def talk_path(uid: UUID | str) -> str:
    """Where a resource is discussed."""
    return f"{TALK}/{uid}/"


def thread_path(uid: UUID | str, number: int) -> str:
    """One discussion of a resource."""
    return f"{TALK}/{uid}/{number}/"


def proposal_talk_path(proposal: Proposal) -> str:
    """Where a proposal is discussed."""
    return proposal_path(proposal, PROPOSAL_TALK)


def watch_path(name: str, key: str) -> str:
    """Where one begins to watch something: watch_path("theme", "bien-vieillir") is "suivre/?theme=bien-vieillir"."""
    return f"{WATCH}/?{urlencode({name: key}, safe=':')}"


def watches_path(secret: str = "", step: str = "") -> str:
    """Where one reads what one watches: the account's own, or, with the secret of a mail, that of its reader."""
    return "/".join([WATCHES, *filter(None, (secret, step))]) + "/"


def confirm_watch_path(secret: str) -> str:
    """The address that a mail gives to confirm a watch."""
    return f"{WATCH}/{CONFIRM}/{secret}/"


def contributor_path(uid: UUID | str) -> str:
    """The public page of a contributor."""
    return f"{CONTRIBUTORS}/{uid}/"


def absolute(centre: ResourceCentrePage, path: str) -> str:
    """The whole address, in the active language."""
    return f"{centre.get_full_url()}{path}"
