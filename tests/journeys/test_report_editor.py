"""The editor of a Board report by keyboard alone: written, parted, put a level lower, moved, and nothing lost."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from board_reports import actions, editing
from board_reports.models import Block, Report
from innovation_db.models import User
from tests.journeys.conftest import CheckPage
from tests.report_factories import BlockFactory, ClearanceStepFactory, FigureUseFactory, ReportFactory


def words(report: Report) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in report.blocks.all()]


def saved(page: Page, where: str) -> None:
    expect(page.locator(f"#{where} .line__state")).to_have_text("Saved")


def test_a_report_is_written_by_keyboard(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    report: Report = ReportFactory(title="The Innovation Zone and what came of it")
    ClearanceStepFactory(board=report.board, place=1, name="Head of team")
    FigureUseFactory(report=report, key="f1", with_noun=True)
    BlockFactory(report=report, key="b1", place=100, kind="heading", text="Background")
    BlockFactory(report=report, key="b2", place=200, text="We publish [[f1]].")
    table = {"caption": "Who came", "columns": ["Council", "What"], "rows": [["Croydon", "**Data**"]]}
    BlockFactory(report=report, key="b3", place=300, kind="table", data=table)
    sign_in("author@example.org")
    address = f"/admin/board_reports/report/{report.pk}/"
    page.goto(f"{address}body/")
    box = page.locator("#text-b2")
    box.focus()
    keys = page.keyboard
    keys.press("End")
    keys.type(" They are read.")
    saved(page, "b2")
    # Enter parts the paragraph; what is typed at once goes into the new one, which Tab puts a level lower.
    keys.press("Enter")
    keys.type("A point below it, of 12 weeks")
    fresh = page.locator("#lines > li").nth(2)
    expect(fresh.locator(".line__state")).to_have_text("Saved")
    expect(fresh.locator(".line__number")).to_have_text("2")
    keys.press("Tab")
    expect(fresh.locator(".line__number")).to_have_text("1.1")
    expect(page.locator("#side")).to_contain_text("12")
    keys.press("Alt+ArrowUp")
    expect(page.locator("#lines > li").nth(1)).to_contain_text("A point below it")
    keys.press("Control+s")
    expect(page.locator("#lines > li").nth(1).locator(".line__number")).to_have_text("1")
    text = "We publish [[f1]]. They are read."
    assert words(report)[1:3] == [("subparagraph", "A point below it, of 12 weeks"), ("paragraph", text)]
    check_page(page)

    # Somebody else writes at the same paragraph: both texts are shown, and a second press is a knowing one.
    other = User.objects.get(email="admin@example.org")
    block = Block.objects.get(report=report, key="b2")
    editing.save(report=report, where="b2", seen=editing.mark(block), text="Theirs.", by=other)
    box.focus()
    keys.press("Control+End")
    keys.type(" Mine.")
    expect(page.locator("#b2 .line__conflict")).to_contain_text("Somebody else changed these words")
    check_page(page)
    assert Block.objects.get(report=report, key="b2").text == "Theirs."
    keys.press("Control+s")
    saved(page, "b2")
    assert Block.objects.get(report=report, key="b2").text == f"{text} Mine."

    # What Word has on its clipboard becomes blocks.
    html = "<h2>Next steps</h2><ul><li>One thing</li></ul><table><tr><td>A</td></tr><tr><td>B</td></tr></table>"
    box.evaluate(
        """(box, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "Next steps\\nOne thing\\nA\\nB");
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )
    expect(page.locator("#lines > li")).to_have_count(7)
    kinds = ["heading", "subparagraph", "paragraph", "heading", "subparagraph", "table", "table"]
    assert [kind for kind, _ in words(report)] == kinds

    # The picker opens where the caret is and says at once whether it is true.
    box.focus()
    keys.press("Control+Home")
    page.locator("#b2").get_by_role("link", name="Figure …").click()
    page.get_by_role("link", name="Case studies published").click()
    page.wait_for_load_state()  # its script looks at what is chosen from then on
    expect(page.get_by_label("Rounded to")).to_be_hidden()
    page.get_by_label("Said as").select_option("over")
    page.get_by_label("Rounded to").fill("1000000")
    expect(page.locator("#told")).to_contain_text("is not true")
    check_page(page)
    page.get_by_label("Said as").select_option("")
    expect(page.locator("#told")).to_contain_text("That is true now.")
    page.get_by_role("button", name="Put it into the text").click()
    expect(page.locator("#text-b2")).to_have_value(f"[[f2]]{text} Mine.")
    page.goto(f"{address}body/references/?block=b2&words=a")
    check_page(page)
    page.goto(f"{address}clearance/")
    check_page(page)


