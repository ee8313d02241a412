"""Rows of a form in the admin, added in a browser that runs no JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from board_reports.models import Report
from tests.journeys.conftest import PHONE
from tests.report_factories import ReportFactory


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a phone whose browser runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_a_contact_officer_is_added_without_javascript(page: Page, site: str) -> None:
    report: Report = ReportFactory(title="The Innovation Zone")
    report.contacts.all().delete()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill("author@example.org")
    page.get_by_label("Password").fill("innovation-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    page.goto(f"/admin/board_reports/report/{report.pk}/change/")
    page.get_by_label("Title:").fill("The Innovation Zone of 2015")
    page.get_by_role("button", name="Add another contact officer").click()
    page.locator("#id_contacts-0-name").fill("Asha Fleming")
    page.locator("#id_contacts-0-position").fill("Adviser")
    page.get_by_role("button", name="Add another contact officer").click()
    expect(page.locator("#id_contacts-1-name")).to_be_in_viewport()
    expect(page.locator("#id_contacts-0-name")).to_have_value("Asha Fleming")
    assert not report.contacts.exists()
    page.locator("#id_contacts-0-email").fill("asha.fleming@example.org")
    page.locator("#id_contacts-0-email").press("Enter")
    page.wait_for_load_state()
    assert [one.name for one in report.contacts.all()] == ["Asha Fleming"]
    report.refresh_from_db()
    assert report.title == "The Innovation Zone of 2015"
