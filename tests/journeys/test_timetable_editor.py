"""Two officers arrange a day of the Zone in a browser: by keyboard, by mouse, by form; undone, seen, refused."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from case_studies.models import Theme
from tests.journeys.conftest import PHONE, CheckPage
from tests.zone_factories import (
    BreakFactory,
    DayFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme.models import Slot, Space, Zone

type SignIn = Callable[[str], None]

TITLES = ["Noise, measured by residents", "Routes that are fair to crews", "Libraries as makers’ spaces"]


@pytest.fixture
def zone(site: str) -> Zone:
    zone: Zone = ZoneFactory(year=2031)
    day = DayFactory(zone=zone, track="digital")
    BreakFactory(day=day)
    DayFactory(zone=zone, date=at(10, day=1).date(), track="design")
    themes = list(Theme.objects.order_by("pk")[:6])
    spaces = [SpaceFactory(zone=zone, name=name) for name in ("Main stage", "Studio", "Open mic")]
    spaces.append(SpaceFactory(zone=zone, name="Tables", at_once=8, kind="tables"))
    for number, title in enumerate([*TITLES, "Five minutes each", "Trading, honestly", "Neighbours who notice"]):
        speaker = SpeakerFactory(zone=zone, name=f"Speaker {number}")
        session = SessionFactory(zone=zone, title=title, theme=themes[number % len(themes)], speakers=[speaker])
        if number < len(TITLES):
            SlotFactory(session=session, space=spaces[number], starts_at=at(10))
        elif number < 5:
            SlotFactory(session=session, space=spaces[3], starts_at=at(14))
    return zone


def address(zone: Zone) -> str:
    return f"/admin/zone_programme/zone/{zone.pk}/timetable/"


def card(page: Page, title: str) -> Locator:
    return page.locator("#slots, #waiting").get_by_role("button", name=title)


def column(page: Page, name: str) -> Locator:
    """The column of a space, to drop something on."""
    return page.locator(f".board__field[data-space='{Space.objects.get(name=name, zone__year=2031).pk}']")


def place_of(title: str) -> tuple[str, str]:
    slot = Slot.objects.get(session__title=title, session__zone__year=2031)
    return slot.space.name, f"{slot.starts_at.astimezone(slot.session.zone.zone_info):%H:%M}"


@pytest.fixture
def colleague(browser: Browser, base_url: str, sign_in: SignIn, page: Page) -> Iterator[Page]:
    """Another officer's window."""
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    own = context.new_page()
    own.goto("/account/login/")
    own.get_by_label("E-mail").fill("admin@example.org")
    own.get_by_label("Password").fill("innovation-demo")
    own.get_by_role("button", name="Sign in", exact=True).click()
    own.wait_for_load_state()
    yield own
    context.close()


