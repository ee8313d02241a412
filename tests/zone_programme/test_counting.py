"""Counting at the doors: what presses add up to, that each counts once, and where fullness is shown."""

import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from innovation_db import links
from innovation_db.models import ContributorLink, Message
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, ZoneFactory, at
from zone_programme import actions, counting
from zone_programme.counting import Pressed
from zone_programme.fullness import fullness, tally
from zone_programme.models import DoorCount, Press, Slot, Zone

ROOT = "/zone/2027/"


@pytest.fixture
def slot() -> Slot:
    """A session at 10:00 on a stage of ten places, released."""
    zone = ZoneFactory()
    DayFactory(zone=zone)
    stage = SpaceFactory(zone=zone, name="Main stage", capacity=10)
    slot: Slot = SlotFactory(session=SessionFactory(zone=zone, title="Noise"), space=stage)
    SlotFactory(session=SessionFactory(zone=zone, title="Libraries"), space=stage, starts_at=at(11))
    actions.release(zone=zone, by=UserFactory())
    return slot


@pytest.fixture
def door(slot: Slot, client: Client) -> Iterator[str]:
    """The address of the doors, which this client's link has opened, five past ten."""
    with time_machine.travel(at(10, 5), tick=False):
        link = links.make(purpose=counting.DOOR, email="steward@example.org", about=slot.session.zone)
        assert client.get(f"/links/{links.token(link)}/", follow=True).status_code == 200
        yield f"{ROOT}door/{link.key}/"


def some(slot: UUID, *changes: int, ago: int = 0) -> list[Pressed]:
    """Presses one after the other, a second apart, the last `ago` seconds before they are sent."""
    return [
        Pressed(uuid4(), slot, change, timedelta(seconds=ago + len(changes) - place))
        for place, change in enumerate(changes)
    ]


def take(zone: Zone, presses: Iterable[Pressed]) -> None:
    assert counting.take_presses(zone=zone, presses=presses, link=None) == set()


def send(client: Client, door: str, presses: list[dict[str, Any]], slots: list[str] | None = None) -> Any:
    data = {"slots": slots or [], "presses": presses}
    return client.post(f"{door}presses/", json.dumps(data), content_type="application/json")


# --- What presses add up to ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "now", "most"),
    [([], 0, 0), ([1, 1, -1], 1, 2), ([-1, -1, 1], 1, 1), ([1, -1, -1, 1, 1], 2, 2)],
    ids=["nobody", "one left", "nobody leaves an empty room", "nor later"],
)
def test_tally(changes: list[int], now: int, most: int) -> None:
    found = tally(changes)
    assert (found.now, found.most) == (now, most)


@given(st.lists(st.sampled_from([1, -1])))
def test_a_tally_is_the_sum_as_long_as_nobody_leaves_an_empty_room(changes: list[int]) -> None:
    found = tally(changes)
    sums = [sum(changes[:end]) for end in range(len(changes) + 1)]
    assert 0 <= found.now <= found.most <= changes.count(1)
    assert min(sums) < 0 or (found.now, found.most) == (sums[-1], max(sums))


@pytest.mark.parametrize(
    ("people", "capacity", "words"),
    [
        (0, 10, "Places left"),
        (7, 10, "Places left"),
        (8, 10, "Nearly full"),
        (10, 10, "Standing room only"),
        (11, 10, "Standing room only"),
        (12, 10, "Full"),
        (1, 1, "Standing room only"),
        (2, 1, "Full"),
    ],
)
def test_fullness_in_words(people: int, capacity: int, words: str) -> None:
    assert fullness(people, capacity) == words


@pytest.mark.django_db
def test_late_presses_count_in_the_order_in_which_they_were_pressed(slot: Slot) -> None:
    zone = slot.session.zone
    take(zone, some(slot.uid, -1, ago=5))  # one steward saw somebody leave …
    take(zone, some(slot.uid, 1, 1, ago=60))  # … whom the other, without a connection, had counted in before
    count = DoorCount.objects.get(slot=slot.uid)
    assert (count.now, count.most, count.capacity, count.session) == (1, 2, 10, slot.session)


