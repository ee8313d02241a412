"""Boards, who sits on them, their meetings and what is on the agenda. Reports themselves are in `reports.py`."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from innovation_db.models import User, Versioned, bump_parent_version, bump_version, tracked

MONTHS = [(number, f"{datetime.date(2000, number, 1):%B}") for number in range(1, 13)]


@tracked()
class Board(Versioned):
    """A board of councillors that reports are written for."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    about = models.TextField(blank=True, max_length=600, help_text="What it is for, in a sentence or two.")
    year_begins = models.PositiveSmallIntegerField("board year begins in", default=9, choices=MONTHS)

    class Meta:
        ordering = ["name"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("board_reports:board", args=[self.slug])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        """The seats that are held today."""
        today = timezone.localdate()
        return self.filter(Q(begins_on=None) | Q(begins_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today))

    def of(self, user: User | AnonymousUser) -> "MembershipQuerySet":
        """The seats that this reader holds today."""
        return self.current().filter(user=user.pk if user.is_authenticated else None, user__isnull=False)


@tracked()
class Membership(models.Model):
    """A seat on a board. `user` is the account by which a member reads restricted papers, where there is one."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-chair"
        MEMBER = "member", "Member"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="memberships")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="board_memberships"
    )
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["role", "name"]
        triggers = bump_parent_version("board_reports_board", "board_id")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="membership_ends_after_it_begins",
                violation_error_message="A membership cannot end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}" if self.role != self.Role.MEMBER else self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def to_come(self) -> "MeetingQuerySet":
        """Those of today and later, the next one first."""
        return self.filter(date__gte=timezone.localdate()).order_by("date")

    def past(self) -> "MeetingQuerySet":
        """Those before today, the last one first."""
        return self.filter(date__lt=timezone.localdate()).order_by("-date")


@tracked()
class Meeting(Versioned):
    """A meeting of a board."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    drafts_due_on = models.DateField(null=True, blank=True, help_text="When authors are to submit their drafts.")
    published_on = models.DateField("papers published on", null=True, blank=True)

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-date"]
        triggers = [bump_version()]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "date"], name="a_board_meets_once_a_day",
                violation_error_message="This board has a meeting on that day already.",
            ),
            models.CheckConstraint(
                condition=Q(drafts_due_on__lte=F("date")), name="drafts_are_due_before_the_meeting",
                violation_error_message="Drafts are due before the meeting, not after it.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.board}, {self.date.day} {self.date:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("board_reports:meeting", args=[self.board.slug, self.date.isoformat()])


@tracked()
class AgendaItem(models.Model):
    """A line of the agenda, with or without a report. A late item says why, and that the Chair agreed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField("item number")
    title = models.CharField(max_length=200, blank=True, help_text="Empty: that of the report.")
    report = models.OneToOneField(
        "board_reports.Report", null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_item"
    )
    late_reason = models.CharField("why it is late", max_length=300, blank=True)
    chair_agreed = models.BooleanField("the Chair agreed to take it", default=False)
    supplementary = models.PositiveSmallIntegerField(
        "supplementary pack", default=0, help_text="0: in the agenda pack itself; 1: in the first supplementary pack."
    )

    class Meta:
        ordering = ["number"]
        triggers = bump_parent_version("board_reports_meeting", "meeting_id")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="an_item_number_once"),
            models.CheckConstraint(
                condition=~Q(title="") | Q(report__isnull=False), name="an_item_is_about_something",
                violation_error_message="Give a title, or choose a report.",
            ),
            models.CheckConstraint(
                condition=Q(late_reason="") | Q(chair_agreed=True), name="a_late_item_is_agreed",
                violation_error_message="A late item is taken only when the Chair agreed to it.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.title or (self.report.called_elsewhere if self.report else '')}"
