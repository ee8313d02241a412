"""Moving single sessions in the draft: place, move (also lengthen and lock), swap, take off.

Every one names the version of the slot that the officer saw, and is refused when somebody else was quicker. Clashes
are no reason to refuse: the draft may hold them. Taking one back is `undoing.py`, releasing `actions.py`.
"""

from datetime import datetime, timedelta

import pghistory.models
from django.db import transaction
from django.db.models import F

from innovation_db.history import acting
from innovation_db.history.aggregates import event_model
from innovation_db.history.naming import NOBODY, people
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.models import Session, Slot, Space, Zone
from zone_programme.timetable import STEP

ALLOWED = "zone_programme.change_slot"
# What the history says each of them was.
PLACED, MOVED, SWAPPED = "Placed in the timetable", "Moved in the timetable", "Swapped in the timetable"
TAKEN_OFF = "Taken off the timetable"
MOVES = (PLACED, MOVED, SWAPPED, TAKEN_OFF)


@transaction.atomic
def place(
    *,
    session: Session,
    space: Space,
    starts_at: datetime,
    minutes: int,
    by: User,
    times: int = 0,
    locked: bool = False,
) -> Slot:
    """Give `session` a slot of `minutes` and return it.

    `times` is how many slots the officer saw it have. Raises `ChangedMeanwhileError` and `RefusedError`.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("zone").get(pk=session.pk)
    if session.state in (Session.State.WITHDRAWN, Session.State.CANCELLED):
        raise RefusedError(
            f"“{session}” is {session.get_state_display().lower()}, so it has no place in the timetable."
        )
    slots = list(session.slots.select_related("session__zone", "space").order_by("-pk"))
    if len(slots) != times:
        raise overtaken(slots[0] if slots else None, session, by)
    ends_at = checked(session.zone, space, starts_at, minutes)
    with acting(user=by, reason=PLACED):
        return Slot.objects.create(session=session, space=space, starts_at=starts_at, ends_at=ends_at, locked=locked)


@transaction.atomic
def move(
    *,
    slot: Slot,
    version: int,
    by: User,
    space: Space | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    locked: bool | None = None,
) -> Slot:
    """Change where, when and how long a slot is, or whether it is locked; what is None stays. Return it.

    Raises `ChangedMeanwhileError` and `RefusedError`.
    """
    (row,) = _locked({slot: version}, by)
    minutes = row.length // timedelta(minutes=1) if minutes is None else minutes
    row.space, row.starts_at = space or row.space, starts_at or row.starts_at
    row.ends_at = checked(row.session.zone, row.space, row.starts_at, minutes)
    row.locked = row.locked if locked is None else locked
    return _saved(row, by, MOVED)


@transaction.atomic
def swap(*, slot: Slot, version: int, other: Slot, other_version: int, by: User) -> tuple[Slot, Slot]:
    """Let two slots change places; each keeps its length. Raises `ChangedMeanwhileError` and `RefusedError`."""
    if slot.pk == other.pk:
        raise RefusedError("Choose another session to swap with.")
    rows = {row.pk: row for row in _locked({slot: version, other: other_version}, by)}
    one, two = rows[slot.pk], rows[other.pk]
    one_length, two_length = one.length, two.length
    one.space, two.space = two.space, one.space
    one.starts_at, two.starts_at = two.starts_at, one.starts_at
    one.ends_at, two.ends_at = one.starts_at + one_length, two.starts_at + two_length
    for row in (one, two):
        checked(row.session.zone, row.space, row.starts_at, row.length // timedelta(minutes=1))
    with acting(user=by, reason=SWAPPED):  # one entry of the history, so that it is taken back as one
        return _saved(one, by, SWAPPED), _saved(two, by, SWAPPED)


@transaction.atomic
def unschedule(*, slot: Slot, version: int, by: User) -> None:
    """Take a slot off the timetable; its session waits to be placed again. Raises `ChangedMeanwhileError`."""
    (row,) = _locked({slot: version}, by)
    with acting(user=by, reason=TAKEN_OFF):
        row.delete()


def all_locked(zone: Zone) -> list[Slot]:
    """Return every slot of the draft, locked in the order in which single ones are, so that nobody moves one of them.

    Only the slots: who moves one may have locked its session first.
    """
    return list(Slot.objects.select_for_update(of=("self",)).filter(session__zone=zone).order_by("pk"))


def _locked(wanted: dict[Slot, int], by: User) -> list[Slot]:
    """Return the slots, locked in one order, each of the version that the officer saw, with the sessions given."""
    rows = (
        Slot.objects.select_for_update(of=("self",))
        .select_related("space")
        .order_by("pk")
        .in_bulk([slot.pk for slot in wanted])
    )
    for slot, version in wanted.items():
        row = rows.get(slot.pk)
        if row is None or row.version != version:
            raise overtaken(row, slot.session, by, slot.pk)
        row.session = slot.session  # which a slot never changes
    return list(rows.values())


def checked(zone: Zone, space: Space, starts_at: datetime, minutes: int) -> datetime:
    """Return when it ends. Raises `RefusedError` for what no timetable can hold."""
    if space.zone_id != zone.pk:
        raise RefusedError(f"{space} is not a space of the {zone}.")
    if minutes < STEP or minutes % STEP or starts_at.minute % STEP or starts_at.second:
        raise RefusedError(f"Times and lengths are multiples of {STEP} minutes.")
    ends_at = starts_at + timedelta(minutes=minutes)
    date = starts_at.astimezone(zone.zone_info).date()
    if (ends_at - timedelta(minutes=STEP)).astimezone(zone.zone_info).date() != date:
        raise RefusedError("A session ends on the day it begins.")
    if not zone.days.filter(date=date).exists():
        raise RefusedError(f"{date:%A} {date.day} {date:%B} is not a day of the {zone}.")
    return ends_at


def _saved(row: Slot, by: User, reason: str) -> Slot:
    row.version = F("version")  # comes back as the trigger leaves it
    with acting(user=by, reason=reason):
        row.save(update_fields=["space", "starts_at", "ends_at", "locked", "version"])
    return row


def overtaken_by_removal(*, slot: int, zone: Zone, by: User) -> ChangedMeanwhileError:
    """Return the refusal of a move of a slot that is there no more: who took it off, as far as that is known."""
    event = event_model(Slot).objects.filter(pgh_obj_id=slot).order_by("-pgh_id").first()
    session = zone.sessions.select_related("zone").filter(pk=event.session_id).first() if event else None
    if session is None:
        return ChangedMeanwhileError("That session was taken off the timetable meanwhile. Nothing of yours was done.")
    return overtaken(None, session, by, slot)


def overtaken(row: Slot | None, session: Session, by: User, pk: int | None = None) -> ChangedMeanwhileError:
    """Return the refusal of a stale move: who moved it where."""
    who = _who_last(row.pk if row else pk, session, by)
    if row is None:
        return ChangedMeanwhileError(f"{who} took “{session}” off the timetable meanwhile. Nothing of yours was done.")
    start = row.starts_at.astimezone(session.zone.zone_info)
    where = f"{row.space}, {start:%A} {start:%H:%M}"
    return ChangedMeanwhileError(f"{who} changed “{session}” meanwhile: it is in {where}. Nothing of yours was done.")


def _who_last(pk: int | None, session: Session, by: User) -> str:
    events = event_model(Slot).objects.filter(session_id=session.pk)
    event = (events.filter(pgh_obj_id=pk) if pk else events).order_by("-pgh_id").first()
    context = pghistory.models.Context.objects.filter(pk=event.pgh_context_id).first() if event else None
    if context is None:
        return "Somebody"
    if context.metadata.get("user") == by.pk:
        return "You, in another window,"
    name = people([context])[context.pk]
    return "Somebody" if name == NOBODY else name
