"""Telling us about an innovation without JavaScript: begun, saved, opened again from the e-mail, and sent."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from innovation_db.models import SavedForm
from tests.journeys.conftest import CheckPage

ANSWERS = [
    {"What do you call it?": "Lanterns for dark paths"},
    {"Your council": "Telford and Wrekin"},
    {"Say it in two sentences": "We lent lanterns to walkers. More people walk after dark."},
    {"How far is it?": "In use"},
    {"In which year did it begin?": "2023"},
]
STORY = ["What was the problem?", "What did you do?", "What changed?", "What would you do differently?"]


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    yield context.new_page()
    context.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def test_a_story_is_begun_left_and_sent_without_javascript(plain_page: Page, browser: Browser, site: str) -> None:
    page = plain_page
    page.goto("/tell-us/")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="What it is").click()
    for answers in ANSWERS:
        for label, value in answers.items():
            if value == "In use":
                page.get_by_label(value, exact=True).check()
            else:
                page.get_by_label(label).fill(value)
        save(page)

    other = browser.new_context(java_script_enabled=False, base_url=site)
    page = other.new_page()
    link = re.search(r"http\S+/links/\S+", str(mail.outbox[0].body))
    assert link is not None
    page.goto(link[0])
    page.get_by_role("link", name="What happened").click()
    for label in STORY:
        page.get_by_label(label).fill("People told us that paths were dark.")
        save(page)
    page.get_by_role("link", name="About you", exact=True).click()
    page.get_by_label("Your name").fill("Ann Other")
    page.get_by_label("Your job title").fill("Officer")
    save(page)
    page.get_by_label("Yes").check()
    save(page)
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your story")
    expect(page.locator(".govuk-panel__body strong")).to_have_text(str(SavedForm.objects.get().reference))
    other.close()


def test_the_page_after_sending_is_accessible(page: Page, check_page: CheckPage) -> None:
    page.goto("/tell-us/")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Begin").click()
    form = SavedForm.objects.get()
    form.submitted_at, form.reference = form.created_at, "ABC-2345"
    form.save()
    page.goto(f"{page.url}sent/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your story")
    check_page(page)


def test_its_pages_are_accessible_and_two_windows_lose_nothing(page: Page, check_page: CheckPage) -> None:
    page.goto("/tell-us/")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Begin").click()
    check_page(page)
    tasks = page.url
    page.goto(f"{tasks}name/")
    check_page(page)
    window = page.context.new_page()
    window.goto(f"{tasks}name/")
    window.get_by_label("What do you call it?").fill("The other name")
    save(window)
    page.get_by_label("What do you call it?").fill("My name")
    save(page)
    expect(page.get_by_text("The other name")).to_be_visible()
    expect(page.get_by_label("What do you call it?")).to_have_value("My name")
    check_page(page)
    page.get_by_role("button", name="Save mine over the other").click()
    page.goto(f"{tasks}check/")
    expect(page.get_by_text("My name", exact=True)).to_be_visible()
    check_page(page)


def test_a_long_paste_is_counted_refused_and_kept(page: Page) -> None:
    page.goto("/tell-us/")
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_role("button", name="Begin").click()
    page.goto(f"{page.url}summary/")
    box, text = page.get_by_label("Say it in two sentences"), "We lent lanterns. " * 60 + "And that is the end"
    box.focus()
    page.keyboard.insert_text(text)  # as a paste does
    expect(page.locator("[data-limit]")).to_have_text("You have 499 characters too many.")
    save(page)
    error = "Shorten “Say it in two sentences” by 499 characters. It can have up to 600."
    expect(page.locator("[data-error-summary]")).to_contain_text(error)
    expect(box).to_have_value(text)
