"""Every page about Board reports as its readers meet it: axe at both widths, without scripts, by keyboard, in bulk.

What the pages show is the demonstration's made-up board; what they must say is tested in `tests/board_reports`.
"""

import datetime
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from board_reports.models import Action, Block, Board, Comment, Decision, Meeting, ReadMark, Report, Version
from tests.board_reports.publishing import paper
from tests.journeys.conftest import PHONE, CheckPage
from tests.report_factories import AgendaItemFactory, MeetingFactory

type SignIn = Callable[[str], None]
MADE_UP = "demonstration-board"
LONG = "Sustainability-and-transformation-partnership-governance-arrangements for councils of every kind and size " * 2


def held() -> Report:
    """The report of the meeting that was held: corrected, decided on, with notes."""
    found: Report = Report.objects.get(board__slug=MADE_UP, meeting__date__lt=timezone.localdate())
    return found


def coming() -> Meeting:
    return Meeting.objects.to_come().filter(board__slug=MADE_UP).first()


def visit(page: Page, check_page: CheckPage, *paths: str) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in (200, 400), path
        check_page(page)


@pytest.mark.reads
def test_pages_for_everybody(page: Page, check_page: CheckPage) -> None:
    report = held()
    address = report.get_absolute_url()
    visit(
        page, check_page, "/boards/", f"/boards/{MADE_UP}/", report.meeting.get_absolute_url(),
        coming().get_absolute_url(), Meeting.objects.filter(items=None).first().get_absolute_url(), address,
        f"{address}figures/f1/", f"{address}e-mails/", f"/boards/{MADE_UP}/e-mails/", "/report-e-mails/sent/",
        "/boards/?q=councils", "/boards/?q=zebrapenguin", "/work-plan/",
    )  # fmt: skip
    for one in Report.objects.published().filter(restricted=False).exclude(board__slug=MADE_UP):
        visit(page, check_page, one.get_absolute_url())


