"""Territories of France: a graph, not a tree.

A territory is known by (level, code), never by its code: "11" is the region Île-de-France and the département
Aude. An EPCI may lie in two départements, so parents are many and ancestors are a table. Former communes and
regions are aliases that lead to today's. Source: design.md 3; INSEE, Code officiel géographique 2026.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from resource_centre.text.folding import fold

SUGGESTIONS = 10
#: Rows read before ranking. A bare digit matches thousands of postal codes: nobody reads that far.
MOST_CANDIDATES = 200


class TerritoryLevel(models.TextChoices):
    """Levels, from the widest."""

    COUNTRY = "country", _("country")
    REGION = "region", _("region")
    DEPARTEMENT = "departement", _("département")
    EPCI = "epci", _("intercommunality (EPCI)")
    EPT = "ept", _("territorial public body (EPT)")
    COMMUNE = "commune", _("commune")
    ARRONDISSEMENT = "arrondissement", _("municipal arrondissement")


LEVEL_RANK = {level: rank for rank, level in enumerate(TerritoryLevel.values)}


#: Order of suggestions: somebody who types "renn" means the commune before the intercommunality.
_SUGGESTED = ("country", "region", "departement", "commune", "arrondissement", "epci", "ept")
SUGGESTION_RANK = {level: rank for rank, level in enumerate(_SUGGESTED)}


class AliasKind(models.TextChoices):
    """What a former territory was."""

    FORMER_COMMUNE = "former_commune", _("former commune")
    FORMER_REGION = "former_region", _("former region")


@dataclass(frozen=True)
class TerritorySuggestion:
    """A territory offered to somebody who types: TerritorySuggestion("region:75", "Nouvelle-Aquitaine", "region").

    hint says what it is, or under which former name it was found.
    """

    key: str
    label: str
    hint: str


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Questions about places, in the words of the search: inside, around, applies here."""

    def by_key(self, key: str) -> "Territory | None":
        """The territory of a key "region:53", or of an alias "former-region:54"; None when there is none."""
        return self.by_keys([key]).get(key)

    def by_keys(self, keys: Iterable[str]) -> dict[str, "Territory"]:
        """Territories of several keys, aliases resolved: {"region:53": Bretagne}. At most two queries."""
        wanted = {key: tuple(key.split(":", 1)) for key in keys if key.count(":") == 1}
        plain = {key: pair for key, pair in wanted.items() if pair[0] in LEVEL_RANK}
        found: dict[str, Territory] = {}
        if plain:
            codes = {code for _level, code in plain.values()}
            rows = {(row.level, row.code): row for row in self.filter(code__in=codes)}
            found = {key: rows[pair] for key, pair in plain.items() if pair in rows}
        former = [key for key in wanted if key not in plain]
        aliases = TerritoryAlias.objects.by_keys(former) if former else {}
        return {**found, **{key: alias.territory for key, alias in aliases.items()}}

    def inside(self, territory: "Territory") -> "TerritoryQuerySet":
        """The territory and every one within it."""
        within = TerritoryAncestor.objects.filter(ancestor=territory).values("territory")
        return self.filter(Q(pk=territory.pk) | Q(pk__in=within))

    def containing(self, territory: "Territory") -> "TerritoryQuerySet":
        """Every territory that contains it, not itself."""
        return self.filter(pk__in=TerritoryAncestor.objects.filter(territory=territory).values("ancestor"))

    def around(self, territory: "Territory") -> "TerritoryQuerySet":
        """The territories of its level that share its nearest parent, not itself."""
        parents = sorted(self.containing(territory), key=lambda row: LEVEL_RANK[row.level])
        if not parents:
            return self.none()
        return self.inside(parents[-1]).filter(level=territory.level).exclude(pk=territory.pk)

    def suggest(self, text: str, limit: int = SUGGESTIONS) -> Sequence[TerritorySuggestion]:
        """What somebody who typed `text` may mean: by name without accents, postal code, INSEE code, former name.

        Whole names first, then beginnings, then words inside; the widest level, then the most populous. At
        most three queries.
        """
        folded = fold(text)[:100]
        if not folded:
            return ()
        active = self.filter(is_active=True).order_by("level_rank", F("population").desc(nulls_last=True), "name")
        found = list(active.filter(_matches(text.strip(), folded))[:MOST_CANDIDATES])
        ranked = [(_rank(row.folded_name, row.level, folded), _suggestion(row)) for row in found]
        former = TerritoryAlias.objects.filter(folded_name__startswith=folded).select_related("territory")
        ranked += [
            (_rank(alias.folded_name, alias.territory.level, folded), _former(alias)) for alias in former[:limit]
        ]
        if len(ranked) < limit:
            inner = active.filter(folded_name__contains=f" {folded}").exclude(pk__in=[row.pk for row in found])
            ranked += [(_rank(row.folded_name, row.level, folded), _suggestion(row)) for row in inner[:limit]]
        ranked.sort(key=lambda pair: pair[0])  # stable: the database's order stays within one rank
        return tuple(suggestion for _order, suggestion in ranked[:limit])


