"""The Zone in the API: the current release as its pages show it, and nothing that was not released."""

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.settings import api_settings

from tests.factories import CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import actions
from zone_programme.models import Session, Zone

pytestmark = pytest.mark.django_db
ADDRESSES = ("", "2027/", "2027/sessions/", "2027/sessions/talk-0/", "2027/speakers/", "2027/spaces/")
every_address = pytest.mark.parametrize("path", ADDRESSES)


def released(number: int) -> Zone:
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    for each in range(number):
        speaker = SpeakerFactory(zone=zone, name=f"Speaker {each}", slug=f"speaker-{each}", email="sam@example.org")
        session = SessionFactory(
            zone=zone, title=f"Talk {each}", summary="Write to sam@example.org.", speakers=[speaker],
            councils=[CouncilFactory(short_name=f"Ham {each}")],
            theme=ThemeFactory(name=f"Theme {each}", slug=f"theme-{each}"),
        )  # fmt: skip
        SlotFactory(session=session, space=SpaceFactory(zone=zone), starts_at=at(10 + each))
    actions.release(zone=zone, by=UserFactory())
    return zone


def get(client: Client, path: str, **headers: str) -> HttpResponse:
    return client.get(f"/api/v1/zones/{path}", headers=headers)  # type: ignore[return-value]


def results(client: Client, path: str) -> list[dict[str, Any]]:
    return json.loads(get(client, path).content)["results"]


def test_sessions_are_those_of_the_exported_programme(client: Client) -> None:
    released(2)
    exported = json.loads(client.get("/zone/2027/programme.json").content)
    assert results(client, "2027/sessions/") == exported["sessions"]
    assert results(client, "2027/speakers/") == exported["speakers"]
    assert results(client, "2027/spaces/") == exported["spaces"]
    assert json.loads(get(client, "2027/sessions/talk-1/").content) == exported["sessions"][1]
    (zone,) = results(client, "")
    assert (zone["year"], zone["release"], zone["days"]) == (2027, 1, exported["days"])


@every_address
def test_no_e_mail_address_is_told(client: Client, path: str) -> None:
    released(1)
    assert b"@" not in get(client, path).content


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "programme.json", "programme.csv"])
def test_nor_in_an_export(client: Client, name: str) -> None:
    released(1)
    assert b"sam@example.org" not in client.get(f"/zone/2027/{name}").content


@every_address
def test_the_draft_is_nobodys_business(client: Client, path: str) -> None:
    released(1)
    before = get(client, path)
    Session.objects.update(title="Secret")
    after = get(client, path, if_none_match=before["ETag"])
    assert (after.status_code, after.content) == (304, b"")


def test_a_zone_before_its_release_is_named_without_programme(client: Client) -> None:
    ZoneFactory(year=2028, state=Zone.State.CALL_OPEN)
    ZoneFactory(year=2029, state=Zone.State.PLANNING)
    (zone,) = results(client, "")
    assert (zone["year"], zone["release"], zone["days"]) == (2028, None, [])
    for path in ("2028/sessions/", "2028/speakers/", "2028/spaces/", "2029/"):
        response = get(client, path)
        assert (response.status_code, list(json.loads(response.content))) == (404, ["detail"])


@every_address
def test_a_fixed_number_of_queries(client: Client, path: str) -> None:
    counts = []
    for make in (lambda: released(1), _more):
        make()
        get(client, path)
        with CaptureQueriesContext(connection) as queries:
            get(client, path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def _more() -> None:
    zone = Zone.objects.get()
    for each in (1, 2):
        session = SessionFactory(zone=zone, title=f"Talk {each}", speakers=[SpeakerFactory(zone=zone)])
        SlotFactory(session=session, space=SpaceFactory(zone=zone), starts_at=at(13 + each))
    actions.release(zone=zone, by=UserFactory())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=theme-1", ["talk-1"]),
        ("theme=theme-1&theme=theme-0", ["talk-0", "talk-1"]),
        ("q=talk+1", ["talk-1"]),
        ("day=2027-07-06", ["talk-0", "talk-1"]),
        ("per_page=1&page=2", ["talk-1"]),
    ],
)
def test_sessions_are_narrowed_as_on_the_page(client: Client, query: str, expected: list[str]) -> None:
    released(2)
    assert [one["slug"] for one in results(client, f"2027/sessions/?{query}")] == expected


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [("theme=nothing", 400, "theme"), ("day=tomorrow", 400, "day"), ("page=9", 404, "page"), ("page=x", 404, "page")],
)
def test_what_there_is_not_is_said_in_a_sentence(client: Client, query: str, status: int, word: str) -> None:
    released(1)
    response = get(client, f"2027/sessions/?{query}")
    assert response.status_code == status
    assert word in json.loads(response.content)["detail"]


def test_nothing_can_be_written(client: Client) -> None:
    released(1)
    response = client.post("/api/v1/zones/2027/")
    assert (response.status_code, response.json()) == (405, {"detail": "This address can only be read: use GET."})
    assert client.delete("/api/v1/zones/2027/").status_code == 405


def test_a_reader_who_asks_too_often_is_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    released(1)
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "api", "2/min")
    assert [get(client, "2027/spaces/").status_code for _ in range(3)] == [200, 200, 429]
    response = get(client, "2027/speakers/")
    assert int(response["Retry-After"]) > 0
    assert "Ask again in" in json.loads(response.content)["detail"]
