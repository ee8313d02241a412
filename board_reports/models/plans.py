"""A work plan: strands, activities with their timetable, and what was noted of their progress.

What is late is never kept: `plan_dates.py` works it out from dates and content, which `plan_reading.py` brings it.
"""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from board_reports.models.boards import Board
from board_reports.plan_dates import TimetableKind
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked

TABLE = "board_reports_workplan"


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def newest_first(self) -> "WorkPlanQuerySet":
        return self.order_by("-begins_on", "name")


@tracked()
class WorkPlan(Versioned):
    """What officers are to do for a board in a year, such as the Innovation Programme Plan."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    about = models.TextField(blank=True, max_length=600, help_text="What it is for, in a sentence or two.")
    source = models.CharField(
        "where it was agreed", max_length=200, blank=True, help_text="Such as “Board, 14 July 2015”."
    )

    objects: ClassVar = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "name"]
        verbose_name = "work plan"
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="a_plan_ends_after_it_begins",
                violation_error_message="A plan cannot end before it begins.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("board_reports:work_plan_of", args=[self.slug])


@tracked()
class Strand(Versioned):
    """A theme of a plan, with the activities below it."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="strands")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["place", "pk"]
        triggers = [bump_version(), *bump_parent_version(TABLE, "plan_id")]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="a_strand_name_once")]

    def __str__(self) -> str:
        return self.name


def _asks_for(kind: TimetableKind, field: str) -> Q:
    """Return that `field` is filled in exactly where the timetable is of this kind."""
    return Q(timetable=kind, **{f"{field}__isnull": False}) | (~Q(timetable=kind) & Q(**{f"{field}__isnull": True}))


@tracked()
class Activity(Versioned):
    """One thing to do, when, and who leads it. A target may be tied to a figure: 12 case studies by September."""

    class Status(models.TextChoices):
        NOT_RECORDED = "not-recorded", "Not recorded"
        NOT_BEGUN = "not-begun", "Not begun"
        UNDER_WAY = "under-way", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="activities")
    place = models.PositiveSmallIntegerField()
    text = models.CharField("activity", max_length=500)
    lead = models.CharField(max_length=120, blank=True, help_text="A role, such as “Programme Manager”.")
    timetable = models.CharField(
        max_length=12, choices=[(one.value, one.label) for one in TimetableKind], default=TimetableKind.ONGOING
    )
    due_on = models.DateField("by", null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        "every so many months", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    times = models.PositiveSmallIntegerField(
        "at least so many times a year", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_RECORDED)
    status_reason = models.CharField("why", max_length=300, blank=True)
    target = models.PositiveIntegerField(null=True, blank=True, help_text="How many, in each period of the timetable.")
    figure = models.CharField(
        "counted by the figure", max_length=60, blank=True, help_text="Empty: the notes of what was delivered count."
    )
    arguments = models.JSONField("of the figure", default=dict, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name_plural = "activities"
        triggers = [bump_version(), *bump_parent_version("board_reports_strand", "strand_id")]
        constraints = [
            models.CheckConstraint(
                condition=_asks_for(TimetableKind.BY_DATE, "due_on"), name="by_a_date_says_which",
                violation_error_message="Give the date by which it is to be done, and only where there is one.",
            ),
            models.CheckConstraint(
                condition=_asks_for(TimetableKind.EVERY_MONTHS, "months"), name="every_so_many_months_says_how_many",
                violation_error_message="Say every how many months, and only where it comes round so.",
            ),
            models.CheckConstraint(
                condition=_asks_for(TimetableKind.TIMES_A_YEAR, "times"), name="times_a_year_says_how_many",
                violation_error_message="Say how many times a year, and only where it is counted so.",
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(status_reason=""), name="a_stopped_activity_says_why",
                violation_error_message="Say why it was stopped.",
            ),
            models.CheckConstraint(
                condition=Q(figure="") | Q(target__isnull=False), name="a_figure_has_a_target",
                violation_error_message="Say how many the figure is to reach.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:80]


@tracked()
class ProgressNote(models.Model):
    """What was done on a day. `delivered` is whether it counts: a meeting held, a report given, a piece put online."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notes")
    date = models.DateField(default=timezone.localdate)
    text = models.CharField(max_length=500)
    delivered = models.BooleanField(default=False, help_text="It counts towards the timetable.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["date", "pk"]
        triggers = bump_parent_version("board_reports_activity", "activity_id")

    def __str__(self) -> str:
        return self.text[:80]
