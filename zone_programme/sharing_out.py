"""From choices of the model to slots: which space of its pool each session has.

The model itself leaves this out, because like spaces would only give it mirror images to look through.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from ortools.sat.python import cp_model

from zone_programme.timetable import Slot
from zone_programme.timetable_model import DAY, Choice, Model, at_each


def slots_of(built: Model, chosen: Iterable[Choice]) -> list[Slot]:
    """Return the slots of some choices and of what stays, in the order of time."""
    by_pool: dict[int, list[Choice]] = defaultdict(list)
    for choice in chosen:
        by_pool[choice.pool].append(choice)
    slots = list(built.task.fixed)
    for pool, choices in by_pool.items():
        for choice, space in zip(choices, _spaces_for(built, pool, choices), strict=True):
            placing = built.task.placings[choice.placing]
            day, start = divmod(choice.start, DAY)
            slots.append(Slot(placing.id, placing.session.id, space, day, start, start + placing.minutes))
    return sorted(slots, key=lambda slot: (slot.day, slot.start, slot.space, slot.id))


def _spaces_for(built: Model, pool: int, choices: list[Choice]) -> list[int]:
    """Say which space of a pool each choice has, with as few headphones short and walks too quick as can be."""
    spaces = built.pools[pool]
    if len(spaces) == 1:
        return [spaces[0].id] * len(choices)
    model = cp_model.CpModel()
    has = [[model.new_bool_var("") for _ in spaces] for _ in choices]
    number_of = {choice.literal.index: number for number, choice in enumerate(choices)}
    sessions = [built.task.placings[choice.placing].session for choice in choices]
    faults: list[cp_model.IntVar] = []
    for each in has:
        model.add_exactly_one(each)
    times = sorted({choice.start for choice in choices})
    for _, running in at_each(times, choices, spaces[0].turn_round):
        for number, space in enumerate(spaces):
            model.add(sum(has[number_of[c.literal.index]][number] for c in running) <= space.at_once)
    for _, running in at_each(times, [c for c, session in zip(choices, sessions, strict=True) if session.headphones]):
        for number, space in enumerate(spaces):
            short = model.new_int_var(0, 100_000, "")
            faults.append(short)
            here = [(number_of[c.literal.index], c) for c in running]
            model.add(sum(max(sessions[n].audience, 1) * has[n][number] for n, _ in here) - short <= space.headphones)
    for one, other in combinations(range(len(choices)), 2):
        gap = max(choices[one].start - choices[other].end, choices[other].start - choices[one].end)
        if 0 <= gap < built.problem.walk and sessions[one].people & sessions[other].people:
            apart = model.new_bool_var("")
            faults.append(apart)
            for number in range(len(spaces)):
                model.add(has[one][number] - has[other][number] <= apart)
    model.minimize(sum(faults))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 5
    solver.solve(model)
    return [next(space.id for space, var in zip(spaces, each, strict=True) if solver.value(var)) for each in has]
