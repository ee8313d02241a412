"""The automatic timetable: what it may not do, what it minimises, and what it says when nothing fits."""

import dataclasses
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zone_programme.problems import any_problem, any_slots, session, slot, space
from zone_programme.clashes import SEVERITIES, Rule, Severity, clashes
from zone_programme.objective import Weights, parts
from zone_programme.placings import HARD
from zone_programme.scheduling import Mode, Progress, Result, Status, schedule
from zone_programme.timetable import Block, Person, Problem, Window

MORNING = (Window(0, 540, 720),)  # nine to twelve: room for three hours
ADA = Person(1, "Ada Lovelace")


def where(result: Result) -> dict[int, tuple[int, int, int]]:
    """Where each session is: space, day, start."""
    return {each.session: (each.space, each.day, each.start) for each in result.slots}


def test_everything_is_placed_and_nothing_clashes() -> None:
    problem = Problem(
        (space(openings=MORNING, turn_round=15), space(2, "Tables", "table area", openings=MORNING, at_once=2)),
        (
            session(1, speakers={1}),
            session(2, chairs={1}, kinds={"table area"}),
            session(3, councils={7}),
            session(4, councils={7}, kinds={"table area"}),
        ),
        (ADA,),
        (Block(0, 600, 615, "Coffee"),),
    )
    result = schedule(problem, seconds=2)
    assert (result.status, sorted(where(result)), result.unplaced) == (Status.BEST, [1, 2, 3, 4], ())
    assert clashes(problem, result.slots) == []
    assert (result.objective, result.bound, result.gap) == (0, 0, 0)


def test_filling_moves_nothing_that_has_a_place() -> None:
    problem = Problem((space(openings=MORNING),), (session(1), session(2)))
    present = [slot(5, 1, 600, 660)]
    result = schedule(problem, present, mode=Mode.FILL, seconds=60)
    assert present[0] in result.slots
    assert len(result.slots) == 2
    assert clashes(problem, result.slots) == []


def test_repairing_moves_as_little_as_it_can_and_never_what_is_locked() -> None:
    problem = Problem((space(openings=MORNING),), (session(1), session(2), session(3)))
    present = [slot(5, 1, 540, 600), slot(6, 2, 570, 630, locked=True), slot(7, 3, 660, 720)]
    result = schedule(problem, present, mode=Mode.REPAIR, seconds=60)
    # Nothing ends before the locked one at half past nine, so there is room for one more after it: one is left over.
    assert present[1] in result.slots
    assert present[2] in result.slots
    assert (result.unplaced, result.parts["moved"]) == ((1,), 0)


def test_a_moved_slot_keeps_its_id_and_a_new_one_has_a_negative_one() -> None:
    problem = Problem((space(openings=MORNING),), (session(1), session(2), session(3)))
    present = [slot(5, 1, 540, 600), slot(6, 2, 540, 600)]
    result = schedule(problem, present, mode=Mode.REPAIR, seconds=60)
    assert sorted(each.id for each in result.slots) == [-1, 5, 6]
    assert result.parts["moved"] == 1


def test_afresh_forgets_where_things_are_but_not_what_is_locked() -> None:
    problem = Problem(
        (space(openings=MORNING),), (session(1, days={0}), session(2)), theme_days={"digital": frozenset({1})}
    )
    present = [slot(5, 1, 605, 665), slot(6, 2, 540, 600, locked=True)]
    result = schedule(problem, present, mode=Mode.AFRESH, seconds=60)
    assert present[1] in result.slots
    assert result.parts["moved"] == 0
    assert clashes(problem, result.slots) == []


def test_a_session_that_runs_twice_is_at_two_times() -> None:
    problem = Problem((space(openings=MORNING, at_once=2),), (session(1, times=2),))
    result = schedule(problem, seconds=60)
    one, other = sorted(result.slots, key=lambda each: each.start)
    assert one.end <= other.start


