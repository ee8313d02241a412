"""Turns at an open mic: who speaks about what, in which order, and whether they did.

Joining, reordering and marking are `zone_programme/open_mic.py`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from zone_programme.models.sittings import Sitting


class TurnQuerySet(models.QuerySet["Turn"]):
    def waiting(self) -> "TurnQuerySet":
        """Those still to come, in their order."""
        return self.filter(state=Turn.State.WAITING).order_by("position")

    def counted(self) -> "TurnQuerySet":
        """Those that take up time: all but who did not come."""
        return self.exclude(state=Turn.State.NO_SHOW)


class Turn(models.Model):
    """Five minutes of somebody at the microphone."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SPOKEN = "spoken", "Spoken"
        NO_SHOW = "no-show", "Did not come"

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="turns")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    council = models.CharField("council or organisation", max_length=120, blank=True)
    title = models.CharField("what it is about", max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    marked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["sitting", "position", "id"]
        constraints = [
            # Two turns change places in one statement each, so it is looked at when the transaction ends.
            models.UniqueConstraint(
                fields=["sitting", "position"],
                name="turn_position_once_in_sitting",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", marked_at=None) | (~Q(state="waiting") & Q(marked_at__isnull=False)),
                name="turn_marked_when_not_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.name})"
