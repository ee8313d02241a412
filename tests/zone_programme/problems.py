"""Small Zones for the tests of the timetable, by hand and by chance."""

from random import Random
from typing import Any

from zone_programme.timetable import Block, Person, Problem, Session, Slot, Space, Window

DAY = (Window(0, 540, 1020), Window(1, 540, 1020))  # nine to five, two days


def space(number: int = 1, name: str = "Main stage", kind: str = "presentation", **more: Any) -> Space:
    return Space(number, name, kind, **{"openings": DAY, **more})


def session(number: int, title: str = "", **more: Any) -> Session:
    """Build a session; plain sets will do."""
    sets = {key: frozenset(value) if isinstance(value, set) else value for key, value in more.items()}
    return Session(number, title or f"Session {number}", **{"format": "presentation", "minutes": 60, **sets})


def slot(
    number: int, session: int, start: int, end: int, *, space: int = 1, day: int = 0, locked: bool = False
) -> Slot:
    return Slot(number, session, space, day, start, end, locked)


def any_problem(chance: Random) -> Problem:
    """Two or three spaces, up to seven sessions, four people, over two short days: small, so that it clashes a lot."""

    def some(*things: Any) -> frozenset[Any]:
        return frozenset(thing for thing in things if chance.random() < 0.3)

    spaces = [
        space(
            number,
            f"Space {number}",
            chance.choice(["presentation", "table area"]),
            capacity=chance.choice([None, 10, 30]),
            at_once=chance.randint(1, 3),
            headphones=chance.choice([0, 25]),
            lent=chance.random() < 0.4,
            equipment=some("screen", "power"),
            openings=(Window(0, 540, 660), Window(0, 660, 720), Window(1, 540, 700)),
            turn_round=chance.choice([0, 10]),
        )
        for number in range(1, chance.randint(2, 3) + 1)
    ]
    numbers = range(1, chance.randint(1, 7) + 1)
    sessions = [
        Session(
            number,
            f"Session {number}",
            chance.choice(["panel", "open mic"]),
            chance.choice([15, 30, 60]),
            theme=chance.choice(["", "digital", "ageing", "jobs"]),
            councils=some(1, 2, 3),
            speakers=some(1, 2, 3, 4),
            chairs=some(1, 2, 3, 4),
            needs_chair=chance.random() < 0.5,
            audience=chance.choice([0, 15, 40]),
            equipment=some("screen"),
            headphones=chance.random() < 0.3,
            kinds=some("table area"),
            not_against=some(*numbers) - {number},
            popularity=chance.randint(0, 3),
            confirmed=chance.random() < 0.7,
        )
        for number in numbers
    ]
    people = [
        Person(1, "Ada Lovelace", (Window(0, 540, 720), Window(1, 540, 720))),
        Person(2, "Grace Hopper", (Window(1, 540, 720),)),
        Person(3, "Mary Somerville"),
    ]
    blocks = chance.choice([(), (Block(0, 600, 615, "Coffee"),), (Block(1, 540, 570, "Plenary", frozenset({1})),)])
    lifts = {pair: chance.choice([0.5, 3.0]) for pair in some((1, 2), (2, 3), (1, 5))}
    theme_days = {theme: frozenset({1}) for theme in some("digital", "ageing")}
    return Problem(
        tuple(spaces),
        tuple(sessions),
        tuple(people),
        blocks,
        theme_days=theme_days,
        lifts=lifts,
        walk=10,
        headphones=25,
    )


def any_slots(problem: Problem, chance: Random) -> list[Slot]:
    """Up to nine slots of a problem's sessions, many of them clashing."""
    slots = []
    for number in range(chance.randint(0, 9)):
        each, start = chance.choice(problem.sessions), chance.randint(104, 142) * 5
        where = chance.choice(problem.spaces)
        slots.append(
            slot(
                100 + number,
                each.id,
                start,
                start + chance.choice([each.minutes, 30]),
                space=where.id,
                day=chance.randint(0, 1),
            )
        )
    return slots
