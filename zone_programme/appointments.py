"""Booking, changing and cancelling appointments at one-to-one surgeries, and the waiting list that moves up by itself.

Each action locks the Zone first, so that of a hundred who press at once one comes after the other. Letters are
`appointment_letters.py`; what a new release does to appointments is `sittings.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.utils import timezone

from innovation_db import links
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from zone_programme import appointment_letters as letters
from zone_programme.models import Appointment, Sitting, Zone

# A time that falls free nearer to its beginning than this goes to nobody who would have to read it in an e-mail.
NOTICE = timedelta(minutes=30)
# How many appointments and places on waiting lists one person holds in a Zone.
MOST = 4
RULE = (
    "When a time falls free, the first person on the list who can come then gets it at once, and an e-mail. "
    "If you cannot come, cancel with the link in the e-mail: the next person moves up. "
    f"A time that falls free less than {NOTICE // timedelta(minutes=1)} minutes before it begins is not given away by "
    "e-mail. Whoever is nearby can book it here."
)

BOOKED, WAITING, CANCELLED = Appointment.State.BOOKED, Appointment.State.WAITING, Appointment.State.CANCELLED


class TimeTakenError(RefusedError):
    """Somebody else was quicker; other times are free, or the waiting list is open."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who comes, and what they want to talk about. Without an e-mail address they are told nothing."""

    name: str
    organisation: str = ""
    email: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Times:
    """The times of a surgery: when each begins, and which of them are free to be booked now."""

    all: list[datetime]
    free: list[datetime]


PURPOSE = links.register(
    links.Purpose(name="appointment", what="your appointment", path=lambda link: letters.path(link), days=400)
)


def times(sitting: Sitting, *, since: datetime | None = None) -> Times:
    """Return the times of `sitting`; those that began before `since` (now) are not free. Costs one query."""
    booked = {row.starts_at for row in sitting.appointments.booked().only("during", "sitting")}
    since = since or timezone.now()
    every = [] if sitting.off else sitting.times()
    return Times(every, [one for one in every if one not in booked and one >= since])


@transaction.atomic
def book(
    *, sitting: Sitting, visitor: Visitor, starts_at: datetime | None, by: User | None = None, helped: bool = False
) -> Appointment:
    """Book `starts_at` for `visitor`; with None the first time that is free, or a place on the waiting list.

    `helped` says that an officer or the host does it for somebody. Raises `TimeTakenError` and `RefusedError`.
    """
    sitting = _locked(sitting)
    free = times(sitting, since=timezone.now() - sitting.part if helped else None).free
    _refuse_closed(sitting)
    _refuse_greed(sitting, visitor.email, helped=helped)
    if starts_at is not None and starts_at not in free:
        raise TimeTakenError(_gone(free))
    possible = [one for one in ([starts_at] if starts_at else free) if not elsewhere(sitting, visitor.email, one)]
    if starts_at is not None and not possible:
        raise RefusedError(_busy(sitting, visitor.email, starts_at))
    row = Appointment(
        zone=sitting.zone, sitting=sitting, name=visitor.name, organisation=visitor.organisation,
        email=visitor.email, topic=visitor.topic, state=BOOKED if possible else WAITING,
        during=during(sitting, possible[0]) if possible else None,
    )  # fmt: skip
    if visitor.email:
        row.link = links.make(purpose=PURPOSE, email=visitor.email, about=sitting, by=by)
    row.save()
    letters.booked(row, rule=RULE, by=by)
    return row


@transaction.atomic
def change(*, appointment: Appointment, starts_at: datetime, sitting: Sitting | None = None) -> Appointment:
    """Give `appointment` another time, of the same surgery or of another `sitting` of its session; return it.

    Who waits gives up their place on the list for it. Raises `TimeTakenError` and `RefusedError`.
    """
    row = _current(appointment)
    target = row.sitting if sitting is None else _locked(sitting)
    _refuse_closed(target)
    if target.session_id != row.sitting.session_id:
        raise RefusedError("Choose a time of the same surgery. For another one, book it and cancel this.")
    if starts_at not in times(target).free:
        raise TimeTakenError(_gone(times(target).free))
    if elsewhere(target, row.email, starts_at, apart_from=row):
        raise RefusedError(_busy(target, row.email, starts_at, apart_from=row))
    if target != row.sitting and target.appointments.kept().of(row.email).exists():
        raise RefusedError("You are on the list of that surgery already.")
    row.sitting, row.state, row.during = target, BOOKED, during(target, starts_at)
    _save(row)
    letters.changed(row)
    move_up(row.zone)
    return row


@transaction.atomic
def say(*, appointment: Appointment, topic: str) -> None:
    """Change what it is to be about."""
    Appointment.objects.kept().filter(pk=appointment.pk).update(topic=topic)


