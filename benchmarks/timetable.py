"""How good and how fast the automatic timetable is, on Zones made up from a seed; the table for docs/performance.md.

`python -m benchmarks.timetable` makes and solves each size with a few seeds; nothing here needs a database.
"""

import argparse
import statistics
import sys
import time
import timeit
from dataclasses import replace
from random import Random

from zone_programme.clashes import clashes, difference
from zone_programme.scheduling import Mode, Progress, schedule
from zone_programme.timetable import Block, Person, Problem, Session, Slot, Space, Window

HOUR = 60
OPENINGS = tuple(Window(day, 9 * HOUR, 17 * HOUR) for day in range(3))
BLOCKS = (
    *(Block(day, 12 * HOUR + 30, 13 * HOUR + 30, "Lunch") for day in range(3)),
    Block(0, 9 * HOUR, 10 * HOUR, "Opening plenary"),
    Block(2, 16 * HOUR, 17 * HOUR, "Closing plenary"),
)
THEMES = ("political leadership", "commercialisation", "digital", "community action", "integration", "partnerships")
# Of each format: its share, its minutes, the kinds of space it can be in, its people at the least and at the most.
FORMATS = {
    "presentation": (0.22, 45, {"presentation"}, 20, 110),
    "panel": (0.06, 60, {"presentation"}, 40, 130),
    "table": (0.42, 45, {"table area"}, 6, 16),
    "open-mic": (0.10, 30, {"open mic", "presentation"}, 15, 60),
    "demonstration": (0.10, 30, {"demonstration"}, 5, 20),
    "one-to-one": (0.05, 60, {"one-to-one"}, 2, 4),
    "walk-round": (0.05, 45, {"exhibition"}, 5, 20),
}
SIZES = {"60 sessions, 8 spaces": (60, 8, 10), "200 sessions, 12 spaces": (200, 12, 60)}  # with the seconds it may take