ONE_WISH: dict[str, tuple[Problem, str]] = {
    "sessions of one theme and format follow each other": (
        Problem((space(openings=MORNING, at_once=2),), tuple(session(n, theme="digital") for n in (1, 2, 3))),
        "audience",
    ),
    "what the same people want is apart": (
        Problem((space(openings=MORNING, at_once=2),), (session(1, not_against={2}), session(2))),
        "wanted_together",
    ),
    "the larger audience has the larger space": (
        Problem(
            (space(openings=MORNING, capacity=20), space(2, "Hall", openings=MORNING, capacity=90)),
            (session(1, audience=20, minutes=180), session(2, audience=90, minutes=180)),
        ),
        "over_capacity",
    ),
    "a theme has its day": (
        Problem((space(),), (session(1, theme="digital"),), theme_days={"digital": frozenset({1})}),
        "theme_days",
    ),
    "speakers have the times they would rather have": (
        Problem((space(),), (session(1, preferred=(Window(1, 900, 960),)),)),
        "preferred",
    ),
    "popular sessions follow each other": (
        Problem(
            (space(openings=MORNING, at_once=8),),
            tuple(session(n, popularity=100 if n < 3 else 1) for n in range(1, 8)),
        ),
        "popular",
    ),
}


@pytest.mark.parametrize(("problem", "part"), ONE_WISH.values(), ids=ONE_WISH.keys())
def test_each_part_of_the_objective_is_met_where_it_can_be(problem: Problem, part: str) -> None:
    result = schedule(problem, seconds=60)
    assert (result.status, result.parts[part], result.unplaced) == (Status.BEST, 0, ())


def test_weights_decide_between_two_wishes() -> None:
    """The theme's day has only the small space; the hall is open on the other."""
    problem = Problem(
        (space(capacity=20, openings=(Window(1, 540, 720),)), space(2, "Hall", capacity=90, openings=MORNING)),
        (session(1, theme="digital", audience=50),),
        theme_days={"digital": frozenset({1})},
    )
    assert where(schedule(problem, weights=Weights(theme_days=100, over_capacity=1), seconds=60))[1][0] == 1
    assert where(schedule(problem, weights=Weights(theme_days=10, over_capacity=2), seconds=60))[1][0] == 2


def test_a_weight_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="The weight of theme days must be from 0 to 100"):
        Weights(theme_days=101)


NOTHING_FITS: dict[str, tuple[Problem, list[tuple[tuple[Rule, ...], int]]]] = {
    "a space too few": (
        Problem((space(openings=MORNING),), tuple(session(n) for n in range(1, 5))),
        [((Rule.OVERBOOKED,), 1), ((Rule.CLOSED,), 1)],
    ),
    "a speaker who comes too late": (
        Problem((space(openings=MORNING),), (session(1, speakers={1}),), (Person(1, "Ada", (Window(0, 700, 720),)),)),
        [((Rule.UNAVAILABLE,), 1)],
    ),
    "no space of its kind": (
        Problem((space(openings=MORNING),), (session(1, kinds={"open mic"}),)),
        [((Rule.WRONG_KIND,), 1)],
    ),
    "two things wrong with one session": (
        Problem((space(openings=MORNING),), (session(1, kinds={"open mic"}, equipment={"screen"}),)),
        [((Rule.WRONG_KIND, Rule.EQUIPMENT), 2)],
    ),
}


@pytest.mark.parametrize(("problem", "expected"), NOTHING_FITS.values(), ids=NOTHING_FITS.keys())
def test_when_nothing_fits_it_says_which_few_requirements_to_relax(
    problem: Problem, expected: list[tuple[tuple[Rule, ...], int]]
) -> None:
    result = schedule(problem, seconds=60)
    assert len(result.unplaced) == 1
    found = [(each.rules, len(each.clashes)) for each in result.relaxations]
    assert [each for each in found if each in expected] == expected
    assert clashes(problem, result.slots) == []


def test_spaces_that_share_the_zones_headphones_do_not_need_more_at_once_than_it_has() -> None:
    silent = [space(n, f"Silent {n}", openings=MORNING, headphones=40, lent=True) for n in (1, 2)]
    problem = Problem(tuple(silent), tuple(session(n, headphones=True, audience=30) for n in (1, 2, 3)), headphones=40)
    result = schedule(problem, seconds=60)
    assert (result.unplaced, result.clashes) == ((), ())
    assert sorted(start for _, _, start in where(result).values()) == [540, 600, 660]
    # With a fourth there is not time enough to hand them on; more spaces would not help, more pairs would.
    more = dataclasses.replace(problem, sessions=(*problem.sessions, session(4, headphones=True, audience=30)))
    result = schedule(more, seconds=60)
    assert len(result.unplaced) == 1
    assert (Rule.HEADPHONES,) in [each.rules for each in result.relaxations]


