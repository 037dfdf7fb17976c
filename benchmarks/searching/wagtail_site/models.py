"""A document as Wagtail would have it: values of one in columns, values of several in relations."""

from django.db import models
from modelsearch import index


class Theme(models.Model):
    """A theme, at any level."""

    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key


class Territory(models.Model):
    """A territory of any level."""

    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key


class Region(models.Model):
    """A territory that a page lists: apart, since `.facet()` counts every value of a relation."""

    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key


class Sheet(index.Indexed, models.Model):
    """A document. Themes and territories hold what contains them too, so that a tree counts at every level."""

    uuid = models.CharField(max_length=32, unique=True)
    title = models.TextField()
    body = models.TextField()
    is_public = models.BooleanField(db_index=True)
    updated = models.PositiveIntegerField(db_index=True)
    type = models.CharField(max_length=200, db_index=True)
    year = models.CharField(max_length=200, db_index=True)
    actor = models.CharField(max_length=200, db_index=True)
    maturity = models.CharField(max_length=200, db_index=True)
    licence = models.CharField(max_length=200, db_index=True)
    themes = models.ManyToManyField(Theme)
    territories = models.ManyToManyField(Territory)
    regions = models.ManyToManyField(Region)

    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("body"),
        *(
            index.FilterField(name)
            for name in ("is_public", "updated", "type", "year", "actor", "maturity", "licence", "themes", "regions")
        ),
        index.RelatedFields("themes", [index.FilterField("key")]),
        index.RelatedFields("territories", [index.FilterField("key")]),
    ]

    def __str__(self) -> str:
        return self.title
