"""Counting at the doors: taking presses in, once each, and saying how full sessions are now.

A press may arrive late, twice and out of order: it is added in the order in which people pressed. The page that sends
them is `static/js/door.js`; what the numbers mean is in `docs/figures.md`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from innovation_db import links
from innovation_db.models import ContributorLink, User
from zone_programme.current import reading_of
from zone_programme.fullness import fullness, tally
from zone_programme.models import DoorCount, Press, Zone
from zone_programme.models.counting import FRESH
from zone_programme.reading import Occurrence, Reading

# Presses are kept in a browser for days, and its clock may be wrong: older ones count as this old.
OLDEST = timedelta(days=14)


def _path(link: ContributorLink) -> str:
    return reverse("zone_programme:door", args=[link.about.year, link.key])  # type: ignore[union-attr]


# Links go out weeks before the Zone, and have to open on its last day.
DOOR = links.register(links.Purpose(name="door", what="the door counter", template="zone_door", path=_path, days=300))


@transaction.atomic
def send_links(*, zone: Zone, emails: Iterable[str], by: User) -> int:
    """E-mail each steward the link to the doors of a Zone, a new one where they have none; return how many went out."""
    return links.hand_out(purpose=DOOR, emails=emails, about=zone, by=by)


def links_of(zone: Zone) -> list[ContributorLink]:
    """Return the links of a Zone's stewards, newest first. Costs a query."""
    return links.handed_out(DOOR, zone)


@dataclass(frozen=True)
class Pressed:
    """A press as it arrives: `change` is 1 or -1, `ago` how long before it was sent it was pressed."""

    id: UUID
    slot: UUID
    change: int
    ago: timedelta = timedelta(0)


@transaction.atomic
def take_presses(*, zone: Zone, presses: Iterable[Pressed], link: ContributorLink | None) -> set[UUID]:
    """Add what was pressed and return the ids of those that belong to no session of the Zone, which count nowhere.

    The same press sent again changes nothing. Two senders at once take turns at each door.
    """
    by_slot: dict[UUID, list[Pressed]] = defaultdict(list)
    for press in presses:
        by_slot[press.slot].append(press)
    unknown: set[UUID] = set()
    for slot, some in sorted(by_slot.items()):  # in one order, so that two senders never wait for each other
        count = _locked(zone, slot)
        if count is None:
            unknown |= {press.id for press in some}
        else:
            _add(count, some, link)
    return unknown


def _locked(zone: Zone, slot: UUID) -> DoorCount | None:
    """Return the row of a slot, locked and with what the newest release that has it says; None when none has it."""
    found = _occurrence(zone, str(slot))
    if found is None:
        return None
    where = {
        "space": found.space.name,
        "starts_at": found.slot.starts_at,
        "ends_at": found.slot.ends_at,
        "capacity": found.space.capacity,
    }
    DoorCount.objects.bulk_create([DoorCount(slot=slot, session_id=found.session.id, **where)], ignore_conflicts=True)
    count: DoorCount = DoorCount.objects.select_for_update().get(slot=slot)
    for name, value in where.items():
        setattr(count, name, value)
    return count


def _occurrence(zone: Zone, uid: str) -> Occurrence | None:
    """Return a slot as released last. Costs a query for each release until it is found, usually one."""
    for pk, released_at in zone.releases.newest_first().values_list("pk", "released_at"):
        reading = reading_of(pk, released_at)
        if found := next((one for one in reading.occurrences if one.slot.uid == uid), None):
            return found
    return None


def _add(count: DoorCount, presses: list[Pressed], link: ContributorLink | None) -> None:
    now = timezone.now()
    Press.objects.bulk_create(
        [
            Press(
                id=press.id, count=count, change=press.change, received_at=now, link=link,
                pressed_at=now - min(max(press.ago, timedelta(0)), OLDEST),
            )
            for press in presses
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    rows = list(count.presses.order_by("pressed_at", "id").values_list("change", "pressed_at"))
    total = tally(change for change, _ in rows)
    count.now, count.most, count.pressed_at = total.now, total.most, rows[-1][1]
    count.save()


def counts_of(slots: Iterable[UUID]) -> dict[str, int]:
    """Return how many are inside, by slot; 0 where nobody was counted. Costs a query."""
    wanted = list(slots)
    known = dict(DoorCount.objects.filter(slot__in=wanted).values_list("slot", "now"))
    return {str(slot): known.get(slot, 0) for slot in wanted}


def fullness_now(reading: Reading, moment: datetime) -> Mapping[str, str]:
    """Return how full sessions are, in words, by the uid of their slot: only those with a fresh count.

    Costs a query while anything is on or begins soon, and nothing at other times.
    """
    if not any(one.slot.starts_at < moment + FRESH and one.slot.ends_at > moment for one in reading.occurrences):
        return {}
    fresh = DoorCount.objects.filter(session__zone__year=reading.programme.year).fresh(moment)
    return {str(slot): fullness(now, capacity) for slot, now, capacity in fresh.values_list("slot", "now", "capacity")}
