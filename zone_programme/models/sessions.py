"""Sessions, who speaks in them, and where and when they are: the draft that officers work on."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from case_studies.models import CaseStudy, Council, Theme
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.uploads import images
from zone_programme.models.zones import Day, Need, Space, Zone, in_order

TABLE = "zone_programme_session"
PICTURE_EDGE = 480  # the longer edge of a speaker's picture, in pixels


class Format(models.TextChoices):
    PRESENTATION = "presentation", "Presentation"
    PANEL = "panel", "Panel"
    TABLE = "table", "Table discussion"
    OPEN_MIC = "open-mic", "Open mic"
    ONE_TO_ONE = "one-to-one", "One-to-one surgery"
    DEMONSTRATION = "demonstration", "Demonstration"
    WALK_ROUND = "walk-round", "Walk-round"


# How long a session of each format is unless it says otherwise, in minutes.
USUAL_MINUTES = {
    Format.PRESENTATION: 45,
    Format.PANEL: 60,
    Format.TABLE: 45,
    Format.OPEN_MIC: 30,
    Format.ONE_TO_ONE: 60,
    Format.DEMONSTRATION: 30,
    Format.WALK_ROUND: 30,
}
# The kinds of space that each format fits in; a session without a format fits in all.
FITS = {
    Format.PRESENTATION: {Space.Kind.PRESENTATION},
    Format.PANEL: {Space.Kind.PRESENTATION},
    Format.TABLE: {Space.Kind.TABLES},
    Format.OPEN_MIC: {Space.Kind.OPEN_MIC},
    Format.ONE_TO_ONE: {Space.Kind.ONE_TO_ONE},
    Format.DEMONSTRATION: {Space.Kind.DEMONSTRATION, Space.Kind.EXHIBITION},
    Format.WALK_ROUND: {Space.Kind.EXHIBITION, Space.Kind.DEMONSTRATION},
}


class SessionQuerySet(models.QuerySet["Session"]):
    def running(self) -> "SessionQuerySet":
        """Those that are meant to take place."""
        return self.exclude(state__in=[Session.State.WITHDRAWN, Session.State.CANCELLED])

    def after_their_zone(self) -> "SessionQuerySet":
        """Those that took place: their Zone is closed, or its last day is past."""
        days = Day.objects.filter(zone=models.OuterRef("zone"))
        over = models.Exists(days) & ~models.Exists(days.filter(date__gte=timezone.localdate()))
        return self.running().filter(Q(zone__state=Zone.State.CLOSED) | over)

    def without_case_study(self) -> "SessionQuerySet":
        """Those that nobody has written up, and that name no case study of one of their own councils."""
        named = Session.case_studies.through.objects.filter(session=models.OuterRef("pk"))
        own = named.filter(casestudy__councils__sessions=models.OuterRef("pk"))
        nobodys = Q(councils=None) & models.Exists(named)
        return self.filter(written_up=None).exclude(models.Exists(own)).exclude(nobodys)

    def waiting_to_be_written_up(self) -> "SessionQuerySet":
        """What the library does not have yet of Zones that are over."""
        return self.after_their_zone().without_case_study()

    def unscheduled(self) -> "SessionQuerySet":
        return self.running().filter(slots__isnull=True)


@tracked()
class Session(Versioned):
    class State(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CONFIRMED = "confirmed", "Confirmed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELLED = "cancelled", "Cancelled"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=120)
    record_id = models.CharField(max_length=200, blank=True, help_text="Its name in the file it came from.")
    format = models.CharField(
        max_length=15, choices=Format, default=Format.PRESENTATION, blank=True,
        help_text="Empty for a past session of which nobody knows.",
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(
        default=45, validators=[MinValueValidator(5), MaxValueValidator(720)], help_text="How long it takes."
    )
    summary = models.TextField(blank=True, max_length=2000, help_text="The problem, and what was done.")
    how = models.TextField(blank=True, max_length=2000, help_text="What delegates take home: how it was done.")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    councils = models.ManyToManyField(Council, related_name="sessions", blank=True)
    case_studies = models.ManyToManyField(CaseStudy, related_name="sessions", blank=True)
    day_wanted = models.ForeignKey(Day, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    needs = ArrayField(models.CharField(max_length=15, choices=Need), default=list, blank=True)
    headphones = models.BooleanField("needs headphones", default=False)
    expected = models.PositiveSmallIntegerField("expected audience", null=True, blank=True)
    not_against = models.ManyToManyField("self", blank=True, help_text="Sessions that the same people want to go to.")
    state = models.CharField(max_length=10, choices=State, default=State.ACCEPTED)

    objects: ClassVar = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        triggers = [bump_version()]
        constraints = [
            models.UniqueConstraint(fields=["zone", "slug"], name="session_slug_once_in_zone"),
            models.UniqueConstraint(
                fields=["zone", "record_id"], condition=~Q(record_id=""), name="session_record_once_in_zone"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("zone_programme:session", args=[self.zone.year, self.slug])


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def to_be_asked(self, *, told: bool = False) -> "SpeakerQuerySet":
        """Those who can be written to and were not asked yet about a session they are in, by name.

        `told` narrows it to sessions of proposals whose proposers were told that they are accepted.
        """
        open_ones = Appearance.objects.to_be_asked()
        if told:
            open_ones = open_ones.filter(session__proposal__letters__outcome="accepted")
        return self.exclude(email="").filter(models.Exists(open_ones.filter(speaker=models.OuterRef("pk"))))


@tracked()
class Speaker(Versioned):
    """Somebody who speaks in a Zone or chairs; the e-mail address is never shown."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=150)
    role = models.CharField(max_length=150, blank=True, help_text="Such as “head of digital”.")
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, related_name="speakers")
    organisation = models.CharField(max_length=150, blank=True, help_text="Where it is no council.")
    biography = models.TextField(blank=True, max_length=1500)
    email = models.EmailField("e-mail", blank=True)
    picture = models.FileField(
        upload_to="speakers/%Y/", blank=True, validators=[images.validate],
        help_text="JPEG, PNG, WebP or HEIC, up to 15 MB. It is kept small, without what the camera added.",
    )  # fmt: skip

    objects: ClassVar = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        triggers = [bump_version()]
        constraints = [models.UniqueConstraint(fields=["zone", "slug"], name="speaker_slug_once_in_zone")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Re-encode a picture that is new; raise `ValidationError` when it is none, whatever the path here."""
        if self.picture and not getattr(self.picture, "_committed", True):
            small = images.clean(self.picture)
            small.thumbnail((PICTURE_EDGE, PICTURE_EDGE))
            self.picture.save(images.new_name(), images.encode(small, "jpeg"), save=False)
        super().save(*args, **kwargs)

    @property
    def picture_address(self) -> str:
        """The address of the picture, which changes with it; "" without one."""
        if not self.picture:
            return ""
        name = str(self.picture.name).rsplit("/", 1)[-1]
        return reverse("zone_programme:speaker_picture", args=[self.pk, name])


@tracked()
class Availability(models.Model):
    """When a speaker can be there on a day. A speaker without any can always."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="availabilities")
    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="+")
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ["day", "starts_at"]
        verbose_name_plural = "availabilities"
        triggers = bump_parent_version("zone_programme_speaker", "speaker_id")
        constraints = [
            in_order("availability_ends_after_start", "starts_at", "ends_at", "Nobody can leave before arriving.")
        ]

    def __str__(self) -> str:
        return f"{self.speaker}, {self.day}"


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def to_be_asked(self) -> "AppearanceQuerySet":
        """Those about which nobody was asked and nobody has said anything, in sessions meant to take place."""
        silent = self.filter(asked_at=None, confirmed=False, declined=False)
        return silent.filter(session__in=Session.objects.running())


@tracked()
class Appearance(models.Model):
    """A speaker in a session."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", "Speaker"
        CHAIR = "chair", "Chair"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="appearances")
    role = models.CharField(max_length=10, choices=Role, default=Role.SPEAKER)
    confirmed = models.BooleanField(default=False)
    declined = models.BooleanField("cannot come", default=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-role", "id"]  # speakers, then the chair
        triggers = bump_parent_version(TABLE, "session_id")
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="speaker_once_in_session"),
            models.CheckConstraint(
                condition=Q(confirmed=False) | Q(declined=False),
                name="appearance_confirmed_or_declined",
                violation_error_message="Somebody cannot both come and not come.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_role_display().lower()})"


@tracked()
class Slot(Versioned):
    """A session in a space at a time, in the draft. A session may run more than once; then it has several."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="slots")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    locked = models.BooleanField(default=False, help_text="The automatic timetable leaves it where it is.")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["starts_at", "space__position", "id"]
        triggers = [bump_version()]
        constraints = [
            in_order("slot_ends_after_start", "starts_at", "ends_at", "A session cannot end before it starts.")
        ]

    def __str__(self) -> str:
        return f"{self.session} in {self.space}"

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at