@pytest.mark.reads
def test_pages_of_a_member(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in("board@example.org")
    assert page.url.endswith("/members/")
    address = held().get_absolute_url()
    read = ReadMark.objects.get(user__email="board@example.org").number
    note = Comment.objects.filter(report=held(), written_by__email="board@example.org").first()
    block = Block.objects.filter(report=held(), kind="paragraph").first()
    visit(
        page, check_page, "/members/", address, f"{address}changed/?since={read}", f"{address}notes/add/",
        f"{address}notes/add/{block.key}/", f"{address}notes/{note.pk}/", f"{address}notes/{note.pk}/delete/",
        Report.objects.get(restricted=True, board__slug=MADE_UP).get_absolute_url(), coming().get_absolute_url(),
    )  # fmt: skip
    page.goto(f"{address}notes/add/")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Write your note.").first).to_be_visible()
    check_page(page)


@pytest.mark.reads
def test_pages_of_officers(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in("admin@example.org")
    admin = "/admin/board_reports"
    clearing = Report.objects.get(state="clearance", board__slug=MADE_UP)
    draft = Report.objects.get(state="draft", board__slug=MADE_UP)
    versions = Version.objects.filter(report=clearing).order_by("number")
    board = Board.objects.get(slug=MADE_UP)
    longest = Report.objects.get(kind="portfolio")
    visit(
        page, check_page, f"{admin}/board/", f"{admin}/board/{board.pk}/change/", f"{admin}/meeting/",
        f"{admin}/meeting/{coming().pk}/change/", f"{admin}/report/", f"{admin}/report/{draft.pk}/change/",
        f"{admin}/report/{draft.pk}/body/", f"{admin}/report/{longest.pk}/body/",
        f"{admin}/report/{draft.pk}/body/figures/",
        f"{admin}/report/{draft.pk}/body/figures/?figure=case_studies.added", f"{admin}/report/{draft.pk}/clearance/",
        f"{admin}/report/{clearing.pk}/clearance/", f"{admin}/report/{clearing.pk}/versions/?old=1&new=3",
        f"{admin}/report/{clearing.pk}/versions/{versions.last().number}/",
        f"{admin}/report/{held().pk}/clearance/", f"{admin}/decision/",
        f"{admin}/decision/{Decision.objects.first().pk}/change/", f"{admin}/action/",
        f"{admin}/action/{Action.objects.first().pk}/change/",
    )  # fmt: skip


@pytest.mark.reads
def test_pages_of_officers_are_legible_in_the_dark(page: Page, sign_in: SignIn) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in("admin@example.org")
    clearing = Report.objects.get(state="clearance", board__slug=MADE_UP)
    draft = Report.objects.get(state="draft", board__slug=MADE_UP)
    for path in (f"{draft.pk}/body/", f"{clearing.pk}/clearance/", f"{clearing.pk}/versions/?old=1&new=3"):
        page.goto(f"/admin/board_reports/report/{path}")
        page.wait_for_load_state()
        results = Axe().run(page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url} in the dark:\n{results.generate_report()}"


def test_without_scripts_a_member_reads_asks_where_a_figure_comes_from_and_notes(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, base_url=site, locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/account/login/?next=/members/")
    page.locator("input[name=login]").fill("board@example.org")
    page.locator("input[name=password]").fill("innovation-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".papers").get_by_role("link", name="How members hear of new reports", exact=True).click()
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_text("You have read this report.")).to_be_visible()
    page.get_by_role("link", name="Add a note at paragraph 1", exact=True).click()
    page.get_by_label("Your note").fill("Does it work without scripts?")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Does it work without scripts?", exact=True)).to_be_visible()
    page.goto(held().get_absolute_url())
    page.locator(".report__body .figure-button").first.click()
    expect(page.locator(".origin:popover-open")).to_contain_text("counted on")
    context.close()


def test_by_keyboard_a_member_opens_a_figure_and_writes_a_note(page: Page, sign_in: SignIn) -> None:
    sign_in("board@example.org")
    page.goto(held().get_absolute_url())
    page.locator(".report__body .figure-button").first.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".origin:popover-open")
    expect(opened).to_be_visible()
    page.keyboard.press("Tab")
    assert opened.locator(":focus").count() == 1
    page.keyboard.press("Escape")
    expect(page.locator(".report__body .figure-button").first).to_be_focused()
    page.get_by_role("link", name="Add a note at paragraph 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add a note")).to_be_visible()
    page.get_by_label("Your note").focus()
    page.keyboard.type("By keyboard alone.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("By keyboard alone.", exact=True)).to_be_visible()
    assert Comment.objects.get(text="By keyboard alone.").audience == Comment.Audience.MEMBERS


def test_a_hundred_reports_with_long_titles(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    board = Board.objects.get(slug=MADE_UP)
    meeting = MeetingFactory(board=board, date=timezone.localdate() + datetime.timedelta(days=2), place=LONG[:200])
    first = paper(LONG, board=board, meeting=meeting, title=LONG[:200], slug="long")
    version = Version.objects.published().get(report=first)
    others = Report.objects.bulk_create(
        Report(board=board, meeting=meeting, title=f"{number} {LONG}"[:200], slug=f"many-{number}", state="published",
               published_at=timezone.now())
        for number in range(100)
    )  # fmt: skip
    Version.objects.bulk_create(
        Version(report=one, number=1, kind="published", content=version.content) for one in others
    )
    for number, one in enumerate([first, *others[:30]], start=1):
        AgendaItemFactory(meeting=meeting, report=one, number=number, title="")
    sign_in("board@example.org")
    visit(page, check_page, "/members/", "/boards/", board.get_absolute_url(), meeting.get_absolute_url(),
          first.get_absolute_url(), f"{first.get_absolute_url()}notes/add/")  # fmt: skip


@pytest.mark.reads
def test_a_report_on_paper_is_the_report(page: Page, sign_in: SignIn) -> None:
    sign_in("board@example.org")
    page.goto(held().get_absolute_url())
    page.emulate_media(media="print")
    assert page.get_by_role("navigation", name="Site").count() == 0
    assert page.get_by_role("link", name="Add a note").count() == 0
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("Ask how officers choose whom they write to.").first.is_visible()
