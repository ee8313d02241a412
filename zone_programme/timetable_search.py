"""Searching a model of a timetable with OR-Tools CP-SAT: repeatable, with progress, and possible to stop.

Like the model it takes a second to import, so `scheduling.py` imports it when it is needed.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from zone_programme.first_timetable import first_timetable
from zone_programme.objective import Weights
from zone_programme.sharing_out import slots_of
from zone_programme.timetable import Slot
from zone_programme.timetable_model import Choice, Model

WORKERS = 2  # of the search's strategies at a time; another number finds another of the equally good timetables
WORK = 0.5  # units of the solver's own count of work in a second of a common machine, with some to spare
LEAST = 1  # second for the solver, however long the first timetable took
TICK = 0.5  # seconds between two reports of progress


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: no slots when there is no timetable, or none was found.

    `above` is how much more it costs than what is proved to be needed.
    """

    slots: list[Slot]
    above: int
    stopped: bool


type Report = Callable[[float, int | None, int, Callable[[], list[Slot]]], bool | None]


class _Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the best solution so far and what is proved; called by the solver's own threads."""

    def __init__(self, built: Model, first: Sequence[Choice], cost: int | None) -> None:
        super().__init__()
        self.built, self.cost, self.bound = built, cost, built.floor
        self.chosen: Callable[[], Sequence[Choice]] = lambda: first

    def on_solution_callback(self) -> None:
        if self.cost is None or round(self.objective_value) < self.cost:
            solution = self.response_proto.solution
            self.chosen, self.cost = lambda: self.built.chosen(solution), round(self.objective_value)
        if self.cost <= self.bound:
            self.stop_search()

    def on_bound(self, bound: float) -> None:
        self.bound = max(self.bound, ceil(bound - 1e-6))

    def slots(self) -> list[Slot]:
        return slots_of(self.built, self.chosen())


def search(built: Model, weights: Weights | None, *, seed: int, seconds: float, report: Report | None = None) -> Found:
    """Minimise the cost of a model.

    `report` is called in this thread with the seconds so far, the cost (None before the first solution), what is proved
    to be needed, and a function for the slots of the best so far; it stops the search by returning False.
    """
    began = time.monotonic()
    first: Sequence[Choice] = ()
    cost = None
    if weights:
        first = first_timetable(built, weights, seed, seconds / 2)
        built.hint(first)
        cost = built.cost(first)
    watch = _Watch(built, first, cost)
    stopped = False
    if cost is not None and report:
        stopped = report(time.monotonic() - began, cost, built.floor, watch.slots) is False
    if not stopped and (cost is None or cost > built.floor):
        stopped = _solve(built, watch, seed, seconds, began, report)
    if watch.cost is None:
        return Found([], 0, stopped)
    return Found(watch.slots(), watch.cost - min(watch.bound, watch.cost), stopped)


def _solve(built: Model, watch: _Watch, seed: int, seconds: float, began: float, report: Report | None) -> bool:
    """Let the solver improve on what the watch has; return whether it was stopped."""
    solver = cp_model.CpSolver()
    settings = solver.parameters
    # The strategies take turns by the work they do, not by the clock, so that a seed tells the result.
    settings.num_workers = WORKERS
    settings.interleave_search = True
    settings.random_seed = seed
    settings.max_deterministic_time = seconds * WORK
    settings.max_time_in_seconds = max(seconds - (time.monotonic() - began), LEAST)
    solver.best_bound_callback = watch.on_bound
    # In a thread of its own, so that progress is reported in the caller's, where its database connection is.
    thread = threading.Thread(target=solver.solve, args=(built.model, watch), daemon=True)
    thread.start()
    stopped = False
    while thread.is_alive():
        thread.join(TICK)
        if stopped:
            solver.stop_search()  # again and again: it does nothing before the search has begun
        elif report and thread.is_alive():
            stopped = report(time.monotonic() - began, watch.cost, watch.bound, watch.slots) is False
    if not stopped and solver.response_proto.status == cp_model.OPTIMAL:
        watch.bound = max(watch.bound, watch.cost or 0)
    return stopped
