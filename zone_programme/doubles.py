"""What the database refuses of a released programme: a space over its one session, a person in two places. Pure.

The rules that a Zone sets for itself are `clashes.py`; these hold whatever it sets.
"""

from collections import defaultdict

from zone_programme.programme import Programme, ProgrammeSlot


def blocking(programme: Programme) -> list[str]:
    """Return a sentence for each space that would hold more than it can, and each person in two places at once.

    Tables and the like may hold several.
    """
    sentences = []
    for what, slots in sorted(uses(programme).items()):
        ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.ends_at))
        latest = ordered[0]
        for slot in ordered[1:]:
            if slot.starts_at < latest.ends_at:
                sentences.append(_double(programme, what, latest, slot))
            latest = max(latest, slot, key=lambda one: one.ends_at)
    return sentences


def _double(programme: Programme, what: int, one: ProgrammeSlot, other: ProgrammeSlot) -> str:
    titles = [f"“{programme.session_by_id[slot.session].title}”" for slot in (one, other)]
    start = programme.local(other.starts_at)
    when = f"on {start:%A} at {start:%H:%M}"
    if what > 0:
        return f"{programme.space_by_id[what].name} holds one session, and has {' and '.join(titles)} {when}."
    return f"{programme.speaker_by_id[-what].name} is in {' and '.join(titles)} {when}."


def uses(programme: Programme) -> dict[int, list[ProgrammeSlot]]:
    """Return when what cannot be shared is taken: spaces for one session by id, people by their negative id."""
    found: dict[int, list[ProgrammeSlot]] = defaultdict(list)
    for slot in programme.slots:
        if slot.cancelled:
            continue
        if programme.space_by_id[slot.space].at_once == 1:
            found[slot.space].append(slot)
        session = programme.session_by_id[slot.session]
        for person in (*session.speakers, *session.chairs):
            found[-person].append(slot)
    return found
