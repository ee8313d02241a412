"""Releases: programmes as published, frozen; who was told of them; what the database refuses of the current one."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from innovation_db.models import Message, tracked
from zone_programme.models.zones import Zone


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest_first(self) -> "ReleaseQuerySet":
        return self.order_by("-number")


@tracked()
class Release(models.Model):
    """A numbered, frozen programme. `content` is the JSON of a `zone_programme.programme.Programme`."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=1000)
    changes = models.JSONField(default=list, help_text="What differs from the release before, in sentences.")
    content = models.JSONField()
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="release_number_once_in_zone")]

    def __str__(self) -> str:
        return f"{self.zone}, release {self.number}"


class Notice(models.Model):
    """That an address was told of a release, once: the constraint refuses a second message, whoever writes it."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="notices")
    to = models.EmailField()
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["to"]
        constraints = [models.UniqueConstraint("release", Lower("to"), name="told_once_of_a_release")]

    def __str__(self) -> str:
        return f"{self.to} of {self.release}"


class ReleasedUse(models.Model):
    """A space that holds one session, or a speaker, taken for a time by the current release of a Zone.

    The constraint refuses a second session there, or a speaker in two places, whichever way it is written.
    `release` is the one since which it is taken: the next writes only what changed. `what` is a range of one number,
    because ranges have an index for overlaps that numbers lack: the id of the space, or the negative id of the speaker.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="uses")
    what = IntegerRangeField()
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="released_once_at_a_time",
                expressions=[("what", RangeOperators.OVERLAPS), ("during", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} during {self.during}"
