"""The automatic timetable: fills, repairs or makes a timetable afresh, and says what to relax when nothing fits.

Where it may put things is in `placings.py`, what it minimises in `objective.py`, the model in `timetable_model.py`.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from zone_programme.clashes import SEVERITIES, Clash, Rule, Severity, clashes
from zone_programme.objective import Weights, parts
from zone_programme.placings import Mode, Task, hard_rules, task
from zone_programme.timetable import Problem, Slot

if TYPE_CHECKING:
    from zone_programme.timetable_search import Found

__all__ = ["Mode", "Progress", "Relaxation", "Result", "Status", "Weights", "schedule"]

POOLED = {Rule.HEADPHONES, Rule.NO_TIME_TO_WALK}  # rules that the model keeps for a pool of like spaces as a whole
RELAXING = 0.25  # of the seconds, for all that can be relaxed together


class Status(StrEnum):
    """How sure a result is."""

    BEST = "best"  # proved: nothing better exists
    FOUND = "found"  # the best found in the time; `bound` says how much better another could be
    STOPPED = "stopped"  # the best found until somebody stopped it


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is: lower is better, and nothing can be below `bound`.

    A session without a place adds a million to the objective, which is None until there is a first timetable.
    """

    seconds: float
    limit: float
    objective: int | None
    bound: int
    _slots: Callable[[], list[Slot]] = field(repr=False)

    def slots(self) -> list[Slot]:
        """Return the best timetable so far, empty at first. Takes some milliseconds: ask when it is to be kept."""
        return self._slots()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A way to give every session a place: break these rules, which comes down to these clashes."""

    rules: tuple[Rule, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A proposed timetable, whole: the slots that stay are among its slots.

    `parts` counts each part of the objective (units in `Weights`), `objective` is their weighted sum, and no timetable
    that places as many sessions has less than `bound`. `unplaced` has a session for each running without a place, with
    `relaxations` to choose from; `clashes` are those of hard rules, which only slots that stay can have.
    """

    status: Status
    slots: tuple[Slot, ...]
    objective: int
    parts: Mapping[str, int]
    bound: int
    clashes: tuple[Clash, ...]
    unplaced: tuple[int, ...]
    relaxations: tuple[Relaxation, ...]
    seconds: float

    @property
    def gap(self) -> float:
        """How far the objective may be above the best, as a part of itself: 0 is proved best."""
        return (self.objective - self.bound) / max(self.objective, 1)


def schedule(
    problem: Problem,
    present: Iterable[Slot] = (),
    *,
    mode: Mode = Mode.FILL,
    weights: Weights = Weights(),  # noqa: B008 - frozen
    severities: Mapping[Rule, Severity] = SEVERITIES,
    seed: int = 1,
    seconds: float = 60,
    progress: Callable[[Progress], bool | None] | None = None,
) -> Result:
    """Propose a timetable.

    `progress` is called about twice a second, in the caller's thread; when it returns False the search stops and the
    best so far is the result. The same seed gives the same result, unless it was stopped, or the machine was so slow
    that the seconds went by first: the search counts its work, about half of what a common machine does in them.
    """
    began = time.monotonic()
    present = sorted(present, key=lambda slot: slot.id)
    rules = hard_rules(severities)
    to_do = task(problem, present, mode)
    found = _solve(problem, to_do, rules, weights, seed=seed, seconds=seconds, progress=progress)
    slots = found.slots
    there = {slot.id for slot in slots}
    unplaced = tuple(placing.session.id for placing in to_do.placings if placing.id not in there)
    relaxations: tuple[Relaxation, ...] = ()
    if unplaced and not found.stopped:
        relaxations = tuple(_relaxations(problem, to_do, rules, seed, max(seconds * RELAXING, 1)))
    counted = parts(problem, slots, present if mode is Mode.REPAIR else ())
    objective = weights.cost(counted)
    hard = {
        rule: severity if rule in rules else Severity.OFF for rule, severity in {**SEVERITIES, **severities}.items()
    }
    return Result(
        status=Status.STOPPED if found.stopped else Status.FOUND if found.above else Status.BEST,
        slots=tuple(slots),
        objective=objective,
        parts=counted,
        bound=max(objective - found.above, 0),
        clashes=tuple(clashes(problem, slots, hard)),
        unplaced=unplaced,
        relaxations=relaxations,
        seconds=time.monotonic() - began,
    )


def _relaxations(
    problem: Problem, to_do: Task, rules: frozenset[Rule], seed: int, seconds: float
) -> Iterable[Relaxation]:
    """Relax each rule by itself, and all together when no single one helps, breaking them as little as can be."""
    single = False
    before = set(clashes(problem, to_do.fixed))
    ordered = sorted(rules, key=list(Rule).index)
    for relaxed in [*((rule,) for rule in ordered), tuple(ordered)]:
        if single and len(relaxed) > 1:
            return
        found = _solve(problem, to_do, rules, None, relaxed, seed=seed, seconds=seconds / (len(ordered) + 1))
        if found.slots:
            broken = [c for c in clashes(problem, found.slots) if c.rule in relaxed and c not in before]
            single = True
            yield Relaxation(tuple(sorted({clash.rule for clash in broken}, key=list(Rule).index)), tuple(broken))


def _solve(
    problem: Problem,
    to_do: Task,
    rules: frozenset[Rule],
    weights: Weights | None,
    relaxed: Sequence[Rule] = (),
    *,
    seed: int,
    seconds: float,
    progress: Callable[[Progress], bool | None] | None = None,
) -> "Found":
    # Only here, so that whatever imports this module does not wait a second for OR-Tools.
    from zone_programme.timetable_model import build
    from zone_programme.timetable_search import search

    def report(so_far: float, objective: int | None, bound: int, slots: Callable[[], list[Slot]]) -> bool | None:
        return progress(Progress(so_far, seconds, objective, bound, slots)) if progress else None

    found = search(build(problem, to_do, rules, weights, relaxed), weights, seed=seed, seconds=seconds, report=report)
    if rules & POOLED & _rules(problem, found.slots) - set(relaxed) - _rules(problem, to_do.fixed):
        # Rare: what the pool has together, no sharing out among its spaces can give.
        apart = build(problem, to_do, rules, weights, relaxed, pooled=False)
        found = search(apart, weights, seed=seed, seconds=seconds, report=report)
    return found


def _rules(problem: Problem, slots: Iterable[Slot]) -> set[Rule]:
    return {clash.rule for clash in clashes(problem, slots)}
