"""A newcomer lands on the first page and the pages about the site."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CheckPage


def test_the_first_page_leads_into_the_library(page: Page, check_page: CheckPage) -> None:
    page.goto("/")
    check_page(page)
    page.get_by_role("searchbox", name="Search case studies").fill("bins")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url("/case-studies/?q=bins")


@pytest.mark.reads
def test_the_keyboard_skips_to_the_content_and_opens_the_menu_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto("/about/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Councils", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Councils", exact=True)).to_be_hidden()
