"""How readers learn that a session is not where or when it was to be that day: late, or moved. Pure.

What was changed is kept in the slot of the release (`programme.Former`), by `on_the_day.py`.
"""

from datetime import timedelta, tzinfo

from zone_programme.programme import ProgrammeSlot

LATE_UP_TO = timedelta(hours=1)  # what begins later than that was moved


def minutes_late(slot: ProgrammeSlot, space: str) -> int:
    """Return how many minutes later than at first `slot` begins; 0 when it is on time, or not in its own space.

    `space` is the name of the one it is in.
    """
    if slot.was is None or slot.was.space != space:
        return 0
    wait = slot.starts_at - slot.was.starts_at
    return wait // timedelta(minutes=1) if timedelta() < wait <= LATE_UP_TO else 0


def mark(slot: ProgrammeSlot, space: str, zone: tzinfo | None) -> str:
    """Return “Late: was 12:00” or “Moved: was Tables, 12:00”; "" for what is in its place or off."""
    if slot.was is None or slot.cancelled:
        return ""
    at = f"{slot.was.starts_at.astimezone(zone):%H:%M}"
    return f"Late: was {at}" if minutes_late(slot, space) else f"Moved: was {slot.was.space}, {at}"
