"""A first timetable without the model: the hardest to place first, then small changes that make it better.

The model improves and proves a good timetable far sooner than it finds one.
"""

import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from random import Random

from zone_programme.objective import Weights, crowds_of, pulls_of
from zone_programme.placings import holders
from zone_programme.timetable import STEP, Session
from zone_programme.timetable_model import DAY, UNPLACED, Choice, Model

CHANGES = 40  # tried at the most, for each placing
WORSE = (0, 0, 0, 20, 60)  # by how much a change may make it worse, one of these: the way on is not always downhill
LOOKED = 30  # places looked at, at the most, after the first that is free
LOOSENED = 2  # placings at the most that a change takes out beside those it must

type Use = tuple[int, int, int, int]  # from where to where in `_Hall.taken`, with a limit or cost, and how much


def first_timetable(built: Model, weights: Weights, seed: int, seconds: float) -> list[Choice]:
    """Choose places for as many placings as it can, at as little cost as it can, without breaking a hard rule.

    On a common machine it ends by itself well before the seconds have gone by; only on a slower one do they end it.
    """
    until = time.monotonic() + seconds
    hall = _Hall(built, weights, Random(seed))  # noqa: S311 - nothing secret
    hall.begin()
    hall.improve(until)
    return [hall.placed[number] for number in sorted(hall.placed)]


