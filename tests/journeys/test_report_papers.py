"""What officers bring along, in a browser: a paper of others to its reader, a picture, and the forward plan."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from board_reports.models import Board, ForwardItem, Meeting, Report, UploadedPaper
from tests.board_reports import others
from tests.journeys.conftest import CheckPage

type SignIn = Callable[[str], None]
MADE_UP = "demonstration-board"


def coming() -> Meeting:
    return Meeting.objects.to_come().filter(board__slug=MADE_UP).first()


def test_a_paper_of_others_comes_to_its_reader(
    page: Page, sign_in: SignIn, check_page: CheckPage, site: str, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong.pdf", tmp_path / "right.pdf"
    wrong.write_text("These are words, and no PDF.")
    right.write_bytes(others.paper())
    meeting = coming()
    sign_in("author@example.org")
    page.goto(f"/admin/board_reports/meeting/{meeting.pk}/change/")
    page.get_by_role("link", name="Add a paper to an item of this agenda").click()
    check_page(page)
    item = meeting.items.get(number=3)
    page.get_by_label("Agenda item").select_option(str(item.pk))
    page.get_by_label("Title").fill("Libraries and wellbeing")
    page.get_by_label("Whose paper it is").fill("Library Partnership")
    page.get_by_label("Put before readers").check()
    page.get_by_label("PDF").set_input_files(wrong)
    page.get_by_role("button", name="Save", exact=True).click()
    sentence = "This is no PDF. Save the paper as a PDF, with tags if the program offers them, and choose that file."
    expect(page.get_by_text(sentence)).to_have_count(1)
    check_page(page)
    # Nothing that was typed is lost; only the file is chosen again.
    expect(page.get_by_label("Title")).to_have_value("Libraries and wellbeing")
    expect(page.get_by_label("Agenda item")).to_have_value(str(item.pk))
    expect(page.get_by_label("Put before readers")).to_be_checked()
    assert not UploadedPaper.objects.exists()
    page.get_by_label("PDF").set_input_files(right)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    assert UploadedPaper.objects.get().pages == 2
    page.get_by_role("button", name="Sign out").click()

    sign_in("board@example.org")
    page.goto(meeting.get_absolute_url())
    expect(page.get_by_role("link", name="Libraries and wellbeing")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Library Partnership, 2 pages.")
    check_page(page)
    pack = page.request.get(f"{meeting.get_absolute_url()}pack.pdf")
    assert (pack.status, pack.headers["content-type"], pack.body()[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_picture_comes_into_a_report(
    page: Page, sign_in: SignIn, check_page: CheckPage, site: str, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong.jpg", tmp_path / "right.jpg"
    wrong.write_text("These are words, and no picture.")
    Image.linear_gradient("L").resize((120, 80)).convert("RGB").save(right)
    report = Report.objects.get(state="draft", board__slug=MADE_UP)
    sign_in("author@example.org")
    page.goto(f"/admin/board_reports/report/{report.pk}/body/")
    page.get_by_label("Add at the end").select_option(label="Picture")
    page.locator("#add").get_by_role("button", name="Add").click()
    line = page.locator("#lines > li").last
    expect(line).to_contain_text("No picture is chosen yet.")
    line.get_by_label("What it shows, for those who cannot see it").fill("People at tables")
    for file in (wrong, right):
        line.get_by_label("File: JPEG, PNG, WebP or HEIC, up to 15 MB").set_input_files(file)
        line.get_by_role("button", name="Upload").click()
        if file == wrong:
            expect(page.get_by_text("This file is no picture that we can use.").first).to_be_visible()
            expect(line.get_by_label("What it shows, for those who cannot see it")).to_have_value("People at tables")
    expect(line.get_by_role("img", name="People at tables")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="As readers see it").click()
    picture = page.get_by_role("img", name="People at tables")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 120
    check_page(page)


def test_the_forward_plan_from_entry_to_readers(page: Page, sign_in: SignIn, check_page: CheckPage, site: str) -> None:
    board = Board.objects.get(slug=MADE_UP)
    page.goto(f"{board.get_absolute_url()}#forward-plan")
    expect(page.get_by_role("main")).to_contain_text("Which service areas have no case study yet")
    expect(page.get_by_role("main")).to_contain_text("Restricted item")
    expect(page.get_by_text("What a Zone costs")).to_have_count(0)
    sign_in("author@example.org")
    page.goto(f"/admin/board_reports/forwarditem/plan/{board.pk}/")
    expect(page.locator(".progress__what").filter(has_text="What a Zone costs")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Add an item", exact=True).click()
    page.get_by_label("Subject").fill("Sharing what works with rural councils")
    page.get_by_label("Kind of report").select_option("blank")
    page.get_by_label("Restricted", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Say why it is restricted.")).to_have_count(1)
    expect(page.get_by_label("Subject")).to_have_value("Sharing what works with rural councils")
    check_page(page)
    page.get_by_label("Restricted", exact=True).uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    own = page.locator(f"#item-{ForwardItem.objects.get(subject__startswith='Sharing').pk}")
    own.get_by_role("button", name="Put on").click()
    expect(page.get_by_text("comes to the meeting of")).to_be_visible()
    own.get_by_role("button", name="Draft it").click()
    expect(page.locator("#lines")).to_be_visible()
    assert Report.objects.get(title="Sharing what works with rural councils").meeting == coming()