def test_rules_that_are_off_do_not_bind() -> None:
    problem = Problem((space(openings=MORNING),), (session(1, kinds={"open mic"}),))
    assert schedule(problem, severities={Rule.WRONG_KIND: Severity.OFF}, seconds=60).unplaced == ()


def test_it_reports_progress_and_keeps_the_best_when_it_is_stopped() -> None:
    # Fifteen that nobody wants to miss, at three times: what is best is easy to see and hard to prove.
    everyone = set(range(1, 16))
    problem = Problem(
        (space(openings=MORNING, at_once=15),), tuple(session(n, not_against=everyone - {n}) for n in everyone)
    )
    seen: list[tuple[int | None, int]] = []

    def stop_at_once_or_later(progress: Progress) -> bool:
        seen.append((progress.objective, len(progress.slots())))
        return len(seen) < calls

    for calls in (1, 3):
        seen.clear()
        result = schedule(problem, seconds=60, progress=stop_at_once_or_later)
        assert len(seen) == calls
        assert result.status is Status.STOPPED
        assert seen[-1][1] == len(result.slots) == 15
        assert 0 <= result.bound <= result.objective <= (seen[-1][0] or 0)


def test_what_is_proved_counts_a_theme_that_is_too_much_for_its_day() -> None:
    """Four hours of one theme and format in a day of three: an hour at once with another, or one on the other day."""
    problem = Problem(
        (space(openings=(Window(0, 540, 720), Window(1, 540, 720)), at_once=9),),
        tuple(session(n, theme="digital") for n in range(1, 5)),
        theme_days={"digital": frozenset({1})},
    )
    result = schedule(problem, weights=Weights(theme_days=45), seconds=60)
    assert (result.status, result.objective, result.bound, result.parts["theme_days"]) == (Status.BEST, 45, 45, 1)
    result = schedule(problem, weights=Weights(theme_days=75), seconds=60)
    assert (result.status, result.objective, result.bound, result.parts["audience"]) == (Status.BEST, 60, 60, 60)


def hard_only(rules: frozenset[Rule]) -> dict[Rule, Severity]:
    return {rule: SEVERITIES[rule] if rule in rules else Severity.OFF for rule in Rule}


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32).map(Random))
def test_whatever_the_zone_no_hard_rule_is_broken_and_the_sums_agree(chance: Random) -> None:
    problem = any_problem(chance)
    present = [each for each in any_slots(problem, chance) if chance.random() < 0.3]
    mode = chance.choice(list(Mode))
    result = schedule(problem, present, mode=mode, seconds=0.3)
    kept = [each for each in present if each.locked or mode is Mode.FILL]
    before = set(clashes(problem, kept, hard_only(HARD)))
    new = [each for each in clashes(problem, result.slots, hard_only(HARD)) if each not in before]
    assert [each.sentence for each in new] == []
    assert set(kept) <= set(result.slots)
    counted = parts(problem, result.slots, present if mode is Mode.REPAIR else ())
    assert (result.parts, result.objective) == (counted, Weights().cost(counted))
    assert result.bound <= result.objective
    placed = sorted([each.session for each in result.slots] + list(result.unplaced))
    there = [each.session for each in present]
    wanted = [each.id for each in problem.sessions for _ in range(max(each.times, there.count(each.id)))]
    assert placed == sorted(wanted)


def test_a_seed_gives_the_same_timetable_again() -> None:
    problem = any_problem(Random(7))
    many = dataclasses.replace(
        problem,
        sessions=tuple(session(n, theme="digital", not_against={n % 9 + 1}, minutes=30) for n in range(1, 15)),
    )
    # Time enough for the proof that it is the best: what a clock cut off would be another timetable on a slow machine.
    once, again = (schedule(many, seed=5, seconds=60) for _ in range(2))
    assert once.status is Status.BEST
    assert once.slots == again.slots