@transaction.atomic
def cancel(*, appointment: Appointment, by: User | None = None, helped: bool = False) -> None:
    """Cancel it, or take them off the waiting list; forget who they were, and let the next one move up.

    They are told, also when somebody else did it (`helped`). Raises `RefusedError` when it is over or cancelled.
    """
    row = _current(appointment)
    letters.cancelled(row, helped=helped, by=by)
    forget([row])
    move_up(row.zone)


def move_up(zone: Zone) -> list[Appointment]:
    """Give every free time that is far enough ahead to the first on its list who can come; tell and return them.

    The Zone has to be locked.
    """
    moved = []
    waiting = Appointment.objects.filter(zone=zone).waiting().values("sitting")
    for sitting in Sitting.objects.running().with_names().filter(pk__in=waiting, zone=zone):
        for starts_at in times(sitting, since=timezone.now() + NOTICE).free:
            for row in sitting.appointments.waiting().select_related("link"):
                if elsewhere(sitting, row.email, starts_at):
                    continue
                row.sitting, row.state, row.during = sitting, BOOKED, during(sitting, starts_at)
                _save(row)
                letters.moved_up(row)
                moved.append(row)
                break
    return moved


def forget(rows: Iterable[Appointment]) -> None:
    """Cancel appointments and empty what is known of the people. Nobody is told."""
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=CANCELLED, name="", organisation="", email="", topic="", sequence=F("sequence") + 1
    )


def locked_zone(zone: Zone) -> Zone:
    """Return the Zone, which nobody else books in or releases until the transaction ends."""
    row: Zone = Zone.objects.select_for_update(no_key=True).get(pk=zone.pk)
    return row


def _locked(sitting: Sitting) -> Sitting:
    zone = locked_zone(sitting.zone)
    row: Sitting = Sitting.objects.with_names().get(pk=sitting.pk)
    row.zone = zone
    return row


def _current(appointment: Appointment) -> Appointment:
    """Return the appointment as it is now, with its Zone locked. Raises `RefusedError` when it is past changing."""
    locked_zone(appointment.zone)
    rows = Appointment.objects.select_related("sitting__session", "sitting__zone", "zone", "link")
    row: Appointment = rows.get(pk=appointment.pk)
    if row.state == CANCELLED:
        raise RefusedError("It is cancelled already.")
    if row.is_over:
        raise RefusedError("It is over, so nothing of it can be changed.")
    return row


def _save(row: Appointment) -> None:
    row.sequence += 1
    row.save(update_fields=["sitting", "state", "during", "sequence", "waits_since"])


def during(sitting: Sitting, starts_at: datetime) -> DateTimeTZRange:
    return DateTimeTZRange(starts_at, starts_at + sitting.part)


def _refuse_closed(sitting: Sitting) -> None:
    if sitting.off:
        raise RefusedError("This surgery was cancelled.")
    if sitting.zone.state == Zone.State.CLOSED or sitting.ends_at <= timezone.now():
        raise RefusedError("This surgery is over.")


def _refuse_greed(sitting: Sitting, email: str, *, helped: bool) -> None:
    """Refuse a second place at one surgery, and more than anybody needs."""
    held = list(Appointment.objects.filter(zone=sitting.zone).kept().of(email).select_related("sitting__zone"))
    here = next((row for row in held if row.sitting_id == sitting.pk), None)
    if here and here.start:
        raise RefusedError(
            f"You have an appointment here already, at {here.start:%H:%M}. "
            "Change or cancel it with the link in our e-mail."
        )
    if here:
        raise RefusedError("You are on the waiting list of this surgery already.")
    ahead = [row for row in held if not row.is_over]
    if len(ahead) >= MOST and not helped:
        raise RefusedError(
            f"One person can hold {MOST} appointments and places on waiting lists. Cancel one with the link in its "
            "e-mail, then book this one."
        )


def elsewhere(
    sitting: Sitting, email: str, starts_at: datetime, *, apart_from: Appointment | None = None
) -> Appointment | None:
    """Return what the person has booked in the Zone at that time."""
    rows = Appointment.objects.filter(zone=sitting.zone, during__overlap=during(sitting, starts_at)).booked()
    others = rows.of(email).exclude(pk__in=[apart_from.pk] if apart_from else [])
    found: Appointment | None = others.select_related("sitting__session", "sitting__zone").first()
    return found


def _busy(sitting: Sitting, email: str, starts_at: datetime, *, apart_from: Appointment | None = None) -> str:
    other = elsewhere(sitting, email, starts_at, apart_from=apart_from)
    return f"You have another appointment then: “{other.sitting}”, {other.hours}. Choose another time." if other else ""


def _gone(free: list[datetime]) -> str:
    if free:
        return "Somebody has just booked that time. Choose another one."
    return "Somebody has just booked the last time. Join the waiting list, and we write to you when one falls free."
