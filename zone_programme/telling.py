"""What each person in a programme has to be told of its next release: their own changes alone. Pure.

Writing the messages is `notices.py`; what changed for all readers is `differences.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zone_programme.differences import differences, place_of
from zone_programme.programme import Programme, ProgrammeSlot


@dataclass(frozen=True)
class Line:
    """One change of one slot in a sentence; `off` says that the slot leaves the person's calendar."""

    slot: ProgrammeSlot
    sentence: str
    off: bool = False


def tellings(before: Programme | None, after: Programme) -> dict[int, list[Line]]:
    """Return what to tell each speaker and chair, by id, in order of time; who has nothing to be told is not there.

    After the first release everybody is told where they are. Whoever joins a session, or leaves it, is told as well.
    `after` has the slots that are gone as cancelled, as `differences.numbered` leaves them.
    """
    mine_before, mine_after = _by_person(before), _by_person(after)
    found = differences(before, after)
    changes = {one.uid: one.sentence for one in found}
    renamed = {one.session: one.sentence for one in found if one.kind == "told"}
    again = {one.uid for one in found if one.kind == "back"}
    known = {(slot.uid, person) for slot in (before.slots if before else ()) for person in _people(before, slot)}
    numbers = {slot.uid: slot for slot in after.slots}
    told = {}
    for person in {*mine_before, *mine_after}:
        old, new = mine_before.get(person, {}), mine_after.get(person, {})
        back = {uid: changes[uid] for uid in again if (uid, person) in known}
        lines = [*_coming(after, old, new, changes, renamed, back), *_leaving(before, old, new, changes, numbers)]
        if lines:
            told[person] = sorted(lines, key=lambda line: (line.slot.starts_at, line.sentence))
    return told


def _coming(
    after: Programme,
    old: Mapping[str, ProgrammeSlot],
    new: Mapping[str, ProgrammeSlot],
    changes: Mapping[str, str],
    renamed: Mapping[int, str],
    back: Mapping[str, str],
) -> Iterator[Line]:
    for uid, slot in new.items():
        if uid not in old:
            title = after.session_by_id[slot.session].title
            yield Line(slot, back.get(uid) or f"You are in “{title}”: {place_of(after, slot)}.")
        elif sentence := changes.get(uid) or renamed.get(slot.session):
            yield Line(slot, sentence)


def _leaving(
    before: Programme | None,
    old: Mapping[str, ProgrammeSlot],
    new: Mapping[str, ProgrammeSlot],
    changes: Mapping[str, str],
    numbers: Mapping[str, ProgrammeSlot],
) -> Iterator[Line]:
    for uid, slot in old.items():
        if before is None or uid in new:
            continue
        now = numbers.get(uid, slot)
        if now.cancelled:
            yield Line(now, changes[uid], off=True)
        else:
            title = before.session_by_id[slot.session].title
            yield Line(now, f"You are no longer in “{title}” ({place_of(before, slot)}).", off=True)


def _by_person(programme: Programme | None) -> dict[int, dict[str, ProgrammeSlot]]:
    """Return the slots that take place by who is in them, each by its uid."""
    found: dict[int, dict[str, ProgrammeSlot]] = {}
    for slot in programme.slots if programme else ():
        for person in _people(programme, slot) if not slot.cancelled else ():
            found.setdefault(person, {})[slot.uid] = slot
    return found


def _people(programme: Programme | None, slot: ProgrammeSlot) -> tuple[int, ...]:
    session = programme.session_by_id[slot.session] if programme else None
    return (*session.speakers, *session.chairs) if session else ()
