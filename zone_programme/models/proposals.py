"""What councils propose for a Zone: the proposal as it was sent, who would speak, and what was decided.

The form it comes from is `zone_programme/propose.py`; what becomes of it, `zone_programme/proposal_actions.py`.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from case_studies.models import CaseStudy, Council, Theme
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked
from zone_programme.models.sessions import Format, Session
from zone_programme.models.zones import Day, Need, Zone, in_order

TABLE = "zone_programme_proposal"
SPEAKER_TABLE = "zone_programme_proposedspeaker"
UNDECIDED, DECIDED = ("submitted", "shortlisted"), ("accepted", "reserve", "declined")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> "ProposalQuerySet":
        """All but those that were withdrawn."""
        return self.exclude(state=Proposal.State.WITHDRAWN)

    def undecided(self) -> "ProposalQuerySet":
        return self.filter(state__in=UNDECIDED)

    def untold(self) -> "ProposalQuerySet":
        """Those that are decided in a way that no letter has told yet."""
        return self.filter(state__in=DECIDED).exclude(letters__outcome=F("state"))


@tracked()
class Proposal(Versioned):
    """One session that somebody from a council would like to hold."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        SHORTLISTED = "shortlisted", "Shortlisted"
        ACCEPTED = "accepted", "Accepted"
        RESERVE = "reserve", "On the reserve list"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="proposals")
    reference = models.CharField(max_length=20, unique=True, help_text="What its proposer reads out, as “BCD-2345”.")
    title = models.CharField(max_length=120)
    problem = models.TextField(max_length=1000, help_text="The problem that it is about.")
    what = models.TextField(
        "what delegates take home", max_length=900, blank=True, help_text="What was done, and what came of it."
    )
    how = models.TextField(
        "how they can do it", max_length=2000, blank=True, help_text="How it was done, so that others can do it too."
    )
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    format = models.CharField("format wished", max_length=15, choices=Format, default=Format.PRESENTATION)
    councils = models.ManyToManyField(Council, related_name="proposals", blank=True)
    case_studies = models.ManyToManyField(CaseStudy, related_name="proposals", blank=True)
    needs = ArrayField(models.CharField(max_length=15, choices=Need), default=list, blank=True)
    other_needs = models.CharField(max_length=500, blank=True)
    expected = models.PositiveSmallIntegerField(
        "expected audience", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    proposer_name = models.CharField(max_length=150)
    proposer_role = models.CharField(max_length=150, blank=True, help_text="Such as “head of digital”.")
    proposer_email = models.EmailField("proposer’s e-mail", help_text="It is never shown on the public site.")

    state = models.CharField(max_length=15, choices=State, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    decision_reason = models.TextField(blank=True, max_length=2000, help_text="Why it was decided so.")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    session = models.OneToOneField(
        Session, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="proposal"
    )

    objects: ClassVar = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        triggers = [bump_version()]
        permissions = [("decide_proposal", "Can choose among proposals")]
        indexes = [models.Index(fields=["zone", "state"])]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(reference=""), name="proposal_has_title_and_reference"),
            models.CheckConstraint(
                condition=Q(state__in=(*UNDECIDED, *DECIDED, "withdrawn")), name="proposal_state_known"
            ),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="proposal_format_known"),
            models.CheckConstraint(condition=Q(needs__contained_by=Need.values), name="proposal_needs_known"),
            models.CheckConstraint(condition=Q(expected=None) | Q(expected__gte=1), name="proposal_expects_somebody"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_reason=""),
                name="proposal_declined_with_reason",
                violation_error_message="Say why it is declined: its proposer reads it.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED, decided_at=None)
                | Q(state__in=DECIDED, decided_at__isnull=False)
                | Q(state="withdrawn"),
                name="proposal_decided_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(decided_at__isnull=False), name="proposal_decided_at_and_by"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="proposal_withdrawn_at",
            ),
            models.CheckConstraint(
                condition=Q(session=None) | Q(state__in=("accepted", "withdrawn")), name="proposal_session_if_accepted"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    def get_admin_url(self) -> str:
        return reverse("admin:zone_programme_proposal_change", args=[self.pk])


@tracked()
class ProposedSpeaker(models.Model):
    """Somebody who would speak or chair; the e-mail address is never shown on the public site."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=150, blank=True, help_text="Such as “head of digital”.")
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=150, blank=True, help_text="Where it is no council.")
    email = models.EmailField("e-mail", blank=True)
    chairs = models.BooleanField(default=False, help_text="Chairs the session and does not speak.")

    class Meta:
        ordering = ["position", "id"]
        triggers = bump_parent_version(TABLE, "proposal_id")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="proposed_speaker_has_name"),
            models.UniqueConstraint(
                fields=["proposal", "position"], name="proposed_speaker_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where to write to: what was given, or the proposer's own address where this is the proposer by name."""
        proposal = self.proposal
        itself = self.name.casefold() == proposal.proposer_name.casefold()
        return self.email or (proposal.proposer_email if itself else "")

    @property
    def proposes(self) -> bool:
        """Whether this is who sent the proposal."""
        return bool(self.address) and self.address.casefold() == self.proposal.proposer_email.casefold()


@tracked()
class ProposedTime(models.Model):
    """When a proposed speaker can be there on a day. A speaker without any can always."""

    speaker = models.ForeignKey(ProposedSpeaker, on_delete=models.CASCADE, related_name="times")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="+")
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [
            in_order("proposed_time_ends_after_start", "starts_at", "ends_at", "Nobody can leave before arriving.")
        ]

    def __str__(self) -> str:
        return f"{self.speaker}, {self.day}"
