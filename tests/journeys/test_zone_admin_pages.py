"""The admin's own pages about a Zone, in one sitting: axe at both widths, and nothing wider than its window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import CheckPage
from zone_programme.models import Zone

# One of each layout.
PAGES = ["automatic/", "appointments/", "afterwards/", "reviews/", "letters/"]


@pytest.mark.reads
def test_pages_about_a_zone_are_accessible(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    zone = Zone.objects.get(demonstration=True, state=Zone.State.PUBLISHED)
    sign_in("zone@example.org")
    for path in PAGES:
        page.goto(f"/admin/zone_programme/zone/{zone.pk}/{path}")
        check_page(page)
    page.goto(f"/admin/zone_programme/speaker/{zone.speakers.first().pk}/change/")
    check_page(page)
