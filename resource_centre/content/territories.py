"""PLACEHOLDER by the lead so that models import; the territories colleague overwrites this file."""
from django.db import models
class Territory(models.Model):
    level = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=255)
class TerritoryAncestor(models.Model):
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="ancestor_links")
    ancestor = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="descendant_links")
class TerritoryAlias(models.Model):
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE)
class TerritoryRelease(models.Model):
    name = models.CharField(max_length=100, unique=True)
