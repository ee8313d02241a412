"""Which clashes a timetable has: every rule by hand, and what must be true of any timetable."""

import dataclasses
from collections.abc import Callable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.zone_programme.problems import any_problem, any_slots, session, slot, space
from zone_programme.clashes import Clash, Rule, Severity, clashes, clashes_of, difference, groups
from zone_programme.timetable import Block, Person, Problem, Session, Slot, Space, Window

# A seed rather than many drawn values: a hundred timetables take a second, and each can be made again.
chances = st.integers(0, 2**32).map(Random)


def by_chance(test: Callable[[Random], None]) -> Callable[[], None]:
    return settings(deadline=None)(given(chances)(test))


ADA, GRACE = Person(1, "Ada Lovelace"), Person(2, "Grace Hopper", (Window(0, 540, 660),))
TWO = (space(), space(2, "Table area", "table area"))


def found(problem: Problem, *slots: Slot) -> list[tuple[Rule, str]]:
    return [(clash.rule, clash.sentence) for clash in clashes(problem, slots)]


CASES: dict[str, tuple[Problem, list[Slot], Rule, str]] = {
    "two in a space for one": (
        Problem((space(),), (session(1, "Apps"), session(2, "Bins"))),
        [slot(1, 1, 600, 660), slot(2, 2, 630, 690)],
        Rule.OVERBOOKED,
        "Main stage holds 1 session at once and has 2 from 10:30 to 11:00 on day 1: “Apps” and “Bins”.",
    ),
    "three at two tables": (
        Problem((space(at_once=2),), tuple(session(number) for number in (1, 2, 3))),
        [slot(number, number, 600, 660) for number in (1, 2, 3)],
        Rule.OVERBOOKED,
        (
            "Main stage holds 2 sessions at once and has 3 from 10:00 to 11:00 on day 1: "
            "“Session 1”, “Session 2” and “Session 3”."
        ),
    ),
    "after hours": (
        Problem((space(),), (session(1, "Apps"),)),
        [slot(1, 1, 990, 1050)],
        Rule.CLOSED,
        "“Apps” is in Main stage from 16:30 to 17:30 on day 1, when it is closed.",
    ),
    "over lunch": (
        Problem((space(),), (session(1, "Apps"),), blocks=(Block(0, 720, 780, "Lunch"), Block(1, 600, 660, "Coffee"))),
        [slot(1, 1, 690, 750)],
        Rule.IN_A_BREAK,
        "“Apps” is in Main stage from 11:30 to 12:30 on day 1, during Lunch (12:00 to 13:00).",
    ),
    "no time to clear the space": (
        Problem((space(turn_round=10),), (session(1, "Apps"), session(2, "Bins"))),
        [slot(1, 1, 600, 660), slot(2, 2, 665, 725)],
        Rule.TURN_ROUND,
        "Main stage needs 10 minutes between sessions: “Apps” ends at 11:00 on day 1, and “Bins” begins at 11:05.",
    ),
    "no table cleared": (
        Problem((space(turn_round=10, at_once=2),), tuple(session(number) for number in (1, 2, 3))),
        [slot(1, 1, 600, 660), slot(2, 2, 630, 690), slot(3, 3, 665, 725)],
        Rule.TURN_ROUND,
        (
            "Main stage needs 10 minutes between sessions: “Session 1” ends at 11:00 on day 1, and “Session 3” begins "
            "at 11:05."
        ),
    ),
    "a speaker who is chair elsewhere": (
        Problem(TWO, (session(1, "Apps", speakers={1}), session(2, "Bins", chairs={1})), (ADA,), days=("Tuesday",)),
        [slot(1, 1, 600, 660), slot(2, 2, 645, 705, space=2)],
        Rule.PERSON_TWICE,
        (
            "Ada Lovelace is in 2 sessions at once from 10:45 to 11:00 on Tuesday: "
            "“Apps” in Main stage and “Bins” in Table area."
        ),
    ),
    "a speaker who has left": (
        Problem((space(),), (session(1, "Apps", speakers={2}),), (GRACE,)),
        [slot(1, 1, 630, 690)],
        Rule.UNAVAILABLE,
        "Grace Hopper is not available for “Apps” from 10:30 to 11:30 on day 1.",
    ),
    "no time to walk": (
        Problem(TWO, (session(1, "Apps", speakers={1}), session(2, "Bins", speakers={1})), (ADA,), walk=5),
        [slot(1, 1, 600, 660), slot(2, 2, 660, 720, space=2)],
        Rule.NO_TIME_TO_WALK,
        (
            "Ada Lovelace has 0 minutes on day 1 to get from “Apps” in Main stage, which ends at 11:00, to “Bins” in "
            "Table area: 5 are needed."
        ),
    ),
    "a council twice": (
        Problem(TWO, (session(1, "Apps", councils={7}), session(2, "Bins", councils={7, 8})), councils={7: "Croydon"}),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660, space=2)],
        Rule.COUNCIL_TWICE,
        "Croydon is in 2 sessions at once from 10:00 to 11:00 on day 1: “Apps” in Main stage and “Bins” in Table area.",
    ),
    "declared not against": (
        Problem(TWO, (session(1, "Apps"), session(2, "Bins", not_against={1}))),
        [slot(1, 1, 600, 660), slot(2, 2, 630, 690, space=2)],
        Rule.WANTED_TOGETHER,
        "“Apps” and “Bins” are wanted by the same people and are at one time, at 10:30 on day 1.",
    ),
    "chosen together": (
        Problem(TWO, (session(1, "Apps"), session(2, "Bins")), lifts={(1, 2): 2.5}),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660, space=2)],
        Rule.WANTED_TOGETHER,
        "“Apps” and “Bins” are wanted by the same people and are at one time, at 10:00 on day 1.",
    ),
    "too many people": (
        Problem((space(capacity=40),), (session(1, "Apps", audience=60),)),
        [slot(1, 1, 600, 660)],
        Rule.TOO_SMALL,
        "“Apps” is in Main stage from 10:00 to 11:00 on day 1, which holds 40; 60 are expected.",
    ),
    "not its kind of space": (
        Problem((space(),), (session(1, "Apps", format="table", kinds={"tables", "open-mic"}),)),
        [slot(1, 1, 600, 660)],
        Rule.WRONG_KIND,
        (
            "“Apps” is in Main stage from 10:00 to 11:00 on day 1. Main stage is a presentation area; a table "
            "discussion is meant for an open mic area or a table area."
        ),
    ),
    "headphones short across sessions": (
        Problem(
            (space(at_once=3, headphones=50),),
            (
                session(1, "Apps", headphones=True, audience=30),
                session(2, "Bins", headphones=True, audience=30),
                session(3, audience=30),
            ),
        ),
        [slot(number, number, 600, 660) for number in (1, 2, 3)],
        Rule.HEADPHONES,
        "Main stage has 50 pairs of headphones and needs 60 from 10:00 to 11:00 on day 1: “Apps” and “Bins”.",
    ),
    "headphones short across spaces that share the Zone's": (
        Problem(
            (
                space(headphones=50, lent=True),
                space(2, "Studio", at_once=2, headphones=50, lent=True),
                space(3, "Hall", headphones=40),
            ),
            tuple(session(number, f"Talk {number}", headphones=True, audience=30) for number in (1, 2, 3)),
            headphones=50,
        ),
        [slot(number, number, 600, 660, space=number) for number in (1, 2, 3)],
        Rule.HEADPHONES,
        "The Zone has 50 pairs of headphones and needs 60 from 10:00 to 11:00 on day 1: “Talk 1” and “Talk 2”.",
    ),
    "equipment missing": (
        Problem((space(equipment=frozenset({"power"})),), (session(1, "Apps", equipment={"power", "screen", "loop"}),)),
        [slot(1, 1, 600, 660)],
        Rule.EQUIPMENT,
        "“Apps” is in Main stage from 10:00 to 11:00 on day 1, which has no loop and no screen.",
    ),
    "a theme all at one time": (
        Problem(TWO, (session(1, "Apps", theme="digital"), session(2, "Bins", theme="digital"), session(3))),
        [slot(1, 1, 600, 660), slot(2, 2, 630, 690, space=2)],
        Rule.THEME_AT_ONCE,
        "Everything about digital is at one time, from 10:30 to 11:00 on day 1: “Apps” and “Bins”.",
    ),
    "unconfirmed": (
        Problem(TWO, (session(1, "Apps", confirmed=False, times=2),)),
        [slot(1, 1, 600, 660), slot(2, 1, 720, 780, day=1)],
        Rule.UNCONFIRMED,
        "“Apps” has a place, from 10:00 to 11:00 on day 1 and from 12:00 to 13:00 on day 2, and is not confirmed.",
    ),
    "no chair": (
        Problem((space(),), (session(1, "Apps", needs_chair=True),)),
        [slot(1, 1, 600, 660)],
        Rule.NO_CHAIR,
        "“Apps” has a place, from 10:00 to 11:00 on day 1, and no chair.",
    ),
    "too long for its slot": (
        Problem((space(),), (session(1, "Apps", minutes=90),)),
        [slot(1, 1, 600, 660)],
        Rule.TOO_LONG,
        "“Apps” needs 90 minutes and has 60 in Main stage from 10:00 to 11:00 on day 1.",
    ),
}


