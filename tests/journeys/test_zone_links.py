"""The pages of a Zone that open by an e-mailed link or for its reviewers, in one sitting: axe at both widths."""

from collections.abc import Callable

from playwright.sync_api import Page

from innovation_db import links
from tests.journeys.conftest import CheckPage
from zone_programme import appointments, desk, open_mic, speaker_links
from zone_programme.models import Appointment, Zone


def test_pages_behind_links_and_for_reviewers_are_accessible(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    zone = Zone.objects.get(demonstration=True, state=Zone.State.PUBLISHED)
    waiting = Appointment.objects.waiting().filter(zone=zone).select_related("sitting__session").first()
    host = waiting.sitting.session.appearances.select_related("speaker").first().speaker
    for purpose, about, further in (
        (desk.HOST, waiting.sitting.session, [f"?book={waiting.sitting_id}"]),
        (appointments.PURPOSE, waiting.sitting, [""]),
        (open_mic.STEWARD, zone, [""]),
        (speaker_links.PURPOSE, host, ["", "files/"]),
    ):
        link = links.make(purpose=purpose, email=host.email, about=about)
        if purpose == appointments.PURPOSE:
            Appointment.objects.filter(pk=waiting.pk).update(link=link)
        page.goto(f"/links/{links.token(link)}/")
        address = page.url
        for more in further:
            page.goto(address + more)
            check_page(page)
    sign_in("board@example.org")
    page.goto(f"/zone/{zone.year}/review/")
    page.get_by_role("button", name="Score the next one").click()
    page.get_by_role("button", name="Finish").click()
    check_page(page)
