"""A Zone, its days, what blocks them, and its spaces with their openings. Sessions are in `sessions.py`."""

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from case_studies.models import Partner, Theme
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked

TABLE = "zone_programme_zone"


def known_time_zone(name: str) -> None:
    """Refuse a time zone that is not in the world's table of them."""
    if name not in available_timezones():
        raise ValidationError("Write a time zone as “Europe/London”.")


def in_order(name: str, start: str, end: str, otherwise: str) -> models.CheckConstraint:
    """Return the constraint that `end` comes after `start`; `otherwise` is what an officer reads when it does not."""
    return models.CheckConstraint(condition=Q(**{f"{end}__gt": F(start)}), name=name, violation_error_message=otherwise)


class ZoneQuerySet(models.QuerySet["Zone"]):
    def public(self) -> "ZoneQuerySet":
        """Those that readers may know of: all but the ones still being planned."""
        return self.exclude(state=Zone.State.PLANNING)

    def to_open_first(self) -> "ZoneQuerySet":
        """The public ones, first the one that `/zone/` leads to: the newest whose programme can still be used.

        Without any, the newest: its call may be open, or its programme on the way.
        """
        in_use = models.Q(state__in=[Zone.State.PUBLISHED, Zone.State.LIVE])
        return self.public().order_by(models.ExpressionWrapper(in_use, models.BooleanField()).desc(), "-year")

    def with_unreleased_moves(self) -> "ZoneQuerySet":
        """Those still to come in which a slot was added, moved or taken off since the last release."""
        from innovation_db.history.aggregates import event_model
        from zone_programme.models import Release, Slot

        last = Release.objects.filter(zone=OuterRef(OuterRef("pk"))).newest_first().values("released_at")[:1]
        moves = event_model(Slot).objects.filter(session__zone=OuterRef("pk"))
        since = moves.filter(Q(pgh_created_at__gt=Subquery(last)) | ~Exists(last))
        return self.exclude(state=Zone.State.CLOSED).filter(Exists(since))

    def with_proposed_timetables(self) -> "ZoneQuerySet":
        from zone_programme.models import ProposedTimetable

        return self.filter(Exists(ProposedTimetable.objects.ready().filter(zone=OuterRef("pk"))))

    def newest_first(self) -> "ZoneQuerySet":
        return self.order_by("-year")


@tracked()
class Zone(Versioned):
    """One year's Innovation Zone."""

    class State(models.TextChoices):
        PLANNING = "planning", "Planning"
        CALL_OPEN = "call-open", "Call open"
        DRAFT = "draft", "Programme draft"
        PUBLISHED = "published", "Published"
        LIVE = "live", "Live"
        CLOSED = "closed", "Closed"

    year = models.PositiveSmallIntegerField(unique=True, validators=[MinValueValidator(2013), MaxValueValidator(2100)])
    conference = models.CharField(max_length=120, default="LGA annual conference and exhibition")
    venue = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/London", validators=[known_time_zone])
    introduction = models.TextField(
        blank=True, max_length=600, help_text="What awaits delegates, in a sentence or two."
    )
    themes = models.ManyToManyField(Theme, related_name="zones", blank=True)
    partners = models.ManyToManyField(Partner, related_name="zones", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNING)
    grid_minutes = models.PositiveSmallIntegerField(
        "grid in minutes", default=15, validators=[MinValueValidator(5), MaxValueValidator(60)],
        help_text="Sessions begin at multiples of this.",
    )  # fmt: skip
    walk_minutes = models.PositiveSmallIntegerField(
        "minutes to walk", default=5, validators=[MaxValueValidator(60)], help_text="From one space to another."
    )
    headphone_pairs = models.PositiveSmallIntegerField(
        "pairs of headphones", null=True, blank=True,
        help_text="How many go round between spaces that have none of their own. Empty: enough for everybody.",
    )  # fmt: skip
    severities = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Rule of the timetable to how bad breaking it is here."
    )
    weights = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What the automatic timetable minimises to its weight."
    )
    demonstration = models.BooleanField(
        default=False, help_text="Made up to show how it works; every page of it says so."
    )

    objects: ClassVar = ZoneQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        triggers = [bump_version()]
        permissions = [("release_zone", "Can release a programme and change it on the day")]

    def __str__(self) -> str:
        return f"Innovation Zone {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("zone_programme:programme", args=[self.year])

    def after_last_day(self, weeks: int = 0) -> datetime:
        """Return the end of its last day, or of a day some weeks later; without days yet, of its year. A query."""
        last = self.days.aggregate(last=models.Max("date"))["last"] or date(self.year, 12, 31)
        return datetime.combine(last + timedelta(weeks=weeks), time(23, 59), self.zone_info)

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@tracked()
class Day(models.Model):
    """A day of a Zone, with its opening times in the Zone's time zone and its track, such as “digital”."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    opens_at = models.TimeField(default=time(9))
    closes_at = models.TimeField(default=time(17))
    track = models.CharField(max_length=60, blank=True, help_text="Such as “digital”: what the day is about.")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["date"]
        triggers = bump_parent_version(TABLE, "zone_id")
        constraints = [
            models.UniqueConstraint(fields=["zone", "date"], name="day_once_in_zone"),
            in_order("day_closes_after_opening", "opens_at", "closes_at", "A day cannot close before it opens."),
        ]

    def __str__(self) -> str:
        return f"{self.date:%A}: {self.track}" if self.track else f"{self.date:%A}"

    def at(self, moment: time) -> datetime:
        """Return this time of this day as a moment, in UTC."""
        return datetime.combine(self.date, moment, tzinfo=self.zone.zone_info).astimezone(UTC)


@tracked()
class Break(models.Model):
    """What blocks a day's time in every space: a break, or a plenary of the main conference."""

    class Kind(models.TextChoices):
        BREAK = "break", "Break"
        PLENARY = "plenary", "Plenary of the conference"

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="breaks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BREAK)
    title = models.CharField(max_length=120)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [
            in_order("break_ends_after_start", "starts_at", "ends_at", "A break cannot end before it starts.")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.starts_at:%H:%M} to {self.ends_at:%H:%M}"