@pytest.mark.django_db
def test_a_batch_that_arrives_again_changes_nothing(slot: Slot) -> None:
    batch = some(slot.uid, 1, 1, 1)
    for _ in range(3):
        take(slot.session.zone, batch)
    take(slot.session.zone, [*batch, *some(slot.uid, 1)])
    assert DoorCount.objects.get(slot=slot.uid).now == Press.objects.count() == 4


@pytest.mark.django_db
def test_a_press_of_no_session_counts_nowhere(slot: Slot) -> None:
    stray = some(uuid4(), 1)
    mixed = [*stray, *some(slot.uid, 1)]
    assert counting.take_presses(zone=slot.session.zone, presses=mixed, link=None) == {stray[0].id}
    assert [count.now for count in DoorCount.objects.all()] == [1]


@pytest.mark.django_db
def test_what_was_counted_stays_when_the_session_moves(slot: Slot) -> None:
    zone = slot.session.zone
    take(zone, some(slot.uid, 1))
    other = SpaceFactory(zone=zone, name="Hall", capacity=50)
    Slot.objects.filter(pk=slot.pk).update(space=other)
    actions.release(zone=zone, by=UserFactory())
    take(zone, some(slot.uid, 1))
    assert (DoorCount.objects.get().now, DoorCount.objects.get().space) == (2, "Hall")
    slot.delete()
    actions.release(zone=zone, by=UserFactory())
    take(zone, some(slot.uid, 1))  # pressed before the steward knew
    assert DoorCount.objects.get().now == 3


@pytest.mark.django_db
def test_the_database_refuses_a_press_that_is_neither(slot: Slot) -> None:
    take(slot.session.zone, some(slot.uid, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Press.objects.update(change=2)


@pytest.mark.django_db(transaction=True)
def test_two_stewards_at_one_door_lose_nothing_and_count_nothing_twice(slot: Slot) -> None:
    batches = [some(slot.uid, *[1] * 5) for _ in range(6)]
    zone = slot.session.zone

    def steward(batch: list[Pressed]) -> None:
        take(zone, batch)
        connection.close()

    with ThreadPoolExecutor(6) as together:
        list(together.map(steward, [*batches, *batches]))
    assert DoorCount.objects.get().now == Press.objects.count() == 30


# --- The pages -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_javascript_each_button_is_a_form_that_counts_once(door: str, slot: Slot, client: Client) -> None:
    page = f"{door}at/{slot.uid}/"
    press = re.search(r'name="press" value="([^"]+)"', client.get(page).content.decode())
    assert press
    for _ in range(2):  # pressed twice by a thumb, or sent again by a reload
        assert client.post(page, {"press": press[1], "change": "1"}).url == page  # type: ignore[attr-defined]
    assert "data-people>1<" in client.get(page).content.decode()
    assert client.post(page, {"press": "x", "change": "1"}).status_code == 400
    assert client.post(page, {"press": str(uuid4()), "change": "5"}).status_code == 400


@pytest.mark.django_db
def test_a_batch_is_answered_with_what_is_done_and_how_many_are_inside(door: str, slot: Slot, client: Client) -> None:
    uid, ids = str(slot.uid), [str(uuid4()), str(uuid4())]
    batch = [{"id": one, "slot": uid, "change": 1, "ago": 2000} for one in ids]
    answer = send(client, door, batch, [uid]).json()
    assert (answer["done"], answer["unknown"], answer["counts"]) == (ids, [], {uid: 2})
    assert send(client, door, [], [uid]).json()["counts"] == {uid: 2}
    stray = str(uuid4())
    answer = send(client, door, [{"id": stray, "slot": stray, "change": 1}]).json()
    assert (answer["done"], answer["unknown"]) == ([stray], [stray])  # kept for ever, it would never be done


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '"x"',
        '{"slots": [], "presses": [1]}',
        '{"slots": ["x"], "presses": []}',
        '{"slots": [], "presses": [{"id": "x", "slot": "x", "change": 1}]}',
        json.dumps({"slots": [], "presses": [{"id": str(uuid4()), "slot": str(uuid4()), "change": 7}]}),
        json.dumps({"slots": [], "presses": [{"id": str(uuid4()), "slot": str(uuid4()), "change": 1, "ago": -1}]}),
        json.dumps({"slots": [str(uuid4())] * 501, "presses": []}),
    ],
)
def test_what_is_no_batch_is_refused(door: str, client: Client, body: str) -> None:
    assert client.post(f"{door}presses/", body, content_type="application/json").status_code == 400
    assert not Press.objects.exists()


