"""A Board member reads a corrected report on a phone, sees what changed, and leaves a note; axe looks on."""

import datetime
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from board_reports.models import Block, ReadMark, Report
from innovation_db.models import User
from tests.board_reports.publishing import correct, paper
from tests.journeys.conftest import PHONE, CheckPage
from tests.report_factories import (
    ActionFactory,
    ActionNoteFactory,
    AgendaItemFactory,
    BoardFactory,
    DecisionFactory,
    DirectionFactory,
    MeetingFactory,
    MembershipFactory,
)


def prepared() -> Report:
    """A report on the next agenda that a member read and that was corrected since, with what came of it."""
    board = BoardFactory(name="Board of a journey", slug="journey")
    meeting = MeetingFactory(board=board, date=timezone.localdate() + datetime.timedelta(days=5), place="Smith Square")
    report = paper(
        "Croydon’s app lets residents monitor noise and report it, and shows officers where it is loudest at night.",
        "Telford and Wrekin offers its app to other councils free, to adapt and to brand as their own.",
        board=board, meeting=meeting, title="Innovation in councils",
        recommendations="That the Board notes the report.\nThat officers widen the database.",
    )  # fmt: skip
    AgendaItemFactory(meeting=meeting, report=report, number=6, title="")
    other = paper("Councils learn from one another.", board=board, meeting=meeting, slug="other", title="Zone report")
    AgendaItemFactory(meeting=meeting, report=other, number=7, title="")
    member = User.objects.get(email="board@example.org")
    MembershipFactory(board=board, user=member, name="Cllr Member")
    ReadMark.objects.create(user=member, report=report, number=report.versions.latest("number").number)
    Block.objects.filter(report=report, key="p1").update(
        text="Croydon’s app lets residents monitor noise and report it, and shows officers where it is loudest by day."
    )
    correct(report, note="The app maps noise by day, not at night.")
    DecisionFactory(report=report, number=1, outcome="noted")
    DecisionFactory(report=report, number=2, outcome="amended", note="To rural councils first.")
    DirectionFactory(report=report, text="Tell the Board how rural councils can join.")
    action = ActionFactory(report=report, text="Write to rural councils.", due_on=datetime.date(2015, 9, 1))
    ActionNoteFactory(action=action, text="All addresses are known.")
    ActionFactory(report=report, text="Add maps.", state="done", ended_on=datetime.date(2015, 8, 1))
    return report


def test_a_member_reads_what_changed_and_leaves_a_note(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    report = prepared()
    sign_in("board@example.org")
    page.goto("/members/")
    check_page(page)
    page.set_viewport_size(PHONE)
    page.locator(".papers").get_by_role("link", name="Innovation in councils", exact=True).first.click()
    expect(page.get_by_text("Marked as read.")).to_be_visible()
    assert ReadMark.objects.get(report=report).number == report.versions.latest("number").number
    page.get_by_role("link", name="What changed since you read it (1)").click()
    expect(page.locator("del")).to_contain_text("at night.")
    check_page(page)
    page.get_by_role("link", name="Read the report", exact=True).first.click()
    page.get_by_role("link", name="Add a note at paragraph 2").click()
    page.get_by_label("Your note").fill("Shall we ask Telford to show it to us?")
    page.get_by_label("Members of the board, and its officers").check()
    check_page(page)
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Shall we ask Telford to show it to us?")).to_be_visible()
    check_page(page)
    page.goto("/boards/?q=noise")
    check_page(page)
    page.goto("/boards/journey/e-mails/")
    check_page(page)
