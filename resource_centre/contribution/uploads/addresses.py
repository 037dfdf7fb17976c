"""The files of a proposal, with where each is opened."""

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


def waiting_files(proposal: Proposal, base: str) -> tuple[WaitingFile, ...]:
    """What waits with a proposal, oldest first (one query). base: the address of its centre."""
    return tuple(
        WaitingFile(
            str(file.uuid), file.name, file.details, f"{base}{file_path(file.uuid)}", file.kind.is_image
        )
        for file in ProposedFile.objects.filter(proposal=proposal.pk)
    )  # fmt: skip