def _matches(typed: str, folded: str) -> Q:
    rule = Q(folded_name__startswith=folded)
    if any(char.isdigit() for char in typed[:2]):  # "2A004" too
        rule |= Q(code__iexact=typed) | Q(postal_codes__contains=typed)
    return rule


def _rank(folded_name: str, level: str, folded: str) -> tuple[bool, bool, int]:
    """Whole names first, then beginnings, then the level that is meant most."""
    return folded_name != folded, not folded_name.startswith(folded), SUGGESTION_RANK[level]


def _suggestion(row: "Territory") -> TerritorySuggestion:
    return TerritorySuggestion(row.key, row.label, str(row.get_level_display()))


def _former(alias: "TerritoryAlias") -> TerritorySuggestion:
    return TerritorySuggestion(alias.key, alias.name, gettext("today: %(name)s") % {"name": alias.territory.label})


class Territory(models.Model):
    """A place of the official code, at one level. `label` says enough to tell homonyms apart."""

    level = models.CharField(_("level"), max_length=20, choices=TerritoryLevel.choices)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    label = models.CharField(_("label"), max_length=255)
    folded_name = models.CharField(max_length=200, db_index=True)
    level_rank = models.PositiveSmallIntegerField(default=0)
    nature = models.CharField(_("nature"), max_length=20, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    postal_codes = models.CharField(_("postal codes"), max_length=500, blank=True)
    seat_code = models.CharField(_("seat"), max_length=20, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    coord_source = models.CharField(_("source of the point"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering: ClassVar = ["level_rank", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "code"], name="resource_centre_territory_key"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """ "region:53": the level is part of the key, codes collide between levels."""
        return f"{self.level}:{self.code}"

    @property
    def slug(self) -> str:
        """The key as part of an address: "region-53"."""
        return f"{self.level}-{self.code}"


class TerritoryAncestor(models.Model):
    """One line for each territory and each one that contains it."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="ancestor_links")
    ancestor = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="descendant_links")

    class Meta:
        verbose_name = _("territory containing another")
        verbose_name_plural = _("territories containing others")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "ancestor"], name="resource_centre_ancestor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} < {self.ancestor_id}"


class TerritoryAliasQuerySet(models.QuerySet["TerritoryAlias"]):
    """Former names."""

    def by_keys(self, keys: Iterable[str]) -> dict[str, "TerritoryAlias"]:
        """Aliases of keys such as "former-region:54" (one query)."""
        wanted = {key: tuple(key.replace("-", "_", 1).split(":", 1)) for key in keys if key.count(":") == 1}
        rows = self.filter(code__in={code for _kind, code in wanted.values()}).select_related("territory")
        by_pair = {(row.kind, row.code): row for row in rows}
        return {key: by_pair[pair] for key, pair in wanted.items() if pair in by_pair}


class TerritoryAlias(models.Model):
    """A territory that no longer exists, and the one of today that it leads to: Poitou-Charentes."""

    kind = models.CharField(_("kind"), max_length=20, choices=AliasKind.choices)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    folded_name = models.CharField(max_length=200, db_index=True)
    territory = models.ForeignKey(
        Territory, verbose_name=_("today"), on_delete=models.PROTECT, related_name="former_names"
    )

    objects = TerritoryAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("former territory")
        verbose_name_plural = _("former territories")
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="resource_centre_alias_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """ "former-region:54"."""
        return f"{self.kind.replace('_', '-')}:{self.code}"

    @property
    def slug(self) -> str:
        """The key as part of an address: "former-region-54"."""
        return self.key.replace(":", "-")


class TerritoryRelease(models.Model):
    """Which file was loaded last, so that loading it again costs nothing."""

    name = models.CharField(max_length=100, unique=True)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("load of territories")
        verbose_name_plural = _("loads of territories")

    def __str__(self) -> str:
        return f"{self.name} ({self.rows})"