@pytest.mark.parametrize(("problem", "slots", "rule", "sentence"), CASES.values(), ids=CASES.keys())
def test_each_rule_finds_its_clash_once_and_nothing_else(
    problem: Problem, slots: list[Slot], rule: Rule, sentence: str
) -> None:
    assert found(problem, *slots) == [(rule, sentence)]


def test_the_cases_know_every_rule() -> None:
    assert {rule for _, _, rule, _ in CASES.values()} == set(Rule)


def test_a_timetable_with_every_kind_of_clash_reports_each_once() -> None:
    """All the cases at once, each in a Zone's corner of its own: its spaces, sessions, people and themes."""
    spaces: list[Space] = []
    sessions: list[Session] = []
    people: list[Person] = []
    blocks: list[Block] = []
    slots: list[Slot] = []
    councils: dict[int, str] = {}
    lifts: dict[tuple[int, int], float] = {}
    for number, (problem, placed, _, _) in enumerate(CASES.values(), start=1):
        apart = number * 100
        spaces += [dataclasses.replace(each, id=each.id + apart) for each in problem.spaces]
        people += [dataclasses.replace(each, id=each.id + apart) for each in problem.people]
        blocks += [
            dataclasses.replace(each, spaces=frozenset(space.id + apart for space in problem.spaces))
            for each in problem.blocks
        ]
        sessions += [
            dataclasses.replace(
                each,
                id=each.id + apart,
                theme=each.theme and f"{each.theme} {number}",
                councils=frozenset(council + apart for council in each.councils),
                speakers=frozenset(person + apart for person in each.speakers),
                chairs=frozenset(person + apart for person in each.chairs),
                not_against=frozenset(other + apart for other in each.not_against),
            )
            for each in problem.sessions
        ]
        slots += [
            dataclasses.replace(each, id=each.id + apart, session=each.session + apart, space=each.space + apart)
            for each in placed
        ]
        councils |= {council + apart: name for council, name in problem.councils.items()}
        lifts |= {(one + apart, other + apart): lift for (one, other), lift in problem.lifts.items()}
    everything = Problem(
        tuple(spaces), tuple(sessions), tuple(people), tuple(blocks), councils=councils, lifts=lifts, headphones=50
    )  # fmt: skip
    reported = [(clash.rule, clash.sessions[0] // 100) for clash in clashes(everything, slots)]
    assert sorted(reported) == sorted((rule, number) for number, (_, _, rule, _) in enumerate(CASES.values(), start=1))


FINE: dict[str, tuple[Problem, list[Slot]]] = {
    "one after another": (Problem((space(),), (session(1), session(2))), [slot(1, 1, 600, 660), slot(2, 2, 660, 720)]),
    "at the same time on another day": (
        Problem((space(),), (session(1), session(2))),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660, day=1)],
    ),
    "as many as there are tables": (
        Problem((space(at_once=2, turn_round=5),), (session(1), session(2), session(3))),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660), slot(3, 3, 665, 725)],
    ),
    "over two openings that touch": (
        Problem((space(openings=(Window(0, 660, 720), Window(0, 600, 660))),), (session(1),)),
        [slot(1, 1, 630, 690)],
    ),
    "a break of another space": (
        Problem(TWO, (session(1),), blocks=(Block(0, 600, 660, "Lunch", frozenset({2})),)),
        [slot(1, 1, 600, 660)],
    ),
    "a speaker who stays where they are": (
        Problem((space(),), (session(1, speakers={1}), session(2, speakers={1})), (ADA,)),
        [slot(1, 1, 600, 660), slot(2, 2, 660, 720)],
    ),
    "wanted by the same people, and one runs again": (
        Problem(TWO, (session(1, not_against={2}), session(2, times=2))),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660, space=2), slot(3, 2, 700, 760, space=2)],
    ),
    "a theme that is at one time in part": (
        Problem(TWO, tuple(session(number, theme="digital") for number in (1, 2, 3))),
        [slot(1, 1, 600, 660), slot(2, 2, 600, 660, space=2), slot(3, 3, 700, 760)],
    ),
    "longer than it needs": (Problem((space(),), (session(1, minutes=30),)), [slot(1, 1, 600, 660)]),
}


