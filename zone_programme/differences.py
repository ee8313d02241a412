"""What changed between two programmes, in sentences for the people concerned. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from zone_programme.lateness import minutes_late
from zone_programme.programme import Programme, ProgrammeSlot, in_order


@dataclass(frozen=True)
class Difference:
    """`kind` is added, moved, cancelled, back or told; `session` its id; `uid` that of the slot; `sentence` says it."""

    kind: str
    session: int
    uid: str
    sentence: str


def differences(before: Programme | None, after: Programme) -> list[Difference]:
    """Return what readers of `before` have to know of `after`, in order of time; nothing for the first release."""
    if before is None:
        return []
    known = {slot.uid: slot for slot in before.slots}
    pairs = [(slot, _of_slot(before, after, known.get(slot.uid), slot)) for slot in after.slots]
    still = {slot.uid for slot in after.slots}
    pairs += [(slot, _cancelled(before, slot)) for slot in before.slots if slot.uid not in still and not slot.cancelled]
    found = [(slot, difference) for slot, difference in pairs if difference]
    told = {difference.session for _, difference in found}
    for slot in after.slots:
        if slot.session in told or slot.uid not in known:
            continue
        old_session, session = before.session_by_id.get(slot.session), after.session_by_id[slot.session]
        if old_session and old_session.title != session.title:
            told.add(slot.session)
            sentence = f"“{old_session.title}” is now called “{session.title}”."
            found.append((slot, Difference("told", slot.session, slot.uid, sentence)))
    return [difference for _, difference in sorted(found, key=lambda pair: (pair[0].starts_at, pair[1].sentence))]


def _of_slot(before: Programme, after: Programme, old: ProgrammeSlot | None, slot: ProgrammeSlot) -> Difference | None:
    """Return what became of one slot that is in `after`, or None where it is as it was."""
    title = _title(after, slot)
    if slot.cancelled:
        return _cancelled(before, old) if old and not old.cancelled else None
    if old is None:
        return Difference("added", slot.session, slot.uid, f"“{title}” was added: {place_of(after, slot)}.")
    if old.cancelled:
        return Difference("back", slot.session, slot.uid, f"“{title}” is on again: {place_of(after, slot)}.")
    if _where(slot) != _where(old):
        sentence = f"“{title}” {_moved(before, old, after, slot)}."
        return Difference("moved", slot.session, slot.uid, sentence)
    if slot.ends_at != old.ends_at:
        until = after.local(slot.ends_at)
        return Difference("moved", slot.session, slot.uid, f"“{title}” now ends at {until:%H:%M}.")
    return None


def _moved(before: Programme, old: ProgrammeSlot, after: Programme, slot: ProgrammeSlot) -> str:
    """Say in the words after its title how a slot was moved; on the day the minutes are counted from its own time."""
    start = f"{after.local(slot.starts_at):%H:%M}"
    minutes = minutes_late(slot, after.space_by_id[slot.space].name)
    if slot.was and minutes:
        wait = f"{minutes} minute{'' if minutes == 1 else 's'}"
        return f"runs {wait} late: {start} instead of {after.local(slot.was.starts_at):%H:%M}"
    if old.was and old.was.starts_at == slot.starts_at and old.space == slot.space:
        return f"is on time again: {start}"
    return f"moved from {place_of(before, old)} to {place_of(after, slot)}"


def setting_back(draft: Programme, release: Programme) -> list[str]:
    """Return what setting `draft` back to `release` changes, in sentences.

    A session that is cancelled in `release` will be so again; others only lose a place that it does not know.
    """
    off = {slot.session for slot in release.slots} - {slot.session for slot in release.slots if not slot.cancelled}
    slots = {slot.uid: slot for slot in draft.slots}
    told = []
    for one in differences(draft, release):
        if one.kind == "cancelled":
            slot = slots[one.uid]
            what = "is cancelled again" if one.session in off else "leaves the timetable"
            told.append(f"“{_title(draft, slot)}” {what}; now it is in {place_of(draft, slot)}.")
        else:
            told.append(one.sentence)
    return told


def numbered(before: Programme | None, after: Programme, *, today: date | None = None) -> Programme:
    """Return `after` with the sequence of each slot, and with those that are gone kept as cancelled.

    A calendar that had the slot needs both: a higher number, and to be told that it is off. Marks of changes on the
    day stay on the slots that were to be `today`; on others they end with this release.
    """
    if before is None:
        return in_order(after)
    known = {slot.uid: slot for slot in before.slots}
    counted = [(known.get(slot.uid), _next(known.get(slot.uid), slot)) for slot in after.slots]
    slots = [_marked(before, old, slot, after, today) for old, slot in counted]
    there = {slot.uid for slot in slots}
    gone = [
        slot if slot.cancelled else replace(slot, cancelled=True, sequence=slot.sequence + 1)
        for slot in known.values()
        if slot.uid not in there
    ]
    return in_order(_with_cancelled(before, replace(after, slots=tuple(slots)), gone))


def _marked(
    before: Programme, old: ProgrammeSlot | None, slot: ProgrammeSlot, after: Programme, today: date | None
) -> ProgrammeSlot:
    """Return `slot` with the mark it had before, while its day lasts and it is not back in its place."""
    was = old.was if old else None
    if slot.was or was is None or before.local(was.starts_at).date() != today:
        return slot
    back = (was.space, was.starts_at) == (after.space_by_id[slot.space].name, slot.starts_at)
    return slot if back else replace(slot, was=was)


def _with_cancelled(before: Programme, after: Programme, gone: list[ProgrammeSlot]) -> Programme:
    """Add cancelled slots with what they refer to, so that their pages go on saying that they are off."""
    sessions = {slot.session for slot in gone} - after.session_by_id.keys()
    spaces = {slot.space for slot in gone} - after.space_by_id.keys()
    kept = [before.session_by_id[pk] for pk in sessions]
    people = {pk for session in kept for pk in (*session.speakers, *session.chairs)} - after.speaker_by_id.keys()
    return replace(
        after,
        slots=(*after.slots, *gone),
        sessions=(*after.sessions, *kept),
        spaces=(*after.spaces, *(before.space_by_id[pk] for pk in sorted(spaces))),
        speakers=(*after.speakers, *(before.speaker_by_id[pk] for pk in people)),
    )


def _next(old: ProgrammeSlot | None, slot: ProgrammeSlot) -> ProgrammeSlot:
    if old is None:
        return slot
    same = (_where(old), old.ends_at, old.cancelled) == (_where(slot), slot.ends_at, slot.cancelled)
    return replace(slot, sequence=old.sequence if same else old.sequence + 1)


def _where(slot: ProgrammeSlot) -> tuple[object, ...]:
    return slot.space, slot.starts_at


def _title(programme: Programme, slot: ProgrammeSlot) -> str:
    return programme.session_by_id[slot.session].title


def place_of(programme: Programme, slot: ProgrammeSlot) -> str:
    """Say where and when a slot is: “Table 3, Tuesday 10:00”."""
    start = programme.local(slot.starts_at)
    return f"{programme.space_by_id[slot.space].name}, {start:%A} {start:%H:%M}"


def _cancelled(before: Programme, slot: ProgrammeSlot) -> Difference:
    sentence = f"“{_title(before, slot)}” was cancelled; it was to be in {place_of(before, slot)}."
    return Difference("cancelled", slot.session, slot.uid, sentence)
