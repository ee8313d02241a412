"""One change of a released programme on the day: late, off, on again, in another space or at another time. Pure.

What was changed keeps where and when it was to be, for readers who hold the old programme. Publishing it is
`actions.change_on_the_day`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.doubles import blocking
from zone_programme.programme import Former, Programme, ProgrammeSlot, in_order


@dataclass(frozen=True)
class Change:
    """What has happened: minutes `late`, `cancelled`, `on_again` after all, another `space` (its id), another time.

    `push` makes what follows in that space late as well, as far as it has to be.
    """

    late: int = 0
    cancelled: bool = False
    on_again: bool = False
    space: int | None = None
    starts_at: datetime | None = None
    push: bool = False


def changed(programme: Programme, uid: str, change: Change, *, sequence: int | None = None) -> Programme:
    """Return `programme` with one slot changed.

    `sequence` is that of the slot as the officer saw it. Raises `ChangedMeanwhileError` when somebody changed it
    since, and `RefusedError` for what cannot be.
    """
    old = next((one for one in programme.slots if one.uid == uid), None)
    if old is None or (old.cancelled and not change.on_again):
        raise RefusedError("This session is not in the current release, or was cancelled already.")
    if not old.cancelled and change.on_again:
        raise RefusedError("This session is on: nobody cancelled it, or it was brought back already.")
    if sequence is not None and sequence != old.sequence:
        raise ChangedMeanwhileError("Somebody changed this session a moment ago. Look at it as it is now.")
    starts_at = (change.starts_at or old.starts_at) + timedelta(minutes=change.late)
    new = replace(
        old,
        starts_at=starts_at,
        ends_at=starts_at + (old.ends_at - old.starts_at),
        space=old.space if change.space is None else change.space,
        cancelled=change.cancelled,
    )
    if new == old:
        raise RefusedError("Say what has changed: the time, the space, or that it is off.")
    if new.space not in programme.space_by_id:
        raise RefusedError("The current release does not have this space.")
    moved = {one.uid: _marked(programme, one) for one in (new, *(_pushed(programme, new) if change.push else ()))}
    after = in_order(replace(programme, slots=tuple(moved.get(one.uid, one) for one in programme.slots)))
    if refusals := blocking(after):
        raise RefusedError(*refusals)
    return after


def _marked(programme: Programme, slot: ProgrammeSlot) -> ProgrammeSlot:
    """Return `slot` with where it was to be at first, or without when that is where it is."""
    old = next(one for one in programme.slots if one.uid == slot.uid)
    was = old.was or Former(programme.space_by_id[old.space].name, old.starts_at)
    here = Former(programme.space_by_id[slot.space].name, slot.starts_at)
    return replace(slot, was=None if was == here else was)


def _pushed(programme: Programme, late: ProgrammeSlot) -> Iterator[ProgrammeSlot]:
    """Yield what follows a late slot in its space on that day, each put off until the one before it is over."""
    day, free_at = programme.local(late.starts_at).date(), late.ends_at
    for slot in sorted(programme.slots, key=lambda one: one.starts_at):
        same = slot.space == late.space and programme.local(slot.starts_at).date() == day
        if slot.uid == late.uid or slot.cancelled or not same or slot.ends_at <= late.starts_at:
            continue
        if slot.starts_at >= free_at:
            return
        wait = free_at - slot.starts_at
        yield replace(slot, starts_at=slot.starts_at + wait, ends_at=slot.ends_at + wait)
        free_at = slot.ends_at + wait
