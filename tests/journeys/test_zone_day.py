"""A day at the Zone in a browser: a steward's counter without a connection, and a delegate who says what they think."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from innovation_db import links
from tests.journeys.conftest import PHONE, CheckPage
from tests.zone_factories import (
    DayFactory,
    ReleaseFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    ZoneFactory,
)
from zone_programme import counting
from zone_programme.models import DoorCount, Press, Slot


@pytest.fixture
def slot(site: str) -> Slot:
    """A session that is on now, in a space of eight places."""
    begun = timezone.now() - timedelta(minutes=10)
    zone = ZoneFactory(year=2031)
    DayFactory(zone=zone, date=begun.date())
    found: Slot = SlotFactory(
        session=SessionFactory(zone=zone, title="What we stopped doing, and why"),
        space=SpaceFactory(zone=zone, name="Main stage", capacity=8),
        starts_at=begun,
        ends_at=begun + timedelta(minutes=45),
    )
    ReleaseFactory(zone=zone)
    return found


def opened(page: Page, slot: Slot, email: str) -> Page:
    """Open the counter by a steward's own link, and wait until it would do without a connection."""
    link = links.make(purpose=counting.DOOR, email=email, about=slot.session.zone)
    page.goto(f"/links/{links.token(link)}/")
    page.get_by_role("link", name="What we stopped doing, and why").click()
    expect(page.get_by_text("All presses are counted.")).to_be_visible()
    page.wait_for_selector("[data-kept]")
    return page


def test_a_counter_without_a_connection_catches_up_and_counts_each_person_once(
    page: Page, browser: Browser, site: str, slot: Slot, check_page: CheckPage
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, slot, "one@example.org")
    number, come_in = page.locator("[data-people]"), page.get_by_role("button", name="+1 came in")
    come_in.click()
    come_in.click()
    expect(page.get_by_text("All presses are counted.")).to_be_visible()
    page.context.set_offline(True)
    for _ in range(4):
        come_in.click()
    page.get_by_role("button", name="−1 left").click()
    expect(page.get_by_text("No connection. 5 presses are kept on this device and sent later.")).to_be_visible()
    expect(number).to_have_text("5")
    page.reload()
    expect(number).to_have_text("5")
    come_in.click()
    expect(number).to_have_text("6")
    # meanwhile another steward counts at the same door
    context = browser.new_context(base_url=site)
    other = opened(context.new_page(), slot, "two@example.org")
    other.get_by_role("button", name="+1 came in").click()
    expect(other.get_by_text("All presses are counted.")).to_be_visible()
    expect(other.locator("[data-people]")).to_have_text("3")
    page.context.set_offline(False)
    for one in (page, other):
        expect(one.locator("[data-people]")).to_have_text("7")
        expect(one.get_by_text("Nearly full")).to_be_visible()
    expect(page.get_by_text("All presses are counted.")).to_be_visible()
    assert (DoorCount.objects.get().now, Press.objects.count()) == (7, 9)
    context.close()
    check_page(page)
    page.goto(f"/zone/2031/sessions/{slot.session.slug}/")
    expect(page.get_by_text("Nearly full")).to_be_visible()
    page.get_by_role("link", name="Tell the speakers what you think").click()
    check_page(page)
    page.get_by_label("5: very useful").check()
    page.get_by_label("Perhaps").check()
    page.get_by_role("button", name="Send your answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
