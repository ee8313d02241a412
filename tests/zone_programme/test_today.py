"""The page for the day itself: late, off or elsewhere, shown before it is published, and published once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import actions
from zone_programme.models import Release, Slot, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    """“Bins” at 10:00 and “Parks” at 10:45 on the stage, which holds one; “Roads” at 12:00 in the studio."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    stage, studio = SpaceFactory(zone=zone, name="Stage"), SpaceFactory(zone=zone, name="Studio")
    ann = SpeakerFactory(zone=zone, name="Ann", email="ann@example.org")
    for title, space, moment in [("Bins", stage, at(10)), ("Parks", stage, at(10, 45)), ("Roads", studio, at(12))]:
        session = SessionFactory(zone=zone, title=title, speakers=[ann] if title == "Bins" else [])
        SlotFactory(session=session, space=space, starts_at=moment, ends_at=moment + timedelta(minutes=45))
    actions.release(zone=zone, by=UserFactory())
    return zone


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


def address(zone: Zone, title: str) -> str:
    uid = Slot.objects.get(session__title=title).uid
    return f"/admin/zone_programme/zone/{zone.pk}/today/{uid}/"


def press(client: Client, zone: Zone, title: str, **values: Any) -> Any:
    return client.post(address(zone, title), {"sequence": 0, **values})


def test_the_day_is_sorted_by_what_is_on(officer: Client, zone: Zone) -> None:
    base = f"/admin/zone_programme/zone/{zone.pk}/today/"

    def groups(query: str = "") -> list[tuple[str, list[str]]]:
        shown = officer.get(base + query).context["groups"]
        return [(heading, [line["session"].title for line in lines]) for heading, lines in shown]

    assert groups() == [("", ["Bins", "Parks", "Roads"])]  # the first day, for today is none of the Zone's
    with time_machine.travel(at(10, 50), tick=False):
        officer.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
        assert groups("?day=nonsense") == [("On now", ["Parks"]), ("Still to come", ["Roads"]), ("Over", ["Bins"])]


def test_a_change_is_shown_first_and_then_published_with_a_message(officer: Client, zone: Zone) -> None:
    shown = press(officer, zone, "Bins", space=zone.spaces.get(name="Studio").pk, starts_at="10:15")
    sentence = "“Bins” moved from Stage, Tuesday 10:00 to Studio, Tuesday 10:15."
    assert shown.context["changes"] == [sentence]
    assert [letter.names for letter in shown.context["told"]] == [["Ann"]]
    assert Release.objects.count() == 1
    form = {name: field.value() for name, field in ((f.name, f) for f in shown.context["form"]) if field.value()}
    response = officer.post(address(zone, "Bins"), form | {"sequence": 0, "yes": "1"})
    assert response["Location"].endswith("/today/?day=2027-07-06")
    release = Release.objects.newest_first().first()
    assert (release.changes, [notice.to for notice in release.notices.all()]) == ([sentence], ["ann@example.org"])


def test_pressing_late_twice_counts_once(officer: Client, zone: Zone) -> None:
    for _ in range(2):
        response = press(officer, zone, "Roads", late=10, yes="1")
    assert (response.status_code, response.context["problems"]) == (
        422, ["Somebody changed this session a moment ago. Look at it as it is now."],
    )  # fmt: skip
    assert Slot.objects.get(session__title="Roads").starts_at == at(12, 10)


def test_what_follows_is_in_the_way_unless_it_is_pushed_as_well(officer: Client, zone: Zone) -> None:
    refused = press(officer, zone, "Bins", late=10)
    assert refused.context["problems"] == ["Stage holds one session, and has “Bins” and “Parks” on Tuesday at 10:45."]
    pushed = press(officer, zone, "Bins", late=10, push="on", yes="1")
    assert pushed.status_code == 302
    assert [slot.starts_at for slot in Slot.objects.order_by("starts_at")] == [at(10, 10), at(10, 55), at(12)]


