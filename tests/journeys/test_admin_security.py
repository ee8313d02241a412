"""Signing in for real, with and without an app's codes, and an admin in which the security policy has nothing to block.

The `page` of these journeys fails by itself when the browser had to block something or a script failed.
"""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, Response, expect

from case_studies.models import CaseStudy
from innovation_db.models import User


@pytest.fixture
def broken(page: Page) -> list[str]:
    """The addresses that answered this page with an error."""
    found: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            found.append(f"{response.status} {response.url}")

    page.on("response", note)
    return found


def test_the_admin_with_its_editor_obeys_the_policy(
    page: Page, sign_in: Callable[[str], None], broken: list[str]
) -> None:
    sign_in("editor@example.org")
    expect(page).to_have_url("/admin/")
    study = CaseStudy.objects.published().earliest("pk")
    page.goto("/admin/case_studies/casestudy/")
    page.goto("/admin/case_studies/casestudy/add/")
    expect(page.locator(".ProseMirror:visible").first).to_be_visible()
    page.goto(f"/admin/case_studies/casestudy/{study.pk}/change/")
    editor = page.locator(".ProseMirror:visible").first
    editor.click()
    editor.press_sequentially("Crews")
    expect(editor).to_contain_text("Crews")
    expect(editor).to_have_css("white-space", "break-spaces")
    assert broken == []


def test_signing_in_with_the_codes_of_an_app(page: Page, sign_in: Callable[[str], None]) -> None:
    secret = generate_totp_secret()
    TOTP.activate(User.objects.get(email="board@example.org"), secret)
    sign_in("board@example.org")
    expect(page).to_have_url("/account/2fa/authenticate/")
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The code is not right.").first).to_be_visible()
    # The newest code that is taken: the oldest may run out while it is typed.
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time()))))
    page.keyboard.press("Enter")
    expect(page).to_have_url("/members/")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Your account")).to_have_count(0)
