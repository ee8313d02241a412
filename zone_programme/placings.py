"""Where each session may go: every place and time that no hard rule about it alone forbids.

Which of them go together is for `timetable_model.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from zone_programme.clashes import SEVERITIES, Rule, Severity
from zone_programme.timetable import Block, Problem, Session, Slot, Space, Window, covers

LONGER = 120  # minutes before the first opening and after the last that are tried when spaces need not be open


class Mode(StrEnum):
    """What becomes of the slots of the present timetable that are not locked."""

    FILL = "fill"  # they stay, and what has no place yet is placed around them
    REPAIR = "repair"  # they may move, at a cost
    AFRESH = "afresh"  # they are placed again as if they had no place


HARD = frozenset(
    {
        Rule.OVERBOOKED,
        Rule.CLOSED,
        Rule.IN_A_BREAK,
        Rule.TURN_ROUND,
        Rule.PERSON_TWICE,
        Rule.UNAVAILABLE,
        Rule.NO_TIME_TO_WALK,
        Rule.COUNCIL_TWICE,
        Rule.WRONG_KIND,
        Rule.HEADPHONES,
        Rule.EQUIPMENT,
    }
)  # rules that an automatic timetable never breaks by itself; the others are weighed


@dataclass(frozen=True, slots=True)
class Placing:
    """One running of a session that needs a place. `now` is the slot of the present timetable it should stay near."""

    id: int  # of its slot
    session: Session
    minutes: int
    now: Slot | None = None


class Place(NamedTuple):
    """A space, and a time, for a placing."""

    space: Space
    day: int
    start: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be placed around what stays."""

    fixed: tuple[Slot, ...]
    placings: tuple[Placing, ...]


def task(problem: Problem, present: Sequence[Slot], mode: Mode) -> Task:
    """Say what stays and what is to be placed. New slots get negative ids, in the order of sessions."""
    fixed = [slot for slot in present if slot.locked or mode is Mode.FILL]
    moving = [slot for slot in present if slot not in set(fixed)]
    placings = [
        Placing(slot.id, session, max(session.minutes, slot.minutes), slot)
        if mode is Mode.REPAIR
        else Placing(slot.id, session, session.minutes)
        for slot in moving
        for session in [problem.session_by_id[slot.session]]
    ]
    there: dict[int, int] = defaultdict(int)
    for slot in present:
        there[slot.session] += 1
    number = min((0, *(slot.id for slot in present)))
    for session in problem.sessions:
        for _ in range(session.times - there[session.id]):
            number -= 1
            placings.append(Placing(number, session, session.minutes))
    return Task(tuple(fixed), tuple(placings))


def hard_rules(severities: Mapping[Rule, Severity]) -> frozenset[Rule]:
    """Return the hard rules that a Zone has not switched off."""
    known = {**SEVERITIES, **severities}
    return frozenset(rule for rule in HARD if known[rule] is not Severity.OFF)