def test_what_is_cancelled_stays_listed_and_cannot_run_late(officer: Client, zone: Zone) -> None:
    uid = address(zone, "Roads")
    assert press(officer, zone, "Roads", cancelled="on", yes="1").status_code == 302
    page = officer.get(uid)
    assert (page.context["slot"].cancelled, "minutes late" in page.content.decode()) == (True, False)


@pytest.mark.parametrize("values", [{}, {"late": "soon"}, {"starts_at": "noon"}, {"space": "999999"}], ids=str)
def test_what_is_not_a_change_is_answered_with_a_sentence(officer: Client, zone: Zone, values: dict[str, str]) -> None:
    response = press(officer, zone, "Roads", **values)
    assert (response.status_code, len(response.context["problems"])) == (422, 1)


@pytest.mark.parametrize("pressed", [{}, {"yes": "1"}], ids=["shown", "published"])
def test_a_space_that_somebody_deleted_is_refused_at_once(officer: Client, zone: Zone, pressed: dict[str, str]) -> None:
    stage = zone.spaces.get(name="Stage")
    gone = stage.pk
    Slot.objects.filter(space=stage).update(space=zone.spaces.get(name="Studio"))
    stage.delete()
    response = press(officer, zone, "Roads", space=gone, **pressed)
    assert (response.status_code, response.context["problems"]) == (
        422, ["“Roads” would be in Stage, which is there no more. Choose another space."],
    )  # fmt: skip
    assert Release.objects.count() == 1


def test_a_cancellation_is_taken_back_with_one_press_that_is_shown_first(officer: Client, zone: Zone) -> None:
    press(officer, zone, "Bins", cancelled="on", yes="1")
    base = f"/admin/zone_programme/zone/{zone.pk}/today/"
    (line,) = [one for one in officer.get(base).context["groups"][0][1] if one["slot"].cancelled]
    html = officer.get(base).content.decode()
    assert ("Cancelled</strong>" in html, "It takes place after all" in html) == (True, True)
    said = {"sequence": line["slot"].sequence, "on_again": "on"}
    shown = officer.post(f"{base}{line['slot'].uid}/", said)
    sentence = "“Bins” is on again: Stage, Tuesday 10:00."
    assert (shown.context["changes"], [one.names for one in shown.context["told"]]) == ([sentence], [["Ann"]])
    assert Release.objects.count() == 2
    assert officer.post(f"{base}{line['slot'].uid}/", said | {"yes": "1"}).status_code == 302
    assert Release.objects.newest_first()[0].changes == [sentence]
    assert officer.post(f"{base}{line['slot'].uid}/", said | {"yes": "1"}).status_code == 422


def test_where_the_old_place_is_taken_the_page_says_by_what_and_offers_another(officer: Client, zone: Zone) -> None:
    uid = Slot.objects.get(session__title="Bins").uid
    press(officer, zone, "Bins", cancelled="on", yes="1")
    press(officer, zone, "Parks", starts_at="10:15", yes="1")
    path = f"/admin/zone_programme/zone/{zone.pk}/today/{uid}/"
    refused = officer.post(path, {"sequence": 1, "on_again": "on"})
    assert (refused.status_code, refused.context["problems"]) == (
        422, ["Stage holds one session, and has “Bins” and “Parks” on Tuesday at 10:15."],
    )  # fmt: skip
    assert "It takes place there" in refused.content.decode()
    elsewhere = {"sequence": 1, "on_again": "on", "space": zone.spaces.get(name="Studio").pk, "starts_at": "10:00"}
    assert officer.post(path, elsewhere | {"yes": "1"}).status_code == 302
    assert Slot.objects.get(uid=uid).space.name == "Studio"


def test_who_may_not_release_may_not_take_a_cancellation_back(client: Client, zone: Zone) -> None:
    uid = Slot.objects.get(session__title="Bins").uid
    actions.change_on_the_day(slot=Slot.objects.get(uid=uid), by=UserFactory(), cancelled=True)
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    said = {"sequence": 1, "on_again": "on", "yes": "1"}
    assert client.post(f"/admin/zone_programme/zone/{zone.pk}/today/{uid}/", said).status_code == 403
    assert Release.objects.count() == 2
