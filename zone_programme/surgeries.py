"""What readers see of one-to-one surgeries: which times are free, and how many people wait. Nothing is written here."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zone_programme.models import Appointment, Sitting, Zone


@dataclass(frozen=True)
class Surgery:
    """A surgery with the times that can be booked now, by the clock of the Zone, and the length of its waiting list."""

    sitting: Sitting
    free: list[datetime]
    waiting: int
    over: bool

    @property
    def closed(self) -> bool:
        return self.over or self.sitting.off


def surgeries(zone: Zone, *, session: int | None = None) -> list[Surgery]:
    """Return the surgeries of `zone`, or of one session of it by its id, in order of time. Costs two queries."""
    found = Sitting.objects.surgeries().running().with_names().filter(zone=zone)
    if session is not None:
        found = found.filter(session=session)
    booked: dict[int, set[datetime]] = defaultdict(set)
    waiting: Counter[int] = Counter()
    for sitting, during in Appointment.objects.filter(sitting__in=found).kept().values_list("sitting_id", "during"):
        if during is None:
            waiting[sitting] += 1
        else:
            booked[sitting].add(during.lower)
    now = timezone.now()
    closed = zone.state == Zone.State.CLOSED
    return [
        Surgery(
            sitting=one,
            free=[one.local(time) for time in one.times() if time > now and time not in booked[one.pk] and not closed],
            waiting=waiting[one.pk],
            over=closed or one.ends_at <= now,
        )
        for one in found
    ]
