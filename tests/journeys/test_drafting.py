"""Drafting from data in a browser: chosen, seen, written, a paragraph anew, what was logged, and progress noted."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from board_reports.models import Activity, Block, Contribution, Meeting, Report
from tests.journeys.conftest import CheckPage
from tests.report_factories import ContributionFactory

DESIGN = "design-in-the-public-sector"


def test_a_report_is_drafted_from_data_and_a_paragraph_anew(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    sign_in("author@example.org")
    page.goto("/admin/board_reports/report/")
    page.get_by_role("link", name="Draft from data").click()
    check_page(page)
    meeting = Meeting.objects.get(board__slug="improvement-and-innovation", date="2014-10-13")
    page.get_by_label("Kind of report").select_option("update")
    page.get_by_label("Board and meeting").select_option(str(meeting.pk))
    page.get_by_label("Design in the Public Sector").check()
    page.get_by_role("button", name="See what it would say").press("Enter")
    expect(page.locator(".drafted__page")).to_contain_text("Six councils have places in the South West")
    check_page(page)
    page.get_by_role("button", name="Write this draft").press("Enter")
    expect(page.locator("#lines")).to_contain_text("Drafted from the case studies of the Innovation Database")
    check_page(page)

    report = Report.objects.get(kind="update", meeting=meeting)
    page.locator("#zone-overall textarea").fill("My own words.")
    page.locator("#zone-overall").get_by_role("link", name="Draft it anew").click()
    expect(page.get_by_role("heading", name="As somebody wrote it")).to_be_visible()
    expect(page.locator(".anew__pair")).to_contain_text("My own words.")
    check_page(page)
    page.get_by_role("button", name="Take the new text").press("Enter")
    expect(page.locator("#zone-overall textarea")).to_be_visible()
    assert not Block.objects.get(report=report, source="zone.overall").edited

    page.locator("#library-growth textarea").fill("These words are mine.")
    expect(page.locator("#library-growth .line__state")).to_have_text("Saved")
    expect(page.locator("#library-growth .line__edited")).to_be_visible()
    page.get_by_role("link", name="Draft anew from data").click()
    expect(page.get_by_role("heading", name="Nothing changes")).to_be_visible()
    check_page(page)
    page.get_by_text("What it is about").click()
    page.get_by_label("Design in the Public Sector").uncheck()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", name="2 paragraphs change")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Draft them anew").click()
    expect(page.locator("#library-growth textarea")).to_have_value("These words are mine.")
    expect(page.locator("#lines")).not_to_contain_text("South West")


def test_what_was_logged_since_is_added(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    meeting = Meeting.objects.get(board__slug="improvement-and-innovation", date="2015-05-12")
    sign_in("author@example.org")
    page.goto("/admin/board_reports/contribution/add/")
    page.get_by_label("Part").select_option("innovation")
    page.get_by_label("Heading").fill("Innovation Zone")
    page.get_by_label("Text").fill("The Zone was prepared.")
    page.get_by_label("Of:").fill("2015-05-01")
    check_page(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("Not yet")
    check_page(page)
    page.goto(f"/admin/board_reports/report/draft/?kind=portfolio&meeting={meeting.pk}&look=1")
    page.get_by_role("button", name="Write this draft").click()
    expect(page.locator("#lines")).to_be_visible()  # the editor is there before anything asks for it again
    board = meeting.board
    ContributionFactory(board=board, heading="Innovation Zone", text="It was held.", happened_on="2015-05-02")
    page.reload()
    expect(page.locator(".logged")).to_contain_text("1 new item since this draft.")
    check_page(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#lines textarea").last).to_have_value("It was held.")
    assert not Contribution.objects.filter(used_in=None, board=board).exists()


def test_progress_is_noted_in_two_clicks_from_the_public_page(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    sign_in("author@example.org")
    page.goto("/work-plan/innovation-programme-plan-2013-2014/")
    check_page(page)
    activity = Activity.objects.get(text="Report to the Board")
    page.get_by_role("link", name="Note progress of Report to the Board").click()
    own = page.locator(f"#activity-{activity.pk}")
    own.get_by_label("What was done").fill("The Board had the report.")
    own.get_by_label("It counts as delivered").check()
    check_page(page)
    own.get_by_role("button", name="Note it").click()
    expect(own).to_contain_text("The Board had the report. (delivered)")
    page.goto(f"/admin/board_reports/activity/{activity.pk}/change/")
    check_page(page)
