"""A centre of any size, drawn from a seed: themes in a tree, territories that are no tree, readers who differ."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from resource_centre.access.principal import ANONYMOUS, Principal
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor
from resource_centre.content.vocabularies import Concept, Vocabulary
from tests.factories import concept, restrict
from tests.support.bulk import many_pages

WORDS = tuple(
    """
    l’école numérique médiation inclusion association territoire bénévolat seniors vieillir accompagner données
    logiciels étude évaluation coopération partenariat fondation handicap emploi santé culture jeunesse engagement
    gouvernance ressource outil d’accueil œuvre cœur aînés économie sociale solidaire
    """.split()  # noqa: SIM905 - lines of words are read, a list of strings is not
)
KINDS = {"practice": 0.4, "tool": 0.2, "study": 0.2, "actor": 0.2}
#: Pages of each of these that a reader needs something to see; restrictions are read for each request.
MOST_RESTRICTED = 8


@dataclass(frozen=True)
class Generated:
    """A centre and who reads it: an anonymous visitor, somebody signed in, a member of the group, a superuser, and
    somebody who gave the password."""

    centre: ResourceCentrePage
    readers: tuple[Principal, ...]

    @property
    def everybody(self) -> tuple[Principal, ...]:
        """The readers, and one for each password alone."""
        passwords = self.readers[-1].passed_passwords
        return (*self.readers, *(Principal(passed_passwords=frozenset({pk})) for pk in sorted(passwords)))


def make_terms() -> dict[str, list[Concept]]:
    """Themes in a tree, two flat facets, one vocabulary that is no facet, a term that another one replaced."""
    found: dict[str, list[Concept]] = {"theme": [], "need": [], "usage": [], "hidden": []}
    for number in range(5):
        top = concept("theme", f"theme-{number}", f"Thème {number} {WORDS[number]}")
        found["theme"] += [top, *(concept("theme", f"theme-{number}-{n}", parent=top) for n in range(3))]
    for vocabulary in ("need", "usage", "hidden"):
        found[vocabulary] = [concept(vocabulary, f"{vocabulary}-{n}") for n in range(6)]
    found["theme"].append(concept("theme", "theme-ancien", replaced_by=found["theme"][1]))
    Vocabulary.objects.filter(code__in=("theme", "need", "usage")).update(is_facet=True)
    return found


def make_territories() -> list[Territory]:
    """A country, 3 regions, 6 départements, 4 EPCI of which two lie in two départements, 24 communes."""
    levels = (("country", 1), ("region", 3), ("departement", 6), ("epci", 4), ("commune", 24))
    for rank, (level, count) in enumerate(levels):
        Territory.objects.bulk_create(
            Territory(
                level=level,
                code="FR" if level == "country" else f"{level[0]}{n}",
                name=f"{level} {n}",
                label=f"{level} {n}",
                folded_name=f"{level} {n}",
                level_rank=rank,
                lat=44 + n / 3,
                lon=1 + rank,
            )
            for n in range(count)
        )
    found = {place.key: place for place in Territory.objects.all()}
    links: list[tuple[str, str]] = []
    for n in range(3):
        links.append((f"region:r{n}", "country:FR"))
    for n in range(6):
        links += [(f"departement:d{n}", "country:FR"), (f"departement:d{n}", f"region:r{n % 3}")]
    for n in range(4):
        inside = (n, (n + 1) % 6) if n % 2 else (n,)
        links += [(f"epci:e{n}", "country:FR"), *((f"epci:e{n}", f"departement:d{d}") for d in inside)]
        links += [(f"epci:e{n}", f"region:r{d % 3}") for d in inside]
    for n in range(24):
        parents = ["country:FR", f"region:r{n % 3}", f"departement:d{n % 6}"]
        parents += [f"epci:e{n % 6}"] if n % 6 < 4 else []
        links += [(f"commune:c{n}", parent) for parent in parents]
    TerritoryAncestor.objects.bulk_create(
        TerritoryAncestor(territory=found[one], ancestor=found[other]) for one, other in dict.fromkeys(links)
    )
    return list(found.values())


def generate(centre: ResourceCentrePage, count: int, seed: int = 5) -> Generated:
    """Fill a centre with about `count` resources. Rows are made in bulk, and tell nobody: rebuild the index."""
    draw = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    terms, territories = make_terms(), make_territories()
    pages = [page for kind, part in KINDS.items() for page in many_pages(centre, kind, round(count * part))]
    for page in pages:
        _describe(page, draw)
    Page.objects.bulk_update(pages, ["title", "live", "expire_at"], batch_size=200)
    Resource.objects.bulk_update(pages, ["summary", "language", "date_from", "date_to", "title_key"], batch_size=200)
    _relate(pages, terms, territories, draw)
    return Generated(centre, _restrict(pages, draw))


def _describe(page: Any, draw: random.Random) -> None:
    page.title = " ".join(draw.choices(WORDS, k=3)).capitalize()
    page.title_key = page.title.lower()
    page.summary = " ".join(draw.choices(WORDS, k=9))
    page.language = draw.choice(("fr", "fr", "fr", "en"))
    page.live = draw.random() > 0.05
    if draw.random() < 0.05:
        page.expire_at = timezone.now() + timedelta(days=draw.choice((-2, 2)))
    if draw.random() < 0.7:
        year = draw.randint(2008, 2024)
        page.date_from, page.date_to = str(year), draw.choice((None, str(year + draw.randint(0, 3))))


def _relate(
    pages: Sequence[Any], terms: dict[str, list[Concept]], territories: list[Territory], draw: random.Random
) -> None:
    role = concept("role", "porteur")
    actors = [page for page in pages if page.kind.code == "actor"]
    concepts, places, involved = [], [], []
    for page in pages:
        for vocabulary, share in (("theme", 2), ("need", 1), ("usage", 1), ("hidden", 1)):
            chosen = draw.sample(terms[vocabulary], draw.randint(0, share))
            concepts += [ResourceConcept(resource=page, concept=term) for term in chosen]
        chosen_places = draw.sample(territories, draw.choice((0, 1, 1, 2)))
        places += [ResourceTerritory(resource=page, territory=place) for place in chosen_places]
        if page.kind.code != "actor":
            chosen_actors = draw.sample(actors[:40], min(len(actors), draw.choice((0, 1, 2))))
            involved += [Involvement(resource=page, actor=actor, role=role) for actor in chosen_actors]
    ResourceConcept.objects.bulk_create(concepts, batch_size=1_000)
    ResourceTerritory.objects.bulk_create(places, batch_size=1_000)
    Involvement.objects.bulk_create(involved, batch_size=1_000)


def _restrict(pages: Sequence[Any], draw: random.Random) -> tuple[Principal, ...]:
    """Some pages, actors among them, for accounts, for a group, behind a password."""
    members = Group.objects.create(name="Membres")
    chosen = draw.sample(list(pages), min(len(pages) // 4, 3 * MOST_RESTRICTED))
    passwords = set()
    for number, page in enumerate(chosen):
        if number % 3 == 0:
            restrict(page)
        elif number % 3 == 1:
            restrict(page, PageViewRestriction.GROUPS, [members])
        else:
            passwords.add(restrict(page, PageViewRestriction.PASSWORD, password="mot").pk)  # noqa: S106 - test data
    return (
        ANONYMOUS,
        Principal(user_id=1),
        Principal(user_id=2, group_ids=frozenset({members.pk})),
        Principal(user_id=3, is_superuser=True),
        Principal(passed_passwords=frozenset(passwords)),
    )