class _Hall:
    """How much is taken of everything that can run out, step by step, and what a choice costs beside what is placed."""

    def __init__(self, built: Model, weights: Weights, chance: Random) -> None:
        self.built, self.problem, self.weights, self.chance = built, built.problem, weights, chance
        days = 1 + max((window.day for space in self.problem.spaces for window in space.openings), default=0)
        self.steps = (days + 1) * DAY // STEP  # of each thing in `taken`; the last day leaves room for clearing
        self.taken: list[int] = []
        self.busy: list[bool] = []  # whether anything is taken, and whether more than one: counted often
        self.twice: list[bool] = []
        self.first: dict[Hashable, int] = {}  # where each thing begins in `taken`
        self.spans: dict[Choice, list[Use]] = {}
        self.sampled: dict[Choice, list[Use]] = {}
        self.crowds: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for name, crowds in crowds_of(self.problem).items():
            for number, crowd in enumerate(crowds):
                for each in crowd:
                    self.crowds[each].append((name, number))
        self.pulls: dict[int, dict[int, int]] = defaultdict(dict)
        for (one, other), pull in pulls_of(self.problem).items():
            self.pulls[one][other] = self.pulls[other][one] = pull * weights.wanted_together
        self.when: dict[int, tuple[int, int]] = {}  # of the sessions that have a place
        self.placed: dict[int, Choice] = {}
        alone = attrgetter("cost")
        # The choices of each placing, the cheapest by themselves first.
        self.cheapest = [
            [(cost, list(same)) for cost, same in groupby(sorted(choices, key=alone), key=alone)]
            for choices in built.of_placing
        ]
        pool_of = {space.id: pool for pool, spaces in enumerate(built.pools) for space in spaces}
        for slot in built.task.fixed:
            session, pool, day = self.problem.session_by_id[slot.session], pool_of[slot.space], slot.day * DAY
            self.fill(self.uses(session, pool, day + slot.start, day + slot.end), 1)
            self.fill(self.samples(session, day + slot.start, day + slot.end), 1)
            self.when[session.id] = day + slot.start, day + slot.end

    def begin(self) -> None:
        """Place the hardest first: those with the fewest choices, then the longest."""
        placings = self.built.task.placings
        hardest = sorted((len(choices), -placings[n].minutes, n) for n, choices in enumerate(self.built.of_placing))
        for _, _, number in hardest:
            self.put(number)

    def improve(self, until: float) -> None:
        """Try changes for the placings that cost more than they must, half of them for those without a place."""
        best, saved, most = dict(self.placed), 0, 0
        costly: list[int] = []
        for _ in range(CHANGES * len(self.cheapest)):
            if time.monotonic() > until:
                break
            if not costly:
                costly = [n for n in range(len(self.cheapest)) if self.costs(n) > self.least(n)]
                if not costly:
                    break
            without = [n for n in costly if n not in self.placed]
            change = self.change(self.chance.choice(without if without and self.chance.random() < 0.5 else costly))
            if change:
                saved, costly = saved + change, []
            if saved > most:
                best, most = dict(self.placed), saved
        if saved < most:
            self.restore(best)

    def restore(self, placed: dict[int, Choice]) -> None:
        for number in list(self.placed):
            self.take_out(number)
        for choice in placed.values():
            self.take(choice)

    def change(self, number: int) -> int:
        """Clear a cheaper place for a placing and place again what was there; undo it when that costs too much.

        Returns what it saves, which may be less than nothing, and 0 when it is undone.
        """
        now = self.costs(number)
        cheaper = [choice for cost, same in self.cheapest[number] if cost < now for choice in same]
        if not cheaper:  # an equal change before this one made it so
            return 0
        wanted = self.chance.choice(cheaper)
        before = {number: self.placed.get(number)}
        saved = self.take_out(number)
        near = [other for other, choice in self.placed.items() if self.near(wanted, choice)]
        self.chance.shuffle(near)
        must = [other for other in near if self.shared(wanted, self.placed[other])]
        same_pool = [other for other in near if self.placed[other].pool == wanted.pool and other not in must]
        for other in [*must, *same_pool]:
            if other in must or not self.fits(wanted):
                before[other] = self.placed[other]
                saved += self.take_out(other)
        rivals = [other for other in near if other in self.placed and self.rival(wanted, self.placed[other])]
        for other in rivals[:LOOSENED]:
            before[other] = self.placed[other]
            saved += self.take_out(other)
        saved -= self.take(wanted) if self.fits(wanted) else self.put(number)
        again = list(before)[1:]
        self.chance.shuffle(again)
        for other in again:
            saved -= self.put(other)
        # When one takes the place of another that then has none, what matters is who will have none next.
        worse = UNPLACED // 2 if before[number] is None else self.chance.choice(WORSE)
        if saved >= -worse:
            return saved
        for other in before:
            self.take_out(other)
        for choice in before.values():
            if choice:
                self.take(choice)
        return 0

    # Two choices.

    def near(self, one: Choice, other: Choice) -> bool:
        return one.start < other.end + self.problem.grid and other.start < one.end + self.problem.grid

    def shared(self, one: Choice, other: Choice) -> bool:
        """Whether two choices need the same person or council."""
        mine, theirs = self.session(one), self.session(other)
        return not (mine.people.isdisjoint(theirs.people) and mine.councils.isdisjoint(theirs.councils))

    def rival(self, one: Choice, other: Choice) -> bool:
        """Whether two choices draw the same people."""
        mine, theirs = self.session(one).id, self.session(other).id
        return theirs in self.pulls[mine] or not set(self.crowds[mine]).isdisjoint(self.crowds[theirs])

    # One placing.

    def put(self, number: int) -> int:
        """Give a placing its cheapest free place, any of equals, and return the cost."""
        best, least = None, UNPLACED
        for alone, choices in self.cheapest[number]:
            if alone >= least:
                break
            first = self.chance.randrange(len(choices))
            looked = 0
            for choice in (*choices[first:], *choices[:first]):
                cost = self.cost(choice)
                if cost < least and self.fits(choice):
                    best, least = choice, cost
                looked += best is not None
                if least == alone or looked > LOOKED:
                    break
        return self.take(best) if best else UNPLACED

    def take(self, choice: Choice) -> int:
        """Place a choice, and return what that costs."""
        cost = self.cost(choice)
        self.placed[choice.placing] = choice
        session = self.session(choice)
        self.fill(self.uses_of(choice), 1)
        self.fill(self.samples_of(choice), 1)
        self.when[session.id] = choice.start, choice.end
        return cost

    def take_out(self, number: int) -> int:
        """Take a placing out, and return what that saves."""
        choice = self.placed.pop(number, None)
        if choice is None:
            return UNPLACED
        session = self.session(choice)
        self.fill(self.uses_of(choice), -1)
        self.fill(self.samples_of(choice), -1)
        self.when.pop(session.id, None)
        return self.cost(choice)

    def costs(self, number: int) -> int:
        """What a placing costs now."""
        choice = self.placed.get(number)
        return UNPLACED if choice is None else self.cost(choice, besides=1)

    def least(self, number: int) -> int:
        """What a placing costs at the least."""
        return self.cheapest[number][0][0] if self.cheapest[number] else UNPLACED

    def cost(self, choice: Choice, besides: int = 0) -> int:
        """What a choice costs by itself and beside the others; `besides` is 1 when it is among them already."""
        cost = choice.cost
        more = self.twice if besides else self.busy
        for first, last, weight, _ in self.samples_of(choice):
            cost += weight * sum(more[first:last])
        for other, pull in self.pulls[self.session(choice).id].items():
            if other in self.when and self.when[other][0] < choice.end and choice.start < self.when[other][1]:
                cost += pull
        return cost

    def fits(self, choice: Choice) -> bool:
        return all(max(self.taken[first:last]) <= left for first, last, left, _ in self.uses_of(choice))

    # What a choice takes up.

    def session(self, choice: Choice) -> Session:
        return self.built.task.placings[choice.placing].session

    def place_of(self, thing: Hashable) -> int:
        if thing not in self.first:
            self.first[thing] = len(self.taken)
            self.taken += [0] * self.steps
            self.busy += [False] * self.steps
            self.twice += [False] * self.steps
        return self.first[thing]

    def uses_of(self, choice: Choice) -> list[Use]:
        if (known := self.spans.get(choice)) is None:
            uses = self.uses(self.session(choice), choice.pool, choice.start, choice.end)
            known = self.spans[choice] = list(uses)
        return known

    def samples_of(self, choice: Choice) -> list[Use]:
        if (known := self.sampled.get(choice)) is None:
            known = self.sampled[choice] = self.samples(self.session(choice), choice.start, choice.end)
        return known

    def uses(self, session: Session, pool: int, start: int, end: int) -> Iterator[Use]:
        """Yield the spans of `taken` that a session takes up, with the most that others may have there."""
        spaces = self.built.pools[pool]

        def span(thing: Hashable, end: int, there: int, much: int = 1) -> Use:
            first = self.place_of(thing)
            return first + start // STEP, first + -(-end // STEP), there - much, much

        yield span(("pool", pool), end + spaces[0].turn_round, sum(space.at_once for space in spaces))
        if session.headphones:
            heads = max(session.audience, 1)
            yield span(("heads", pool), end, sum(space.headphones for space in spaces), heads)
            if spaces[0].lent and self.problem.headphones is not None:
                yield span(("lent heads",), end, self.problem.headphones, heads)
        for holder in holders(session):
            yield span(holder, end + (self.problem.walk if holder[0] == "person" else 0), 1)

    def samples(self, session: Session, start: int, end: int) -> list[Use]:
        """Return the spans of `taken` that count a session's crowds at the times of the grid, with the cost of one."""
        grid = self.problem.grid
        spans = []
        for crowd in self.crowds[session.id]:
            first = self.place_of(("crowd", *crowd))
            weight = grid * int(getattr(self.weights, crowd[0]))
            spans.append((first + -(-start // grid), first + -(-end // grid), weight, 1))
        return spans

    def fill(self, uses: Iterable[Use], sign: int) -> None:
        for first, last, _, much in uses:
            for at in range(first, last):
                self.taken[at] += sign * much
                self.busy[at] = self.taken[at] > 0
                self.twice[at] = self.taken[at] > 1
