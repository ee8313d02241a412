"""Taking back an officer's own last move in the draft, and doing it again, as the history of the slots tells it.

Nothing of its own is stored: a move is one entry of the history, and an undo or a redo is another that names it. What
somebody else has changed since is never taken back. The moves themselves are `timetable_actions.py`.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from innovation_db.history import acting
from innovation_db.history.aggregates import event_model
from innovation_db.history.words import listed
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.models import Session, Slot, Space, Zone
from zone_programme.timetable_actions import MOVES, checked, overtaken

UNDO, REDO = "undo", "redo"
REASONS = {UNDO: "Undone in the timetable", REDO: "Done again in the timetable"}
REMEMBERED = timedelta(seconds=settings.SESSION_COOKIE_AGE)  # as long as somebody stays signed in


class Place(NamedTuple):
    """Where and when a slot was or is, and whether it was locked."""

    session: int
    space: int
    starts_at: datetime
    ends_at: datetime
    locked: bool

    @classmethod
    def of(cls, slot: Slot) -> "Place":
        return cls(slot.session_id, slot.space_id, slot.starts_at, slot.ends_at, slot.locked)


type Offers = dict[str, dict[str, str] | None]
type Changes = dict[UUID, tuple[Place | None, Place | None]]  # slot → before and after; None where it was none


class Step(NamedTuple):
    """A move that can be taken back or done again; `move` names its entry in the history."""

    move: str
    kind: str
    changes: Changes

    def aims(self) -> dict[UUID, tuple[Place | None, Place | None]]:
        """Where each slot has to be found, and where it is put."""
        return {uid: (new, old) if self.kind == UNDO else (old, new) for uid, (old, new) in self.changes.items()}


class Done(NamedTuple):
    """What an undo or a redo changed: the slots as they are now, and those that are there no more."""

    slots: list[Slot]
    removed: list[int]


def offers(*, zone: Zone, by: User) -> Offers:
    """Return what `by` can take back and do again: `{"undo": {"move", "sentence"} or None, "redo": …}`.

    Costs one query, and mostly three more where there is something to name.
    """
    steps = _steps(zone, by)
    places = [place for step in steps.values() if step for pair in step.changes.values() for place in pair if place]
    sessions = dict(Session.objects.filter(pk__in={one.session for one in places}).values_list("pk", "title"))
    spaces = dict(Space.objects.filter(pk__in={one.space for one in places}).values_list("pk", "name"))
    names = _Names(zone, sessions, spaces)
    return _offered(steps, names)


def offers_after(*, zone: Zone, by: User, before: list[Slot], after: list[Slot]) -> Offers:
    """Return the same right after a move of this request: itself, and nothing to do again.

    `before` and `after` are its slots as they were and are, with session and space read. Costs no query, except for a
    move that left all where it was, of which the history knows nothing.
    """
    changes: Changes = {slot.uid: (Place.of(slot), None) for slot in before}
    changes |= {slot.uid: (changes.get(slot.uid, (None,))[0], Place.of(slot)) for slot in after}
    if any(old == new for old, new in changes.values()):
        return offers(zone=zone, by=by)
    with pghistory.context() as entry:
        step = Step(str(entry.id), UNDO, changes)
    slots = before + after
    names = _Names(
        zone, {one.session_id: str(one.session) for one in slots}, {one.space_id: one.space.name for one in slots}
    )
    return _offered({UNDO: step, REDO: None}, names)


@transaction.atomic
def take(kind: str, *, zone: Zone, move: str, by: User) -> Done:
    """Take back (`kind` is "undo") or do again ("redo") the move that the officer saw named; return what changed.

    Raises `ChangedMeanwhileError` when somebody has changed one of its slots since, `RefusedError` for the rest.
    """
    _lock(zone, move)
    step = _steps(zone, by)[kind]
    if step is None or step.move != move:
        raise _refusal(kind, zone, move, by)
    done = Done([], [])
    with acting(user=by, reason=REASONS[kind]), pghistory.context(**{kind: move}):
        for uid, (_, aim) in step.aims().items():
            _put(zone, uid, aim, done)
    return done


def _lock(zone: Zone, move: str) -> None:
    """Lock the sessions and slots of a move in one order, so that what is read next stays true."""
    events = _events(zone).filter(pgh_context_id=move) if _is_uuid(move) else _events(zone).none()
    uids, sessions = set(events.values_list("uid", flat=True)), set(events.values_list("session_id", flat=True))
    list(Session.objects.select_for_update(no_key=True).filter(pk__in=sessions).order_by("pk").values_list("pk"))
    list(Slot.objects.select_for_update().filter(uid__in=uids).order_by("pk").values_list("pk"))


def _put(zone: Zone, uid: UUID, aim: Place | None, done: Done) -> None:
    row = Slot.objects.filter(uid=uid).first()
    if aim is None:
        if row is not None:
            done.removed.append(row.pk)
            row.delete()
        return
    space = Space.objects.filter(pk=aim.space).first()
    if space is None:
        raise RefusedError("The space where it was is there no more. Nothing of yours was done.")
    checked(zone, space, aim.starts_at, (aim.ends_at - aim.starts_at) // timedelta(minutes=1))
    if row is None:
        session = Session.objects.get(pk=aim.session)
        if session.state in (Session.State.WITHDRAWN, Session.State.CANCELLED):
            raise RefusedError(f"“{session}” is {session.get_state_display().lower()} now, so it is not put back.")
        row = Slot(uid=uid, session=session)
    row.space, row.starts_at, row.ends_at, row.locked = space, aim.starts_at, aim.ends_at, aim.locked
    row.save()
    row.refresh_from_db(fields=["version"])
    done.slots.append(row)


def _refusal(kind: str, zone: Zone, move: str, by: User) -> RefusedError:
    """Say why a move that was offered a moment ago is not any more."""
    known = _own_contexts(zone, by)
    for event in _events(zone).filter(pgh_context_id=move) if _is_uuid(move) else ():
        later = _events(zone).filter(uid=event.uid, pgh_id__gt=event.pgh_id)
        if later.exclude(pgh_context_id__in=known).exists():
            session = Session.objects.select_related("zone").get(pk=event.session_id)
            row = Slot.objects.select_related("space").filter(uid=event.uid).first()
            latest = later.order_by("-pgh_id").first()
            return overtaken(row, session, by, latest.pgh_obj_id if latest else None)
    said = "undone" if kind == UNDO else "done again"
    return ChangedMeanwhileError(f"That cannot be {said} any more: you have done something else meanwhile.")


def _events(zone: Zone) -> Any:
    return event_model(Slot).objects.filter(session_id__in=zone.sessions.values("pk"))


def _own_contexts(zone: Zone, by: User) -> list[Any]:
    own = _events(zone).filter(pgh_context__metadata__user=by.pk, pgh_context__metadata__reason__in=_OWN)
    return list(own.values_list("pgh_context_id", flat=True).distinct())


_OWN = [*MOVES, *REASONS.values()]
PAGE = 20  # how many events one query of the walk reads
_READ = (
    "pgh_label", "pgh_created_at", "pgh_context_id", "pgh_context__metadata", "uid",
    "session_id", "space_id", "starts_at", "ends_at", "locked",
)  # fmt: skip


def _steps(zone: Zone, by: User) -> dict[str, Step | None]:
    """Walk back through what `by` did lately; return the newest move to take back and to do again, each if there is.

    What was last said of a move tells what it is now: made or done again, it can be taken back; taken back, it can be
    done again unless a new move was made since. The walk ends as soon as both answers are known.
    """
    steps: dict[str, Step | None] = {}
    settled: set[str] = set()  # the moves of which something newer has been read already
    for event in _own_newest_first(zone, by):
        said = event["pgh_context__metadata"]
        made = said["reason"] in MOVES
        move = str(event["pgh_context_id"]) if made else said.get(UNDO) or said.get(REDO)
        kind = REDO if UNDO in said and not made else UNDO
        if move not in settled and kind not in steps:
            step = _step(zone, by, kind, move)
            if step is not None:
                steps[kind] = step
        settled.add(move)
        if made:
            steps.setdefault(REDO, None)
        if len(steps) == len(REASONS):
            break
    return {kind: steps.get(kind) for kind in (UNDO, REDO)}


def _own_newest_first(zone: Zone, by: User) -> Iterator[dict[str, Any]]:
    """Yield what `by` did in the time that is remembered, a page a query: mostly the first event answers all."""
    own = _events(zone).filter(
        pgh_created_at__gte=_since(), pgh_context__metadata__user=by.pk, pgh_context__metadata__reason__in=_OWN
    )
    rows = own.order_by("-pgh_id").values("pgh_id", "pgh_context_id", "pgh_context__metadata")
    page = list(rows[:PAGE])
    while page:
        yield from page
        page = list(rows.filter(pgh_id__lt=page[-1]["pgh_id"])[:PAGE])


def _step(zone: Zone, by: User, kind: str, move: str) -> Step | None:
    """Return a move as a step, if its slots are all where it left them and nobody else has touched one since."""
    sessions = _events(zone).filter(pgh_context_id=move).values("session_id")
    history: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for event in event_model(Slot).objects.filter(session_id__in=sessions).order_by("pgh_id").values(*_READ):
        history[event["uid"]].append(event)
    changes: Changes = {}
    for uid, events in history.items():
        own = [number for number, event in enumerate(events) if str(event["pgh_context_id"]) == move]
        if not own:
            continue
        first, last = own[0], own[-1]
        if events[first]["pgh_created_at"] < _since() or not all(_is_own(event, by) for event in events[first:]):
            return None
        changes[uid] = (_place(events[first - 1]) if first else None, _place(events[last]))
    step = Step(move, kind, changes)
    found = all(_place(history[uid][-1]) == place for uid, (place, _) in step.aims().items())
    return step if changes and found else None


def _is_own(event: dict[str, Any], by: User) -> bool:
    said = event["pgh_context__metadata"] or {}
    return said.get("user") == by.pk and said.get("reason") in _OWN


def _since() -> datetime:
    return timezone.now() - REMEMBERED


def _place(event: dict[str, Any]) -> Place | None:
    """Return where an event left its slot; None where it was removed."""
    if event["pgh_label"] == "delete":
        return None
    return Place(event["session_id"], event["space_id"], event["starts_at"], event["ends_at"], event["locked"])


class _Names(NamedTuple):
    """What the rows of some steps are called, to say what each would do."""

    zone: Zone
    sessions: dict[int, str]
    spaces: dict[int, str]

    def sentence(self, step: Step) -> str:
        """Return such as "Put “Bins” back in Stage, Tuesday 10:00"."""
        parts = [self._part(step.kind, found, aim) for found, aim in step.aims().values()]
        text = listed([part for part in parts if part])
        return text[:1].upper() + text[1:]

    def _part(self, kind: str, found: Place | None, aim: Place | None) -> str:
        place = aim or found
        if place is None:
            return ""
        title = f"“{self.sessions.get(place.session, 'a session')}”"
        if aim is None:
            return f"take {title} off the timetable"
        if found is None or (found.space, found.starts_at) != (aim.space, aim.starts_at):
            start = aim.starts_at.astimezone(self.zone.zone_info)
            where = f"{self.spaces.get(aim.space, 'a space')}, {start:%A} {start:%H:%M}"
            return f"put {title} {'back in' if kind == UNDO else 'in'} {where}"
        if found.ends_at != aim.ends_at:
            return f"make {title} {(aim.ends_at - aim.starts_at) // timedelta(minutes=1)} minutes long"
        return f"{'lock' if aim.locked else 'unlock'} {title}"


def _offered(steps: dict[str, Step | None], names: _Names) -> Offers:
    return {
        kind: {"move": step.move, "sentence": names.sentence(step)} if step else None for kind, step in steps.items()
    }


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
