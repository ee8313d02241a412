"""What is read of a draft as plain values is what its models say: problem, board and programme of one full Zone."""

from datetime import UTC, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from innovation_db.history.words import listed
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory
from tests.zone_factories import (
    AppearanceFactory,
    AvailabilityFactory,
    BreakFactory,
    DayFactory,
    OpeningFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import timetable
from zone_programme.board import board
from zone_programme.drafts import draft
from zone_programme.models import FITS, FavouriteSet, Format, Session, Zone
from zone_programme.problem import Draft, minutes
from zone_programme.programme import (
    Link,
    Pause,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpeaker,
    ThemeLink,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    """A Zone with some of everything, and one beside it of which nothing may be read."""
    chance = Random(7)
    filled(ZoneFactory(year=2030), chance)
    zone: Zone = ZoneFactory(venue="Hall", city="Harrogate")
    filled(zone, chance)
    return zone


def filled(zone: Zone, chance: Random) -> None:
    digital = ThemeFactory()
    days = [DayFactory(zone=zone, date=at(9, day=day).date(), theme=theme) for day, theme in enumerate([None, digital])]
    for day in reversed(days):
        BreakFactory(day=day)
        BreakFactory(day=day, title="Opening", kind="plenary", starts_at=time(9), ends_at=time(9, 30))
    spaces = [SpaceFactory(zone=zone, at_once=at_once, equipment=["screen"]) for at_once in (1, 4, 1)]
    for hour in (13, 9):
        OpeningFactory(space=spaces[0], day=days[0], opens_at=time(hour), closes_at=time(hour + 3))
    councils = [CouncilFactory() for _ in range(4)]
    speakers = [
        SpeakerFactory(zone=zone, name=name, council=council)
        for name, council in zip("DACBE", [*councils[:3], None, None], strict=True)
    ]
    AvailabilityFactory(speaker=speakers[0], day=days[1], starts_at=time(13), ends_at=time(17))
    AvailabilityFactory(speaker=speakers[0], day=days[0])
    studies = [CaseStudyFactory(published=published) for published in (True, True, False)]
    sessions = []
    for number in range(12):
        session: Session = SessionFactory(
            zone=zone,
            title=f"Session {chance.randrange(5)}",
            slug=f"session-{number}",
            format=chance.choice(["", "panel", "table", "presentation"]),
            state=chance.choice(["accepted", "confirmed", "withdrawn", "cancelled"]) if number > 5 else "confirmed",
            theme=chance.choice([None, digital]),
            expected=chance.choice([None, 20]),
            needs=chance.choice([[], ["screen", "power"]]),
            headphones=chance.random() < 0.5,
            day_wanted=chance.choice([None, *days]),
        )
        session.councils.set(chance.sample(councils, number % 4))
        session.case_studies.set(chance.sample(studies, number % 3))
        for person in chance.sample(speakers[:4], number % 3):
            AppearanceFactory(session=session, speaker=person, role=chance.choice(["speaker", "chair"]))
        for run in range(number % 3):
            start = at(chance.randrange(9, 16), day=chance.randrange(2)) + timedelta(minutes=15 * run)
            SlotFactory(session=session, space=chance.choice(spaces), starts_at=start, locked=chance.random() < 0.5)
        sessions.append(session)
    sessions[0].not_against.add(sessions[1], sessions[11])
    for number in range(8):
        together = [session.pk for session in sessions[: 3 + number % 2]]
        FavouriteSet.objects.create(zone=zone, key=UUID(int=zone.pk * 100 + number), sessions=together)


def test_the_problem_is_what_the_models_say(zone: Zone) -> None:
    found = Draft(zone)
    days = list(zone.days.order_by("date"))
    numbers = {day.pk: number for number, day in enumerate(days)}

    def window(one: Any, start: str, end: str) -> timetable.Window:
        return timetable.Window(numbers[one.day_id], minutes(getattr(one, start)), minutes(getattr(one, end)))

    running = [one for one in zone.sessions.order_by("pk") if one.state not in ("withdrawn", "cancelled")]
    assert [space.openings for space in found.problem.spaces] == [
        tuple(window(one, "opens_at", "closes_at") for one in space.openings.order_by("day__date", "opens_at"))
        or tuple(timetable.Window(numbers[day.pk], minutes(day.opens_at), minutes(day.closes_at)) for day in days)
        for space in zone.spaces.order_by("position", "name")
    ]
    assert found.problem.sessions == tuple(
        timetable.Session(
            id=one.pk,
            title=one.title,
            format=one.format,
            minutes=one.minutes,
            theme=one.theme.name if one.theme else "",
            councils=ids(one.councils),
            speakers=frozenset(row.speaker_id for row in one.appearances.filter(role="speaker")),
            chairs=frozenset(row.speaker_id for row in one.appearances.filter(role="chair")),
            needs_chair=one.format == "panel",
            audience=one.expected or 0,
            equipment=frozenset(one.needs),
            headphones=one.headphones,
            kinds=frozenset(FITS[Format(one.format)]) if one.format else frozenset(),
            not_against=ids(one.not_against),
            days=frozenset([numbers[one.day_wanted_id]]) if one.day_wanted else frozenset(),
            popularity=one.expected or 0,
            confirmed=one.state == "confirmed",
            times=max(1, one.slots.count()),
        )
        for one in running
    )
    assert found.problem.people == tuple(
        timetable.Person(
            one.pk,
            one.name,
            tuple(window(row, "starts_at", "ends_at") for row in one.availabilities.order_by("day__date", "starts_at"))
            or None,
        )
        for one in zone.speakers.order_by("name")
    )
    assert found.problem.blocks == tuple(
        timetable.Block(numbers[day.pk], minutes(one.starts_at), minutes(one.ends_at), one.title)
        for day in days
        for one in day.breaks.order_by("starts_at")
    )
    assert found.problem.councils == {one.pk: one.short_name for row in running for one in row.councils.all()}
    assert found.problem.theme_days == {days[1].theme.name: frozenset([1])}
    assert found.problem.lifts.keys() == {
        (one.pk, two.pk) for one, two in pairs(list(zone.sessions.order_by("pk")[:3]))
    }
    assert found.slots == [found.slot(slot) for slot in slots_of(running)]


def test_the_board_is_what_the_models_say(zone: Zone) -> None:
    found = board(zone)
    assert found["sessions"] == [
        {
            "id": one.pk,
            "title": one.title,
            "format": one.format,
            "format_label": one.get_format_display() if one.format else "",
            "minutes": one.minutes,
            "expected": one.expected,
            "theme": one.theme_id,
            "theme_name": one.theme.name if one.theme else "",
            "colour": one.theme.colour if one.theme else 0,
            "who": ", ".join(
                filter(
                    None,
                    [
                        listed([row.speaker.name for row in one.appearances.order_by("id")]),
                        listed([row.short_name for row in one.councils.order_by("short_name")]),
                    ],
                )
            ),
            "running": one.state not in ("withdrawn", "cancelled"),
        }
        for one in zone.sessions.order_by("title", "id")
    ]
    assert [(day["name"], [one["title"] for one in day["breaks"]]) for day in found["days"]] == [
        (str(day), [one.title for one in day.breaks.order_by("starts_at")]) for day in zone.days.order_by("date")
    ]


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_the_programme_is_what_the_models_say(zone: Zone, state: str) -> None:
    Zone.objects.filter(pk=zone.pk).update(state=state)
    zone.refresh_from_db()
    found = draft(zone)
    running = [one for one in zone.sessions.order_by("title", "id") if one.state not in ("withdrawn", "cancelled")]
    shown = [one for one in running if state == "closed" or one.slots.exists()]
    assert found.sessions == tuple(
        ProgrammeSession(
            id=one.pk,
            title=one.title,
            slug=one.slug,
            format=one.format,
            format_label=one.get_format_display() if one.format else "",
            summary=one.summary,
            how=one.how,
            theme=ThemeLink(one.theme.name, one.theme.slug, one.theme.colour) if one.theme else None,
            councils=tuple(Link(row.short_name, row.slug) for row in one.councils.order_by("short_name")),
            case_studies=tuple(
                Link(row.title, row.slug) for row in one.case_studies.order_by("title") if row.published_at
            ),
            speakers=tuple(row.speaker_id for row in one.appearances.order_by("id") if row.role == "speaker"),
            chairs=tuple(row.speaker_id for row in one.appearances.order_by("id") if row.role == "chair"),
            day=one.day_wanted.date.isoformat() if one.day_wanted else "",
        )
        for one in shown
    )
    there = {pk for one in shown for pk in one.appearances.values_list("speaker", flat=True)}
    assert found.speakers == tuple(
        ProgrammeSpeaker(
            id=one.pk,
            name=one.name,
            slug=one.slug,
            role=one.role,
            organisation=one.council.short_name if one.council else one.organisation,
            council=one.council.slug if one.council else "",
            biography=one.biography,
        )
        for one in zone.speakers.order_by("name")
        if one.pk in there
    )
    assert found.slots == tuple(
        ProgrammeSlot(
            str(one.uid), one.session_id, one.space_id, one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)
        )
        for one in sorted(
            slots_of(running), key=lambda slot: (slot.starts_at, slot.space.position, slot.space.name, slot.pk)
        )
    )
    assert found.days == tuple(
        ProgrammeDay(
            day.date,
            day.opens_at,
            day.closes_at,
            day.track,
            tuple(Pause(one.title, one.kind, one.starts_at, one.ends_at) for one in day.breaks.order_by("starts_at")),
        )
        for day in zone.days.order_by("date")
    )


def ids(rows: Any) -> frozenset[int]:
    return frozenset(rows.values_list("pk", flat=True))


def slots_of(sessions: list[Session]) -> list[Any]:
    return sorted((slot for one in sessions for slot in one.slots.all()), key=lambda slot: slot.pk)


def pairs(rows: list[Model]) -> list[tuple[Model, Model]]:
    return [(one, two) for place, one in enumerate(rows) for two in rows[place + 1 :]]
