"""How good a timetable is: seven parts, each counted in something that officers know, and the weight of each.

The automatic timetable minimises their weighted sum. What a timetable must not do at all is in `clashes.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zone_programme.clashes import at_once
from zone_programme.timetable import Problem, Session, Slot, Space, covers

DECLARED = 3  # a declared “not against” counts like a lift of three


PARTS = ("audience", "wanted_together", "over_capacity", "theme_days", "moved", "preferred", "popular")


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of each part costs, from 0 to 100. The parts of an objective have the same names.

    Raises ValueError for a weight out of range: a place for a session must always be worth more than all it costs.
    """

    audience: int = 1  # a minute in which sessions of one theme and format run at once, beyond the first of them
    wanted_together: int = 30  # a pair at once, times its lift
    over_capacity: int = 2  # a person more than the space holds
    theme_days: int = 60  # a session on a day that is not its own
    moved: int = 40  # a slot that has another place or time than now; one on another day counts twice
    preferred: int = 20  # a session outside the times its speakers would rather have
    popular: int = 1  # a minute in which popular sessions run at once, beyond the first of them

    def __post_init__(self) -> None:
        for name in PARTS:
            if not 0 <= getattr(self, name) <= 100:
                raise ValueError(f"The weight of {name.replace('_', ' ')} must be from 0 to 100.")

    def cost(self, parts: Mapping[str, int]) -> int:
        """Return the weighted sum of parts."""
        return sum(getattr(self, name) * count for name, count in parts.items())


def parts(problem: Problem, slots: Iterable[Slot], present: Iterable[Slot] = ()) -> dict[str, int]:
    """Count each part of the objective for a timetable that is to take the place of the present one."""
    slots = list(slots)
    counted = dict.fromkeys(PARTS, 0)
    now = {slot.id: slot for slot in present}
    for slot in slots:
        session, space = problem.session_by_id[slot.session], problem.space_by_id[slot.space]
        alone = of_one(problem, session, space, slot, now.get(slot.id))
        for name, count in alone.items():
            counted[name] += count
    for name, crowds in crowds_of(problem).items():
        for crowd in crowds:
            counted[name] += problem.grid * sum(
                max(running - 1, 0) for running in _running(problem.grid, (s for s in slots if s.session in crowd))
            )
    by_session = defaultdict(list)
    for slot in slots:
        by_session[slot.session].append(slot)
    for (one, other), pull in pulls_of(problem).items():
        if any(at_once(mine, theirs) for mine in by_session[one] for theirs in by_session[other]):
            counted["wanted_together"] += pull
    return counted


def of_one(problem: Problem, session: Session, space: Space, slot: Slot, now: Slot | None) -> dict[str, int]:
    """Count the parts that hang on one slot alone; `now` is where it is in the present timetable, if it is there."""
    days = problem.days_of(session)
    moved = now is not None and (now.space, now.day, now.start) != (slot.space, slot.day, slot.start)
    return {
        "over_capacity": max(session.audience - space.capacity, 0) if space.capacity is not None else 0,
        "theme_days": int(bool(days) and slot.day not in days),
        "moved": int(moved) + int(now is not None and now.day != slot.day),
        "preferred": int(bool(session.preferred) and not covers(session.preferred, slot.day, slot.start, slot.end)),
    }


def crowds_of(problem: Problem) -> dict[str, list[frozenset[int]]]:
    """Return the sets of sessions that draw the same people, so that one after another is better than at once."""
    alike: dict[tuple[str, str], set[int]] = defaultdict(set)
    for session in problem.sessions:
        if session.theme:
            alike[session.theme, session.format].add(session.id)
    return {"audience": [frozenset(each) for each in alike.values()], "popular": [_popular(problem.sessions)]}


def _popular(sessions: Sequence[Session]) -> frozenset[int]:
    """The fifth that most people ask for; nothing where so many share the last place that it says little."""
    ranked = sorted((session.popularity for session in sessions), reverse=True)
    least = max(ranked[len(ranked) // 5], 1) if ranked else 1
    chosen = frozenset(session.id for session in sessions if session.popularity >= least)
    return chosen if 3 * len(chosen) <= len(sessions) else frozenset()


def pulls_of(problem: Problem) -> dict[tuple[int, int], int]:
    """Return the pairs of sessions wanted by the same people, and how much; one that runs twice keeps nobody away."""
    pulls = {}
    for one, others in problem.wanted_together.items():
        for other in others:
            pair = problem.session_by_id[one], problem.session_by_id[other]
            if one < other and all(session.times == 1 for session in pair):
                declared = other in pair[0].not_against or one in pair[1].not_against
                lift = round(problem.lifts.get((one, other), 0))
                pulls[one, other] = max(lift, DECLARED if declared else 0)
    return pulls


def _running(grid: int, slots: Iterable[Slot]) -> Iterable[int]:
    """How many slots run at each time of the grid at which any does."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for slot in slots:
        for time in range(-(-slot.start // grid) * grid, slot.end, grid):
            counts[slot.day, time] += 1
    return counts.values()
