"""A delegate's way through the programme: axe at both widths, stars, a shared link, the phone, and no JavaScript."""

from datetime import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import CouncilFactory, ThemeFactory, UserFactory
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
from zone_programme import actions
from zone_programme.models import Slot

ROOT = "/zone/2099/"


@pytest.fixture
def ids(site: str) -> dict[str, int]:
    """A Zone of twelve spaces with a session in each at three times; returns the ids of sessions by title."""
    zone = ZoneFactory(year=2099, introduction="Three days of sessions by councils for councils.", demonstration=True)
    BreakFactory(day=DayFactory(zone=zone), title="Break and exhibition", starts_at=time(10, 45), ends_at=time(11, 15))
    DayFactory(zone=zone, date=at(9, day=1).date(), track="digital")
    themes = [ThemeFactory(colour=colour) for colour in range(1, 7)]
    councils = CouncilFactory.create_batch(4)
    found = {}
    for place in range(12):
        space = SpaceFactory(
            zone=zone, name="Tables" if place == 2 else f"Stage {place + 1}", at_once=8 if place == 2 else 1
        )
        for hour, minute in ((10, 0), (11, 15), (12, 0)):
            session = SessionFactory(
                zone=zone,
                title=f"What we stopped doing, and why: part {place + 1} at {hour}:{minute:02}",
                theme=themes[(place + hour) % 6],
                councils=councils[: place % 4],
                summary="Noisy streets, and what became of them.",
                how="Start with one street.",
                speakers=[SpeakerFactory(zone=zone, role="head of digital", council=councils[0])],
            )
            SlotFactory(
                session=session,
                space=space,
                starts_at=at(hour, minute),
                ends_at=at(hour, minute + 44),
            )
            found[session.title] = session.pk
    SlotFactory(session=session, space=space, starts_at=at(10, day=1))
    officer = UserFactory()
    actions.release(zone=zone, by=officer)
    actions.change_on_the_day(slot=Slot.objects.filter(session__zone=zone).first(), by=officer, cancelled=True)
    return found


def test_axe_finds_nothing_on_any_page_of_the_zone(page: Page, check_page: CheckPage, ids: dict[str, int]) -> None:
    chosen = ",".join(str(pk) for pk in list(ids.values())[:5])
    session = "sessions/what-we-stopped-doing-and-why-part-3-at-1000/"
    for path in ("", "?view=list", "?theme=nothing&q=part+3", "?q=zebra", session, "speakers/", "councils/",
                 "now/?at=2027-07-06T10:20", "my/", f"my/?s={chosen}"):  # fmt: skip
        page.goto(ROOT + path)
        page.wait_for_load_state("networkidle")
        check_page(page)
    for path in ("now/?kiosk&at=2027-07-06T10:20", "now/?kiosk=tables&at=2027-07-06T10:20"):
        page.goto(ROOT + path)
        check_page(page, without=("meta-refresh",))  # a screen on a wall looks for news by itself


def test_times_and_spaces_stay_in_view_when_the_table_scrolls(page: Page, ids: dict[str, int]) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(ROOT)
    frame = page.get_by_role("region", name="Programme of Tuesday")
    frame.focus()
    frame.evaluate("frame => frame.scrollTo(600, 200)")
    expect(page.get_by_role("rowheader", name="11:15")).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="Stage 5")).to_be_in_viewport()
    edge = frame.evaluate("frame => frame.getBoundingClientRect().left")
    assert abs(page.get_by_role("rowheader", name="11:15").bounding_box()["x"] - edge) < 2


def test_stars_are_kept_counted_listed_and_shared(page: Page, browser: Browser, site: str, ids: dict[str, int]) -> None:
    page.goto(ROOT)
    titles = [f"What we stopped doing, and why: part {place} at 10:00" for place in (3, 4)]
    for title in titles:
        page.get_by_role("button", name=f"Star “{title}”").click()
    expect(page.get_by_role("button", name=f"Star “{titles[0]}”")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("link", name="My Zone (2)")).to_have_count(2)
    page.reload()
    page.get_by_role("link", name="My Zone (2)").last.click()
    shared = ",".join(str(pk) for pk in sorted(ids[title] for title in titles))
    expect(page).to_have_url(f"{ROOT}my/?s={shared}")
    expect(page.get_by_text("At the same time as")).to_have_count(2)
    page.get_by_role("button", name=f"Star “{titles[1]}”").click()
    expect(page).to_have_url(f"{ROOT}my/?s={ids[titles[0]]}")
    page.goto(f"{ROOT}my/")  # without ids in the address it opens one's own
    expect(page).to_have_url(f"{ROOT}my/?s={ids[titles[0]]}")
    expect(page.get_by_role("button", name="Star all of these")).to_be_hidden()
    # Somebody else's link, in a browser with other stars
    page.goto(f"{ROOT}my/?s={shared}")
    page.get_by_role("button", name="Star all of these").click()
    expect(page.get_by_role("link", name="My Zone (2)")).to_be_visible()
    # and in one without JavaScript
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{ROOT}my/?s={shared}")
    for title in titles:
        expect(plain.get_by_role("link", name=title)).to_be_visible()
    assert plain.locator(".star, [data-copy]:visible, [data-take]:visible").count() == 0
    plain.goto(ROOT)
    expect(plain.get_by_text("10:00 to 10:44, Tables")).to_be_visible()  # a list by time, with the space
    expect(plain.get_by_role("columnheader")).to_have_count(0)
    plain.get_by_text("Filter", exact=True).click()
    plain.get_by_label("Tables").check()
    plain.get_by_role("button", name="Apply filters").click()
    expect(plain).to_have_url(f"{ROOT}?q=&space=tables")  # no day was chosen, so the first with a hit
    expect(plain.get_by_text("3 sessions on Tuesday")).to_be_visible()
    context.close()


def test_on_paper_it_is_the_programme(page: Page, ids: dict[str, int]) -> None:
    page.goto(ROOT)
    page.emulate_media(media="print")
    assert page.get_by_role("search").count() == 0
    assert page.locator(".star:visible, .zone-pages:visible, .day-tabs:visible").count() == 0
    expect(page.get_by_text("Break and exhibition").first).to_be_visible()
