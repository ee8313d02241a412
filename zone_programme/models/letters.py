"""The letters that tell proposers what was decided: what they say in a Zone, and which were sent.

Writing and sending them is `zone_programme/letters.py`; the e-mails themselves are kept by the floor.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from innovation_db.models import Message, Versioned, bump_version, tracked
from zone_programme.merging import unknown_fields
from zone_programme.models.proposals import Proposal
from zone_programme.models.zones import Zone


class Outcome(models.TextChoices):
    """What a letter tells: the states in which a proposal is decided."""

    ACCEPTED = Proposal.State.ACCEPTED.value, "Accepted"
    RESERVE = Proposal.State.RESERVE.value, "On the reserve list"
    DECLINED = Proposal.State.DECLINED.value, "Declined"


@tracked()
class LetterTemplate(Versioned):
    """What the letter of one outcome says in one Zone, with fields in braces such as {name}."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="letter_templates", editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, editable=False)
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)

    class Meta:
        ordering = ["zone", "outcome"]
        triggers = [bump_version()]
        constraints = [models.UniqueConstraint(fields=["zone", "outcome"], name="letter_template_once_in_zone")]

    def __str__(self) -> str:
        return f"Letter “{self.get_outcome_display()}” of the {self.zone}"

    def clean(self) -> None:
        super().clean()
        errors = {
            name: f"There is nothing called {' or '.join(f'{{{field}}}' for field in unknown)} to fill in."
            for name in ("subject", "text")
            if (unknown := unknown_fields(getattr(self, name)))
        }
        if errors:
            raise ValidationError(errors)


class Letter(models.Model):
    """That a proposer was told an outcome, once; what was written to them, of all their proposals, is the message."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="letters")
    outcome = models.CharField(max_length=10, choices=Outcome)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at", "id"]
        default_permissions = ()
        permissions = [("send_letter", "Can send the letters that tell decisions")]
        constraints = [models.UniqueConstraint(fields=["proposal", "outcome"], name="letter_once_of_outcome")]

    def __str__(self) -> str:
        return f"Letter “{self.get_outcome_display()}” on “{self.proposal}”"
