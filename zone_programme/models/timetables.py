"""Timetables that the automatic timetable proposes, kept until an officer takes them or not."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from innovation_db.models import Job
from zone_programme.models.zones import Zone


class ProposedTimetableQuerySet(models.QuerySet["ProposedTimetable"]):
    def open(self) -> "ProposedTimetableQuerySet":
        """Those that wait for an officer, or are being made."""
        return self.filter(closed_at=None)

    def ready(self) -> "ProposedTimetableQuerySet":
        return self.open().exclude(result={})


class ProposedTimetable(models.Model):
    """A timetable made by the solver: what it was made from, what it is worth, and whether somebody took it.

    `seen` and `slots` are lists of `[id, session, space, day, start, end, locked]` as `timetable.Slot` has them, `days`
    the dates that its days stand for. `result` has status, objective, bound, parts, unplaced and relaxations; it is
    empty while the timetable is being made.
    """

    class Mode(models.TextChoices):
        FILL = "fill", "Fill: place what has no place yet"
        REPAIR = "repair", "Repair: move what has to, and little else"
        AFRESH = "afresh", "Start afresh: place everything anew"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="proposed_timetables")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.FILL)
    seconds = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(1), MaxValueValidator(600)])
    seed = models.PositiveIntegerField(default=1)
    weights = models.JSONField(default=dict)
    days = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    slots = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = ProposedTimetableQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Timetable proposed for the {self.zone}"
