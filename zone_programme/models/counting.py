"""How many people came: presses of a steward's counter at a door, and what they add up to.

Adding them up is `zone_programme/counting.py`; what fullness is called, `zone_programme/fullness.py`.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from innovation_db.models import ContributorLink
from zone_programme.models.sessions import Session
from zone_programme.models.zones import Zone

# A count says how full a session is until nobody has pressed for this long.
FRESH = timedelta(minutes=20)


class DoorCountQuerySet(models.QuerySet["DoorCount"]):
    def of(self, zone: Zone) -> "DoorCountQuerySet":
        return self.filter(session__zone=zone)

    def fresh(self, moment: datetime) -> "DoorCountQuerySet":
        """Those that still say how full a session is: it begins soon or is on, and somebody pressed lately."""
        return self.filter(pressed_at__gt=moment - FRESH, starts_at__lt=moment + FRESH, ends_at__gt=moment)

    def attended(self) -> "DoorCountQuerySet":
        """Those at which anybody was counted."""
        return self.filter(most__gt=0)

    def full(self) -> "DoorCountQuerySet":
        """Those at which every place was taken."""
        return self.attended().filter(most__gte=F("capacity"))

    def attendance(self) -> int:
        """Return how many people came to all of them together. Costs a query."""
        return int(self.aggregate(total=Sum("most"))["total"] or 0)


class DoorCount(models.Model):
    """One session in its space at its time, as counted at the door; `slot` is the uid of its slot.

    Space, times and places are those of the release that was current when it was last counted.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="door_counts")
    slot = models.UUIDField(unique=True, editable=False)
    space = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField("places")
    now = models.PositiveIntegerField("inside", default=0)
    most = models.PositiveIntegerField("most at once", default=0)
    pressed_at = models.DateTimeField("last counted", null=True, blank=True)

    objects: ClassVar = DoorCountQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "space", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(most__gte=F("now")), name="most_at_once_not_below_now"),
        ]

    def __str__(self) -> str:
        return f"{self.session} in {self.space}"


class Press(models.Model):
    """One press of a counter. Its id is made where it was pressed, so that it counts once however often it arrives."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(DoorCount, on_delete=models.CASCADE, related_name="presses")
    change = models.SmallIntegerField(choices=[(1, "In"), (-1, "Out")])
    pressed_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    link = models.ForeignKey(ContributorLink, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pressed_at", "id"]
        indexes = [models.Index(fields=["count", "pressed_at"], name="presses_in_order")]
        constraints = [models.CheckConstraint(condition=Q(change__in=[1, -1]), name="press_is_in_or_out")]

    def __str__(self) -> str:
        return self.get_change_display()
