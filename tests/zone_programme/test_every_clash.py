"""A draft made by hand with every kind of clash in it: officers read of each once, with the way to it."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.factories import CouncilFactory, ThemeFactory
from tests.zone_factories import (
    AppearanceFactory,
    AvailabilityFactory,
    BreakFactory,
    DayFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme.clashes import Rule
from zone_programme.models import Session, Space, Zone

pytestmark = pytest.mark.django_db

# Rule, sessions that break it together, by title; two days, six spaces. No other session has a part in it.
BROKEN = [
    (Rule.OVERBOOKED, {"Apps", "Bins"}),
    (Rule.CLOSED, {"Late"}),
    (Rule.IN_A_BREAK, {"Lunch talk"}),
    (Rule.TURN_ROUND, {"First", "Second"}),
    (Rule.PERSON_TWICE, {"Ada speaks", "Ada chairs"}),
    (Rule.UNAVAILABLE, {"Grace is away"}),
    (Rule.NO_TIME_TO_WALK, {"Mary here", "Mary there"}),
    (Rule.COUNCIL_TWICE, {"Croydon here", "Croydon there"}),
    (Rule.WANTED_TOGETHER, {"Wanted", "Wanted too"}),
    (Rule.TOO_SMALL, {"Crowd"}),
    (Rule.WRONG_KIND, {"Table on a stage"}),
    (Rule.HEADPHONES, {"Whispered"}),  # where there are none
    (Rule.HEADPHONES, {"Murmured", "Murmured too"}),  # more than the space has of its own
    (Rule.HEADPHONES, {"Hushed", "Hushed too"}),  # more than the Zone lends to two spaces
    (Rule.EQUIPMENT, {"Without a loop"}),
    (Rule.THEME_AT_ONCE, {"Digital", "Digital too"}),
    (Rule.UNCONFIRMED, {"Perhaps"}),
    (Rule.NO_CHAIR, {"Nobody leads"}),
    (Rule.TOO_LONG, {"Hurried"}),
]


def placed(title: str, space: Space, start: datetime, *, minutes: int = 45, **more: Any) -> Session:
    """Place a session that by itself breaks no rule."""
    values = {"state": "confirmed", "format": "presentation", "minutes": minutes} | more
    session: Session = SessionFactory(zone=space.zone, title=title, **values)
    SlotFactory(session=session, space=space, starts_at=start, ends_at=start + timedelta(minutes=minutes))
    return session


@pytest.fixture
def zone() -> Zone:
    zone: Zone = ZoneFactory(walk_minutes=5, headphone_pairs=50)
    first, second = DayFactory(zone=zone), DayFactory(zone=zone, date=at(9, day=1).date())
    BreakFactory(day=first)
    stage, studio = (SpaceFactory(zone=zone, name=name, capacity=80) for name in ("Stage", "Studio"))
    slow = SpaceFactory(zone=zone, name="Slow", turn_round_minutes=10)
    ada, grace, mary = (SpeakerFactory(zone=zone, name=name) for name in ("Ada", "Grace", "Mary"))
    AvailabilityFactory(speaker=grace, day=second)
    croydon, digital = CouncilFactory(short_name="Croydon"), ThemeFactory(name="Digital")

    placed("Apps", stage, at(9))
    placed("Bins", stage, at(9, 15))
    placed("Late", studio, at(16, 30))
    placed("Lunch talk", stage, at(12))
    placed("First", slow, at(9))
    placed("Second", slow, at(9, 50))
    placed("Ada speaks", stage, at(10), speakers=[ada])
    AppearanceFactory(session=placed("Ada chairs", studio, at(10, 15)), speaker=ada, role="chair")
    placed("Grace is away", stage, at(11), speakers=[grace])
    placed("Mary here", stage, at(13, 30), speakers=[mary])
    placed("Mary there", studio, at(14, 15), speakers=[mary])
    placed("Croydon here", stage, at(15), councils=[croydon])
    placed("Croydon there", studio, at(15), councils=[croydon])
    wanted = placed("Wanted", stage, at(9, day=1))
    wanted.not_against.add(placed("Wanted too", studio, at(9, day=1)))
    placed("Crowd", stage, at(10, day=1), expected=90)
    placed("Table on a stage", stage, at(11, day=1), format="table")
    placed("Whispered", stage, at(12, day=1), headphones=True)
    silent = SpaceFactory(zone=zone, name="Silent tables", at_once=8, headphones=True, headphone_pairs=50)
    for title in ("Murmured", "Murmured too"):
        placed(title, silent, at(12, day=1), headphones=True, expected=30)
    for number, title in enumerate(["Hushed", "Hushed too"]):
        lending = SpaceFactory(zone=zone, name=f"Lending {number}", headphones=True)
        placed(title, lending, at(12, day=1), headphones=True, expected=30)
    placed("Without a loop", stage, at(13, day=1), needs=["hearing-loop"])
    placed("Digital", stage, at(14, day=1), theme=digital)
    placed("Digital too", studio, at(14, day=1), theme=digital)
    placed("Perhaps", stage, at(15, day=1), state="accepted")
    placed("Nobody leads", stage, at(16, day=1), format="panel")
    hurried = placed("Hurried", studio, at(15, day=1))
    Session.objects.filter(pk=hurried.pk).update(minutes=90)
    return zone


def test_every_kind_of_clash_is_reported_once(admin_client: Client, zone: Zone) -> None:
    page = f"/admin/zone_programme/zone/{zone.pk}/timetable/"
    data = admin_client.get(f"{page}data/").json()
    titles = {one["id"]: one["title"] for one in data["sessions"]}
    sessions = {one["id"]: titles[one["session"]] for one in data["slots"]}
    found = [(one["rule"], {sessions[slot] for slot in one["slots"]}) for one in data["warnings"]]
    assert sorted(found, key=str) == sorted(BROKEN, key=str)
    assert {rule for rule, _ in BROKEN} == set(Rule)

    # The page says each once, in words with its sessions and its hour, and leads to one of its slots.
    html = admin_client.get(page).text.split('id="warnings"')[1].split("</ul>")[0]
    links = re.findall(r'<a href="\?day=[\d-]+#slot-(\d+)">([^<]+)</a>', html)
    assert [unescape(words) for _, words in links] == [one["sentence"] for one in data["warnings"]]
    for (slot, words), (_, concerned) in zip(links, found, strict=True):
        assert sessions[int(slot)] in concerned
        assert all(f"“{title}”" in words for title in concerned)
        assert re.search(r"\d\d:\d\d", words)
