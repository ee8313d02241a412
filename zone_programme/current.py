"""What the public pages of a Zone read: the Zones that readers may know of, and the current release of one of them.

A release is frozen, so each worker keeps the last few it has read: most pages cost one query.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils import timezone

from zone_programme.models import Release, Zone
from zone_programme.programme import from_json
from zone_programme.reading import Reading


@dataclass(frozen=True)
class Current:
    """A public Zone, the other public ones (newest first), and what was released of it, if anything was.

    `state` tells one state of all this from any other.
    """

    zone: Zone
    others: list[Zone]
    reading: Reading | None
    state: str

    @property
    def over(self) -> bool:
        """Whether the Zone was ended, or its last day is past."""
        return self.zone.state == Zone.State.CLOSED or self._past

    @property
    def held(self) -> str:
        """When it was held, as “from 6 to 8 July 2027” or “on 8 July 2027”; "" while its days are not past."""
        if self.reading is None or not self._past:
            return ""
        return f"{'on' if len(self.reading.days) == 1 else 'from'} {self.reading.dates}"

    @property
    def _past(self) -> bool:
        ends = self.reading.ends if self.reading else None
        return ends is not None and ends < timezone.now()


def current(year: int) -> Current:
    """Return the Zone of `year`. Costs one query, and one more for a release that this worker has not read before.

    Raises `Http404` when there is none that readers may know of.
    """
    zones = public_zones()
    zone = next((one for one in zones if one.year == year), None)
    if zone is None:
        raise Http404("There is no Zone of this year.")
    reading = latest(zone)
    state = repr([(one.year, one.version, one.release_pk, one.released_at) for one in zones])  # type: ignore[attr-defined]
    return Current(zone, [one for one in zones if one is not zone], reading, state)


def public_zones() -> list[Zone]:
    """Return the Zones that readers may know of, newest first, each ready for `latest`. Costs one query."""
    last = Release.objects.filter(zone=OuterRef("pk")).newest_first()
    return list(
        Zone.objects.public()
        .newest_first()
        .annotate(release_pk=Subquery(last.values("pk")[:1]), released_at=Subquery(last.values("released_at")[:1]))
    )


def latest(zone: Zone) -> Reading | None:
    """Return the newest release of one of `public_zones`, or None; costs a query once in each worker."""
    pk, released_at = zone.release_pk, zone.released_at  # type: ignore[attr-defined]
    return reading_of(pk, released_at) if pk else None


@lru_cache(maxsize=8)
def reading_of(pk: int, released_at: datetime) -> Reading:
    """Return what a release says; costs a query once in each worker.

    The time is part of the key because another database may use the same number.
    """
    return Reading(from_json(Release.objects.values_list("content", flat=True).get(pk=pk, released_at=released_at)))
