"""A programme as readers see it: plain values that are kept as JSON in a release and read back from it. No database.

Putting one together from the draft is `drafts.py`; what changed between two is `differences.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from case_studies.search.words import fold


@dataclass(frozen=True)
class Link:
    """Something with a page of its own: a council, a case study."""

    name: str
    slug: str


@dataclass(frozen=True)
class ThemeLink:
    name: str
    slug: str
    colour: int


@dataclass(frozen=True)
class Pause:
    """A break or a plenary, which blocks every space; times are local."""

    title: str
    kind: str
    starts_at: time
    ends_at: time


@dataclass(frozen=True)
class ProgrammeDay:
    """A day with its opening times in the Zone's time zone."""

    date: date
    opens_at: time
    closes_at: time
    track: str = ""
    breaks: tuple[Pause, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.date:%A}: {self.track}" if self.track else f"{self.date:%A}"


@dataclass(frozen=True)
class ProgrammeSpace:
    id: int
    name: str
    slug: str
    kind: str
    capacity: int
    at_once: int = 1


@dataclass(frozen=True)
class ProgrammeSpeaker:
    """Somebody who speaks or chairs; `organisation` is the council's name where there is one."""

    id: int
    name: str
    slug: str
    role: str = ""
    organisation: str = ""
    council: str = ""  # its slug
    biography: str = ""
    picture: str = ""  # its address

    @property
    def who(self) -> str:
        """Role and organisation in one phrase, or ""."""
        return ", ".join(filter(None, [self.role, self.organisation]))


@dataclass(frozen=True)
class ProgrammeSession:
    id: int
    title: str
    slug: str
    format: str
    format_label: str
    summary: str = ""
    how: str = ""
    theme: ThemeLink | None = None
    councils: tuple[Link, ...] = ()
    case_studies: tuple[Link, ...] = ()
    speakers: tuple[int, ...] = ()
    chairs: tuple[int, ...] = ()
    day: str = ""  # the date it was on, where a past Zone's times are not known


@dataclass(frozen=True)
class Former:
    """Where and when a slot was to be before somebody changed it on the day; the space by name, for it may go."""

    space: str
    starts_at: datetime


@dataclass(frozen=True)
class ProgrammeSlot:
    """A session in a space at a time, in UTC. `sequence` grows with each release that changes it, as iCalendar asks.

    `was` is a mark for readers and no part of what takes place: two slots are the same with it and without.
    """

    uid: str
    session: int
    space: int
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0
    cancelled: bool = False
    was: Former | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Programme:
    """Everything on the public pages of one Zone, in the order of `in_order`: slots by time, then by space."""

    year: int
    conference: str
    venue: str
    city: str
    time_zone: str
    introduction: str = ""
    demonstration: bool = False
    number: int = 0
    days: tuple[ProgrammeDay, ...] = ()
    spaces: tuple[ProgrammeSpace, ...] = ()
    sessions: tuple[ProgrammeSession, ...] = ()
    speakers: tuple[ProgrammeSpeaker, ...] = ()
    slots: tuple[ProgrammeSlot, ...] = ()
    released_at: datetime | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        return f"Innovation Zone {self.year}"

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def session_by_id(self) -> Mapping[int, ProgrammeSession]:
        return {one.id: one for one in self.sessions}

    @cached_property
    def session_by_slug(self) -> Mapping[str, ProgrammeSession]:
        return {one.slug: one for one in self.sessions}

    @cached_property
    def space_by_id(self) -> Mapping[int, ProgrammeSpace]:
        return {one.id: one for one in self.spaces}

    @cached_property
    def speaker_by_id(self) -> Mapping[int, ProgrammeSpeaker]:
        return {one.id: one for one in self.speakers}

    def slots_of(self, session: ProgrammeSession) -> list[ProgrammeSlot]:
        return [slot for slot in self.slots if slot.session == session.id]

    def people_of(self, session: ProgrammeSession) -> list[tuple[ProgrammeSpeaker, bool]]:
        """Return who is in `session`, speakers first, each with whether they chair."""
        return [(self.speaker_by_id[pk], False) for pk in session.speakers] + [
            (self.speaker_by_id[pk], True) for pk in session.chairs
        ]

    def local(self, moment: datetime) -> datetime:
        """Return `moment` in the Zone's time zone."""
        return moment.astimezone(self.zone_info)

    def as_json(self) -> dict[str, Any]:
        """Return the programme as values that JSON knows; `from_json` reads it back."""
        data: dict[str, Any] = _plain(self)
        return data


