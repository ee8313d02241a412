"""Finding a case study by keyboard alone, with JavaScript and without it, and on a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.reads
TELFORD = "/case-studies/everyday-telford-one-app-for-reporting-problems-free-to-other-councils/"


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a phone whose browser runs no JavaScript."""
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def keyboard(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A page at desktop width, whose reader has no mouse, in a browser that runs no JavaScript unless told to."""
    context = browser.new_context(
        java_script_enabled=getattr(request, "param", False),
        base_url=site,
        viewport=DESKTOP,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until the control whose name begins so has the focus."""
    page.wait_for_load_state()
    names = []
    for _ in range(most):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.replace(/\\s+/g, ' ').trim()"
            )
        )
        if names[-1].startswith(name):
            return
    raise AssertionError(f"{name!r} was not reached: {names}")


def choose(page: Page, name: str, *, most: int = 60, key: str = "Enter") -> None:
    tab_to(page, name, most=most)
    page.keyboard.press(key)


def chips(page: Page) -> list[str]:
    page.wait_for_load_state()  # an address is there before its page
    return [" ".join(text.split()) for text in page.locator(".chip").all_inner_texts()]


@pytest.mark.parametrize("keyboard", [True, False], indirect=True, ids=["with javascript", "without"])
def test_search_filter_open_and_the_reuse_offer(keyboard: Page) -> None:
    page = keyboard
    page.goto("/case-studies/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Words to search for")
    page.keyboard.type("report problems")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/case-studies/?q=report+problems")
    choose(page, "Free to reuse", key="Space")
    choose(page, "Apply filters")
    expect(page).to_have_url("/case-studies/?q=report+problems&has=reuse")
    expect(page.get_by_role("heading", name="1 case study")).to_be_visible()
    choose(page, "Skip to results")
    choose(page, "Everyday Telford", most=8)
    expect(page).to_have_url(TELFORD)
    page.wait_for_load_state()  # a picture that comes late moves what is below it
    choose(page, "Who to ask")
    expect(page).to_have_url(f"{TELFORD}#who-to-ask")
    expect(page.locator("#who-to-ask")).to_be_in_viewport()
    choose(page, "Tell us whom to ask", most=1)
    expect(page).to_have_url(f"{TELFORD}know-more/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_coming_back_finds_the_filters_as_they_were(page: Page) -> None:
    page.goto("/case-studies/?q=waste&theme=behavioural-insights")
    page.get_by_role("article").first.get_by_role("link").click()
    page.go_back()
    expect(page.get_by_role("checkbox", name="Behavioural insights")).to_be_checked()


def test_sorting_and_paging_keep_words_and_filters(keyboard: Page) -> None:
    page = keyboard
    page.goto("/case-studies/?nation=england")
    choose(page, "Skip to results")
    choose(page, "Biggest saving", most=6)
    expect(page).to_have_url("/case-studies/?nation=england&sort=saving")
    expect(page.locator(".finder__about")).to_have_text("biggest saving first")
    first = page.get_by_role("article").first.inner_text()
    choose(page, "Skip to results")
    choose(page, "Next page", most=40)
    expect(page).to_have_url("/case-studies/?nation=england&sort=saving&page=2")
    assert chips(page) == ["Remove Nation: England ✕"]
    assert page.get_by_role("article").first.inner_text() != first
    choose(page, "Skip to results")
    choose(page, "Previous page", most=40)
    expect(page.get_by_role("article").first).to_have_text(first, use_inner_text=True)


def test_chips_take_one_filter_away_and_clear_all_takes_all(keyboard: Page) -> None:
    page = keyboard
    page.goto("/case-studies/?q=council&theme=data&theme=digital-and-technology&nation=england")
    assert chips(page) == [
        "Remove Theme: Data ✕",
        "Remove Theme: Digital and technology ✕",
        "Remove Nation: England ✕",
    ]
    choose(page, "Skip to results")
    choose(page, "Remove Theme: Data", most=1)
    expect(page).to_have_url("/case-studies/?q=council&theme=digital-and-technology&nation=england")
    choose(page, "Skip to results")
    choose(page, "Clear all", most=3)
    expect(page).to_have_url("/case-studies/?q=council")
    assert chips(page) == []
    expect(page.get_by_label("Words to search for")).to_have_value("council")


WAYS_ON = {
    "which word to drop": ('"waste" "zebra"', "without", "q=%22waste%22"),
    "one word alone": ('"hereford" "zebra" waste', "waste", "q=waste"),
    "nearest spelling": ('"colection"', "collection", "q=%22collection%22"),
    "nearest councils": ("aberdeen", "Renfrewshire", "council=renfrewshire"),
    "without filters": ("waste&year=1999", "Clear the filters", "q=waste"),
}


def test_nothing_found_has_ways_on(keyboard: Page) -> None:
    page = keyboard
    for q, way, after in WAYS_ON.values():
        page.goto(f"/case-studies/?q={q}")
        expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
        choose(page, "Skip to results")
        choose(page, way, most=5)
        expect(page).to_have_url(f"/case-studies/?{after}")
        expect(page.get_by_role("article").first).to_be_visible()


def test_a_long_list_is_narrowed_by_typing(page: Page) -> None:
    page.goto("/case-studies/")
    tab_to(page, "Search")
    choose(page, "Council")
    page.keyboard.press("Tab")
    box = page.get_by_role("searchbox", name="Narrow the list: Council")
    expect(box).to_be_focused()
    page.keyboard.type("SUFF")
    expect(page.get_by_role("checkbox", name="Mid Suffolk")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Croydon")).to_be_hidden()
    page.keyboard.press("Enter")  # narrows only; the form is not sent
    expect(page).to_have_url("/case-studies/")
    choose(page, "Mid Suffolk", key="Space", most=4)
    choose(page, "Apply filters", most=80)
    expect(page).to_have_url("/case-studies/?council=mid-suffolk")


def test_a_long_list_can_be_opened_whole_without_javascript(plain_page: Page) -> None:
    page = plain_page
    page.goto("/case-studies/")
    page.locator(".filters__button").click()
    councils = page.locator(".facet", has=page.locator("legend", has_text="Council")).first
    councils.locator(".facet__title").click()
    councils.locator(".facet__rest summary").click()
    councils.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("council="))


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
