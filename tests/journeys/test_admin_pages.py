"""Officers at work in the admin, in a browser: from a draft to the finder, two at once, and back again."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image as Canvas
from playwright.sync_api import Page, expect

from case_studies.models import CaseStudy, Council
from tests.factories import CaseStudyFactory
from tests.importing import as_csv

LIST = "/admin/case_studies/casestudy/"
type SignIn = Callable[[str], None]
type CheckPage = Callable[[Page], None]


@pytest.fixture
def study(site: str) -> CaseStudy:
    return CaseStudyFactory(title="A bench for every bus stop", published=True, summary="Benches were put up.")


PAGES = [
    "/admin/",
    f"{LIST}?q=waste",
    f"{LIST}add/",
    f"{LIST}{{pk}}/change/",
    f"{LIST}{{pk}}/history/",
    f"{LIST}{{pk}}/state/archive/",
    f"{LIST}{{pk}}/purge/",
    "/admin/case_studies/council/?q=shire",
    "/admin/case_studies/council/1/change/",
    "/admin/case_studies/theme/",
    "/admin/innovation_db/user/",
    "/admin/innovation_db/message/",
    "/admin/innovation_db/job/",
    "/admin/innovation_db/contributorlink/",
]


def test_pages_are_accessible(page: Page, sign_in: SignIn, check_page: CheckPage, study: CaseStudy) -> None:
    sign_in("admin@example.org")
    for path in PAGES:
        page.goto(path.format(pk=study.pk))
        page.wait_for_load_state("networkidle")
        check_page(page)


def test_pages_are_legible_in_the_dark(page: Page, sign_in: SignIn, study: CaseStudy) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in("admin@example.org")
    for path in ("", f"{LIST[7:]}{study.pk}/change/", f"{LIST[7:]}{study.pk}/history/", "innovation_db/job/"):
        page.goto(f"/admin/{path}")
        page.wait_for_load_state("networkidle")
        results = Axe().run(page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url} in the dark:\n{results.generate_report()}"


def test_a_draft_becomes_something_to_find(page: Page, sign_in: SignIn) -> None:
    sign_in("editor@example.org")
    page.goto(f"{LIST}add/")
    page.get_by_role("textbox", name="Title:").fill("Lanterns for the canal path")
    page.get_by_label("Summary:").fill("Lanterns were hung along the canal, so that people walk there after dark.")
    page.locator("#involvements-group .add-row").get_by_text("Add another Council").click()
    page.locator("#involvements-0 .select2-selection").click()
    page.locator(".select2-search__field").last.fill("Croydon")
    page.get_by_role("option", name="Croydon").first.click()
    page.locator("#outcomes-group .add-row").get_by_text("Add another Outcome").click()
    page.locator("#id_outcomes-0-kind").select_option("people")
    page.locator("#id_outcomes-0-description").fill("people on the path after dark each week")
    page.locator("#id_outcomes-0-amount").fill("400")
    page.locator("#id_outcomes-0-unit").select_option("people")
    page.locator("#id_outcomes-0-period").select_option("one-off")
    page.locator("#id_outcomes-0-basis").select_option("achieved")
    page.locator("#images-group .add-row").get_by_text("Add another Image").click()
    page.locator("#id_images-0-file").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": drawn()})
    page.locator("#id_images-0-alt").fill("A row of lanterns over water.")
    page.locator(".field-themes .select2-selection").click()
    page.get_by_role("option", name="Community action").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()
    assert page.locator(".errorlist li").all_inner_texts() == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Lanterns for the canal path")
    problem = page.locator(".field-problem .ProseMirror[contenteditable]")
    problem.click()
    page.keyboard.type("It was dark after four.")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="History").click()
    expect(problem).to_have_text("It was dark after four.")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist")).to_contain_text("What you wrote is saved.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist")).to_contain_text("submitted for review")
    address = page.url
    page.context.clear_cookies()

    sign_in("publisher@example.org")
    page.goto(address)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("What you wrote is saved.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")
    assert "It was dark after four." in CaseStudy.objects.get(title="Lanterns for the canal path").problem
    page.goto("/case-studies/?q=lanterns+canal")
    page.get_by_role("link", name="Lanterns for the canal path").click()
    expect(page.get_by_alt_text("A row of lanterns over water.")).to_be_visible()


def drawn() -> bytes:
    opened = BytesIO()
    Canvas.new("RGB", (1700, 900), "#4a2574").save(opened, "PNG")
    return opened.getvalue()


def test_the_second_of_two_saves_is_refused_and_nothing_typed_is_lost(
    page: Page, sign_in: SignIn, check_page: CheckPage, study: CaseStudy
) -> None:
    sign_in("editor@example.org")
    page.goto(f"{LIST}{study.pk}/change/")
    other = page.context.new_page()
    other.goto(f"{LIST}{study.pk}/change/")
    other.get_by_label("Summary:").fill("Benches were put up by the parish.")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messagelist")).to_be_visible()
    other.close()
    page.bring_to_front()  # in a window behind another one axe waits for ever

    page.get_by_label("Summary:").fill("Benches with backs were put up.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved: somebody else saved first")
    texts = page.locator(".texts")
    expect(texts).to_contain_text("Benches were put up by the parish.")
    expect(texts).to_contain_text("Benches with backs were put up.")
    check_page(page)
    study.refresh_from_db()
    assert study.summary == "Benches were put up by the parish."


def test_an_older_version_is_compared_and_restored(
    page: Page, sign_in: SignIn, check_page: CheckPage, study: CaseStudy
) -> None:
    sign_in("publisher@example.org")
    page.goto(f"{LIST}{study.pk}/change/")
    page.get_by_label("Summary:").fill("Nothing was put up.")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Compare the two versions").click()
    expect(page.locator(".changes ins").first).to_contain_text("Nothing")
    check_page(page)
    page.get_by_role("link", name="Restore the version").click()
    page.get_by_role("button", name="Restore what is ticked").click()
    study.refresh_from_db()
    assert study.summary == "Benches were put up."


def test_a_bulk_archive_is_undone(page: Page, sign_in: SignIn, study: CaseStudy) -> None:
    sign_in("publisher@example.org")
    page.goto(f"{LIST}?q=bench+stop")
    page.get_by_role("row", name="A bench for every bus stop").get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(label="Archive selected case studies")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Archive 1 case study").click()
    study.refresh_from_db()
    assert study.state == CaseStudy.State.ARCHIVED
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone")
    study.refresh_from_db()
    assert study.state == CaseStudy.State.PUBLISHED


def test_a_file_of_case_studies_is_checked_imported_and_its_rejected_row_mended(
    page: Page, sign_in: SignIn, check_page: CheckPage, tmp_path: Path
) -> None:
    council, elsewhere = Council.objects.filter(ended_on=None).values_list("short_name", flat=True)[:2]
    row = {
        "record_id": "journey-1",
        "title": "Bins that call",
        "summary": "Bins say when they are full.",
        "council": council,
    }
    lost = row | {"record_id": "journey-2", "title": "Ferries that wait", "council": "Atlantis"}
    sign_in("publisher@example.org")
    page.goto("/admin/case_studies/importfile/add/")
    check_page(page)
    page.get_by_label("CSV file").set_input_files(as_file(tmp_path / "notes.csv", row, lost))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("Atlantis")
    check_page(page)
    assert not CaseStudy.objects.filter(record_id__startswith="journey-").exists()
    page.get_by_role("button", name="Import the other rows").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    check_page(page)
    assert CaseStudy.objects.get(record_id="journey-1").title == "Bins that call"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejected rows").click()
    rejected = tmp_path / "rejected.csv"
    rejected.write_text(Path(download.value.path()).read_text("utf-8").replace("Atlantis", elsewhere), "utf-8")
    page.get_by_role("link", name="Send another file").click()
    page.get_by_label("CSV file").set_input_files(rejected)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Import all rows").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    assert CaseStudy.objects.filter(record_id__startswith="journey-").count() == 2


def as_file(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text(as_csv([list(rows[0]), *(list(row.values()) for row in rows)]), "utf-8")
    return path
