"""The states of a Zone: what each step demands, what it does, and two officers who press at once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from innovation_db.controls import controls
from innovation_db.roles import Role
from tests.factories import ThemeFactory, UserFactory
from tests.zone_factories import BreakFactory, DayFactory, ReleaseFactory, ZoneFactory
from zone_programme.models import Zone

pytestmark = pytest.mark.django_db
State = Zone.State


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


def ready(state: str = State.PLANNING) -> Zone:
    zone: Zone = ZoneFactory(state=state)
    zone.themes.add(ThemeFactory())
    DayFactory(zone=zone)
    return zone


def press(client: Client, zone: Zone, step: str, seen: str = "") -> list[str]:
    """Press a button of the Zone's page; return the sentences that refuse it, none when it was done."""
    address = reverse("admin:zone_programme_zone_state", args=[zone.pk, step])
    response = client.post(address, {"seen": seen or zone.state})
    zone.refresh_from_db()
    return [] if response.status_code == 302 else list(response.context["problems"])


def test_a_zone_goes_from_planning_to_its_end_and_back(officer: Client) -> None:
    zone = ready()
    for step, state in (("open-call", "call-open"), ("close-call", "draft"), ("open-call", "call-open")):
        assert press(officer, zone, step) == []
        assert zone.state == state
    ReleaseFactory(zone=zone)
    Zone.objects.filter(pk=zone.pk).update(state=State.PUBLISHED)  # as a release does
    zone.refresh_from_db()
    for step, state in (("go-live", "live"), ("close", "closed"), ("reopen", "published")):
        assert press(officer, zone, step) == []
        assert zone.state == state


def test_a_call_needs_days_and_themes(officer: Client) -> None:
    zone = ZoneFactory(state=State.PLANNING)
    assert press(officer, zone, "open-call") == [
        "Add the days: proposers say when their speakers can be there.",
        "Add the themes: proposers choose one.",
    ]
    assert zone.state == State.PLANNING


def test_nothing_goes_live_without_a_programme(officer: Client) -> None:
    zone = ready(State.PUBLISHED)
    assert press(officer, zone, "go-live") == ["Release a programme first: there is nothing for delegates to read."]


def test_a_step_out_of_turn_is_refused(officer: Client) -> None:
    zone = ready()
    assert press(officer, zone, "go-live")[0].startswith("This cannot be done while the Zone is “Planning”")


def test_the_second_of_two_officers_is_told(officer: Client) -> None:
    zone = ready(State.CALL_OPEN)
    press(officer, zone, "close-call")
    sentences = press(officer, zone, "open-call", seen=State.PLANNING)
    assert sentences == ["Somebody else changed the state meanwhile: it is “Programme draft” now."]


def test_the_page_of_a_zone_has_the_buttons_of_its_state(officer: Client) -> None:
    page = officer.get(reverse("admin:zone_programme_zone_change", args=[ready(State.CALL_OPEN).pk]))
    assert [step.name for step in page.context["steps"]] == ["close-call"]
    assert 'name="state"' not in page.content.decode()


@pytest.mark.parametrize(
    ("state", "group"),
    [
        pytest.param("planning", "", id="planning"),
        pytest.param("call-open", "Choose sessions", id="call open"),
        pytest.param("draft", "Make the programme", id="draft"),
        pytest.param("live", "During the Zone", id="live"),
        pytest.param("closed", "After the Zone", id="closed"),
    ],
)
def test_the_page_of_a_zone_leads_to_what_its_state_calls_for(officer: Client, state: str, group: str) -> None:
    zone = ready(state)
    response = officer.get(reverse("admin:zone_programme_zone_change", args=[zone.pk]))
    tools = response.context["zone_tools"]
    assert [one.title for one in tools if one.is_next] == ([group] if group else [])
    assert [label for one in tools for label, _ in one.pages][:4] == ["Reviews", "Shortlist", "Letters", "Timetable"]
    assert all(f'<a href="{address}">' in response.text for one in tools for _, address in one.pages)
    assert {officer.get(address).status_code for one in tools for _, address in one.pages} == {200}


def test_nobody_is_led_to_a_page_that_is_not_theirs() -> None:
    zone = ready()
    client = Client()
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    response = client.get(reverse("admin:zone_programme_zone_change", args=[zone.pk]))
    if response.status_code == 200:
        shown = [address for one in response.context["zone_tools"] for _, address in one.pages]
        assert {client.get(address).status_code for address in shown} <= {200}


def test_the_form_of_a_zone_is_saved_as_a_browser_sends_it(officer: Client) -> None:
    zone = ready()
    BreakFactory(day=zone.days.get())
    address = reverse("admin:zone_programme_zone_change", args=[zone.pk])
    form = re.search(r'<form [^>]*id="zone_form".*?</form>', officer.get(address).text, re.DOTALL)
    assert form
    sent = {name: values for name, values in controls(form[0]).items() if values and "__prefix__" not in name}
    response = officer.post(address, sent | {"introduction": "Come and go.", "_save": "Save"})
    zone.refresh_from_db()
    assert (response.status_code, zone.introduction) == (302, "Come and go.")


@pytest.mark.parametrize("year", ["", "soon", "2012", "2101", "-1", "99999"])
def test_a_year_that_cannot_be_is_said_in_our_words(admin_client: Client, year: str) -> None:
    response: Any = admin_client.post("/admin/zone_programme/zone/add/", {"year": year})
    said = "Write the year of the Zone in four figures, from 2013 to 2100."
    assert response.context["adminform"].form.errors["year"] == [said]


def test_a_year_that_has_a_zone_is_said_in_our_words(admin_client: Client) -> None:
    ZoneFactory(year=2027)
    response: Any = admin_client.post("/admin/zone_programme/zone/add/", {"year": "2027"})
    said = "There is a Zone of this year already. Open that one, or write another year."
    assert response.context["adminform"].form.errors["year"] == [said]
