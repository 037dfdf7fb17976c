"""Invoices: what the law has a host keep."""

from django.conf import settings
from django.db import models


class Invoice(models.Model):
    """As long as there is one, its account cannot be deleted."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        """Names."""

        verbose_name_plural = "factures"

    def __str__(self) -> str:
        return f"facture {self.pk}"
