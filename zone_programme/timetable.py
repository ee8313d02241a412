"""What a timetable is made of, as plain values: spaces, sessions, people, blocks, slots and the whole problem.

No Django and no rules here: `clashes.py` finds what is wrong with a timetable, `scheduling.py` makes one.

A time is a day (0 is the Zone's first) with minutes since midnight of that day, where the Zone is. Windows, blocks and
slots hold their start and not their end, so that one may begin when another ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

STEP = 5  # minutes: every time of a timetable is a multiple


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


def _by_id[T: (Space, Person, Session)](things: tuple[T, ...]) -> dict[int, T]:
    return {thing.id: thing for thing in things}


@dataclass(frozen=True)
class Problem:
    """All that a timetable of one Zone is judged by and made from.

    `lifts` says, for two sessions (the lower id first), how many times more often earlier visitors chose both than
    chance would have it. `walk` is the minutes that anybody needs between two different spaces.
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
    grid: int = 15  # minutes between the starting times that the automatic timetable tries

    def __post_init__(self) -> None:
        object.__setattr__(self, "space_by_id", _by_id(self.spaces))
        object.__setattr__(self, "session_by_id", _by_id(self.sessions))
        object.__setattr__(self, "person_by_id", _by_id(self.people))

    space_by_id: Mapping[int, Space] = field(init=False, repr=False, compare=False)
    session_by_id: Mapping[int, Session] = field(init=False, repr=False, compare=False)
    person_by_id: Mapping[int, Person] = field(init=False, repr=False, compare=False)


def clock(minutes: int) -> str:
    """Write minutes since midnight as a time: 570 is 09:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
