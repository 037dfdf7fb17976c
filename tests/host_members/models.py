"""Accounts of a host that asks for an address and nothing else."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class MemberManager(BaseUserManager["Member"]):
    """Makes accounts of an address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """An account in use."""
        made = self.model(email=self.normalize_email(email), **fields)
        made.set_password(password)
        made.save(using=self._db)
        return made

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """One with every right."""
        return self.create_user(email, password, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """No `username`, no first and last names, no `get_full_name`, no `date_joined`."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)

    objects = MemberManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email