class Places:
    """The places that each placing may have under some of the hard rules, beside the slots that stay."""

    def __init__(self, problem: Problem, fixed: Sequence[Slot], rules: Collection[Rule]) -> None:
        self.problem = problem
        self.rules = rules
        self.free: dict[int, list[tuple[int, int, int]]] = {}
        self.busy: dict[tuple[str, int], list[Slot]] = defaultdict(list)
        for slot in fixed:
            for holder in holders(problem.session_by_id[slot.session]):
                self.busy[holder].append(slot)

    def of(self, placing: Placing, spaces: Iterable[Space]) -> Iterator[Place]:
        """Yield every place in some spaces that is right for a placing by itself and beside what stays."""
        session, grid = placing.session, self.problem.grid
        fits: dict[tuple[int, int], bool] = {}  # whether its people can come at a time: the same in every space
        for space in spaces:
            if self.wrong_space(session, space):
                continue
            for day, first, last in self.stretches(space):
                starts = set(range(-(-first // grid) * grid, last - placing.minutes + 1, grid))
                now = placing.now
                if now and (now.space, now.day) == (space.id, day) and first <= now.start <= last - placing.minutes:
                    starts.add(now.start)
                for start in sorted(starts):
                    slot = Slot(placing.id, session.id, space.id, day, start, start + placing.minutes)
                    if (day, start) not in fits:
                        fits[day, start] = not any(self.away(person, slot) for person in session.people)
                    if fits[day, start] and not self.taken(session, slot):
                        yield Place(space, day, start)

    def stretches(self, space: Space) -> list[tuple[int, int, int]]:
        """Return the day, first and last minute of each time in which a session may lie, between breaks."""
        if space.id not in self.free:
            windows = space.openings
            if Rule.CLOSED not in self.rules:
                every = [window for each in self.problem.spaces for window in each.openings]
                first = max(min(window.start for window in every) - LONGER, 0)
                last = min(max(window.end for window in every) + LONGER, 24 * 60)
                windows = tuple(Window(day, first, last) for day in {window.day for window in every})
            breaks = self.problem.blocks if Rule.IN_A_BREAK in self.rules else ()
            self.free[space.id] = between(windows, [block for block in breaks if block.stops(space.id)])
        return self.free[space.id]

    def wrong_space(self, session: Session, space: Space) -> bool:
        return (
            (Rule.WRONG_KIND in self.rules and bool(session.kinds) and space.kind not in session.kinds)
            or (Rule.EQUIPMENT in self.rules and not session.equipment <= space.equipment)
            or (Rule.HEADPHONES in self.rules and session.headphones and max(session.audience, 1) > space.headphones)
        )

    def away(self, person: int, slot: Slot) -> bool:
        known = self.problem.person_by_id.get(person)
        return (
            Rule.UNAVAILABLE in self.rules
            and known is not None
            and known.availability is not None
            and not covers(known.availability, slot.day, slot.start, slot.end)
        )

    def taken(self, session: Session, slot: Slot) -> bool:
        """Whether a person or council of a session is elsewhere then, or cannot get here in time, by what stays."""
        for holder in holders(session) if self.busy else ():
            walk = self.problem.walk if holder[0] == "person" and Rule.NO_TIME_TO_WALK in self.rules else 0
            twice = RULE_OF_HOLDER[holder[0]] in self.rules
            for other in self.busy.get(holder, ()):
                apart = max(slot.start - other.end, other.start - slot.end)
                if slot.day == other.day and (
                    (apart < 0 and twice) or (0 <= apart < walk and other.space != slot.space)
                ):
                    return True
        return False


def between(windows: Iterable[Window], breaks: Sequence[Block]) -> list[tuple[int, int, int]]:
    """Return what is left of windows, those that touch taken together, when breaks are cut out of them."""
    whole: list[list[int]] = []
    for day, start, end in sorted(windows):
        if whole and whole[-1][0] == day and start <= whole[-1][2]:
            whole[-1][2] = max(whole[-1][2], end)
        else:
            whole.append([day, start, end])
    left = []
    for day, start, end in whole:
        reached = start
        for block in sorted((b for b in breaks if b.day == day), key=lambda b: (b.start, b.end)):
            if block.start < end and block.end > reached:
                left.append((day, reached, block.start))
                reached = block.end
        left.append((day, reached, end))
    return [(day, start, end) for day, start, end in left if start < end]


RULE_OF_HOLDER = {"person": Rule.PERSON_TWICE, "council": Rule.COUNCIL_TWICE, "session": Rule.OVERBOOKED}


def holders(session: Session) -> Iterator[tuple[str, int]]:
    """Yield all that can be in one session at a time: its people, its councils, and itself, should it run twice."""
    yield from (("person", person) for person in sorted(session.people))
    yield from (("council", council) for council in sorted(session.councils))
    if session.times > 1:
        yield ("session", session.id)


def pools(problem: Problem, kept: Iterable[Slot]) -> list[tuple[Space, ...]]:
    """Put spaces together that nothing tells apart, so that a timetable and its mirror images are one.

    A space stays alone when it has slots already, or breaks of its own.
    """
    apart = {slot.space for slot in kept} | {space for block in problem.blocks for space in block.spaces}
    alike: dict[object, list[Space]] = {}
    for space in problem.spaces:
        openings = tuple(sorted(space.openings))
        key = replace(space, id=0, name="", at_once=1, openings=openings)
        alike.setdefault(space.id if space.id in apart else key, []).append(space)
    return [tuple(spaces) for spaces in alike.values()]
