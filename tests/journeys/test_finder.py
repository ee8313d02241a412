"""Finding a case study: by keyboard alone, without JavaScript, and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a phone whose browser runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def press_until_focused(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus, as a reader without a mouse does."""
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        names.append(page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"))
        if names[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached: {names}")


def test_the_keyboard_alone_finds_filters_opens_and_comes_back(page: Page) -> None:
    page.goto("/case-studies/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    press_until_focused(page, "Words to search for")
    page.keyboard.type("waste")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/case-studies/?q=waste")
    expect(page.get_by_role("heading", name="5 case studies")).to_be_visible()
    press_until_focused(page, "Behavioural insights")
    page.keyboard.press("Space")
    press_until_focused(page, "Apply filters")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/case-studies/?q=waste&theme=behavioural-insights")
    expect(page.get_by_role("heading", name="2 case studies")).to_be_visible()
    title = page.get_by_role("article").first.get_by_role("link").inner_text()
    press_until_focused(page, title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("checkbox", name="Behavioural insights")).to_be_checked()


def test_filters_work_without_javascript_and_the_results_come_first(plain_page: Page) -> None:
    page = plain_page
    page.goto("/case-studies/?q=waste")
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    page.locator(".filters__button").click()
    page.get_by_text("Behavioural insights", exact=True).click()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url("/case-studies/?q=waste&theme=behavioural-insights")
    expect(page.locator(".filters__button")).to_have_text("Filter (1)")
    expect(page.get_by_role("button", name="Apply filters")).to_be_hidden()
    expect(page.get_by_role("heading", name="2 case studies")).to_be_in_viewport()
    page.get_by_role("link", name="Remove Theme: Behavioural insights").click()
    expect(page).to_have_url("/case-studies/?q=waste")


def test_the_menu_of_a_phone_opens_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/about/")
    plain_page.get_by_text("Menu", exact=True).click()
    plain_page.get_by_role("link", name="Councils", exact=True).click()
    expect(plain_page).to_have_url("/councils/")
