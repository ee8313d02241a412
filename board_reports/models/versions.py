"""What was submitted, cleared and published: immutable copies of a report, the steps of clearance, and comments."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from board_reports.models.boards import Board, Membership
from board_reports.models.reports import CLEAR, OFFICERS, Report
from innovation_db.models import User, Versioned, bump_parent_version, bump_version, tracked


class VersionQuerySet(models.QuerySet["Version"]):
    def newest_first(self) -> "VersionQuerySet":
        return self.order_by("-number")

    def begins_clearance(self) -> "VersionQuerySet":
        """Those that the steps of clearance are asked about: what was submitted, and with a figure taken since."""
        return self.filter(kind__in=[Version.Kind.SUBMITTED, Version.Kind.TAKEN])

    def published(self) -> "VersionQuerySet":
        return self.filter(kind__in=[Version.Kind.PUBLISHED, Version.Kind.CORRECTED])


class Version(models.Model):
    """A copy of a report at one step, as `reading.py` wrote it: words, numbers, figures and the rows behind them.

    The database refuses to change or delete one.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Submitted for clearance"
        TAKEN = "taken", "A figure’s new value taken"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"
        PUBLISHED = "published", "Published"
        CORRECTED = "corrected", "Corrected"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField(default=timezone.now)
    # Its number outlives the account: a version is never written again, not even to forget who made it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    note = models.CharField(max_length=500, blank=True, help_text="Of a correction: what was wrong.")
    content = models.JSONField()

    objects: ClassVar = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="a_version_number_once")]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.report}"


@tracked()
class ClearanceStep(models.Model):
    """A step that the reports of a board take before they are published: head of team, legal, the Chair's office."""

    class OnlyFor(models.TextChoices):
        EVERY = "", "every report"
        LEGAL = "legal", "reports that need legal advice"
        FINANCE = "finance", "reports that need advice of finance"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="clearance_steps")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    days = models.PositiveSmallIntegerField("working days to take it", default=3)
    only_for = models.CharField("who takes it", max_length=8, choices=OnlyFor, default=OnlyFor.EVERY, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", help_text="Nobody: whoever may clear reports."
    )

    class Meta:
        ordering = ["place"]
        triggers = bump_parent_version("board_reports_board", "board_id")
        constraints = [models.UniqueConstraint(fields=["board", "place"], name="a_step_place_once")]

    def __str__(self) -> str:
        return self.name

    def is_for(self, report: Report) -> bool:
        """Whether the report takes this step: every one does, or it was ticked as needing it."""
        return {self.OnlyFor.LEGAL: report.needs_legal, self.OnlyFor.FINANCE: report.needs_finance}.get(
            ClearanceStep.OnlyFor(self.only_for), True
        )


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def next_steps(self) -> "ClearanceQuerySet":
        """The step of each report in clearance whose turn it is: the first that waits."""
        earlier = Clearance.objects.filter(
            submission=OuterRef("submission"), state=Clearance.State.WAITING, place__lt=OuterRef("place")
        )
        returned = Clearance.objects.filter(submission=OuterRef("submission"), state=Clearance.State.RETURNED)
        return self.filter(
            ~Exists(earlier), ~Exists(returned), state=Clearance.State.WAITING, report__state=Report.State.CLEARANCE
        )

    def returns(self) -> "ClearanceQuerySet":
        """The step that sent a draft back: of each one's newest submission."""
        newest = Version.objects.filter(report=OuterRef("report")).begins_clearance().newest_first().values("pk")[:1]
        return self.filter(
            state=Clearance.State.RETURNED, report__state=Report.State.DRAFT, submission=models.Subquery(newest)
        )

    def next_for(self, user: User) -> "ClearanceQuerySet":
        """Those of the next steps that `user` may settle: named in the board's step, or nobody is named there."""
        named = ClearanceStep.people.through.objects.filter(
            clearancestep__board=OuterRef("report__board"), clearancestep__place=OuterRef("place")
        )
        mine = Q(Exists(named.filter(user=user)))
        if user.has_perm(CLEAR):
            mine |= ~Q(Exists(named))
        return self.next_steps().filter(mine)


class Clearance(Versioned):
    """One step that a submitted report takes: waiting, approved or returned, by whom and when."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="clearances")
    submission = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)

    objects: ClassVar = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "place"]
        triggers = [bump_version()]
        constraints = [
            models.UniqueConstraint(fields=["submission", "place"], name="a_clearance_step_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at=None) | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="settled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def readable_by(self, user: User) -> "CommentQuerySet":
        """What this reader may see of it: their own notes, what members say where they sit, and officers all but notes.

        A note to oneself is nobody else's, whatever they may do otherwise.
        """
        readable = Q(report__in=Report.objects.readable_by(user))
        own, shared = Q(written_by=user), Q(audience=Comment.Audience.MEMBERS) & readable
        if user.has_perm(OFFICERS):
            return self.filter(own | (~Q(audience=Comment.Audience.SELF) & readable))
        boards = Membership.objects.of(user).values("board")
        return self.filter(own | (shared & Q(report__board__in=boards)))


class Comment(models.Model):
    """What somebody says at a block of a report: an officer in clearance, or a member to the others."""

    class Audience(models.TextChoices):
        OFFICERS = "officers", "Officers"
        MEMBERS = "members", "Members of the board and officers"
        SELF = "self", "Only myself"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    block = models.CharField(max_length=40, blank=True, help_text="The key of its block; empty: the whole report.")
    version = models.PositiveIntegerField(help_text="The number of the version that its writer read.")
    audience = models.CharField(max_length=10, choices=Audience)
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Of an answer: the comment of an officer that it answers. Only that one is settled.
    answers = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="answered_by"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Grows with each change of the words, so that nobody changes what they have not seen.
    edition = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
