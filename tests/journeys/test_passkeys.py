"""Passkeys in a real browser, with the authenticator that Chromium's own developer tools bring along."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from innovation_db.models import Message, User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.journeys.conftest import CheckPage

PASSWORD = "a long and quiet password"


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any], site_server: LiveServer) -> dict[str, Any]:
    """Passkeys belong to a name, never to a number: the same server, called by its name.

    Here, not by `base_url`, because what other journeys have read of that before is kept for the whole session.
    """
    return browser_context_args | {"base_url": str(site_server.url).replace("127.0.0.1", "localhost")}


@pytest.fixture
def officer(site: str, settings: Any) -> User:
    """An editor who still has to set up a second step, on a site in earnest."""
    settings.DEMO = False
    made: User = UserFactory(email="officer@example.org", roles=[Role.EDITOR], second_factor=False)
    return made


@pytest.fixture
def authenticator(page: Page) -> "Authenticator":
    return Authenticator(page)


class Authenticator:
    """What stands in for the reader's telephone: it is there and says yes."""

    def __init__(self, page: Page) -> None:
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.made = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def forget(self) -> None:
        self.tools.send("WebAuthn.clearCredentials", self.made)


def test_adding_a_passkey_and_signing_in_with_it(
    page: Page, officer: User, authenticator: Authenticator, sign_in: Callable[[str, str], None], check_page: CheckPage
) -> None:
    sign_in(officer.email, PASSWORD)
    expect(page).to_have_url("/account/2fa/")
    page.goto("/admin/")
    expect(page).to_have_url("/account/2fa/")  # nothing else opens before there is a second step
    check_page(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add this passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check_page(page)
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("row", name="Work laptop")).to_be_visible()
    assert [message.subject for message in Message.objects.filter(to=officer.email)] == ["A passkey was added"]

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")

    sign_out(page)
    sign_in(officer.email, PASSWORD)
    expect(page).to_have_url("/account/2fa/authenticate/")
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")  # a password alone is half a key
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url("/admin/")

    sign_out(page)
    authenticator.forget()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("there is none for this account here")
    expect(page).to_have_url("/account/login/?next=%2Fadmin%2F")


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out")).to_be_visible()
    page.goto("/admin/")
    expect(page).to_have_url("/account/login/?next=%2Fadmin%2F")