@pytest.mark.parametrize(("problem", "slots"), FINE.values(), ids=FINE.keys())
def test_no_clash_is_seen_where_there_is_none(problem: Problem, slots: list[Slot]) -> None:
    assert found(problem, *slots) == []


def test_three_at_once_are_one_clash_and_the_next_turn_another() -> None:
    problem = Problem((space(),), tuple(session(number) for number in (1, 2, 3, 4)))
    slots = [slot(1, 1, 600, 660), slot(2, 2, 610, 670), slot(3, 3, 620, 680), slot(4, 4, 660, 720)]
    assert [clash.slots for clash in clashes(problem, slots)] == [(1, 2, 3), (2, 3, 4)]


def test_severities_are_a_zones_own_and_put_the_gravest_first() -> None:
    problem = Problem((space(capacity=40),), (session(1, "Apps", audience=60, confirmed=False, needs_chair=True),))
    severities = {Rule.NO_CHAIR: Severity.BLOCKS, Rule.TOO_SMALL: Severity.OFF, Rule.UNCONFIRMED: Severity.NOTE}
    assert [(clash.rule, clash.severity) for clash in clashes(problem, [slot(1, 1, 600, 660)], severities)] == [
        (Rule.NO_CHAIR, Severity.BLOCKS),
        (Rule.UNCONFIRMED, Severity.NOTE),
    ]


