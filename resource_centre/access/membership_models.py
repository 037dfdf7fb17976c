"""Who belongs to which organisation: its members, those who ask to be, those who are invited.

An organisation is an actor. Nobody becomes a member by themselves: an editor who may publish the page of the actor
accepts, or a lead invites. Source: ARCHITECTURE.md, decision 55.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE


class Role(models.TextChoices):
    """What a member does for the organisation. A lead also looks after the team."""

    CONTRIBUTOR = "contributor", _("contributor")
    LEAD = "lead", _("lead")


class Membership(models.Model):
    """A person in the team of an organisation. `by`: whoever let them in; None once that account is closed."""

    wagtail_reference_index_ignore = NO_USE

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_centre_memberships"
    )
    actor = models.ForeignKey("resource_centre.Actor", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR)
    since = models.DateTimeField(_("member since"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("member of an organisation")
        verbose_name_plural = _("members of organisations")
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "actor"], name="resource_centre_one_membership"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"

    @property
    def is_lead(self) -> bool:
        """Whether they look after the team."""
        return self.role == Role.LEAD


class RequestState(models.TextChoices):
    """Where a request to join stands."""

    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class MembershipRequest(models.Model):
    """Somebody asks to join an organisation. `message`: who they are in it, for the editors' eyes."""

    wagtail_reference_index_ignore = NO_USE

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey("resource_centre.Actor", on_delete=models.CASCADE, related_name="membership_requests")
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(max_length=8, default="fr")
    state = models.CharField(_("state"), max_length=20, choices=RequestState.choices, default=RequestState.WAITING)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("asked on"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request to join an organisation")
        verbose_name_plural = _("requests to join an organisation")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "actor"], condition=Q(state="waiting"), name="resource_centre_one_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.pk}"


class Invitation(models.Model):
    """A seat kept for whoever reads the mail of an address. Its link holds `secret`, signed, and serves once."""

    wagtail_reference_index_ignore = NO_USE

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey("resource_centre.Actor", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR)
    language = models.CharField(max_length=8, default="fr")
    secret = models.CharField(max_length=43, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("sent on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("invitation to an organisation")
        verbose_name_plural = _("invitations to organisations")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["actor", "email"], condition=Q(used_at=None), name="resource_centre_one_invitation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its link still serves."""
        return self.used_at is None and bool(self.secret) and self.expires_at > timezone.now()