def in_order(programme: Programme) -> Programme:
    """Return `programme` with its parts in the one order in which programmes are kept, so that two can be compared."""
    place = {space.id: number for number, space in enumerate(programme.spaces)}
    return replace(
        programme,
        sessions=tuple(sorted(programme.sessions, key=lambda one: (fold(one.title), one.id))),
        speakers=tuple(sorted(programme.speakers, key=lambda one: (fold(one.name), one.id))),
        slots=tuple(sorted(programme.slots, key=lambda one: (one.starts_at, place[one.space], one.session, one.uid))),
    )


def without_marks(programme: Programme) -> Programme:
    """Return `programme` with nothing of what was changed on the day but where it led to."""
    return replace(programme, slots=tuple(replace(slot, was=None) for slot in programme.slots))


def from_json(data: Mapping[str, Any]) -> Programme:
    """Return the programme that `as_json` wrote; releases from before a field was there are read without it."""
    values = dict(data)
    released_at = values.get("released_at")
    return Programme(
        **values
        | {
            "days": tuple(_day(one) for one in values["days"]),
            "spaces": tuple(ProgrammeSpace(**one) for one in values["spaces"]),
            "sessions": tuple(_session(one) for one in values["sessions"]),
            "speakers": tuple(ProgrammeSpeaker(**one) for one in values["speakers"]),
            "slots": tuple(_slot(one) for one in values["slots"]),
            "released_at": datetime.fromisoformat(released_at) if released_at else None,
        }
    )


def _plain(value: Any) -> Any:
    """Return what JSON knows of a value; `dataclasses.asdict` would copy every text on the way."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return {name: _plain(getattr(value, name)) for name in _NAMES[type(value)]}


_NAMES = {
    kind: tuple(one.name for one in fields(kind))
    for kind in (
        Programme, ProgrammeDay, ProgrammeSession, ProgrammeSlot, ProgrammeSpace, ProgrammeSpeaker,
        Former, Pause, Link, ThemeLink,
    )
}  # fmt: skip


def _day(data: Mapping[str, Any]) -> ProgrammeDay:
    return ProgrammeDay(
        date=date.fromisoformat(data["date"]),
        opens_at=time.fromisoformat(data["opens_at"]),
        closes_at=time.fromisoformat(data["closes_at"]),
        track=data["track"],
        breaks=tuple(
            Pause(one["title"], one["kind"], time.fromisoformat(one["starts_at"]), time.fromisoformat(one["ends_at"]))
            for one in data["breaks"]
        ),
    )


def _links(data: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(Link(**one) for one in data)


def _session(data: Mapping[str, Any]) -> ProgrammeSession:
    return ProgrammeSession(
        **dict(data)
        | {
            "theme": ThemeLink(**data["theme"]) if data["theme"] else None,
            "councils": _links(data["councils"]),
            "case_studies": _links(data["case_studies"]),
            "speakers": tuple(data["speakers"]),
            "chairs": tuple(data["chairs"]),
        }
    )


def _slot(data: Mapping[str, Any]) -> ProgrammeSlot:
    moments = {key: datetime.fromisoformat(data[key]) for key in ("starts_at", "ends_at")}
    was = data.get("was")
    former = Former(was["space"], datetime.fromisoformat(was["starts_at"])) if was else None
    return ProgrammeSlot(**dict(data) | moments | {"was": former})
