"""Territories of France: a graph, not a tree.

A territory is known by (level, code), never by its code: "11" is the region Île-de-France and the département
Aude. An EPCI may lie in two départements, so parents are many and ancestors are a table. Former communes and
regions are aliases that lead to today's. Source: ARCHITECTURE.md, decision 10; INSEE, Code officiel géographique 2026.
"""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE
from resource_centre.content.saving import SavedWhole


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


class AliasKind(models.TextChoices):
    """What a former territory was."""

    FORMER_COMMUNE = "former_commune", _("former commune")
    FORMER_REGION = "former_region", _("former region")


class TerritoryQuerySet(models.QuerySet["Territory"]):
    """Places by their key. What is inside or around another is asked of `discovery.places`, which remembers it."""

    def by_key(self, key: str) -> "Territory | None":
        """The territory of a key "region:53", or of an alias "former-region:54"; None when there is none."""
        return self.by_keys([key]).get(key)

    def by_keys(self, keys: Iterable[str]) -> dict[str, "Territory"]:
        """Territories of several keys, aliases resolved: {"region:53": Bretagne}. At most two queries."""
        wanted = {key: tuple(key.split(":", 1)) for key in keys if key.count(":") == 1 and "\x00" not in key}
        plain = {key: pair for key, pair in wanted.items() if pair[0] in LEVEL_RANK}
        found: dict[str, Territory] = {}
        if plain:
            codes = {code for _level, code in plain.values()}
            rows = {(row.level, row.code): row for row in self.filter(code__in=codes)}
            found = {key: rows[pair] for key, pair in plain.items() if pair in rows}
        former = [key for key in wanted if key not in plain]
        aliases = TerritoryAlias.objects.by_keys(former) if former else {}
        return {**found, **{key: alias.territory for key, alias in aliases.items()}}


class Territory(SavedWhole, models.Model):
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

    wagtail_reference_index_ignore = NO_USE

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


class TerritoryAlias(SavedWhole, models.Model):
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


class TerritoryRelease(SavedWhole, models.Model):
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
