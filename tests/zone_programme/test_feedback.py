"""Feedback by QR code: three questions, once in each browser, read by officers before speakers get the words."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import (
    DayFactory,
    FeedbackFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    ZoneFactory,
    at,
)
from zone_programme import actions
from zone_programme.models import Feedback, Session, Zone

pytestmark = pytest.mark.django_db
PAGE = "/zone/2027/sessions/noise/feedback/"
ANSWERS = {"useful": "5", "will_do": "yes", "words": "Show the map first."}


@pytest.fixture
def session() -> Session:
    """At 10:00 on the only day of the Zone; on another stage, at the same time, is another one."""
    zone = ZoneFactory()
    DayFactory(zone=zone)
    found: Session = SessionFactory(zone=zone, title="Noise")
    SlotFactory(session=found, space=SpaceFactory(zone=zone, name="Main stage"))
    SlotFactory(session=SessionFactory(zone=zone, title="Libraries"), space=SpaceFactory(zone=zone, name="Studio"))
    actions.release(zone=zone, by=UserFactory())
    return found


def ask(client: Client, page: str = PAGE) -> str:
    return client.get(page).content.decode()


def blank(client: Client) -> dict[str, str]:
    found = re.search(r'name="form" value="([^"]+)"', ask(client))
    assert found
    return {"form": found[1]}


def test_an_answer_is_taken_once_in_each_browser(client: Client, session: Session) -> None:
    with time_machine.travel(at(10, 40), tick=False):
        form = blank(client)
        assert client.post(PAGE, form | ANSWERS).headers["Location"] == PAGE
        assert "<h1>Thank you</h1>" in ask(client)
        client.post(PAGE, {**form, **ANSWERS, "form": "0c9fa20f-5c4c-4f9b-8d6a-0c4b35d4a7aa"})  # same browser
        del client.cookies["feedback-given"]
        client.post(PAGE, form | ANSWERS)  # the same form, sent again from a page that was left open
        other = Client()
        other.post(PAGE, blank(other) | ANSWERS | {"useful": "1", "words": ""})
    told = Feedback.objects.order_by("useful").values_list("session__title", "useful", "will_do", "words")
    assert list(told) == [("Noise", 1, "yes", ""), ("Noise", 5, "yes", "Show the map first.")]


def test_the_cookie_tells_nothing_but_that_this_session_was_answered(client: Client, session: Session) -> None:
    with time_machine.travel(at(10, 40), tick=False):
        cookie = client.post(PAGE, blank(client) | ANSWERS).cookies["feedback-given"]
    assert (cookie.value, cookie["path"], cookie["httponly"]) == ("1", PAGE, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"useful": ""}, "Choose how useful it was, from 5 to 1."),
        ({"useful": "9"}, "9 is not one of the available choices."),
        ({"will_do": ""}, "Choose whether you will do something with it."),
        ({"words": "x" * 1001}, "Shorten “What would you tell the speakers?” by 1 character. It can have up to 1,000."),
    ],
    ids=["no score", "a score too high", "no answer", "too many words"],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: Client, session: Session, wrong: dict[str, str], sentence: str
) -> None:
    with time_machine.travel(at(10, 40), tick=False):
        response = client.post(PAGE, blank(client) | ANSWERS | wrong)
    html = response.content.decode()
    assert (response.status_code, sentence in html, (wrong.get("words") or "Show the map first.") in html) == (
        400,
        True,
        True,
    )
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("after", "heading"),
    [
        (timedelta(minutes=-1), "Come back once it has begun"),
        (timedelta(0), "What did you think?"),
        (timedelta(days=28), "What did you think?"),
        (timedelta(days=29), "We no longer take feedback"),
    ],
    ids=["before", "begun", "four weeks", "later"],
)
def test_when_answers_are_taken(client: Client, session: Session, after: timedelta, heading: str) -> None:
    with time_machine.travel(at(10) + after, tick=False):
        assert f"<h1>{heading}</h1>" in ask(client)
        invited = "Tell the speakers what you think" in ask(client, "/zone/2027/sessions/noise/")
        assert invited == (heading == "What did you think?")
        client.post(PAGE, {"form": "0c9fa20f-5c4c-4f9b-8d6a-0c4b35d4a7aa"} | ANSWERS)
    assert Feedback.objects.count() == invited


def test_a_made_up_zone_can_be_tried_before_it_begins(client: Client, session: Session) -> None:
    Zone.objects.update(demonstration=True)
    actions.release(zone=session.zone, by=UserFactory(), note="Made up")
    with time_machine.travel(at(10) - timedelta(days=200), tick=False):
        html = ask(client)
        assert ("<h1>What did you think?</h1>" in html, "This is to try it." in html) == (True, True)
        client.post(PAGE, blank(client) | ANSWERS)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("after", "offered"),
    [
        (timedelta(days=-200), "Try: tell the speakers what you think"),
        (timedelta(minutes=-1), "Try: tell the speakers what you think"),
        (timedelta(0), "Tell the speakers what you think"),
        (timedelta(days=29), "Try: tell the speakers what you think"),
    ],
    ids=["months before", "before", "begun", "later"],
)
def test_a_made_up_zone_says_where_answers_are_only_tried(
    client: Client, session: Session, after: timedelta, offered: str
) -> None:
    page = "/zone/2027/sessions/noise/"
    Zone.objects.update(demonstration=True)
    actions.release(zone=session.zone, by=UserFactory(), note="Made up")
    with time_machine.travel(at(10) + after, tick=False):
        assert re.findall(r'/feedback/">([^<]+)', ask(client, page)) == [offered]
        assert ("This is to try it." in ask(client)) == offered.startswith("Try")


def test_what_is_cancelled_takes_no_answers_even_in_a_made_up_zone(client: Client, session: Session) -> None:
    Zone.objects.update(demonstration=True)
    actions.release(zone=session.zone, by=UserFactory(), note="Made up")
    actions.change_on_the_day(slot=session.slots.get(), by=UserFactory(), cancelled=True)
    assert "/feedback/" not in ask(client, "/zone/2027/sessions/noise/")


def test_the_card_of_a_room_leads_to_what_is_on_there(client: Client, session: Session) -> None:
    with time_machine.travel(at(10, 40), tick=False):
        assert client.get("/zone/2027/feedback/?space=main-stage").headers["Location"] == PAGE
        html = ask(client, "/zone/2027/feedback/")
        assert re.findall(r'/feedback/">([A-Z][^<]+)', html) == ["Noise", "Libraries"]
    with time_machine.travel(at(14), tick=False):
        assert "Nothing began in the last three hours" in ask(client, "/zone/2027/feedback/?space=main-stage")


def test_no_total_tells_what_one_person_thinks(session: Session) -> None:
    said = [Feedback.objects.totals().in_words()]
    for count in (4, 1):
        for _ in range(count):
            FeedbackFactory(session=session, useful=5, will_do="yes")
        said.append(Feedback.objects.totals().in_words())
    assert said == [
        "Nobody has answered yet.",
        "Fewer than 5 people answered, so no totals are shown.",
        "5 people answered. They found it 5.0 of 5 useful, and 100 per cent will do something with it.",
    ]


@pytest.mark.parametrize(("action", "passed"), [("pass_on", True), ("hold_back", False)])
def test_speakers_get_words_once_an_officer_has_read_them(session: Session, action: str, passed: bool) -> None:
    officer = UserFactory(roles=[Role.ZONE_MANAGER])
    client = Client()
    client.force_login(officer)
    words, silent = FeedbackFactory(session=session, words="Slower."), FeedbackFactory(session=session)
    page = "/admin/zone_programme/feedback/"
    assert "1 feedback" in client.get(page, {"work": "to-read"}).content.decode()
    data: dict[str, Any] = {"action": action, "_selected_action": [words.pk, silent.pk]}
    client.post(page, data)
    words.refresh_from_db()
    silent.refresh_from_db()
    assert (words.passed, words.moderated_by, silent.moderated_by) == (passed, officer, None)
    assert (Feedback.objects.to_be_read().count(), Feedback.objects.passed_on().count()) == (0, int(passed))
