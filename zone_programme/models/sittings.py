"""Released slots whose time is shared out among people: one-to-one surgeries, and open mics with their lists.

Who has which time of a surgery is `appointments.py`; who speaks at an open mic is `turns.py`. Sittings follow each
release (`zone_programme/sittings.py`); nobody edits one.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse

from zone_programme.models.sessions import Format, Session
from zone_programme.models.zones import Zone, in_order

# How long one appointment and one turn at the microphone are, in minutes.
PART_MINUTES = {Format.ONE_TO_ONE: 15, Format.OPEN_MIC: 5}


class SittingQuerySet(models.QuerySet["Sitting"]):
    def surgeries(self) -> "SittingQuerySet":
        return self.filter(format=Format.ONE_TO_ONE)

    def open_mics(self) -> "SittingQuerySet":
        return self.filter(format=Format.OPEN_MIC)

    def running(self) -> "SittingQuerySet":
        """Those that take place, also the ones that are over."""
        return self.filter(off=False)

    def with_names(self) -> "SittingQuerySet":
        return self.select_related("session__zone", "zone")


class Sitting(models.Model):
    """A slot of the current release, by its lasting `uid`; times, space and format are as released."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="sittings")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sittings")
    uid = models.UUIDField(unique=True, editable=False)
    format = models.CharField(max_length=15, choices=Format)
    space = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    off = models.BooleanField("cancelled", default=False)

    objects: ClassVar = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        default_permissions = ()
        constraints = [
            in_order("sitting_ends_after_start", "starts_at", "ends_at", "A session cannot end before it starts.")
        ]

    def __str__(self) -> str:
        return self.session.title

    def get_absolute_url(self) -> str:
        name = "book" if self.format == Format.ONE_TO_ONE else "open_mic"
        return reverse(f"zone_programme:{name}", args=[self.zone.year, self.pk])

    @property
    def part(self) -> timedelta:
        """How long one appointment or turn is."""
        return timedelta(minutes=PART_MINUTES[Format(self.format)])

    @property
    def size(self) -> int:
        """How many appointments or turns fit into it whole."""
        return (self.ends_at - self.starts_at) // self.part

    def times(self) -> list[datetime]:
        """Return when each appointment begins, in UTC."""
        return [self.starts_at + number * self.part for number in range(self.size)]

    def local(self, moment: datetime) -> datetime:
        """Return `moment` in the Zone's time zone."""
        return moment.astimezone(self.zone.zone_info)

    @property
    def start(self) -> datetime:
        """When it begins, by the clock of the Zone."""
        return self.local(self.starts_at)

    @property
    def end(self) -> datetime:
        return self.local(self.ends_at)

    @property
    def hours(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"
