"""A Board report from data to the next one: drafted, written, pinned, returned, published, read, decided, followed."""

import datetime
import io
from collections.abc import Callable

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from board_reports.models import Block, Comment, Meeting, Report
from innovation_db.models import User
from tests.factories import CaseStudyFactory
from tests.journeys.conftest import PHONE, CheckPage
from tests.report_factories import (
    BoardFactory,
    ClearanceStepFactory,
    MeetingFactory,
    MembershipFactory,
)

ADDED = "case_studies.added"


def drafted(meeting: Meeting) -> Report:
    """An update for `meeting`, as the command drafts it."""
    call_command(
        "draft_report", "update", board=meeting.board.slug, meeting=meeting.date.isoformat(),
        by="author@example.org", since="2026-01-01", stdout=io.StringIO(),
    )  # fmt: skip
    return Report.objects.get(meeting=meeting)


def test_a_report_from_data_to_the_next_one(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    def enter(email: str) -> None:
        page.context.clear_cookies()
        sign_in(email)

    # Data, and a first draft of them.
    today = timezone.localdate()
    board = BoardFactory(name="Board of a walk", slug="walk")
    meeting = MeetingFactory(board=board, date=today + datetime.timedelta(days=5))
    MembershipFactory(board=board, user=User.objects.get(email="board@example.org"), name="Cllr Member")
    ClearanceStepFactory(board=board, place=1, name="Head of team")
    CaseStudyFactory(published=True)
    report = drafted(meeting)
    address = f"/admin/board_reports/report/{report.pk}/"

    # Its author writes a paragraph of their own, with the figure in it.
    enter("author@example.org")
    page.goto(f"{address}body/")
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_text("It is item 1 of")).to_be_visible()
    page.goto(f"{address}body/")
    key = report.figures.filter(definition=ADDED).values_list("key", flat=True)[0]
    block = report.blocks.get(source="background.about")
    box = page.locator(f"#text-{block.key}")
    box.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" It tells of [[{key}]].")
    expect(page.locator(f"#{block.key} .line__state")).to_have_text("Saved")
    assert Block.objects.get(pk=block.pk).text.endswith(f" It tells of [[{key}]].")
    # A draft knows not what it costs: its author says so.
    cost = report.blocks.get(source="financial.none")
    page.locator(f"#text-{cost.key}").fill("It costs nothing.")
    expect(page.locator(f"#{cost.key} .line__state")).to_have_text("Saved")

    # Submitted, its figures are pinned; one more case study, and the drift is shown.
    page.goto(f"{address}clearance/")
    page.get_by_role("button", name="Submit for clearance").click()
    expect(page.get_by_text("Waits now")).to_be_visible()
    CaseStudyFactory(published=True)
    enter("clearer@example.org")
    page.goto(f"{address}clearance/")
    expect(page.locator(".drifts")).to_contain_text(f"[[{key}]]")
    check_page(page)

    # Returned once with a reason, written again, and approved.
    page.get_by_label("Note", exact=True).fill("Say which window that is.")
    page.get_by_role("button", name="Return to its author").click()
    assert Report.objects.get(pk=report.pk).state == Report.State.DRAFT
    enter("author@example.org")
    page.goto(f"{address}clearance/")
    expect(page.get_by_text("Say which window that is.").first).to_be_visible()
    page.get_by_role("button", name="Submit for clearance").click()
    enter("clearer@example.org")
    page.goto(f"{address}clearance/")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("button", name="Publish the correction")).to_be_visible()
    assert Report.objects.get(pk=report.pk).state == Report.State.PUBLISHED

    # A member reads it on a phone, opens a figure, and comments; the pack has it.
    enter("board@example.org")
    page.set_viewport_size(PHONE)
    page.goto("/members/")
    page.locator(".papers").get_by_role("link", name=report.title, exact=True).first.click()
    page.locator(".report__body .figure-button").first.click()
    expect(page.locator(".origin:popover-open")).to_contain_text("counted on")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Add a note at paragraph 1", exact=True).click()
    page.get_by_label("Your note").fill("Which councils are these?")
    page.get_by_label("Members of the board, and its officers").check()
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Which councils are these?", exact=True)).to_be_visible()
    assert Comment.objects.get(report=report, audience="members").text == "Which councils are these?"
    pack = page.request.get(f"{meeting.get_absolute_url()}pack.pdf")
    assert pack.status == 200
    words = " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(pack.body())).pages).split())
    assert report.title in words
    assert "It tells of" in words

    # The Board meets, decides and asks; the next draft on the subject says so.
    Meeting.objects.filter(pk=meeting.pk).update(date=today)
    enter("author@example.org")
    page.goto(f"{address}after/")
    page.get_by_label("Decision").select_option("Noted")
    page.get_by_label("What is to be done").fill("Write to rural councils")
    page.get_by_label("Owner").fill("Programme team")
    check_page(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Readers of the report see it now.")).to_be_visible()
    following = drafted(MeetingFactory(board=board, date=today + datetime.timedelta(days=60)))
    texts = list(following.blocks.values_list("text", flat=True))
    assert "Since the last report" in texts
    assert "Write to rural councils (Programme team)." in texts
    page.goto(report.get_absolute_url())
    expect(page.get_by_text("Write to rural councils").first).to_be_visible()
    check_page(page)
