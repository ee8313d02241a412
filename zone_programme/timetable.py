"""What a timetable is made of, as plain values: spaces, sessions, people, blocks, slots and the whole problem.

No Django and no rules here: `clashes.py` finds what is wrong with a timetable, `scheduling.py` makes one.

A time is a day (0 is the Zone's first) with minutes since midnight of that day, where the Zone is. Windows, blocks and
slots hold their start and not their end, so that one may begin when another ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

STEP = 5  # minutes: every time of a timetable is a multiple
LIFT = 2.0  # sessions chosen together this many times more often than chance are wanted by the same people


class Window(NamedTuple):
    """A stretch of one day, in minutes since midnight."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Space:
    """A place for sessions. `capacity` is the people that one session can hold there; None when nobody counted."""

    id: int
    name: str
    kind: str
    capacity: int | None = None
    at_once: int = 1  # sessions it holds at the same time, such as the tables of a table area
    headphones: int = 0  # pairs, shared by the sessions that run there at the same time
    lent: bool = False  # they are lent from the Zone's, which other spaces draw on as well
    equipment: frozenset[str] = frozenset()
    openings: tuple[Window, ...] = ()  # closed at every other time
    turn_round: int = 0  # minutes between two sessions at the same spot


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker or chair. `availability` None is always; an empty tuple is never."""

    id: int
    name: str
    availability: tuple[Window, ...] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Something to be placed, with all that its place and time depend on. An empty set of wishes is no wish."""

    id: int
    title: str
    format: str
    minutes: int  # what it needs; its slot may be longer
    theme: str = ""
    councils: frozenset[int] = frozenset()
    speakers: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()
    needs_chair: bool = False
    audience: int = 0  # people expected
    equipment: frozenset[str] = frozenset()
    headphones: bool = False  # its whole audience listens through the space's headphones
    kinds: frozenset[str] = frozenset()  # kinds of space it may be in
    not_against: frozenset[int] = frozenset()  # sessions wanted by the same people; either may name the other
    days: frozenset[int] = frozenset()  # days wished, before those of its theme
    preferred: tuple[Window, ...] = ()  # times that its speakers would rather have
    popularity: int = 0  # any count of interest: stars, votes
    confirmed: bool = True
    times: int = 1  # how often it is to run

    @property
    def people(self) -> frozenset[int]:
        return self.speakers | self.chairs


@dataclass(frozen=True, slots=True)
class Block:
    """A break or a plenary of the conference, when the spaces named hold no session; all of them when none is named."""

    day: int
    start: int
    end: int
    name: str
    spaces: frozenset[int] = frozenset()

    def stops(self, space: int) -> bool:
        """Whether it keeps a space from holding sessions."""
        return not self.spaces or space in self.spaces


@dataclass(frozen=True, slots=True)
class Slot:
    """A session in a space at a time. A slot that is not stored anywhere yet has a negative id."""

    id: int
    session: int
    space: int
    day: int
    start: int
    end: int
    locked: bool = False  # the automatic timetable leaves it alone

    @property
    def minutes(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Problem:
    """All that a timetable of one Zone is judged by and made from.

    `lifts` says, for two sessions (the lower id first), how many times more often earlier visitors chose both than
    chance would have it. `walk` is the minutes that anybody needs between two different spaces. `headphones` is how
    many pairs the Zone lends to its spaces in all; None is enough for everybody.
    """

    spaces: tuple[Space, ...]
    sessions: tuple[Session, ...]
    people: tuple[Person, ...] = ()
    blocks: tuple[Block, ...] = ()
    days: tuple[str, ...] = ()  # their names in sentences, such as “Tuesday 30 June”
    councils: Mapping[int, str] = field(default_factory=dict)  # their names, by id
    theme_days: Mapping[str, frozenset[int]] = field(default_factory=dict)  # such as day 2: digital
    lifts: Mapping[tuple[int, int], float] = field(default_factory=dict)
    walk: int = 5
    headphones: int | None = None
    grid: int = 15  # minutes between the starting times that the automatic timetable tries

    @cached_property
    def space_by_id(self) -> dict[int, Space]:
        return {space.id: space for space in self.spaces}

    @cached_property
    def session_by_id(self) -> dict[int, Session]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def person_by_id(self) -> dict[int, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def wanted_together(self) -> dict[int, frozenset[int]]:
        """For each session, those that the same people want: declared, or by `LIFT`."""
        partners: dict[int, set[int]] = {session.id: set() for session in self.sessions}
        declared = ((session.id, other) for session in self.sessions for other in session.not_against)
        chosen = (pair for pair, lift in self.lifts.items() if lift >= LIFT)
        for one, other in (*declared, *chosen):
            if one != other and one in partners and other in partners:
                partners[one].add(other)
                partners[other].add(one)
        return {session: frozenset(others) for session, others in partners.items()}

    def days_of(self, session: Session) -> frozenset[int]:
        """The days that a session should be on: its own wish, else its theme's days; empty when any day will do."""
        return session.days or self.theme_days.get(session.theme, frozenset())


def covers(windows: Iterable[Window], day: int, start: int, end: int) -> bool:
    """Whether the windows, those that touch taken together, hold all of a stretch of time."""
    reached = start
    for window in sorted(windows):
        if window.day == day and window.start <= reached < window.end:
            reached = window.end
    return reached >= end


def clock(minutes: int) -> str:
    """Write minutes since midnight as a time: 570 is 09:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