def test_sessions_are_moved_by_keyboard_mouse_and_buttons_and_moves_are_undone(
    page: Page, sign_in: SignIn, check_page: CheckPage, zone: Zone
) -> None:
    sign_in("zone@example.org")
    page.goto(address(zone))
    said = page.get_by_role("status")
    first, second, third = TITLES

    card(page, first).focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text(f"Picked up “{first}”. Main stage, 10:00 to 10:45.")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(f"Studio, 10:00 to 10:45, taken by “{second}”.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(said).to_have_text(f"“{first}” is in Studio, 10:45 to 11:30.")
    expect(card(page, first)).to_be_focused()
    assert place_of(first) == ("Studio", "10:45")
    # What does not fit ends in an ellipsis, which a browser draws only where it may count the lines.
    assert card(page, first).locator(".slot__title").evaluate("title => getComputedStyle(title).webkitLineClamp") == "3"

    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(said).to_have_text(f"“{first}” stays where it was.")
    page.keyboard.press("Shift+ArrowDown")
    expect(said).to_have_text(f"“{first}” is in Studio, 10:45 to 11:45.")

    card(page, third).drag_to(column(page, "Main stage"), target_position={"x": 40, "y": 300})
    expect(said).to_contain_text(f"“{third}” is in Main stage")
    assert place_of(third)[0] == "Main stage"

    waiting = page.locator("#waiting").get_by_role("button", name="Neighbours who notice")
    waiting.drag_to(column(page, "Open mic"), target_position={"x": 40, "y": 300})
    expect(said).to_contain_text("“Neighbours who notice” is in Open mic")
    expect(page.locator("#waiting-count")).to_have_text("0")
    check_page(page)

    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
        expect(said).to_have_text("Undone.")
        page.evaluate("document.getElementById('said').textContent = ''")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert [place_of(title) for title in TITLES] == [
        ("Main stage", "10:00"),
        ("Studio", "10:00"),
        ("Open mic", "10:00"),
    ]
    expect(page.locator("#waiting-count")).to_have_text("1")
    page.get_by_role("button", name="Redo").click()
    expect(said).to_have_text("Done again.")
    assert place_of(first) == ("Studio", "10:45")

    card(page, second).click()
    page.get_by_role("button", name="Swap with").click()
    card(page, third).click()
    expect(said).to_have_text("They have changed places.")
    assert (place_of(second), place_of(third)) == (("Open mic", "10:00"), ("Studio", "10:00"))
    page.get_by_role("button", name="Take off").click()
    expect(page.locator("#waiting-count")).to_have_text("2")
    page.get_by_label("Words").fill("neighbours")
    expect(page.locator("#waiting-count")).to_have_text("1")


def test_a_second_officer_sees_a_move_and_a_stale_one_is_refused(
    page: Page, colleague: Page, sign_in: SignIn, check_page: CheckPage, zone: Zone
) -> None:
    sign_in("zone@example.org")
    title = TITLES[0]
    colleague.clock.install()
    colleague.goto(address(zone))
    page.goto(address(zone))
    # The colleague's clock stands still: three seconds of it are three seconds on a slow machine as well.
    colleague.clock.pause_at(timezone.now() + timedelta(minutes=1))
    card(page, title).focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text("is in Main stage, 10:15")
    colleague.clock.run_for(3_000)
    expect(colleague.get_by_role("status")).to_have_text(f"Somebody else put “{title}” in Main stage, 10:15 to 11:00.")
    colleague.clock.resume()

    # The colleague is carrying it while it is moved: what is under the hand is not redrawn, and not written over.
    card(colleague, title).focus()
    colleague.keyboard.press("Enter")
    card(page, title).focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text("is in Open mic")
    colleague.keyboard.press("ArrowDown")
    colleague.keyboard.press("Enter")
    refusal = colleague.get_by_role("alert")
    expect(refusal).to_have_text(
        f"Zora Zone changed “{title}” meanwhile: it is in Open mic, Tuesday 10:15. Nothing of yours was done."
    )
    assert place_of(title) == ("Open mic", "10:15")
    card(colleague, title).click()
    expect(colleague.locator(".chosen__when")).to_contain_text("Open mic, 10:15")
    check_page(colleague)
    # Nor does undoing write over what somebody else has done since.
    card(colleague, title).focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        colleague.keyboard.press(key)
    expect(colleague.get_by_role("status")).to_contain_text("is in Open mic, 10:30")
    expect(page.get_by_role("status")).to_contain_text("Somebody else put")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert")).to_contain_text(f"changed “{title}” meanwhile: it is in Open mic, Tuesday 10:30.")
    assert place_of(title) == ("Open mic", "10:30")


def test_a_phone_has_a_list_with_forms(page: Page, sign_in: SignIn, check_page: CheckPage, zone: Zone) -> None:
    sign_in("zone@example.org")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address(zone))
    page.get_by_role("link", name=f"Move “{TITLES[0]}”").click()
    check_page(page)
    page.get_by_label("Starts at").fill("15:00")
    page.get_by_label("Space").select_option("Studio")
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".messagelist")).to_contain_text("is moved")
    assert place_of(TITLES[0]) == ("Studio", "15:00")
    check_page(page)


def test_the_plain_admin_is_accessible(page: Page, sign_in: SignIn, check_page: CheckPage, zone: Zone) -> None:
    sign_in("zone@example.org")
    for path in (f"zone/{zone.pk}/change/", "session/", "session/add/", "speaker/?q=an", "zone/", "release/"):
        page.goto(f"/admin/zone_programme/{path}")
        page.wait_for_load_state("networkidle")
        check_page(page)
