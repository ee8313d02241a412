"""What the browser journeys share: the demonstration, served to a real Chromium, checked by axe.

Each journey gets a fresh copy of the demonstration database, so that it may change what it likes; those that only read
say so (`pytest.mark.reads`) and share one.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import browser, databases

# Two cores run several browsers, sites and the database: the five seconds for which Playwright's `expect` waits are too
# few. Thirty are what it gives its actions.
expect.set_options(timeout=30_000)

NUMBERS = itertools.count(1_000_000, 1_000)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


class CheckPage(Protocol):
    def __call__(self, page: Page, *, without: tuple[str, ...] = ()) -> None: ...


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": browser.executable(), "args": browser.ARGUMENTS}


@pytest.fixture(scope="session")
def site_server(django_db_setup: None) -> Iterator[LiveServer]:
    server = LiveServer("127.0.0.1")
    server._live_server_modified_settings.enable()
    yield server
    server._live_server_modified_settings.disable()
    server.stop()


@pytest.fixture(scope="session")
def shared_copy(demonstration_template: str, django_db_blocker: DjangoDbBlocker, worker: str) -> Iterator[str]:
    """The copy of the demonstration database that journeys share which only read."""
    name = f"reading_{worker}"
    with django_db_blocker.unblock():
        databases.clone(demonstration_template, name)
        yield name
        databases.drop(name)


@pytest.fixture(autouse=True)
def site(
    request: pytest.FixtureRequest,
    site_server: LiveServer,
    demonstration_template: str,
    django_db_blocker: DjangoDbBlocker,
    settings: Any,
    worker: str,
) -> Iterator[str]:
    """The address of the site, with the demonstration in it; the models may be used directly as well."""
    settings.DEMO = True
    settings.SITE_URL = site_server.url
    own = connection.settings_dict["NAME"]
    if request.node.get_closest_marker("reads"):
        shared = request.getfixturevalue("shared_copy")
        with django_db_blocker.unblock():
            databases.use(shared)
            yield site_server.url
            databases.use(own)
        return
    name = f"journey_{worker}"
    with django_db_blocker.unblock():
        databases.clone(demonstration_template, name)
        databases.use(name)
        with connection.cursor() as cursor:
            # What the site remembers of the documents hangs on these numbers: two copies must not give the same ones.
            cursor.execute("SELECT setval('case_studies_searchrewrite_id_seq', %s)", [next(NUMBERS)])
        yield site_server.url
        databases.use(own)
        databases.drop(name)


@pytest.fixture(scope="session")
def base_url(site_server: LiveServer) -> str:
    """Let journeys name pages by their path alone."""
    return str(site_server.url)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # A page that glides to its place does so only while its window is drawn, and a busy machine draws no window behind.
    return browser_context_args | {
        "viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce",
    }  # fmt: skip


@pytest.fixture
def check_page() -> CheckPage:
    """Return a check of the page as it stands: axe finds nothing at both widths and nothing overflows on a phone.

    Rules of axe that make no sense in a journey are named in `without`.
    """

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        # A click comes back when the next page has begun to arrive; half a page fails for what is still on its way.
        page.wait_for_load_state()
        expect(page.get_by_role("main")).to_have_count(1)
        options = RULES | {"rules": {rule: {"enabled": False} for rule in without}}
        before = page.viewport_size or DESKTOP
        page.evaluate(AXE.axe_script)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            results = AxeResults(page.evaluate("options => axe.run(options)", options))
            assert results.violations_count == 0, f"{page.url} at {size['width']}:\n{results.generate_report()}"
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{page.url} is {wider} pixels wider than the window of {size['width']}"
        page.set_viewport_size(before)

    return check


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must not complain: no script error and nothing that the security policy had to block."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], None]:
    """Return a way to sign in as one of the demonstration accounts, by its e-mail address."""

    def enter(email: str, password: str = "innovation-demo") -> None:
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()

    return enter
