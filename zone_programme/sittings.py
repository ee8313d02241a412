"""Surgeries and open mics as the current release has them, and what a new release does to the appointments made.

An appointment keeps its time where the surgery still has it, else its place in the order, else the first free time;
who finds none comes first on the waiting list. Everybody concerned is told once, in one e-mail.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from zone_programme import appointment_letters as letters
from zone_programme import appointments
from zone_programme.appointment_letters import News
from zone_programme.exports.appointments import Entry
from zone_programme.models import Appointment, Session, Sitting, Zone
from zone_programme.models.sittings import PART_MINUTES
from zone_programme.programme import Programme


def follow(*, zone: Zone, programme: Programme) -> None:
    """Bring surgeries and open mics into line with what was just released. The Zone has to be locked."""
    there = set(Session.objects.filter(zone=zone).order_by().values_list("pk", flat=True))
    now = timezone.now()
    held = Appointment.objects.filter(zone=zone).kept().select_related("sitting__session", "sitting__zone", "link")
    before = {row.pk: row for row in held if not row.is_over}
    Sitting.objects.filter(zone=zone).update(off=True)
    Sitting.objects.bulk_create(
        [
            Sitting(
                zone=zone, session_id=slot.session, uid=slot.uid, off=slot.cancelled,
                format=programme.session_by_id[slot.session].format, space=programme.space_by_id[slot.space].name,
                starts_at=slot.starts_at, ends_at=slot.ends_at,
            )
            for slot in programme.slots
            if slot.session in there and programme.session_by_id[slot.session].format in PART_MINUTES
        ],
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=["session", "format", "space", "starts_at", "ends_at", "off"],
    )  # fmt: skip
    if before:
        _rehouse(zone, before, now)


def _rehouse(zone: Zone, before: dict[int, Appointment], now: datetime) -> None:
    """Give appointments their times in the surgeries as they are now, tell whose changed, and let others move up."""
    after = {row.pk: row for row in Sitting.objects.filter(zone=zone).with_names()}
    news: list[News] = []
    homeless: list[tuple[Appointment, News, datetime]] = []
    off = []
    for row in sorted(before.values(), key=lambda row: (row.starts_at or now, row.pk)):
        old, new = row.sitting, after[row.sitting_id]
        told = News(row=row, before=_where(row), entry=_out(row) if row.start else None)
        if new.off:
            off.append(row)
            news.append(told)
        elif row.starts_at and row.starts_at not in new.times():
            same = new.starts_at + (row.starts_at - old.starts_at)
            homeless.append((row, told, same))
        elif row.starts_at and old.space != new.space:
            news.append(News(row=row, before=told.before))
            Appointment.objects.filter(pk=row.pk).update(sequence=row.sequence + 1)
            row.sequence += 1
        row.sitting = new
    appointments.forget(off)
    for row in off:
        row.state, row.during = Appointment.State.CANCELLED, None
    news += _rehoused(homeless, now)
    people: dict[str, list[News]] = defaultdict(list)
    for one in news:
        people[one.row.email.lower()].append(one)
    for email, theirs in people.items():
        if email:
            letters.released(theirs, email=theirs[0].row.email)
    appointments.move_up(zone)


def _rehoused(homeless: list[tuple[Appointment, News, datetime]], now: datetime) -> list[News]:
    """Find a time for everybody whose time is gone, best the one at the `same` place; return what to tell them."""
    rows = [row for row, _, _ in homeless]
    front = {row.sitting_id: _front(row.sitting, now) for row in rows}
    # All let go first, so that nobody stands in the way of the next.
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(state=Appointment.State.WAITING, during=None)
    news = []
    for place, (row, told, same) in enumerate(homeless):
        free = [
            one
            for one in appointments.times(row.sitting, since=now).free
            if not appointments.elsewhere(row.sitting, row.email, one)
        ]
        starts_at = same if same in free else next(iter(free), None)
        row.sequence += 1
        if starts_at:
            row.state, row.during = Appointment.State.BOOKED, appointments.during(row.sitting, starts_at)
        else:
            row.state, row.during = Appointment.State.WAITING, None
            row.waits_since = front[row.sitting_id] + timedelta(microseconds=place)
        row.save(update_fields=["state", "during", "sequence", "waits_since"])
        news.append(News(row=row, before=told.before, entry=None if starts_at else told.entry))
    return news


def _front(sitting: Sitting, now: datetime) -> datetime:
    """Return a moment before everybody on the waiting list joined it."""
    first = sitting.appointments.waiting().values_list("waits_since", flat=True).first()
    return min(first or now, now) - timedelta(seconds=1)


def _where(row: Appointment) -> str:
    """Return when and where an appointment is, in words."""
    if not row.start:
        return ""
    return f"{row.start:%A} {row.hours}, {row.sitting.space}"


def _out(row: Appointment) -> Entry:
    return letters.entry(row, sequence=row.sequence + 1)