def test_a_paragraph_reads_as_it_will_until_somebody_writes_at_it(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    report: Report = ReportFactory(title="The Innovation Zone and what came of it")
    FigureUseFactory(report=report, key="f1", with_noun=True)
    BlockFactory(report=report, key="b1", place=100, text="We publish [[f1]], and **more** will come.")
    table = {"caption": "Who came", "columns": ["Council", "What"], "rows": [["Croydon", "Data"]]}
    BlockFactory(report=report, key="b2", place=200, kind="table", data=table)
    sign_in("author@example.org")
    page.goto(f"/admin/board_reports/report/{report.pk}/body/")
    box, reads = page.locator("#text-b1"), page.locator("#b1 .line__live")
    folded = re.compile("line--folded")
    expect(page.locator("#b1")).to_have_class(folded)
    expect(page.locator("#b2")).to_have_class(folded)
    expect(page.locator("#b1 .line__form")).to_have_css("opacity", "0")
    expect(reads).to_contain_text("case studies, and more will come.")
    expect(page.locator("#b2").get_by_role("cell", name="Croydon")).to_be_visible()
    check_page(page)
    # A press goes to the place in the words that it was at, whatever marks stand before it.
    reads.get_by_text("more", exact=True).click(position={"x": 1, "y": 8})
    expect(box).to_be_focused()
    expect(page.locator("#b1")).not_to_have_class(folded)
    page.keyboard.type("much ")
    saved(page, "b1")
    assert words(report)[0] == ("paragraph", "We publish [[f1]], and **much more** will come.")
    # Words that did not reach the site are not folded away.
    page.context.set_offline(True)
    page.keyboard.type("so ")
    box.blur()
    expect(page.locator("#b1 .line__state")).to_contain_text("the site does not answer")
    expect(page.locator("#b1")).not_to_have_class(folded)
    page.context.set_offline(False)
    expect(page.locator("#b1")).to_have_class(folded)
    expect(reads).to_contain_text("and much so more will come.")
    page.locator("#b2 td").first.click()
    expect(page.locator("#text-b2")).to_be_focused()
    # Nothing moves under a press, so that it lands where it was aimed at: the block folds once it is over.
    button = page.get_by_role("button", name="Add", exact=True)
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    page.mouse.move(place["x"] + 4, place["y"] + 4)
    page.mouse.down()
    expect(page.locator("#b2")).not_to_have_class(folded)
    assert abs(button.bounding_box()["y"] - place["y"]) < 2
    page.mouse.up()
    expect(page.locator("#lines > li")).to_have_count(3)


def test_a_chart_is_typed_with_pauses_and_drawn_as_a_line(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    report: Report = ReportFactory(title="The Innovation Zone and what came of it")
    for key in ("f1", "f2"):
        FigureUseFactory(report=report, key=key)
    BlockFactory(report=report, key="c1", place=100, kind="chart", text="Stories", data={"chart": "bar", "rows": []})
    sign_in("author@example.org")
    page.goto(f"/admin/board_reports/report/{report.pk}/body/")
    box = page.locator("#text-c1")
    box.focus()
    # What is saved in a pause is half of a line: it stays as it was typed.
    for typed in ("May", " | f1\n", "June |", " f2"):
        page.keyboard.type(typed)
        saved(page, "c1")
    assert box.input_value() == "May | f1\nJune | f2"
    page.get_by_label("Drawn as").select_option("A line from one to the next")
    expect(page.get_by_role("img", name="Line chart: Stories. The table after it has the numbers.")).to_be_visible()
    check_page(page)
    assert Block.objects.get(report=report).data == {"chart": "line", "rows": [["May", "f1"], ["June", "f2"]]}


def test_clearance_and_versions_are_accessible(
    page: Page, sign_in: Callable[[str], None], check_page: CheckPage, site: str
) -> None:
    report: Report = ReportFactory(title="A report in clearance")
    ClearanceStepFactory(board=report.board, place=1, name="Head of team")
    FigureUseFactory(report=report, key="f1", with_noun=True)
    BlockFactory(report=report, key="b1", place=100, kind="heading", text="Background")
    BlockFactory(report=report, key="b2", place=200, text="We publish [[f1]].")
    author = User.objects.get(email="author@example.org")
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
    sign_in("clearer@example.org")
    address = f"/admin/board_reports/report/{report.pk}/"
    for path in ["clearance/", "body/", "versions/?old=1&new=draft", "versions/1/", "change/"]:
        page.goto(address + path)
        check_page(page)
