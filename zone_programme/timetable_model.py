"""The timetable as a model for OR-Tools CP-SAT.

One yes or no for each placing, time and pool of like spaces; a limit for each space, person and council at each time at
which something may begin, which is where the most runs. It takes a second to import, for OR-Tools is large.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from zone_programme.clashes import Rule
from zone_programme.objective import Weights, crowds_of, of_one, pulls_of
from zone_programme.placings import RULE_OF_HOLDER, Place, Places, Placing, Task, holders, pools
from zone_programme.timetable import Problem, Session, Slot, Space

DAY = 24 * 60
UNPLACED = 1_000_000  # more than a session can cost in any place
type Term = cp_model.IntVar


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """That a placing has a time, in any space of a pool. Times count from midnight of the first day."""

    placing: int  # its number in the task
    pool: int
    start: int
    end: int
    literal: Term
    cost: int  # by itself


@dataclass
class Model:
    """A built model with what is needed to read its solutions."""

    problem: Problem
    task: Task
    pools: list[tuple[Space, ...]]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    of_placing: list[list[Choice]] = field(default_factory=list)
    unplaced: list[Term] = field(default_factory=list)
    # Each helper is how far some numbers of choices are above their limits, the furthest of them, or 0; with its cost.
    helpers: dict[int, tuple[Term, int, list[tuple[list[Choice], int]]]] = field(default_factory=dict)
    floor: int = 0  # no solution costs less, by simple counting

    def chosen(self, solution: Sequence[int]) -> list[Choice]:
        """Return the choices of a solution, by number of placing."""
        return [choice for choices in self.of_placing for choice in choices if solution[choice.literal.index]]

    def helped(self, chosen: Iterable[Choice]) -> Iterator[tuple[Term, int, int]]:
        """Yield each helper, its cost, and its value when these are the choices."""
        picked = {choice.literal.index for choice in chosen}
        for helper, cost, numbers in self.helpers.values():
            above = (sum(c.literal.index in picked for c in choices) - limit for choices, limit in numbers)
            yield helper, cost, max(0, *above)

    def cost(self, chosen: Collection[Choice]) -> int:
        """Return what the solver would say that these choices cost."""
        unplaced = len(self.of_placing) - len(chosen)
        alone = sum(choice.cost for choice in chosen)
        return unplaced * UNPLACED + alone + sum(cost * value for _, cost, value in self.helped(chosen))

    def hint(self, chosen: Collection[Choice]) -> None:
        """Tell the solver of a timetable that is right, so that it begins with one."""
        picked = {choice.literal.index for choice in chosen}
        for unplaced, choices in zip(self.unplaced, self.of_placing, strict=True):
            for choice in choices:
                self.model.add_hint(choice.literal, choice.literal.index in picked)
            self.model.add_hint(unplaced, all(choice.literal.index not in picked for choice in choices))
        for helper, _, value in self.helped(chosen):
            self.model.add_hint(helper, value)


def build(
    problem: Problem,
    task: Task,
    rules: Collection[Rule],
    weights: Weights | None,
    relaxed: Collection[Rule] = (),
    *,
    pooled: bool = True,
) -> Model:
    """Build the model of a task.

    With weights it minimises the objective, and leaves a session unplaced only when it must. Without, every session has
    a place and what is minimised is how often the relaxed rules are broken. Pooled, headphones and walks are those of a
    pool as a whole, so that what `sharing_out` makes of a solution may break their rules.
    """
    return _Builder(problem, task, frozenset(rules), weights, frozenset(relaxed), pooled=pooled).build()


class _Builder:
    def __init__(
        self,
        problem: Problem,
        task: Task,
        rules: frozenset[Rule],
        weights: Weights | None,
        relaxed: frozenset[Rule],
        *,
        pooled: bool,
    ) -> None:
        self.problem, self.task, self.rules, self.weights, self.relaxed = problem, task, rules, weights, relaxed
        kept = [*task.fixed, *(placing.now for placing in task.placings if placing.now)]
        spaces: list[tuple[Space, ...]] = pools(problem, kept) if pooled else [(space,) for space in problem.spaces]
        self.built = Model(problem, task, spaces)
        self.model = self.built.model
        self.costs: list[tuple[Term, int]] = []
        self.strict = [Places(problem, task.fixed, {rule}) for rule in sorted(relaxed)]
        self.loose = Places(problem, task.fixed, rules - relaxed)

    def build(self) -> Model:
        for number, placing in enumerate(self.task.placings):
            self.place(number, placing)
        self.limit_spaces()
        self.limit_lent_headphones()
        self.limit_holders()
        if self.weights:
            self.spread_crowds(self.weights)
            self.part_pairs(self.weights)
        self.model.minimize(
            cp_model.LinearExpr.weighted_sum([term for term, _ in self.costs], [cost for _, cost in self.costs])
        )
        return self.built

    # Where each may go.

    def place(self, number: int, placing: Placing) -> None:
        spaces = [spaces[0] for spaces in self.built.pools]
        pool_of = {space.id: pool for pool, space in enumerate(spaces)}
        right = [set(kept.of(placing, spaces)) for kept in self.strict]
        choices = []
        for place in self.loose.of(placing, spaces):
            start = place.day * DAY + place.start
            cost = (
                self.cost_of(self.weights, placing, place)
                if self.weights
                else sum(place not in places for places in right)
            )
            literal = self.model.new_bool_var("")
            choices.append(Choice(number, pool_of[place.space.id], start, start + placing.minutes, literal, cost))
            self.cost(literal, cost)
        literals = [choice.literal for choice in choices]
        if self.weights:
            unplaced = self.model.new_bool_var("")
            self.built.unplaced.append(unplaced)
            self.cost(unplaced, UNPLACED)
            literals.append(unplaced)
            self.built.floor += min((choice.cost for choice in choices), default=UNPLACED)
        self.model.add_exactly_one(literals)
        self.built.of_placing.append(choices)

    def cost_of(self, weights: Weights, placing: Placing, place: Place) -> int:
        end = place.start + placing.minutes
        slot = Slot(placing.id, placing.session.id, place.space.id, place.day, place.start, end)
        return weights.cost(of_one(self.problem, placing.session, place.space, slot, placing.now))

    def cost(self, term: Term, cost: int) -> None:
        if cost:
            self.costs.append((term, cost))

    # What goes together.

    def limit_spaces(self) -> None:
        by_pool: dict[int, list[Choice]] = defaultdict(list)
        for choices in self.built.of_placing:
            for choice in choices:
                by_pool[choice.pool].append(choice)
        for pool, choices in by_pool.items():
            spaces = self.built.pools[pool]
            stays = [slot for slot in self.task.fixed if slot.space == spaces[0].id]
            holds = sum(space.at_once for space in spaces)
            clearing = spaces[0].turn_round if Rule.TURN_ROUND in self.rules - self.relaxed else 0
            if Rule.OVERBOOKED in self.rules:
                self.limit(choices, stays, holds, Rule.OVERBOOKED, clearing=clearing)
            if Rule.TURN_ROUND in self.relaxed and spaces[0].turn_round:
                self.limit(choices, stays, holds, Rule.TURN_ROUND, clearing=spaces[0].turn_round)
            if Rule.HEADPHONES in self.rules and holds > 1:
                self.limit(
                    [choice for choice in choices if self.session(choice).headphones],
                    [slot for slot in stays if self.problem.session_by_id[slot.session].headphones],
                    sum(space.headphones for space in spaces),
                    Rule.HEADPHONES,
                    heads=True,
                )

    def limit_lent_headphones(self) -> None:
        """Hold what all the spaces that draw on the Zone's headphones need at once to the pairs that it has."""
        if (pairs := self.problem.headphones) is None or Rule.HEADPHONES not in self.rules:
            return
        lent = {space.id for space in self.problem.spaces if space.lent}
        choices = [
            choice
            for choices in self.built.of_placing
            for choice in choices
            if self.session(choice).headphones and self.built.pools[choice.pool][0].lent
        ]
        stays = [
            slot
            for slot in self.task.fixed
            if slot.space in lent and self.problem.session_by_id[slot.session].headphones
        ]
        self.limit(choices, stays, pairs, Rule.HEADPHONES, heads=True)

    def limit_holders(self) -> None:
        by_holder: dict[tuple[str, int], list[int]] = defaultdict(list)
        for number, placing in enumerate(self.task.placings):
            for holder in holders(placing.session):
                by_holder[holder].append(number)
        done: list[frozenset[int]] = []
        # People first, and the busiest: what they cannot do at once need not be said again for their councils.
        for holder, numbers in sorted(by_holder.items(), key=lambda each: (each[0][0] != "person", -len(each[1]))):
            together = frozenset(numbers)
            if len(together) < 2 or any(together <= other for other in done):
                continue
            choices = [choice for number in numbers for choice in self.built.of_placing[number]]
            if (rule := RULE_OF_HOLDER[holder[0]]) in self.rules:
                self.limit(choices, [], 1, rule)
                if rule not in self.relaxed:
                    done.append(together)
            if holder[0] == "person" and Rule.NO_TIME_TO_WALK in self.rules and self.problem.walk:
                self.let_walk(choices)

    def let_walk(self, choices: list[Choice]) -> None:
        """Let nobody begin in one space within the walk from the end of another session elsewhere."""
        by_start, by_end = defaultdict(list), defaultdict(list)
        for choice in choices:
            by_start[choice.start].append(choice)
            by_end[choice.end].append(choice)
        for start in sorted(by_start):
            ended = [each for end in range(start - self.problem.walk + 1, start + 1) for each in by_end.get(end, ())]
            for pool in sorted({choice.pool for choice in by_start[start]}) if ended else ():
                if elsewhere := [each for each in ended if each.pool != pool]:
                    here = [each for each in by_start[start] if each.pool == pool]
                    self.at_most([*here, *elsewhere], 1, Rule.NO_TIME_TO_WALK)

    def limit(
        self,
        choices: list[Choice],
        stays: list[Slot],
        holds: int,
        rule: Rule,
        *,
        clearing: int = 0,
        heads: bool = False,
    ) -> None:
        """Hold what runs at once, or its people, to a limit less what stays, at each time at which something begins."""

        def size(session: Session) -> int:
            return max(session.audience, 1) if heads else 1

        there = []
        for slot in stays:
            start, end = slot.day * DAY + slot.start, slot.day * DAY + slot.end + clearing
            there.append((start, end, size(self.problem.session_by_id[slot.session])))
        times = sorted({choice.start for choice in choices} | {start for start, _, _ in there})
        for time, running in at_each(times, choices, clearing):
            left = max(holds - sum(taken for start, end, taken in there if start <= time < end), 0)
            sizes = [size(self.session(choice)) for choice in running]
            if sum(sizes) > left:
                self.at_most(running, left, rule, sizes if heads else None)

    def at_most(self, choices: list[Choice], left: int, rule: Rule, sizes: list[int] | None = None) -> None:
        literals = [choice.literal for choice in choices]
        if rule in self.relaxed:
            over = self.model.new_int_var(0, sum(sizes) if sizes else len(literals), "")
            self.cost(over, 1)
            self.model.add(cp_model.LinearExpr.weighted_sum(literals, sizes or [1] * len(literals)) <= left + over)
        elif sizes:
            self.model.add(cp_model.LinearExpr.weighted_sum(literals, sizes) <= left)
        elif left == 1:
            self.model.add_at_most_one(literals)
        else:
            self.model.add(cp_model.LinearExpr.sum(literals) <= left)

    # What is better apart.

    def spread_crowds(self, weights: Weights) -> None:
        """Count, at each time of the grid, the sessions of a crowd beyond the first."""
        grid = self.problem.grid
        numbers: dict[int, list[int]] = defaultdict(list)
        for number, placing in enumerate(self.task.placings):
            numbers[placing.session.id].append(number)
        for name, crowds in crowds_of(self.problem).items():
            for crowd in crowds if (weight := getattr(weights, name) * grid) else ():
                choices = [c for session in sorted(crowd) for n in numbers[session] for c in self.built.of_placing[n]]
                times = sorted({each for c in choices for each in range(-(-c.start // grid) * grid, c.end, grid)})
                stays = [slot for slot in self.task.fixed if slot.session in crowd]
                room: dict[int, int] = {}
                for time, running in at_each(times, choices):
                    there = sum(slot.day * DAY + slot.start <= time < slot.day * DAY + slot.end for slot in stays)
                    room[time] = left = max(1 - there, 0)
                    if (most := len({choice.placing for choice in running})) > left:
                        beyond = self.model.new_int_var(0, most - left, "")
                        self.exceed(running, left, beyond, weight)
                members = [n for session in sorted(crowd) for n in numbers[session]]
                self.built.floor += self.least_of(members, room, weight, by_day=name == "audience")

    def least_of(self, members: list[int], room: dict[int, int], weight: int, *, by_day: bool) -> int:
        """Return what a crowd costs at the least: its sessions need so many times of the grid, and there are so many.

        By day, those that should all be on some days are counted against the times of these days, or cost the change of
        day. That is right for crowds without a common session only, or a change of day would be counted twice.
        """
        size = {number: self.task.placings[number].minutes // self.problem.grid for number in members}
        least = weight * max(sum(size.values()) - sum(room.values()), 0)
        wishes = {self.problem.days_of(self.task.placings[number].session) for number in members} if by_day else set()
        for days in wishes - {frozenset()}:
            those = [n for n in members if self.problem.days_of(self.task.placings[n].session) == days and size[n]]
            beyond = sum(size[number] for number in those) - sum(room[time] for time in room if time // DAY in days)
            prices = []  # of each time of the grid that a session gives up here by going elsewhere
            for number in those:
                costs = [choice.cost for choice in self.built.of_placing[number]]
                elsewhere = [c.cost for c in self.built.of_placing[number] if c.start // DAY not in days]
                more = min(elsewhere, default=UNPLACED) - min(costs, default=UNPLACED)
                prices += [min(more / -(-self.task.placings[number].minutes // self.problem.grid), weight)] * size[
                    number
                ]
            least = max(least, int(sum(sorted(prices)[: max(beyond, 0)]) + 1e-6))
        return least

    def part_pairs(self, weights: Weights) -> None:
        """Count the pairs of sessions wanted by the same people that run at once."""
        numbers = {placing.session.id: number for number, placing in enumerate(self.task.placings)}
        fixed = {slot.session: slot for slot in self.task.fixed}
        for pair, pull in pulls_of(self.problem).items():
            sides = [self.built.of_placing[numbers[each]] for each in pair if each in numbers]
            stays = [fixed[each] for each in pair if each in fixed and each not in numbers]
            if not (weight := pull * weights.wanted_together) or not sides or len(sides) + len(stays) < 2:
                continue
            at_once = self.model.new_bool_var("")
            for slot in stays:
                start, end = slot.day * DAY + slot.start, slot.day * DAY + slot.end
                self.exceed([c for c in sides[0] if c.start < end and start < c.end], 0, at_once, weight)
            if len(sides) == 2:
                times = sorted({choice.start for side in sides for choice in side})
                for _, running in at_each(times, [*sides[0], *sides[1]]):
                    if len({choice.placing for choice in running}) == 2:
                        self.exceed(running, 1, at_once, weight)

    def exceed(self, choices: list[Choice], limit: int, helper: Term, cost: int) -> None:
        """Make a helper, which has a cost, at least what the choices are above a limit."""
        if not choices:
            return
        if helper.index not in self.built.helpers:
            self.built.helpers[helper.index] = (helper, cost, [])
            self.cost(helper, cost)
        self.model.add(cp_model.LinearExpr.sum([choice.literal for choice in choices]) - helper <= limit)
        self.built.helpers[helper.index][2].append((choices, limit))

    def session(self, choice: Choice) -> Session:
        return self.task.placings[choice.placing].session


def at_each(times: list[int], choices: Iterable[Choice], clearing: int = 0) -> Iterator[tuple[int, list[Choice]]]:
    """Yield each of some sorted times at which any of the choices run, or are cleared away, with those."""
    running: dict[int, list[Choice]] = defaultdict(list)
    for choice in choices:
        for at in range(bisect_left(times, choice.start), bisect_left(times, choice.end + clearing)):
            running[at].append(choice)
    for at in sorted(running):
        yield times[at], running[at]
