"""What can be watched."""

from dataclasses import dataclass
from typing import Any

from resource_centre.access.contribution import may_propose
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.contribution.watching.models import Watch


@dataclass(frozen=True)
class Subject:
    """A resource, a theme or a territory: one of the three."""

    resource: Resource | None = None
    concept: Concept | None = None
    territory: Territory | None = None

    @classmethod
    def of(cls, watch: Watch) -> "Subject":
        """What a watch is of."""
        return cls(watch.resource, watch.concept, watch.territory)

    @property
    def ends(self) -> dict[str, Any]:
        """As columns of a watch."""
        return {"resource": self.resource, "concept": self.concept, "territory": self.territory}

    @property
    def label(self) -> str:
        """What it is called, in the active language."""
        if self.resource is not None:
            return self.resource.title
        return self.concept.label if self.concept is not None else str(self.territory)

    def is_open_to(self, access: Access) -> bool:
        """Whether that reader may read it, so watch it; a theme and a territory are everybody's."""
        if self.resource is not None:
            return may_propose(access, self.resource)
        return self.territory is not None or (self.concept is not None and self.concept.vocabulary.code == THEME)