@by_chance
def test_the_order_of_slots_does_not_matter(chance: Random) -> None:
    problem = any_problem(chance)
    slots = any_slots(problem, chance)
    assert clashes(problem, chance.sample(slots, len(slots))) == clashes(problem, slots)


@by_chance
def test_no_clash_is_reported_twice(chance: Random) -> None:
    problem = any_problem(chance)
    reported = [
        (clash.rule, clash.slots, clash.people, clash.councils, clash.sentence if clash.rule is Rule.IN_A_BREAK else "")
        for clash in clashes(problem, any_slots(problem, chance))
    ]
    assert len(reported) == len(set(reported))


@by_chance
def test_the_clashes_of_some_sessions_are_those_of_the_whole_that_concern_them(chance: Random) -> None:
    problem = any_problem(chance)
    slots = any_slots(problem, chance)
    some = {each.id for each in problem.sessions if chance.random() < 0.4}
    assert clashes_of(problem, slots, some) == [
        clash for clash in clashes(problem, slots) if some.intersection(clash.sessions)
    ]


@by_chance
def test_the_difference_of_a_change_is_that_of_the_whole(chance: Random) -> None:
    problem = any_problem(chance)
    before = any_slots(problem, chance)
    after = [
        dataclasses.replace(each, space=chance.choice(problem.spaces).id, start=each.start - 30)
        if chance.random() < 0.6
        else each
        for each in before
        if chance.random() < 0.6
    ]
    was, now = clashes(problem, before), clashes(problem, after)
    gone, new = difference(problem, before, after)
    assert gone == [clash for clash in was if clash not in now]
    assert new == [clash for clash in now if clash not in was]


@by_chance
def test_groups_are_the_largest_sets_that_share_a_moment(chance: Random) -> None:
    problem = any_problem(chance)
    slots = any_slots(problem, chance)
    limit = chance.randint(0, 2)
    moments = [
        frozenset(each.id for each in slots if each.day == day and each.start <= minute < each.end)
        for day in (0, 1)
        for minute in range(500, 800, 5)
    ]
    largest = {group for group in moments if len(group) > limit and not any(group < other for other in moments)}
    assert sorted(map(sorted, largest)) == sorted(sorted(each.id for each in group) for group in groups(slots, limit))


@by_chance
def test_a_space_is_right_when_no_moment_has_more_sessions_and_clearing_than_it_holds(chance: Random) -> None:
    problem = any_problem(chance)
    slots = any_slots(problem, chance)
    reported = {
        clash.space for clash in clashes(problem, slots) if clash.rule in {Rule.OVERBOOKED, Rule.TURN_ROUND}
    }  # fmt: skip
    wrong = {
        each.id
        for each in problem.spaces
        for day in (0, 1)
        for minute in range(500, 800, 5)
        if each.at_once
        < sum(
            slot.space == each.id and slot.day == day and slot.start <= minute < slot.end + each.turn_round
            for slot in slots
        )
    }
    assert reported == wrong


@by_chance
def test_people_are_right_when_every_two_of_their_slots_are(chance: Random) -> None:
    problem = any_problem(chance)
    slots = any_slots(problem, chance)

    def wrong(one: Slot, other: Slot) -> bool:
        walk = problem.walk if one.space != other.space else 0
        apart = max(one.start - other.end, other.start - one.end)
        return one.day == other.day and (apart < 0 or apart < walk)

    expected = {
        (person, *sorted((one.id, other.id)))
        for one, other in combinations(slots, 2)
        for person in problem.session_by_id[one.session].people & problem.session_by_id[other.session].people
        if wrong(one, other)
    }

    def pairs(clash: Clash) -> set[tuple[int, int, int]]:
        return {(clash.people[0], one, other) for one, other in combinations(clash.slots, 2)}

    reported = [
        pairs(clash)
        for clash in clashes(problem, slots)
        if clash.rule in {Rule.PERSON_TWICE, Rule.NO_TIME_TO_WALK}
    ]  # fmt: skip
    assert set().union(*reported) == expected