class Need(models.TextChoices):
    """What a session may need of its space."""

    SCREEN = "screen", "Screen"
    POWER = "power", "Power"
    STEP_FREE = "step-free", "Step-free access"
    HEARING_LOOP = "hearing-loop", "Hearing loop"
    WALL_SPACE = "wall-space", "Wall space"


@tracked()
class Space(models.Model):
    """A place of the Zone; `at_once` sessions can run in it side by side."""

    class Kind(models.TextChoices):
        PRESENTATION = "presentation", "Presentation area"
        TABLES = "tables", "Table area"
        OPEN_MIC = "open-mic", "Open mic"
        ONE_TO_ONE = "one-to-one", "One-to-one corner"
        DEMONSTRATION = "demonstration", "Demonstration stand"
        EXHIBITION = "exhibition", "Exhibition"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="spaces")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.PRESENTATION)
    capacity = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1)], help_text="People at each session."
    )
    at_once = models.PositiveSmallIntegerField(
        "sessions at once", default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    headphones = models.BooleanField(default=False, help_text="Sessions here are heard over headphones.")
    headphone_pairs = models.PositiveSmallIntegerField(
        "pairs of headphones", null=True, blank=True,
        help_text="Its own, which stay here. Empty: it draws on those of the Zone.",
    )  # fmt: skip
    equipment = ArrayField(models.CharField(max_length=15, choices=Need), default=list, blank=True)
    turn_round_minutes = models.PositiveSmallIntegerField(
        "turn-round in minutes", default=0, validators=[MaxValueValidator(120)], help_text="Between two sessions."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Spaces stand in this order.")

    class Meta:
        ordering = ["position", "name"]
        triggers = bump_parent_version(TABLE, "zone_id")
        constraints = [
            models.UniqueConstraint(fields=["zone", "slug"], name="space_slug_once_in_zone"),
            models.UniqueConstraint(fields=["zone", "name"], name="space_name_once_in_zone"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Opening(models.Model):
    """When a space is open on a day. A space without any is open whenever the Zone is."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="openings")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="openings")
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        ordering = ["day", "opens_at"]
        constraints = [
            in_order("opening_closes_after_opening", "opens_at", "closes_at", "A space cannot close before it opens.")
        ]

    def __str__(self) -> str:
        return f"{self.space}, {self.day}, {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"
