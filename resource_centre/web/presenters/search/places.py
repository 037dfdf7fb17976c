"""A territory as people type it: "rennes", "35000", "35238", "Sainte-Colombe (Charente)", "commune:35238"."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from resource_centre.content.territory_names import SUGGESTIONS, meant_territories
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.parameters import Reading, address_of
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.search.values import Answers


@dataclass(frozen=True)
class Meant:
    """What a typed place means: one key, several answers to choose from, or a notice that there is none."""

    key: str = ""
    answers: Answers | None = None
    notice: str = ""

    def added_to(self, criteria: Criteria) -> Criteria:
        """The search with that place in it."""
        picked = criteria.picked.get(TERRITORY, ())
        return criteria.with_picked(TERRITORY, tuple(dict.fromkeys((*picked, self.key))))


def meant_place(finder: Finder, reading: Reading) -> Meant:
    """Find the place; a name that several bear is asked again, unless one is called just that: "Paris". So is a piece
    of a name, even of one place alone: "PACA" does not mean La Pacaudière."""
    typed = reading.place
    if ":" in typed and (known := finder.gazetteer.place(typed)) is not None:
        return Meant(key=known.key)
    found = meant_territories(typed)
    if len(found) == 1 and found[0].is_named:
        place = finder.gazetteer.place(found[0].key)
        return Meant(key=place.key if place is not None else "")
    if not found:
        return Meant(notice=_("No territory matches “%(text)s”: check the spelling.") % {"text": typed})
    choices = []
    for one in found:
        criteria = Meant(key=one.key).added_to(reading.criteria)
        address = address_of("", criteria, finder.facets, reading.view, reading.division)
        choices.append((Link(one.label, address), one.hint))
    is_cut = len(found) == SUGGESTIONS and not found[0].is_whole
    return Meant(answers=Answers(typed, tuple(choices), is_cut))
