"""Importing case studies from CSV files: honest ones, and ones made hostile on purpose."""

# ruff: noqa: E501  sentences are compared whole
import csv
import html
import io
import re
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from case_studies.actions import unpublish
from case_studies.imports import cells, reading
from case_studies.imports import rejected as rejects
from case_studies.imports.columns import KNOWN
from case_studies.imports.run import LOCK
from case_studies.models import CaseStudy, Council
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
    UserFactory,
)
from tests.importing import as_csv, rejected, run

pytestmark = pytest.mark.django_db

HEADER = ["record_id", "title", "summary", "council"]
Write = Callable[..., Path]


@pytest.fixture
def council() -> Council:
    return CouncilFactory(gss_code="E08990001", short_name="Testshire", official_name="Testshire Council")


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("admin@example.org", "a long and quiet password", name="Ada")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows (or bytes) to notes.csv and return its path."""

    def write(rows: list[list[str]] | bytes, name: str = "notes.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(rows if isinstance(rows, bytes) else as_csv(rows).encode())
        return path

    return write


def test_a_whole_record_arrives_as_written(council: Council, administrator: User, write: Write) -> None:
    partner_council = CouncilFactory(gss_code="E08990002", slug="otherham")
    theme, area = ThemeFactory(name="Digital"), ServiceAreaFactory(name="Waste & recycling")
    programme, partner = ProgrammeFactory(name="Creative Councils", slug="creative"), PartnerFactory(name="Nesta")
    record = {
        "Record ID": "T-1", "title": "Fewer  missed\nbins", "summary": "Rounds were replanned.",
        "council": "E08990001", "partner_councils": "otherham", "themes": "digital",
        "service areas": "waste and recycling", "programmes": "creative", "partners": "NESTA",
        "novelty": "New to the area", "stage": "in use", "problem": "Bins < £5 were missed.\n\nOften:\n\n- one\n- two",
        "cost": "£1,234.50", "year": "2014", "begun_on": "14/07/2015", "ended_on": "2016-01-31",
        "evidence_level": "3", "reuse_terms": "free", "contact_email": "waste@example.org",
        "saving": "£250k", "saving_period": "each year", "saving_basis": "achieved", "saving_year": "2015",
        "outcomes": "satisfaction | 91% || cumulative | audited | 2015 | residents asked; people | 1,200",
        "links": "The plan | https://example.org/plan; https://example.org/two",
    }  # fmt: skip
    run(write([list(record), list(record.values())]), "--publish")
    study = CaseStudy.objects.get(record_id="T-1")
    assert (study.title, study.slug, study.state) == ("Fewer missed bins", "fewer-missed-bins", "published")
    assert (study.published_by, study.created_by, study.version) == (administrator, administrator, 1)
    assert study.problem == "<p>Bins &lt; £5 were missed.</p><p>Often:</p><ul><li>one</li><li>two</li></ul>"
    assert (study.cost, study.year, str(study.begun_on), str(study.ended_on)) == (
        Decimal("1234.50"), 2014, "2015-07-14", "2016-01-31",
    )  # fmt: skip
    assert (study.novelty, study.stage, study.evidence_level, study.reuse_terms) == (
        "new-to-area", "in-use", 3, "free",
    )  # fmt: skip
    assert list(study.involvements.values_list("council", "role")) == [
        (council.pk, "lead"),
        (partner_council.pk, "partner"),
    ]
    assert [list(things.all()) for things in (study.themes, study.service_areas, study.programmes, study.partners)] == [
        [theme], [area], [programme], [partner],
    ]  # fmt: skip
    assert set(study.outcomes.values_list("kind", "amount", "unit", "period", "basis", "year", "description")) == {
        ("saving", Decimal(250000), "pounds", "yearly", "achieved", 2015, ""),
        ("satisfaction", Decimal(91), "per-cent", "cumulative", "audited", 2015, "residents asked"),
        ("people", Decimal(1200), "number", "one-off", "achieved", None, ""),
    }
    assert list(study.links.values_list("title", "url")) == [
        ("The plan", "https://example.org/plan"),
        ("https://example.org/two", "https://example.org/two"),
    ]


def test_importing_again_changes_only_what_changed(council: Council, administrator: User, write: Write) -> None:
    rows = [[*HEADER, "cost", "outcomes"]] + [
        [f"T-{n}", f"Title {n}", "What was done.", "E08990001", "100", "saving | £5"] for n in range(5)
    ]
    run(write(rows))
    before = dict(CaseStudy.objects.values_list("record_id", "version"))
    events = pgh_events()
    assert run(write(rows)).splitlines()[0] == ("5 rows in notes.csv: 0 new, 0 changed, 5 as they were, 0 rejected.")
    assert (dict(CaseStudy.objects.values_list("record_id", "version")), pgh_events()) == (before, events)
    rows[3][1], rows[4][4] = "A better title", "£200"
    assert run(write(rows)).splitlines()[0] == ("5 rows in notes.csv: 0 new, 2 changed, 3 as they were, 0 rejected.")
    after = dict(CaseStudy.objects.values_list("record_id", "version"))
    assert {record for record in after if after[record] != before[record]} == {"T-2", "T-3"}
    assert pgh_events() == events + 2
    changed = CaseStudy.objects.get(record_id="T-2")
    assert (changed.title, changed.slug, changed.outcomes.count()) == ("A better title", "title-2", 1)


def pgh_events() -> int:
    """Return how many entries the history of case studies and their outcomes and councils has."""
    return sum(
        apps.get_model("case_studies", name)._default_manager.count()
        for name in ("CaseStudyEvent", "OutcomeEvent", "InvolvementEvent", "CaseStudyThemeEvent")
    )


def test_an_officers_edit_is_neither_lost_nor_undone(council: Council, write: Write) -> None:
    header = [*HEADER, "team", "cost_note"]
    run(write([header, ["T-1", "Title", "Summary.", "E08990001", "two officers", ""]]))
    CaseStudy.objects.filter(record_id="T-1").update(summary="An officer's summary.", cost_note="An officer's note")
    # The file says what it said: the site stays. What only the file changed goes in.
    same_summary = write([header, ["T-1", "A new title", "Summary.", "E08990001", "three officers", ""]])
    assert run(same_summary).splitlines()[0] == "1 row in notes.csv: 0 new, 1 changed, 0 as they were, 0 rejected."
    study = CaseStudy.objects.get()
    assert (study.title, study.summary, study.team, study.cost_note) == (
        "A new title", "An officer's summary.", "three officers", "An officer's note",
    )  # fmt: skip
    # Both changed: refused, with the field named; nothing of the row goes in.
    both = write([header, ["T-1", "A third title", "The file's new summary.", "E08990001", "", ""]])
    run(both)
    assert [row[:2] for row in rejected(both)[1:]] == [
        [
            "2",
            "summary was edited on the site since the last import, and the file says something else: take over the site's text, or import with --overwrite.",
        ]
    ]
    assert CaseStudy.objects.get().title == "A new title"
    run(both, "--overwrite")
    study = CaseStudy.objects.get()
    assert (study.title, study.summary, study.team) == ("A third title", "The file's new summary.", "")
    assert rejected(both) == []


def test_a_record_made_on_the_site_is_filled_and_not_replaced(council: Council, write: Write) -> None:
    study = CaseStudyFactory(record_id="T-1", summary="Typed here.", councils=[council])
    file = write([["record_id", "team", "title"], ["T-1", "two officers", study.title]])
    assert run(file).splitlines()[0] == "1 row in notes.csv: 0 new, 1 changed, 0 as they were, 0 rejected."
    study.refresh_from_db()
    assert (study.team, study.summary) == ("two officers", "Typed here.")


def test_publishing_by_import(council: Council, administrator: User, write: Write) -> None:
    ThemeFactory(name="Digital")
    file = write(
        [[*HEADER, "themes"], ["T-1", "One", "Done.", "E08990001", "Digital"], ["T-2", "Two", "Done.", "E08990001", ""]]
    )
    assert run(file, "--publish").splitlines()[1] == "1 published."
    assert [row[:2] for row in rejected(file)[1:]] == [["3", "To be published, a record needs at least one theme."]]
    study = CaseStudy.objects.published().get()
    assert (study.record_id, study.published_by) == ("T-1", administrator)
    unpublish(case_study=study, by=administrator)
    out = run(write([[*HEADER, "themes"], ["T-1", "One", "Done.", "E08990001", "Digital"]]), "--publish")
    assert (CaseStudy.objects.published().count(), "1 stay unpublished" in out) == (0, True)


def test_an_import_leaves_no_record_without_what_it_must_have(
    council: Council, administrator: User, write: Write
) -> None:
    ThemeFactory(name="Digital")
    header = [*HEADER, "themes", "partners"]
    run(write([header, ["T-1", "One", "Done.", "E08990001", "Digital", ""]]), "--publish")
    file = write([header, ["T-1", "", "", "", "", ""]])
    run(file)
    assert [row[1] for row in rejected(file)[1:]] == ["title, summary, council and themes cannot become empty."]
    PartnerFactory(name="Nesta")
    run(write([header, ["T-1", "One", "Done.", "", "Digital", "Nesta"]]))
    assert CaseStudy.objects.filter(councils=None, partners__name="Nesta").count() == 1


def test_who_publishes_must_be_known_and_allowed(council: Council, write: Write) -> None:
    file = write([HEADER, ["T-1", "One", "Done.", "E08990001"]])
    editor = UserFactory(email="editor@example.org")
    editor.set_roles([Role.EDITOR])
    for options, sentence in (
        (["--publish"], "Say in whose name to publish with --by EMAIL: there is no administrator."),
        (["--by", "nobody@example.org"], "There is no active account with the e-mail address nobody@example.org."),
        (["--by", "editor@example.org"],
         "editor@example.org may not import case studies: name a publisher or an administrator."),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=f"^{re.escape(sentence)}$"):
            run(file, *options)


def test_bad_rows_are_kept_with_their_reason_and_go_in_once_mended(council: Council, write: Write) -> None:
    bad = 'T-2,"Two ""quoted""\r\nlines, here",Done.,Testshire,31/02/2015,lots'
    content = (
        f"record_id,title,summary,council,begun_on,cost\r\nT-1,One,Done.,Testshire,14/07/2015,£5\r\n{bad}\r\n"
        "T-1,Again,Done.,Testshire,,\r\nT-3,Three,Done.,Nowhereshire,,\r\n,No name,Done.,Testshire,,\r\n"
        "T-4,Four,Done.\r\nT-5,,,,,\r\n"
    )
    file = write(content.encode())
    assert run(file).splitlines() == [
        "7 rows in notes.csv: 1 new, 0 changed, 0 as they were, 6 rejected.",
        f"The rejected rows are in {file.with_suffix('.rejected.csv')}: mend them and import that file.",
    ]
    kept = file.with_suffix(".rejected.csv").read_bytes().decode("utf-8-sig")
    assert f",{bad}\r\n" in kept
    rows = rejected(file)
    assert rows[0] == ["row", "reason", "record_id", "title", "summary", "council", "begun_on", "cost"]
    assert [(row[0], row[1]) for row in rows[1:]] == [
        ("3", "cost: “lots” is not an amount: write £250,000, 250000 or £0.25m. begun_on: “31/02/2015” is not a date: write 14/07/2015, 14 July 2015 or 2015-07-14."),
        ("4", "record_id T-1 is already in row 2."),
        ("5", rows[3][1]),
        ("6", "record_id is empty."),
        ("7", "The row has 3 cells and the header 6: a comma or quotation mark too few or too many."),
        ("8", "A new record needs title, summary and council."),
    ]  # fmt: skip
    mended = write(
        kept.replace("31/02", "28/02").replace("lots", "£1m").replace("Nowhereshire", "E08990001").encode(),
        "mended.csv",
    )
    run(mended)
    assert set(CaseStudy.objects.values_list("record_id", flat=True)) == {"T-1", "T-2", "T-3"}
    assert [row[0] for row in rejected(mended)[1:]] == ["5", "6", "7"]
    assert [row[2:] for row in rejected(mended)[1:]] == [rows[i][2:] for i in (4, 5, 6)]


def test_a_dry_run_writes_nothing(council: Council, write: Write) -> None:
    file = write([HEADER, ["T-1", "One", "Done.", "E08990001"], ["", "Two", "Done.", "E08990001"]])
    file.with_suffix(".rejected.csv").write_text("from before")
    assert run(file, "--dry-run").splitlines() == [
        "2 rows in notes.csv: 1 would be new, 0 changed, 0 as they were, 1 rejected.",
        "Row 3: record_id is empty.",
        "Nothing was written: this was a dry run.",
    ]
    assert (CaseStudy.objects.count(), file.with_suffix(".rejected.csv").read_text()) == (0, "from before")


@pytest.mark.parametrize(
    ("encode", "delimiter", "note"),
    [
        pytest.param(lambda text: text.encode(), ",", "", id="UTF-8"),
        pytest.param(lambda text: text.encode("utf-8-sig"), ",", "", id="UTF-8 with its mark"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode("utf-8-sig"), ",", "", id="UTF-8 with its mark twice"),
        pytest.param(lambda text: text.encode("cp1252"), ",",
                     "The file is written in Windows-1252, which was recognised and converted.", id="Windows-1252"),
        pytest.param(lambda text: text.encode("utf-16"), ",",
                     "The file is written in UTF-16, which was recognised and converted.", id="UTF-16"),
        pytest.param(lambda text: text.encode(), ";",
                     "Its columns are separated by semicolons, which was recognised.", id="semicolons"),
        pytest.param(lambda text: text.encode(), "\t",
                     "Its columns are separated by tabs, which was recognised.", id="tabs"),
    ],
)  # fmt: skip
def test_how_a_file_may_be_written(
    council: Council, write: Write, encode: Callable[[str], bytes], delimiter: str, note: str
) -> None:
    lines = [HEADER, ["T-1", "Café – “£5”", "Done.", "E08990001"]]
    out = run(write(encode("".join(delimiter.join(line) + "\n" for line in lines))))
    assert CaseStudy.objects.get().title == "Café – “£5”"
    assert [line for line in out.splitlines() if "recognised" in line] == [note] * bool(note)


GOOD = b"record_id,title,summary,council\nT-1,One,Done.,E08990001\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "notes.csv is empty.", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", "notes.csv is empty.", id="blank"),
        pytest.param(b"record_id,title\n", "notes.csv has a header but no rows.", id="header only"),
        pytest.param(b"record_id,title\n,\n \n", "notes.csv has a header but no rows.", id="empty rows only"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "notes.csv is a PNG picture, not a CSV file: save the table as “CSV UTF-8” and import that.", id="PNG"),
        pytest.param(b"PK\x03\x04rest", "notes.csv is an Excel, Word or zip file, not a CSV file: save the table as “CSV UTF-8” and import that.", id="xlsx"),
        pytest.param(b'[{"record_id": 1}]', "notes.csv is JSON, not a CSV file: save the table as “CSV UTF-8” and import that.", id="JSON"),
        pytest.param(b"<!doctype html><p>", "notes.csv is a web page or XML, not a CSV file: save the table as “CSV UTF-8” and import that.", id="HTML"),
        pytest.param(b"Dear Sir,\nhere is\n", "notes.csv has none of the known columns, so it is not a table of case studies; its first line must name columns such as record_id, title, summary and council.", id="prose"),
        pytest.param(GOOD + b"T-2,T\0wo,,\n", "notes.csv holds a NUL character on line 3, so it is damaged or not a CSV file.", id="NUL"),
        pytest.param(GOOD + b'T-2,"Two, and', "notes.csv was cut off: the row that begins on line 3 opens a quotation mark and the file ends before it is closed.", id="cut in a quotation"),
        pytest.param(GOOD + b"T-2,Tw", "notes.csv was cut off: its last row (3) stops after 2 of 4 columns.", id="cut in a row"),
        pytest.param(GOOD + b'T-2,"Two" x,Done.,E08990001\n', "notes.csv has a quotation mark out of place on line 3: write a quotation mark inside a cell twice, and put the cell in quotation marks.", id="stray quotation mark"),
        pytest.param(b"record_id,title,Title\nT,T,T\n", "notes.csv has the column “title” twice: keep one column of each name.", id="column twice"),
        pytest.param(b"record_id,tittle,xyz\nT,T,T\n", "notes.csv has unknown columns: “tittle” (did you mean “title”?), “xyz”; docs/importing.md lists the columns.", id="unknown columns"),
        pytest.param(b"title,summary\nT,T\n", "notes.csv has no column record_id, by which a record is known when it is imported again.", id="no record_id"),
        pytest.param(b"record_id,title,\nT,T,more\n", "Column 3 of notes.csv has no name in the header.", id="nameless column"),
        pytest.param(GOOD + "T-2,Café,,\n".encode() + b"T-3,Caf\xe9 na\xefve,,\n", "notes.csv mixes two encodings, UTF-8 (line 3) and another (line 4): put its accents right and save it again as CSV UTF-8.", id="two encodings"),
        pytest.param("é".encode() * 9 + b"\n\xe9\n", "notes.csv is UTF-8 text with a damaged character on line 2: save it again.", id="damaged UTF-8"),
        pytest.param(b"record_id,title\nT,\x81\n", "notes.csv is neither UTF-8 nor Windows-1252 text (see line 2): save it again as CSV UTF-8.", id="no known encoding"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_imported_gets_one_sentence(write: Write, content: bytes, sentence: str) -> None:
    file = write(content)
    with pytest.raises(CommandError) as refused:
        run(file)
    assert (str(refused.value), refused.value.returncode) == (sentence, 1)
    assert (rejected(file), CaseStudy.objects.count()) == ([], 0)


def test_a_last_row_without_a_line_end_is_mentioned(council: Council, write: Write) -> None:
    out = run(write(GOOD.rstrip(b"\n")))
    assert out.splitlines()[0] == "The last row, 2, has no line end: see whether it is whole."


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path / "none.csv", f"There is no file {tmp_path / 'none.csv'}."),
        (tmp_path, f"{tmp_path} is a folder: name a CSV file in it."),
    ):
        with pytest.raises(CommandError, match=f"^{re.escape(sentence)}$"):
            run(path)


def test_two_imports_do_not_run_at_once(write: Write) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(CommandError, match=r"^Another import is running: wait until it has finished\.$"):
            run(write(GOOD))
    finally:
        # Closing alone lets go of it a moment later, when the next test may be importing already.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        other.close()


def test_equal_titles_and_words_of_other_scripts_get_addresses(council: Council, write: Write) -> None:
    titles = ["Same", "Same", "Same", "漢字", "x" * 200]
    run(write([HEADER, *([f"T-{n}", title, "Done.", "E08990001"] for n, title in enumerate(titles))]))
    assert list(CaseStudy.objects.order_by("pk").values_list("slug", flat=True)) == [
        "same", "same-2", "same-3", "case-study", "x" * 80,
    ]  # fmt: skip


def test_completeness_is_measured(council: Council, write: Write) -> None:
    header = [*HEADER, "what_we_did", "cost", "year", "stage"]
    run(write([header, ["T-1", "One", "Done.", "E08990001", "This.", "5", "2015", "Idea"],
               ["T-2", "Two", "Done.", "E08990001", "", "", "", ""]]))  # fmt: skip
    assert dict(CaseStudy.objects.values_list("record_id", "completeness")) == {"T-1": "partial", "T-2": "summary"}


def test_the_documentation_lists_the_columns() -> None:
    text = (Path(__file__).parents[2] / "docs" / "importing.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `") and "--" not in line]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == KNOWN - {"row", "reason"}


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)


@given(CELLS)
def test_no_text_of_a_cell_is_lost(text: str) -> None:
    """What a reader sees of a rich text cell is what was written, but for white space, marks of lists and controls."""
    seen = html.unescape(re.sub(r"</?(?:p|br|ul|li)>", " ", cells.paragraphs(cells.tidy(text))))
    bullets = re.compile(r"^\s*[-*•]\s+", re.MULTILINE)
    assert (
        bullets.sub("", seen).split() == bullets.sub("", cells.tidy(text)).split()
        or "•" in text
        or "-" in text
        or "*" in text
    )


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_rejected_file_says_what_the_file_said(rows: list[list[str]]) -> None:
    """Reading a file, rejecting all of it and reading the rejected file gives the same cells, again and again."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["record_id", "title", "summary"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.csv"
        for _ in range(3):
            path.write_bytes(out.getvalue().encode())
            try:
                sheet = reading.read(path, set(KNOWN))
            except reading.NotImportableError:
                assert all(not cell.strip() for row in rows for cell in row) or "," not in out.getvalue()
                return
            named = [index for index, name in enumerate(sheet.header) if name not in {"row", "reason"}]
            kept = [[line.cells[index] for index in named] for line in sheet.lines]
            assert kept == [row for row in rows if any(cell.strip() for cell in row)]
            out = io.StringIO(newline="")
            out.write(rejects.as_text(sheet, [(line, 'Why, "so"?') for line in sheet.lines]))
