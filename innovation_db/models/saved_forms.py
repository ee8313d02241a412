"""A form that somebody without an account has begun: its answers so far, and its reference once it was sent."""

from django.db import models
from django.utils import timezone

from innovation_db.models.links import ContributorLink
from innovation_db.models.versioned import Versioned, bump_version


class SavedForm(Versioned):
    kind = models.CharField(max_length=50, help_text="Which form it is, such as “proposal”.")
    link = models.OneToOneField(ContributorLink, null=True, blank=True, on_delete=models.PROTECT)
    email = models.EmailField("e-mail")
    answers = models.JSONField(default=dict, help_text="Answers by question; steps done are those with an entry.")
    reference = models.CharField(max_length=20, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True) | models.Q(reference__isnull=False),
                name="sent_form_has_reference",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference or 'draft'}"
