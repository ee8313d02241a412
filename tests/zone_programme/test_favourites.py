"""Stars that visitors send: kept without a name, replaced and taken back, and what the lift of pairs makes of them."""

from random import Random
from uuid import UUID

import pytest
from django.test import Client

from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, ZoneFactory
from zone_programme import actions
from zone_programme.board import board
from zone_programme.clashes import Rule
from zone_programme.lift import lifts
from zone_programme.models import FavouriteSet, Session, Zone
from zone_programme.problem import Draft

KEY = UUID(int=7)


def test_lift_is_how_much_more_often_than_by_chance() -> None:
    both, one, neither = [[1, 2]] * 5, [[1, 3]] * 5, [[3]] * 10
    assert lifts([*both, *one, *neither]) == {(1, 2): 20 * 5 / (10 * 5), (1, 3): 20 * 5 / (10 * 15)}
    assert lifts([[2, 1, 2]] * 4) == {}  # too few to tell
    assert lifts([]) == {}


def test_lift_is_what_its_definition_says() -> None:
    chance = Random(7)
    sets = [frozenset(chance.sample(range(1, 7), chance.randint(0, 6))) for _ in range(60)]
    found = lifts(sets, support=1)
    for (one, other), lift in found.items():
        share = [sum(wanted <= chosen for chosen in sets) / len(sets) for wanted in ({one}, {other}, {one, other})]
        assert lift == pytest.approx(share[2] / (share[0] * share[1]))
    assert len(found) == 15


@pytest.fixture
def zone() -> Zone:
    """“Bins” and “Parks” at the same time at tables, and “Roads”."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    tables = SpaceFactory(zone=zone, at_once=8)
    for title in ("Bins", "Parks", "Roads"):
        SlotFactory(session=SessionFactory(zone=zone, title=title), space=tables)
    actions.release(zone=zone, by=UserFactory())
    return zone


def ids(*titles: str) -> list[int]:
    return sorted(Session.objects.filter(title__in=titles).values_list("pk", flat=True))


def send(client: Client, zone: Zone, sessions: str, key: object = KEY) -> int:
    return client.post(f"/zone/{zone.year}/my/stars/", {"key": str(key), "sessions": sessions}).status_code


@pytest.mark.django_db
def test_stars_are_kept_once_by_browser_and_can_be_taken_back(client: Client, zone: Zone) -> None:
    bins, parks = ids("Bins", "Parks")
    assert send(client, zone, f"{bins},999999") == 204
    assert [one.sessions for one in FavouriteSet.objects.all()] == [[bins]]
    assert send(client, zone, f"{parks},{bins}") == 204
    assert [one.sessions for one in FavouriteSet.objects.all()] == [[bins, parks]]
    assert send(client, zone, "") == 204
    assert not FavouriteSet.objects.exists()


@pytest.mark.django_db
def test_what_is_no_key_is_refused_in_words(client: Client, zone: Zone) -> None:
    assert send(client, zone, "1", key="x") == 422
    assert client.get(f"/zone/{zone.year}/my/stars/").status_code == 405
    assert client.post("/zone/2099/my/stars/", {"key": str(KEY)}).status_code == 404
    assert not FavouriteSet.objects.exists()


@pytest.mark.django_db
def test_sessions_starred_together_are_wanted_by_the_same_people(zone: Zone) -> None:
    def wanted() -> list[str]:
        return [one["sentence"] for one in board(zone)["warnings"] if one["rule"] == Rule.WANTED_TOGETHER]

    assert wanted() == []
    pair, other = ids("Bins", "Parks"), ids("Roads")
    for number in range(20):
        FavouriteSet.objects.create(zone=zone, key=UUID(int=number), sessions=pair if number < 8 else other)
    assert Draft(zone).problem.lifts == {tuple(pair): 20 * 8 / (8 * 8)}
    assert [sentence.startswith("“Bins” and “Parks” are wanted by the same people") for sentence in wanted()] == [True]
