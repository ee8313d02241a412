"""Open mics: joining the list on the day, the list as everybody sees it, and the stewards who run it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from innovation_db import links
from tests.factories import UserFactory
from tests.zone_factories import at
from tests.zone_programme.surgeries import letters, link_in, place, released, zone_of_two_days
from zone_programme import open_mic
from zone_programme.models import Sitting, Turn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(at(10, 30), tick=False):
        yield


@pytest.fixture
def mic() -> Sitting:
    """A released open mic of three turns, from 11:00 to 11:15 on the first day."""
    zone = zone_of_two_days()
    slot = place(zone, title="Promises kept", kind="open-mic", start=at(11), end=at(11, 15))
    released(zone)
    found: Sitting = Sitting.objects.with_names().get(uid=slot.uid)
    return found


def join(mic: Sitting, title: str, client: Client | None = None, **said: str) -> Any:
    data = {"name": "Ada Example", "council": "Northmoor", "title": title} | said
    return (client or Client()).post(mic.get_absolute_url(), data, follow=True)


def titles(mic: Sitting) -> list[str]:
    return [turn.title for turn in mic.turns.waiting()]


def steward(mic: Sitting) -> tuple[Client, str]:
    """A browser in which a steward opened the link, and the address of the page."""
    links.hand_out(purpose=open_mic.STEWARD, emails=["steward@example.org"], about=mic.zone, by=UserFactory())
    client = Client()
    return client, client.get(link_in(letters("steward@example.org")[0])).url


def test_join_on_the_day_and_see_now_and_next(mic: Sitting) -> None:
    assert "You are on the list." in join(mic, "Bins").text
    join(mic, "Buses", name="Bo")
    page = Client().get(mic.get_absolute_url()).text
    assert "<h2>Now</h2>" not in page
    assert "1 of 3 turns is left." in page
    with time_machine.travel(at(11, 1), tick=False):
        page = Client().get(mic.get_absolute_url()).text
    now, coming = page.split("<h2>Next</h2>")
    assert "Bins" in now.split("<h2>Now</h2>")[1]
    assert "Buses" in coming


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [(at(10, day=-1), "The list opens on Tuesday 6 July."), (at(11, 15), "This open mic is over.")],
    ids=["the day before", "afterwards"],
)
def test_on_no_other_day(mic: Sitting, moment: Any, sentence: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert sentence in join(mic, "Bins").text
    assert titles(mic) == []


def test_a_full_list_says_so_and_a_no_show_makes_room(mic: Sitting) -> None:
    for title in ("One", "Two", "Three"):
        join(mic, title)
    assert "The list is full" in Client().get(mic.get_absolute_url()).text
    assert open_mic.FULL.split(":")[0] in join(mic, "Four").text
    client, page = steward(mic)
    client.post(page, {"no-show": mic.turns.get(title="One").pk})
    assert "You are on the list." in join(mic, "Four").text
    assert titles(mic) == ["Two", "Three", "Four"]
    response = client.post(page, {"back": mic.turns.get(title="One").pk}, follow=True)
    assert "no time left for them" in response.text


@pytest.mark.parametrize(
    "said", [{"title": ""}, {"name": " "}, {"council": ""}], ids=["no title", "no name", "no council"]
)
def test_what_is_missing_is_said_and_the_rest_kept(mic: Sitting, said: dict[str, str]) -> None:
    response = join(mic, said.pop("title", "Bins and buses"), **said)
    assert response.status_code == 422
    assert "Enter" in response.text
    assert "Ada Example" in response.text or "name" in said


def test_robots_and_double_presses_change_nothing(mic: Sitting) -> None:
    join(mic, "Bins", website="https://example.org")
    assert titles(mic) == []
    join(mic, "Bins")
    assert "You are on the list with this already." in join(mic, "bins").text
    assert titles(mic) == ["Bins"]


def test_a_steward_reorders_marks_adds_and_removes(mic: Sitting) -> None:
    for title in ("One", "Two"):
        join(mic, title)
    client, page = steward(mic)
    number = {turn.title: turn.pk for turn in mic.turns.all()}
    client.post(page, {"up": number["Two"]})
    assert titles(mic) == ["Two", "One"]
    client.post(page, {"up": number["Two"]})  # it is the first already
    client.post(page, {"down": number["Two"]})
    assert titles(mic) == ["One", "Two"]
    client.post(page, {"spoken": number["One"]})
    client.post(page, {"add": "yes", "name": "Cy", "title": "Three"})
    assert titles(mic) == ["Two", "Three"]
    client.post(page, {"remove": number["Two"]})
    client.post(page, {"remove": number["Two"]})
    assert titles(mic) == ["Three"]
    assert "Enter a title." in client.post(page, {"add": "yes", "name": "Cy"}).text
    client.post(page, {"back": number["One"]})
    assert titles(mic) == ["One", "Three"]


def test_nobody_else_opens_the_page_of_stewards(mic: Sitting) -> None:
    join(mic, "One")
    _, page = steward(mic)
    assert Client().get(page).status_code == 403
    Client().post(page, {"remove": Turn.objects.get().pk})
    assert titles(mic) == ["One"]


def test_the_screen_of_the_space_shows_the_list(mic: Sitting, client: Client) -> None:
    screen = "/zone/2027/now/?kiosk=open-mic"
    before = client.get(screen)
    assert "Nobody is on the list yet." in before.text
    join(mic, "Bins")
    after = client.get(screen, headers={"if-none-match": before["ETag"]})
    assert "Bins" in after.text
    assert "Join the list: 2 of 3 turns are left." in after.text


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_join_at_once_as_many_as_fit_get_on(mic: Sitting) -> None:
    def press(number: int) -> None:
        try:
            join(mic, f"Title {number}", Client(REMOTE_ADDR=f"10.0.{number}.1"))
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(press, range(12)))
    assert [turn.position for turn in mic.turns.waiting()] == [1, 2, 3]
