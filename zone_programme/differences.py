"""What changed between two programmes, in sentences for the people concerned. Pure."""

from dataclasses import dataclass, replace

from zone_programme.programme import Programme, ProgrammeSlot


@dataclass(frozen=True)
class Difference:
    """`kind` is added, moved, cancelled or told; `session` its id; `uid` that of the slot; `sentence` says it."""

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
    if old is None or old.cancelled:
        return Difference("added", slot.session, slot.uid, f"“{title}” was added: {place_of(after, slot)}.")
    if _where(slot) != _where(old):
        was, now = _parts(before, old), _parts(after, slot)
        sentence = f"“{title}” moved from {', '.join(was)} to {', '.join(now)}."
        return Difference("moved", slot.session, slot.uid, sentence)
    if slot.ends_at != old.ends_at:
        until = after.local(slot.ends_at)
        return Difference("moved", slot.session, slot.uid, f"“{title}” now ends at {until:%H:%M}.")
    return None


def numbered(before: Programme | None, after: Programme) -> Programme:
    """Return `after` with the sequence of each slot, and with those that are gone kept as cancelled.

    A calendar that had the slot needs both: a higher number, and to be told that it is off.
    """
    known = {slot.uid: slot for slot in before.slots} if before else {}
    slots = [_next(known.get(slot.uid), slot) for slot in after.slots]
    there = {slot.uid for slot in slots}
    gone = [
        slot if slot.cancelled else replace(slot, cancelled=True, sequence=slot.sequence + 1)
        for slot in known.values()
        if slot.uid not in there
    ]
    return _with_cancelled(before, replace(after, slots=tuple(slots)), gone) if before else after


def _with_cancelled(before: Programme, after: Programme, gone: list[ProgrammeSlot]) -> Programme:
    """Add cancelled slots with what they refer to, so that their pages go on saying that they are off."""
    sessions = {slot.session for slot in gone} - after.session_by_id.keys()
    spaces = {slot.space for slot in gone} - after.space_by_id.keys()
    kept = [before.session_by_id[pk] for pk in sessions]
    people = {pk for session in kept for pk in (*session.speakers, *session.chairs)} - after.speaker_by_id.keys()
    order = {space.id: place for place, space in enumerate(after.spaces)}
    return replace(
        after,
        slots=tuple(sorted([*after.slots, *gone], key=lambda s: (s.starts_at, order.get(s.space, len(order))))),
        sessions=tuple(sorted([*after.sessions, *kept], key=lambda s: (s.title, s.id))),
        spaces=(*after.spaces, *(before.space_by_id[pk] for pk in sorted(spaces))),
        speakers=tuple(
            sorted([*after.speakers, *(before.speaker_by_id[pk] for pk in people)], key=lambda s: (s.name, s.id))
        ),
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


def _parts(programme: Programme, slot: ProgrammeSlot) -> tuple[str, str]:
    start = programme.local(slot.starts_at)
    return programme.space_by_id[slot.space].name, f"{start:%A} {start:%H:%M}"


def place_of(programme: Programme, slot: ProgrammeSlot) -> str:
    """Say where and when a slot is: “Table 3, Tuesday 10:00”."""
    return ", ".join(_parts(programme, slot))


def _cancelled(before: Programme, slot: ProgrammeSlot) -> Difference:
    sentence = f"“{_title(before, slot)}” was cancelled; it was to be in {place_of(before, slot)}."
    return Difference("cancelled", slot.session, slot.uid, sentence)