def zone(sessions: int, spaces: int, seed: int) -> Problem:
    """Make up a Zone of three days with 8 or 12 spaces, one and a half people for each session."""
    chance = Random(seed)
    # The first tenth chair, the last tenth can come for a part of the three days only.
    people = tuple(_person(number, sessions, chance) for number in range(1, sessions * 3 // 2 + 1))
    shares = [share for share, *_ in FORMATS.values()]
    formats = [name for name, share in zip(FORMATS, shares, strict=True) for _ in range(round(share * sessions))]
    formats += ["table"] * (sessions - len(formats))
    made = tuple(_session(number, name, sessions, chance) for number, name in enumerate(formats[:sessions], start=1))
    lifts = {}
    for _ in range(sessions):
        one, other = sorted(chance.sample(range(1, sessions + 1), 2))
        lifts[one, other] = round(chance.uniform(0.5, 4), 2)
    return Problem(
        spaces=_spaces(spaces),
        sessions=made,
        people=people,
        blocks=BLOCKS,
        days=("Tuesday 30 June", "Wednesday 1 July", "Thursday 2 July"),
        councils={number: f"Council {number}" for number in range(1, sessions + 1)},
        theme_days={THEMES[0]: frozenset({0}), THEMES[2]: frozenset({1})},
        lifts=lifts,
    )


def _spaces(number: int) -> tuple[Space, ...]:
    stages, tables = {8: (2, 2), 12: (4, 4)}[number]
    screen, everything = frozenset({"screen", "power"}), frozenset({"screen", "power", "loop", "step-free"})
    rows = [
        *(
            ("presentation", (120, 80, 80, 60)[each], 1, 0, everything if each < 2 else screen, 10)
            for each in range(stages)
        ),
        *(("table area", 12, (5, 4, 4, 4)[each], 50, screen, 5) for each in range(tables)),
        ("open mic", 40, 1, 0, screen, 5),
        ("demonstration", 15, 2, 0, screen, 5),
        ("one-to-one", 4, 3, 0, frozenset(), 0),
        ("exhibition", 20, 2, 0, frozenset(), 0),
    ]
    return tuple(
        Space(
            at,
            f"Space {at}",
            kind,
            capacity,
            at_once,
            headphones=headphones,
            equipment=equipment,
            openings=OPENINGS,
            turn_round=turn_round,
        )
        for at, (kind, capacity, at_once, headphones, equipment, turn_round) in enumerate(rows, start=1)
    )


def _person(number: int, sessions: int, chance: Random) -> Person:
    availability = None
    if number > sessions * 27 // 20:
        day = chance.randrange(3)
        start, end = chance.choice([(9, 17), (9, 13), (12, 17)])
        availability = (Window(day, start * HOUR, end * HOUR),)
    return Person(number, f"Person {number}", availability)


def _session(number: int, name: str, sessions: int, chance: Random) -> Session:
    _, minutes, kinds, least, most = FORMATS[name]
    audience = round(chance.triangular(least, most, least + (most - least) / 3))
    chaired = name in {"panel", "table"}
    chairs = {chance.randint(1, sessions // 10)} if chaired else set()
    # One in seven has a speaker who cannot always come; two of those in one session might never meet.
    rare = sessions * 27 // 20 + 1 + number // 7
    speakers = {rare} if number % 7 == 0 and rare <= sessions * 3 // 2 else set()
    wanted = chance.choice([3, 4] if name == "panel" else [1, 1, 2])
    while len(speakers) < wanted:
        speakers.add(chance.randint(sessions // 10 + 1, sessions * 27 // 20))
    preferred = tuple(Window(day, 9 * HOUR, 13 * HOUR) for day in range(3)) if chance.random() < 0.15 else ()
    equipment = {"screen"} if name == "presentation" else set()
    if name in {"presentation", "panel"} and chance.random() < 0.05:
        equipment.add("loop")
    rivals = chance.sample(range(1, number), 1) if number > 1 and chance.random() < 0.15 else []
    return Session(
        number,
        f"Session {number}",
        name,
        minutes,
        theme=chance.choice(THEMES),
        councils=frozenset(chance.sample(range(1, sessions + 1), chance.choice([1, 1, 1, 2]))),
        speakers=frozenset(speakers),
        chairs=frozenset(chairs),
        needs_chair=chaired,
        audience=audience,
        equipment=frozenset(equipment),
        headphones=name == "table" and chance.random() < 0.4,
        kinds=frozenset(kinds),
        not_against=frozenset(rivals),
        preferred=preferred,
        popularity=audience + chance.randint(0, 20),
        confirmed=chance.random() < 0.95,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.timetable", description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), action="append", help="of the Zone; may be given more than once")
    parser.add_argument("--seed", type=int, action="append", help="of the Zone; may be given more than once (1, 2, 3)")
    parser.add_argument("--seconds", type=float, help="for each search (10 and 60, by size)")
    options = parser.parse_args()
    print("| Zone | seed | seconds | of one core | objective | bound | gap | unplaced | clashes found | a move |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    schedule(zone(60, 8, 0), mode=Mode.AFRESH, seconds=1)  # so that no line has the import of OR-Tools in it
    for size in options.size or SIZES:
        sessions, spaces, seconds = SIZES[size]
        for seed in options.seed or (1, 2, 3):
            problem = zone(sessions, spaces, seed)
            began, worked = time.perf_counter(), time.process_time()
            result = schedule(problem, mode=Mode.AFRESH, seconds=options.seconds or seconds, progress=say)
            took, work = time.perf_counter() - began, time.process_time() - worked
            print(
                f"| {size} | {seed} | {took:.1f} | {work:.1f} | {result.objective} | {result.bound} | {result.gap:.1%} "
                f"| {len(result.unplaced)} | {clash_times(problem, list(result.slots))} |",
                flush=True,
            )


def say(progress: Progress) -> None:
    print(f"\r{progress.seconds:5.1f} s  {progress.objective}  not below {progress.bound} ", end="", file=sys.stderr)


def clash_times(problem: Problem, slots: list[Slot]) -> str:
    """Return two cells: what all clashes take in a timetable where a third is muddled, and what a move takes."""
    chance = Random(1)
    muddled = [replace(slot, space=chance.choice(slots).space) if chance.random() < 1 / 3 else slot for slot in slots]
    moved = [replace(muddled[0], start=muddled[0].start + 60, end=muddled[0].end + 60), *muddled[1:]]
    found = len(clashes(problem, muddled))
    whole = statistics.median(
        timeit.repeat(lambda: clashes(problem, muddled), number=1, repeat=20, timer=time.process_time)
    )
    one = statistics.median(
        timeit.repeat(lambda: difference(problem, muddled, moved), number=1, repeat=20, timer=time.process_time)
    )
    return f"{found} in {whole * 1000:.1f} ms | {one * 1000:.1f} ms"


if __name__ == "__main__":
    main()
