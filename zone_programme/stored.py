"""All that is stored about a Zone and its draft, read once as plain values: eleven queries, and hardly a model.

Two hundred sessions with everybody in them are two thousand models, which take five times as long. What is made of the
rows is `problem.py` for the timetable and `board.py` for its editor.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from zone_programme.models import (
    Appearance,
    Availability,
    Break,
    Day,
    FavouriteSet,
    Opening,
    Session,
    Slot,
    Space,
    Zone,
)


class StoredSlot(NamedTuple):
    """A slot of the draft, at any version."""

    pk: int
    version: int
    uid: UUID
    session_id: int
    space_id: int
    starts_at: datetime
    ends_at: datetime
    locked: bool


class StoredSession(NamedTuple):
    pk: int
    title: str
    state: str
    format: str
    minutes: int
    expected: int | None
    needs: list[str]
    headphones: bool
    day_wanted_id: int | None
    theme_id: int | None
    theme__name: str | None
    theme__colour: int | None

    @property
    def running(self) -> bool:
        """Whether it is meant to take place."""
        return self.state not in (Session.State.WITHDRAWN, Session.State.CANCELLED)


class StoredAppearance(NamedTuple):
    session_id: int
    speaker_id: int
    role: str
    speaker__name: str


class StoredCouncil(NamedTuple):
    session_id: int
    council_id: int
    council__short_name: str


class StoredTime(NamedTuple):
    """When something is so on a day: `of` is the space that is open, or the speaker who is there."""

    of: int
    day_id: int
    starts_at: time
    ends_at: time


class StoredZone:
    """The rows of one Zone, each kind in the order in which it is shown."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.days: list[Day] = list(zone.days.select_related("theme"))
        self.breaks: list[Break] = list(Break.objects.filter(day__zone=zone))
        self.spaces: list[Space] = list(zone.spaces.all())
        self.openings = _times(Opening.objects.filter(space__zone=zone), "space_id", "opens_at", "closes_at")
        self.sessions = _rows(StoredSession, Session.objects.filter(zone=zone).order_by("title", "pk"))
        self.councils = _by_session(
            StoredCouncil, Session.councils.through.objects.filter(session__zone=zone).order_by("council__short_name")
        )
        self.appearances = _by_session(
            StoredAppearance, Appearance.objects.filter(session__zone=zone).order_by("pk")
        )  # fmt: skip
        self.not_against: dict[int, list[int]] = defaultdict(list)
        for one, other in Session.not_against.through.objects.filter(from_session__zone=zone).values_list(
            "from_session_id", "to_session_id"
        ):
            self.not_against[one].append(other)
        self.speakers: list[tuple[int, str]] = list(zone.speakers.values_list("pk", "name"))
        self.availabilities = _times(
            Availability.objects.filter(speaker__zone=zone), "speaker_id", "starts_at", "ends_at"
        )  # fmt: skip
        self.stars: list[list[int]] = list(FavouriteSet.objects.of(zone).values_list("sessions", flat=True))


def slots_of(zone: Zone) -> list[StoredSlot]:
    """Return the slots of the draft in order of time. Costs a query."""
    return _rows(StoredSlot, Slot.objects.filter(session__zone=zone).order_by("starts_at", "pk"))


def _rows[Row: NamedTuple](kind: type[Row], rows: Any) -> list[Row]:
    return list(map(kind._make, rows.values_list(*kind._fields)))


def _by_session(kind: Any, rows: Any) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in _rows(kind, rows):
        found[row.session_id].append(row)
    return found


def _times(rows: Any, of: str, start: str, end: str) -> Mapping[int, list[StoredTime]]:
    found: dict[int, list[StoredTime]] = defaultdict(list)
    values: Iterable[Any] = rows.values_list(of, "day_id", start, end)
    for row in map(StoredTime._make, values):
        found[row.of].append(row)
    return found
