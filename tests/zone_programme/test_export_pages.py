"""The addresses of the exports: what they send, to whom, and when they need not send it again."""

import json
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from tests.factories import ThemeFactory, UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, ZoneFactory, at
from tests.zone_programme import frab
from zone_programme import actions
from zone_programme.models import Release, Session, Zone

pytestmark = pytest.mark.django_db

NAMES = {
    "schedule.xml": "application/xml; charset=utf-8",
    "schedule.json": "application/json",
    "programme.json": "application/json",
    "programme.csv": "text/csv; charset=utf-8",
    "programme.ics": "text/calendar; charset=utf-8",
    "programme.pdf": "application/pdf",
    "programme-folded.pdf": "application/pdf",
    "changes.atom": "application/atom+xml; charset=utf-8",
}
every_name = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def zone() -> Zone:
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    space = SpaceFactory(zone=zone)
    for hour, title in ((10, "Morning"), (14, "Afternoon")):
        session = SessionFactory(zone=zone, title=title, theme=ThemeFactory(name=f"{title}s", slug=f"{title}s".lower()))
        SlotFactory(session=session, space=space, starts_at=at(hour))
    actions.release(zone=zone, by=UserFactory(), note="First")
    return zone


def get(client: Client, zone: Zone, name: str, **headers: Any) -> HttpResponse:
    return client.get(f"/zone/{zone.year}/{name}", headers=headers)  # type: ignore[return-value]


def titles(response: HttpResponse) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).events]


@every_name
def test_sent_as_what_it_is(client: Client, zone: Zone, name: str) -> None:
    response = get(client, zone, name)
    assert response.status_code == 200
    assert response["Content-Type"] == NAMES[name]
    assert f"innovation-zone-{zone.year}." in response["Content-Disposition"]
    assert response.get("Access-Control-Allow-Origin") == (None if name.endswith(".pdf") else "*")


@every_name
def test_costs_one_query_and_two_the_first_time(client: Client, zone: Zone, name: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as first:
        get(client, zone, name)
    with CaptureQueriesContext(connection) as again:
        get(client, zone, name)
    assert (len(first), len(again)) == (2, 1)


@every_name
def test_not_sent_again_to_who_has_it(client: Client, zone: Zone, name: str) -> None:
    etag = get(client, zone, name)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = get(client, zone, name, if_none_match=etag)
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert len(queries) == 1
    released_at = Release.objects.get().released_at
    response = get(client, zone, name, if_modified_since=http_date(released_at.timestamp()))
    assert response.status_code == 304
    response = get(client, zone, name, if_modified_since=http_date(released_at.timestamp() - 1))
    assert response.status_code == 200


@every_name
def test_sent_again_after_a_release(client: Client, zone: Zone, name: str) -> None:
    before = get(client, zone, name)
    Session.objects.filter(title="Morning").update(title="Early")
    assert get(client, zone, name, if_none_match=before["ETag"]).status_code == 304  # the draft is nobody's business
    actions.release(zone=zone, by=UserFactory())
    after = get(client, zone, name, if_none_match=before["ETag"])
    assert after.status_code == 200
    assert b"Early" in after.content or (name.endswith(".pdf") and after.content != before.content)


@every_name
def test_nothing_before_the_first_release(client: Client, name: str) -> None:
    zone = ZoneFactory(state=Zone.State.DRAFT)
    assert get(client, zone, name).status_code == 404


@every_name
def test_nothing_of_a_zone_that_is_being_planned_again(client: Client, zone: Zone, name: str) -> None:
    Zone.objects.filter(pk=zone.pk).update(state=Zone.State.PLANNING)
    assert get(client, zone, name).status_code == 404


@every_name
def test_read_only(client: Client, zone: Zone, name: str) -> None:
    assert client.head(f"/zone/{zone.year}/{name}").status_code == 200
    assert client.post(f"/zone/{zone.year}/{name}").status_code == 405


def test_schedules_of_a_release_fit_their_schemas(client: Client, zone: Zone) -> None:
    found = frab.check_json(json.loads(get(client, zone, "schedule.json").content))
    assert [event["title"] for event in found] == ["Morning", "Afternoon"]
    assert len(frab.check_xml(get(client, zone, "schedule.xml").content)) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Morning", "Afternoon"]),
        ("?day=2027-07-06", ["Morning", "Afternoon"]),
        ("?day=2027-07-07", []),
        ("?theme=mornings", ["Morning"]),
        ("?session=afternoon", ["Afternoon"]),
        ("?s=afternoon,gone", ["Afternoon"]),
        ("?s=afternoon&s=morning", ["Morning", "Afternoon"]),
        ("?s=", []),
    ],
)
def test_calendar_of_what_was_chosen(client: Client, zone: Zone, query: str, expected: list[str]) -> None:
    assert titles(get(client, zone, f"programme.ics{query}")) == expected


def test_day_that_is_no_date_is_not_found(client: Client, zone: Zone) -> None:
    assert get(client, zone, "programme.ics?day=tomorrow").status_code == 404


def test_calendar_follows_a_change_on_the_day(client: Client, zone: Zone) -> None:
    slot = Session.objects.get(title="Morning").slots.get()
    actions.change_on_the_day(slot=slot, by=UserFactory(), late=15)
    actions.change_on_the_day(slot=Session.objects.get(title="Afternoon").slots.get(), by=UserFactory(), cancelled=True)
    events = icalendar.Calendar.from_ical(get(client, zone, "programme.ics").content).events
    found = {str(event["SUMMARY"]): event for event in events}
    assert found["Morning"]["UID"] == str(slot.uid)
    assert found["Morning"]["SEQUENCE"] == 1
    assert found["Morning"]["DTSTART"].dt.astimezone(UTC) == datetime(2027, 7, 6, 9, 15, tzinfo=UTC)
    assert found["Cancelled: Afternoon"]["STATUS"] == "CANCELLED"
