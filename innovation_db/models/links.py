"""Links instead of passwords: what was sent to whom, until when it opens what, and whether it was used or revoked.

Signing, opening, renewing and revoking them is `innovation_db/links.py`.
"""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from innovation_db.models.versioned import tracked

# Twelve letters and figures that nobody confuses: which link a page belongs to. They open nothing by themselves.
KEY_LENGTH = 12
KEY_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


def new_key() -> str:
    return get_random_string(KEY_LENGTH, KEY_LETTERS)


class ContributorLinkQuerySet(models.QuerySet["ContributorLink"]):
    def live(self) -> "ContributorLinkQuerySet":
        """What opens something now."""
        unused = Q(one_use=False) | Q(used_at__isnull=True)
        return self.filter(unused, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def renewable(self) -> "ContributorLinkQuerySet":
        """What its reader may have sent again: neither revoked nor used up."""
        return self.filter(Q(one_use=False) | Q(used_at__isnull=True), revoked_at__isnull=True)

    def unfinished(self, email: str, *, lasting: Iterable[str] = ()) -> "ContributorLinkQuerySet":
        """What somebody may still be looking for: theirs, renewable, and its form not sent yet. Newest first.

        Those of the purposes in `lasting` are looked for after that, too.
        """
        open_still = Q(savedform=None) | Q(savedform__submitted_at__isnull=True) | Q(purpose__in=lasting)
        return self.renewable().filter(open_still, email__iexact=email).order_by("-created_at", "-id")

    def used_up(self) -> "ContributorLinkQuerySet":
        return self.filter(one_use=True, used_at__isnull=False, revoked_at__isnull=True)

    def expired(self) -> "ContributorLinkQuerySet":
        return self.renewable().filter(expires_at__lte=timezone.now())

    def revoked(self) -> "ContributorLinkQuerySet":
        return self.filter(revoked_at__isnull=False)


@tracked()
class ContributorLink(models.Model):
    """One e-mailed link. `serial` is signed into it and grows with each renewal, so that older copies stop working."""

    class State(models.TextChoices):
        LIVE = "live", "Open"
        EXPIRED = "expired", "Expired"
        USED = "used", "Used"
        REVOKED = "revoked", "Revoked"

    key = models.CharField(max_length=KEY_LENGTH, unique=True, default=new_key, editable=False)
    email = models.EmailField("e-mail")
    purpose = models.CharField(max_length=50, help_text="What the link opens, such as “proposal”.")
    about_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    serial = models.PositiveIntegerField(default=1, editable=False)
    one_use = models.BooleanField("works once", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(
        "first opened", null=True, blank=True, help_text="From the e-mail, so the address is theirs."
    )
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar = ContributorLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["about_type", "about_id"]), models.Index(fields=["email"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False), name="link_revoked_at_and_by"
            )
        ]

    def __str__(self) -> str:
        return f"Link for {self.email}"

    @property
    def state(self) -> State:
        if self.revoked_at:
            return self.State.REVOKED
        if self.one_use and self.used_at:
            return self.State.USED
        return self.State.LIVE if self.expires_at > timezone.now() else self.State.EXPIRED
