"""The made-up Zone that `benchmarks.zone` measures, written into the database: 200 sessions, 12 spaces, 300 speakers.

Its facts are those of `benchmarks.timetable`; only the benchmark's own database ever has it.
"""

from datetime import date, time, timedelta
from random import Random

from benchmarks import timetable
from zone_programme import actions
from zone_programme.models import (
    Appearance,
    Availability,
    Break,
    Day,
    Opening,
    Session,
    Slot,
    Space,
    Speaker,
    Zone,
)
from zone_programme.problem import Draft, blocking
from zone_programme.scheduling import Mode, schedule
from zone_programme.timetable import Problem

YEAR = 2027
KINDS = {"table area": "tables", "open mic": "open-mic"}  # where the Zone's own word is another
NEEDS = {"loop": "hearing-loop"}
COLOURS = 6
WORDS = (
    "residents", "councils", "savings", "transport", "housing", "carers", "young", "people", "streets", "energy",
    "waste", "parks", "health", "schools", "data", "digital", "design", "teams", "partners", "budgets", "towns",
    "villages", "evidence", "trust", "work", "skills", "homes",
)  # fmt: skip


def fill(seconds: float) -> Zone:
    """Write the Zone, give it a timetable searched for `seconds`, and release it; what is there already stays."""
    found = Zone.objects.filter(year=YEAR, releases__isnull=False).first()
    if found is not None:
        return found
    problem = timetable.zone(200, 12, 1)
    zone = Zone.objects.create(
        year=YEAR, venue="Convention Centre", city="Harrogate", state=Zone.State.DRAFT,
        walk_minutes=problem.walk, grid_minutes=problem.grid, introduction=_text(Random(0), 40),
    )  # fmt: skip
    _write(zone, problem)
    _place(zone, seconds)
    actions.release(zone=zone, by=None, note="First release")
    return zone


def _write(zone: Zone, problem: Problem) -> None:
    from case_studies.models import Council, Theme

    chance = Random(1)
    days = [Day.objects.create(zone=zone, date=date(YEAR, 7, 6) + timedelta(days=number)) for number in range(3)]
    for block in problem.blocks:
        Break.objects.create(
            day=days[block.day], title=block.name, starts_at=_time(block.start), ends_at=_time(block.end)
        )
    spaces = {}
    for one in problem.spaces:
        spaces[one.id] = space = Space.objects.create(
            zone=zone, name=one.name, slug=f"space-{one.id}", kind=KINDS.get(one.kind, one.kind), position=one.id,
            capacity=one.capacity, at_once=one.at_once, headphones=one.headphones > 0,
            turn_round_minutes=one.turn_round, equipment=sorted(NEEDS.get(need, need) for need in one.equipment),
        )  # fmt: skip
        for window in one.openings:
            Opening.objects.create(
                space=space, day=days[window.day], opens_at=_time(window.start), closes_at=_time(window.end)
            )
    councils = list(Council.objects.filter(ended_on=None).order_by("pk")[: len(problem.councils)])
    people = {}
    for one in problem.people:
        people[one.id] = person = Speaker.objects.create(
            zone=zone, name=f"{_text(chance, 2).title()} {one.id}", slug=f"speaker-{one.id}", role="Head of service",
            council=councils[one.id % len(councils)], biography=_text(chance, 60), email=f"{one.id}@example.org",
        )  # fmt: skip
        for window in one.availability or ():
            Availability.objects.create(
                speaker=person, day=days[window.day], starts_at=_time(window.start), ends_at=_time(window.end)
            )
    themes = {
        name: Theme.objects.get_or_create(
            slug=name.replace(" ", "-"), defaults={"name": name.capitalize(), "colour": number % COLOURS + 1}
        )[0]
        for number, name in enumerate(timetable.THEMES)
    }
    for number, name in enumerate(problem.theme_days):
        days[number].theme = themes[name]
        days[number].save()
    sessions = {}
    for one in problem.sessions:
        sessions[one.id] = session = Session.objects.create(
            zone=zone, title=_text(chance, 7).capitalize(), slug=f"session-{one.id}", format=one.format,
            minutes=one.minutes, summary=_text(chance, 80), how=_text(chance, 60), theme=themes[one.theme],
            needs=sorted(NEEDS.get(need, need) for need in one.equipment), headphones=one.headphones,
            expected=one.audience, state="confirmed" if one.confirmed else "accepted",
        )  # fmt: skip
        session.councils.set(councils[number % len(councils)] for number in one.councils)
        Appearance.objects.bulk_create(
            [Appearance(session=session, speaker=people[pk]) for pk in sorted(one.speakers)]
            + [
                Appearance(session=session, speaker=people[pk], role="chair")
                for pk in sorted(one.chairs - one.speakers)
            ]
        )
    for one in problem.sessions:
        sessions[one.id].not_against.add(*(sessions[other] for other in one.not_against))


def _place(zone: Zone, seconds: float) -> None:
    """Place what a search finds room for, without anything that would stop a release."""
    draft = Draft(zone)
    result = schedule(draft.problem, mode=Mode.AFRESH, severities=draft.severities, seconds=seconds)
    actions.apply_timetable(zone=zone, slots=result.slots, by=None, seen=(), reason="Made up")
    while True:
        draft = Draft(zone)
        stopping = [one for one in draft.clashes() if blocking([one])]
        if not stopping:
            return
        Slot.objects.filter(pk__in=[pk for one in stopping for pk in one.slots[:1]]).delete()


def moves(zone: Zone, number: int, chance: Random) -> list[tuple[Slot, Space, object]]:
    """Return `number` moves of different slots, one after the other, none of which stops a release."""
    from dataclasses import replace

    from zone_programme import clashes

    draft = Draft(zone)
    slots = {slot.id: slot for slot in draft.slots}
    found: list[tuple[int, int]] = []
    while len(found) < number:
        one, other = (slots[pk] for pk in chance.sample(sorted(slots), 2))
        kinds = {draft.problem.space_by_id[slot.space].kind for slot in (one, other)}
        if len(kinds) > 1 or one.id in dict(found):
            continue
        there = replace(one, space=other.space, day=other.day, start=other.start, end=other.start + one.end - one.start)
        after = [*(slot for slot in slots.values() if slot.id != one.id), there]
        if there != one and not blocking(clashes.clashes(draft.problem, after, draft.severities)):
            slots[one.id] = there
            found.append((one.id, there.space))
    rows = Slot.objects.select_related("session__zone", "space").in_bulk([pk for pk, _ in found])
    spaces = {space.pk: space for space in zone.spaces.all()}
    return [(rows[pk], spaces[space], draft.moments(slots[pk])[0]) for pk, space in found]


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60, tzinfo=None)


def _text(chance: Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))
