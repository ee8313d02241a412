"""The whole life of a Zone in one walk through the site's own pages, from the call to the draft case studies.

What the people in it do is `zone_people.py`; what each part does at its edges has tests of its own.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import CheckPage
from tests.journeys.zone_people import (
    Delegate,
    Editor,
    Idea,
    Officer,
    Proposer,
    Reviewer,
    Speaker,
    Steward,
    Who,
    appointments,
    letters_to,
)

YEAR = 2031
NINE = 9 * 60
SPACES = ["Main stage", "Studio"]
ANN, BOB, CAS = Who("Ann Archer"), Who("Bob Baker"), Who("Cas Cooper")
MAPS = Idea(title="One map for every street", council="Croydon", speakers=(ANN,))
LANTERNS = Idea(title="Lanterns for dark paths", council="Telford and Wrekin", speakers=(BOB, ANN))
SHOP = Idea(title="Our product and its price", council="Doncaster", speakers=(CAS,))

type Window = Callable[[], Page]


@pytest.fixture
def window(new_context: Callable[..., BrowserContext], site: str) -> Window:
    """Return a way to open somebody else's window: another browser, as far as the site can tell."""

    def opened() -> Page:
        own = new_context().new_page()
        own.set_default_timeout(30_000)
        return own

    return opened


def where_it_is_noon() -> str:
    """Return a time zone in which it is about noon, so that the Zone's day is under way at any hour of testing."""
    east = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def test_a_zone_from_its_call_to_draft_case_studies(page: Page, window: Window, check_page: CheckPage) -> None:
    page.set_default_timeout(30_000)  # a busy machine starves one of so many windows for a while
    officer = Officer(page)
    officer.sign_in("zone@example.org")
    time_zone = where_it_is_noon()
    now = datetime.now(ZoneInfo(time_zone))
    officer.makes_zone(YEAR, now.date(), time_zone, SPACES)
    officer.steps("Open the call")

    for idea in (MAPS, LANTERNS, SHOP):
        proposer = Proposer(window())
        proposer.begins(idea.speakers[0].email)
        for question in proposer.answers(idea):
            if idea is MAPS and question in ("take-home", "speaker-1"):
                check_page(proposer.page)
        if idea is LANTERNS:
            check_page(proposer.page)
        proposer.sends()
        proposer.leaves()
    officer.steps("Close the call")

    officer.gives_out(["Bola Board", "Esme Editor"], each=2)
    for account in ("board", "editor"):
        reviewer = Reviewer(window())
        reviewer.sign_in(f"{account}@example.org")
        reviewer.page.goto(f"/zone/{YEAR}/review/")
        reviewer.scores({MAPS.title: 5, LANTERNS.title: 4, SHOP.title: 1})
        reviewer.leaves()

    officer.opens("shortlist/")
    officer.decides(MAPS.title, to="Put on the shortlist")
    check_page(page)
    for title in (MAPS.title, LANTERNS.title):
        officer.decides(title, to="Accept")
    officer.decides(SHOP.title, to="Decline", reason="It is about a product more than about what a council did.")
    officer.opens("letters/")
    officer.follow(MAPS.title)
    check_page(page)
    for outcome in ("Accepted", "Declined"):
        officer.opens("letters/")
        officer.sends_letters(outcome)
    assert [letters_to(CAS.email)[-1].subject, letters_to(BOB.email)[-1].subject] == [
        f"Your proposal for the Innovation Zone {YEAR}",
        f"Your session at the Innovation Zone {YEAR}: accepted",
    ]
    for person in (ANN, BOB):
        speaker = Speaker(window())
        speaker.confirms(person.email)
        speaker.leaves()

    officer.looks_for_a_timetable(seconds=2)
    officer.press("Take all 2 moves")
    expect(page.locator(".messagelist")).to_contain_text("2 sessions have new places.")
    officer.opens("timetable/")
    editor = Editor(page, SPACES)
    editor.carries(LANTERNS.title, to="Main stage", at=NINE)
    editor.carries(MAPS.title, to="Studio", at=NINE)
    clash = page.get_by_role("link", name="Ann Archer is in 2 sessions at once")
    expect(clash).to_be_visible()
    check_page(page)
    officer.opens("release/")
    expect(clash).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    officer.opens("timetable/")
    editor.carries(MAPS.title, to="Studio", at=NINE + 60)
    expect(page.get_by_text("Nothing clashes.")).to_be_visible()
    officer.opens("release/")
    check_page(page)
    officer.releases()
    told = {person: appointments(letters_to(person.email)[-1]) for person in (ANN, BOB)}
    assert [len(told[ANN]), len(told[BOB])] == [2, 1]
    officer.steps("Begin the Zone")

    delegate = Delegate(window())
    delegate.stars(MAPS.title, LANTERNS.title)
    delegate.follow("My Zone (2)")
    for title in (LANTERNS.title, MAPS.title):
        expect(delegate.page.get_by_role("link", name=title)).to_be_visible()
    expect(delegate.page.get_by_role("button", name="Take it back")).to_be_hidden()
    check_page(delegate.page)

    page.bring_to_front()
    sent = len(mail.outbox)
    officer.moves_today(MAPS.title, f"{now - timedelta(minutes=5):%H:%M}")
    check_page(page)
    officer.press("Yes, publish it")
    expect(page.locator(".messagelist")).to_contain_text("It is public, and e-mails sent: 1.")
    assert [message.to for message in mail.outbox[sent:]] == [[ANN.email]]
    [changed] = appointments(mail.outbox[-1])
    [before] = [one for one in told[ANN] if one["UID"] == changed["UID"]]
    assert changed["SEQUENCE"] > before["SEQUENCE"]
    assert (changed["SUMMARY"], changed["STATUS"]) == (before["SUMMARY"], "CONFIRMED")
    assert changed["DTSTART"].dt == (now - timedelta(minutes=5)).replace(second=0, microsecond=0)

    officer.sends_stewards_link("door@example.org")
    steward = Steward(window())
    steward.counts(MAPS.title, people=3)
    steward.leaves()
    delegate.page.goto(f"/zone/{YEAR}/now/")
    delegate.follow(MAPS.title)
    expect(delegate.page.get_by_text("Places left")).to_be_visible()
    delegate.follow("Tell the speakers what you think")
    delegate.says(useful="5: very useful", will_do="Perhaps")
    delegate.leaves()

    officer.steps("End the Zone")
    officer.opens("afterwards/")
    expect(page.get_by_role("row", name="Attendance")).to_contain_text("3")
    check_page(page)
    officer.press(f"Make a draft of {MAPS.title}")
    expect(page.locator(".messagelist")).to_contain_text(f"“{MAPS.title}” is a draft now.")
    expect(page.get_by_role("heading", name="Sessions with a case study (1)")).to_be_visible()
