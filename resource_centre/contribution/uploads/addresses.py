"""The files of a proposal, with where each is opened."""

from collections.abc import Callable
from dataclasses import dataclass

from resource_centre.contribution.addresses import file_path
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads.models import ProposedFile


@dataclass(frozen=True)
class WaitingFile:
    """WaitingFile("3f0c…", "Bilan.pdf", "PDF, 1.2 MB", "/centre/propositions/fichiers/3f0c…/", is_image=False)."""

    number: str
    name: str
    details: str
    url: str
    is_image: bool


#: Where a file is opened, which depends on by what right.
UrlOf = Callable[[ProposedFile], str]


def below(base: str) -> UrlOf:
    """Where those open it who write its proposal or decide on it. base: the address of its centre."""
    return lambda file: f"{base}{file_path(file.uuid)}"


def waiting_files(proposal: Proposal, url_of: UrlOf) -> tuple[WaitingFile, ...]:
    """What waits with a proposal, oldest first (one query)."""
    return tuple(
        WaitingFile(str(file.uuid), file.name, file.details, url_of(file), file.kind.is_image)
        for file in ProposedFile.objects.filter(proposal=proposal.pk)
    )
