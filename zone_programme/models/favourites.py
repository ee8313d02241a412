"""What visitors starred, as they chose to tell us: sets of sessions without a name. Their use is `lift.py`."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from zone_programme.models.zones import Zone


class FavouriteSetQuerySet(models.QuerySet["FavouriteSet"]):
    def of(self, zone: Zone) -> "FavouriteSetQuerySet":
        return self.filter(zone=zone)


class FavouriteSet(models.Model):
    """The sessions that one browser starred in one Zone.

    `key` is a number that the browser made up and keeps; with it a later press replaces the set, or takes it back. No
    name, no address and no time of day goes with it.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="favourite_sets")
    key = models.UUIDField()
    sessions = ArrayField(models.PositiveIntegerField())
    given_on = models.DateField(default=timezone.localdate)

    objects: ClassVar = FavouriteSetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "key"], name="favourites_once_by_browser")]

    def __str__(self) -> str:
        return f"{len(self.sessions)} sessions of the {self.zone}"