@pytest.mark.django_db
def test_the_list_of_doors_and_what_is_on_in_a_space(door: str, slot: Slot, client: Client) -> None:
    assert re.findall(r"/at/[^>]+>([^<]+)<", client.get(door).content.decode()) == ["Noise", "Libraries"]
    assert client.get(f"{door}main-stage/").headers["Location"] == f"{door}at/{slot.uid}/"
    assert "Next here, at 11:00" in client.get(f"{door}at/{slot.uid}/").content.decode()
    assert client.get(f"{door}nowhere/").status_code == 404
    assert client.get(f"{door}at/{uuid4()}/").status_code == 404


@pytest.mark.django_db
def test_a_link_opens_the_doors_of_its_own_zone_alone(door: str, client: Client) -> None:
    other = ZoneFactory(year=2028)
    DayFactory(zone=other)
    SlotFactory(session=SessionFactory(zone=other), space=SpaceFactory(zone=other))
    actions.release(zone=other, by=UserFactory())
    assert client.get(door.replace("2027", "2028")).status_code == 404
    assert Client().get(door).status_code == 403
    assert send(Client(), door, []).status_code == 403


# --- Where fullness is shown -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_fullness_is_shown_on_every_page_while_it_is_fresh(slot: Slot, client: Client) -> None:
    pages = [ROOT, f"{ROOT}?view=list", f"{ROOT}now/", f"{ROOT}now/?kiosk", f"{ROOT}now/?kiosk=main-stage",
             f"{ROOT}sessions/noise/"]  # fmt: skip

    def shown() -> list[int]:
        return [client.get(page).content.decode().count("Standing room only") for page in pages]

    with time_machine.travel(at(10, 5), tick=False):
        assert shown() == [0] * 6
        etags = [client.get(page)["ETag"] for page in pages]
        take(slot.session.zone, some(slot.uid, *[1] * 10))
        assert shown() == [1] * 6
        for page, etag in zip(pages, etags, strict=True):
            assert client.get(page, headers={"If-None-Match": etag}).status_code == 200  # it says something new
    with time_machine.travel(at(10, 30), tick=False):  # nobody has pressed for 25 minutes
        assert shown() == [0] * 6
        take(slot.session.zone, some(slot.uid, 1))
        assert shown() == [1] * 6
    with time_machine.travel(at(10, 46), tick=False):  # it is over
        assert shown() == [0] * 6


@pytest.mark.django_db
def test_a_count_costs_pages_one_query_while_anything_is_on_and_none_after(
    slot: Slot, client: Client, django_assert_num_queries: Any
) -> None:
    for hour, queries in ((10, 2), (20, 1)):
        with time_machine.travel(at(hour, 5), tick=False):
            client.get(ROOT)
            with django_assert_num_queries(queries):
                client.get(ROOT)


# --- Stewards --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_officer_sends_each_steward_a_link_and_the_same_one_again(slot: Slot) -> None:
    zone, officer = slot.session.zone, Client()
    officer.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    page = f"/admin/zone_programme/zone/{zone.pk}/stewards/"
    officer.post(page, {"emails": "one@example.org\nTwo@example.org\n\none@example.org"})
    officer.post(page, {"emails": "two@example.org"})
    assert sorted(ContributorLink.objects.values_list("email", "about_id")) == [
        ("one@example.org", zone.pk),
        ("two@example.org", zone.pk),
    ]
    assert sorted(Message.objects.values_list("to", flat=True)) == ["one@example.org", *["two@example.org"] * 2]
    for link in ContributorLink.objects.all():  # whoever gets it half a year before can count at the Zone
        assert link.expires_at > link.created_at + timedelta(days=200)
    letter = Message.objects.filter(to="one@example.org").get()
    assert letter.subject == "Your door counter for the Innovation Zone 2027"
    response = officer.post(page, {"emails": "one@example.org\nnobody"})
    assert response.status_code == 400
    assert "“nobody” is no e-mail address" in response.content.decode()
    assert "one@example.org\nnobody" in response.content.decode()  # what was typed is still there
