"""Appointments at one-to-one surgeries, and the waiting list of each surgery: who comes when, and what about.

The database itself refuses a second appointment at one time of a surgery, and a second one of one person at a time.
Booking, changing, cancelling and moving up are `zone_programme/appointments.py`.
"""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from innovation_db.models import ContributorLink
from zone_programme.models.sittings import Sitting
from zone_programme.models.zones import Zone


def only(value: F | Func) -> Func:
    """Return the range that holds one number: ranges have an index for overlaps that numbers lack."""
    return Func(value, value, Value("[]"), function="int8range")


def hashed(value: F | Func) -> Func:
    """Return a number of 63 bits for a text."""
    return Func(value, Value(1), function="hashtextextended")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def booked(self) -> "AppointmentQuerySet":
        return self.filter(state=Appointment.State.BOOKED)

    def waiting(self) -> "AppointmentQuerySet":
        """The waiting list, first come first."""
        return self.filter(state=Appointment.State.WAITING).order_by("waits_since", "id")

    def before(self, row: "Appointment") -> "AppointmentQuerySet":
        """Those on the waiting list who come before `row`."""
        earlier = Q(waits_since__lt=row.waits_since) | Q(waits_since=row.waits_since, pk__lt=row.pk)
        return self.waiting().filter(earlier, sitting=row.sitting_id)

    def kept(self) -> "AppointmentQuerySet":
        """Booked or waiting."""
        return self.exclude(state=Appointment.State.CANCELLED)

    def of(self, email: str) -> "AppointmentQuerySet":
        """Those of one person; nobody's without an address."""
        return self.filter(email__iexact=email) if email else self.none()

    def in_order(self) -> "AppointmentQuerySet":
        return self.order_by("during", "waits_since", "id")


class Appointment(models.Model):
    """Somebody's time at a surgery, or their place on its waiting list.

    What is known of the person is emptied once they cancel, and in every appointment some days after the Zone.
    """

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="appointments")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=10, choices=State)
    during = DateTimeRangeField(null=True, blank=True, help_text="Its time; nobody who waits has one.")
    waits_since = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=150)
    organisation = models.CharField(max_length=150, blank=True)
    email = models.EmailField("e-mail", blank=True)
    topic = models.TextField(blank=True, max_length=1000)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False, help_text="As iCalendar counts changes.")
    link = models.OneToOneField(
        ContributorLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="appointment"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["sitting", "during", "waits_since", "id"]
        constraints = [
            ExclusionConstraint(
                name="appointment_time_once",
                expressions=[(only(F("sitting")), RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="booked"),
            ),
            ExclusionConstraint(
                name="appointment_person_once_at_a_time",
                expressions=[
                    (only(F("zone")), RangeOperators.OVERLAPS),
                    (only(hashed(Lower("email"))), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="booked") & ~Q(email=""),
            ),
            models.UniqueConstraint(
                "sitting",
                Lower("email"),
                condition=Q(state__in=["booked", "waiting"]) & ~Q(email=""),
                name="appointment_person_once_at_surgery",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", during=None)
                | Q(state="booked", during__isnull=False)
                | Q(state="cancelled"),
                name="appointment_time_if_booked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or 'Somebody'} at “{self.sitting}”"

    @property
    def starts_at(self) -> datetime | None:
        """When it begins, in UTC; None for who waits."""
        return self.during.lower if self.during else None

    @property
    def start(self) -> datetime | None:
        """When it begins, by the clock of the Zone."""
        return self.sitting.local(self.starts_at) if self.starts_at else None

    @property
    def end(self) -> datetime | None:
        return self.start + self.sitting.part if self.start else None

    @property
    def hours(self) -> str:
        """Its time as “10:15 to 10:30”, or ""."""
        return f"{self.start:%H:%M} to {self.end:%H:%M}" if self.start else ""

    @property
    def is_over(self) -> bool:
        ends = self.starts_at + self.sitting.part if self.starts_at else self.sitting.ends_at
        return ends <= timezone.now()

    @property
    def who(self) -> str:
        """Name and organisation in one phrase."""
        return ", ".join(filter(None, [self.name, self.organisation]))
