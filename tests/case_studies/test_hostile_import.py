"""One import file made hostile on purpose: every bad row told in a sentence, mended, and imported again."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from case_studies.models import CaseStudy, ImportedRow
from tests.factories import CouncilFactory, ThemeFactory
from tests.importing import as_csv, rejected, run

pytestmark = pytest.mark.django_db

HEADER = [
    "record_id", "title", "summary", "council", "themes", "year", "what_we_did", "cost", "begun_on", "ended_on",
    "evidence_level", "reuse_link", "contact_email", "council_deduced", "outcomes", "links",
]  # fmt: skip
NO_AMOUNT = "is not an amount: write £250,000, 250000 or £0.25m."
TOO_LARGE = "is too exact or too large: use at most two decimals, below a million million."
NO_DATE = "is not a date: write 14/07/2015, 14 July 2015 or 2015-07-14."
NO_ADDRESS = "is not a web address: it begins with https://."
NO_YEAR = "is not a year from 1990 to 2100."
LEVELS = (
    "is not one of: 1 (Described by others), 2 (Told by those who did it), 3 (Measured by those who did it), "
    "4 (Measured against a comparison), 5 (Independently evaluated)."
)

# A cell that cannot be taken, and the whole of what is said about it.
BAD = [
    *(("cost", cell, f"cost: “{cell}” {NO_AMOUNT}") for cell in (
        "-5", "NaN", "Infinity", "1e400", "£", "lots", "1.234,50", "12,34", "€5", "£1m to £2m", "=1+1", "@SUM(A1)")),
    *(("cost", cell, f"cost: “{cell[:60]}{' …' * (len(cell) > 60)}” {TOO_LARGE}") for cell in (
        "1.005", "1000000000000", "9" * 5000, "999999999999m")),
    *(("begun_on", cell, f"begun_on: “{cell}” {NO_DATE}") for cell in (
        "31/02/2020", "29/02/2021", "2020-13-01", "07/14/2015", "0000-00-00", "1/1/20", "43831", "soon")),
    *(("reuse_link", cell, f"reuse_link: “{cell}” {NO_ADDRESS}") for cell in (
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,<b>", "//example.org", "www.example.org")),
    ("reuse_link", "https://example.org/" + "x" * 200, "reuse_link has 220 characters, and 200 fit."),
    *(("year", cell, f"year: “{cell}” {NO_YEAR}") for cell in ("1066", "2014/15", "-2015", "20155", "²⁰¹⁵")),
    *(("evidence_level", cell, f"evidence_level: “{cell}” {LEVELS}") for cell in ("0", "6", "−9")),
    ("evidence_level", "-1", f"evidence_level: “-1” {LEVELS} Did you mean “1”?"),
    ("title", "t" * 201, "title has 201 characters, and 200 fit."),
    ("summary", "s" * 1_000_000, "summary has 1,000,000 characters, and 600 fit."),
    ("what_we_did", "w" * 100_001, "what_we_did has 100,001 characters, and 100,000 fit."),
    ("title", " \u200b\u202e ", "A new record needs title."),
    ("record_id", "\u200b", "record_id is empty."),
    ("contact_email", "a@example.org\nBcc: b@example.org",
     "contact_email: “a@example.org Bcc: b@example.org” is not an e-mail address."),
    ("council", ";;", "A new record needs council."),
    ("council", "Nowhereshire", "council: No council is called “Nowhereshire”. Did you mean Newshire Council?"),
    ("council", "Testford", "council: No council is called “Testford”. Did you mean Testfort Council?"),
    ("council", "Twinton", ("council: “Twinton” is not clear. Several councils go by that name in 2013: Twinton "
     "Borough Council or Twinton District Council?")),
    ("council", "Newshire", ("council: “Newshire” is not clear. Newshire Council began in 2023, after 2013. "
     "Did you mean Oldshire Council?")),
    ("council", "E99999999", "council: “E99999999” is not clear. No council has the code E99999999."),
    ("council_deduced", "perhaps", "council_deduced: “perhaps” is neither yes nor no."),
    ("themes", "Digital; Astrology", "themes: “Astrology” is not a theme of the site."),
    ("themes", "digitl", "themes: “digitl” is not a theme of the site. Did you mean “Digital”?"),
    ("outcomes", "saving | £5 | days",
     "outcomes: “saving | £5 | days” gives its amount in pounds and its unit as days."),
    ("outcomes", "people | 5 | dozen", ("outcomes: in “people | 5 | dozen”, “dozen” is not one of: Pounds, Per cent, "
     "Days, Hours, People, Households, Homes, Tonnes, Number.")),
    ("links", "A talk | javascript:alert(1); https://example.org/",
     f"links: in “A talk | javascript:alert(1)”, “javascript:alert(1)” {NO_ADDRESS}"),
]  # fmt: skip
# A cell that looks hostile and is honest text, and what is kept of it.
GOOD = [
    *(("title", cell, cell) for cell in (
        "=CMD|'/C calc'!A0", "+1 for bins", "@home", "-5 degrees", "<script>alert(1)</script>", "'; DROP TABLE x; --",
        "Bins 😀", "{{ 7*7 }}", "NULL")),
    ("title", "Fewer\r\nmissed\tbins,\n“again”", "Fewer missed bins, “again”"),
    ("title", "\u202eBi\u00adns\u200b\x07 \ufeff", "Bins"),
    ("what_we_did", "<script>alert(1)</script><p onclick='x()'>Bins</p><img src=x onerror=y>", "<p>Bins</p>"),
    ("what_we_did", "3 < 4 <script>", "<p>3 &lt; 4 &lt;script&gt;</p>"),
    ("cost", "£1.2m", 1_200_000),
    ("cost", "1,200.50", 1200.5),
    ("begun_on", "29/02/2020", date(2020, 2, 29)),
    ("year", "2015.0", 2015),
    ("evidence_level", " measured BY those who did it", 3),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a row for each of `BAD` and `GOOD`, one of the bad ones twice, and rows of a wrong length."""
    ThemeFactory(name="Digital")
    for name in ("Testshire", "Testfort"):
        CouncilFactory(short_name=name, official_name=f"{name} Council")
    for kind in ("Borough", "District"):
        CouncilFactory(short_name="Twinton", official_name=f"Twinton {kind} Council", slug=f"twinton-{kind.lower()}")
    old = CouncilFactory(short_name="Oldshire", official_name="Oldshire Council", ended_on=date(2023, 3, 31))
    new = CouncilFactory(short_name="Newshire", official_name="Newshire Council", started_on=date(2023, 4, 1))
    old.successors.add(new)
    rows = [HEADER]
    for number, (column, cell, _said) in enumerate([*BAD, *GOOD]):
        honest = {"record_id": f"H-{number}", "title": "Title", "summary": "Done.", "council": "Testshire"}
        honest |= {"year": "2013"} if column == "council" else {}
        rows.append([(honest | {column: cell}).get(name, "") for name in HEADER])
    path = tmp_path / "hostile.csv"
    path.write_text(as_csv(rows) + "H-0,short\nH-1" + "," * 40 + "\n", "utf-8-sig", newline="")
    return path


def test_every_bad_row_of_a_hostile_file_has_its_sentence(file: Path) -> None:
    assert run(file, "--dry-run").splitlines()[0] == (
        f"{len(BAD) + len(GOOD) + 2} rows in hostile.csv: {len(GOOD)} would be new, 0 changed, 0 as they were, "
        f"{len(BAD) + 2} rejected."
    )
    assert (CaseStudy.objects.count(), ImportedRow.objects.count(), rejected(file)) == (0, 0, [])
    run(file)
    lengths = [
        "The row has 2 cells and the header 16: a comma or quotation mark too few or too many.",
        "The row has 41 cells and the header 16: a comma or quotation mark too few or too many.",
    ]
    assert [row[1] for row in rejected(file)[1:]] == [*(sentence for _, _, sentence in BAD), *lengths]


def test_what_only_looks_hostile_goes_in_as_text(file: Path) -> None:
    run(file)
    kept = {study.record_id: study for study in CaseStudy.objects.all()}
    assert len(kept) == len(GOOD)
    for number, (column, _cell, stored) in enumerate(GOOD, len(BAD)):
        assert getattr(kept[f"H-{number}"], column) == stored


def test_the_rejected_rows_stand_as_they_stood_and_go_in_once_mended(file: Path) -> None:
    run(file)
    original = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    header, *rows = rejected(file)
    assert header == ["row", "reason", *HEADER]
    assert [row[2:] for row in rows] == [original[int(row[0]) - 1] for row in rows]
    honest = {"record_id": "H-99", "title": "Mended", "summary": "Done.", "council": "Testshire"}
    for row, (column, _cell, _said) in zip(rows, BAD, strict=False):
        row[2 + HEADER.index(column)] = honest.get(column, "")
    mended = file.with_name("mended.csv")
    mended.write_text(as_csv([header, *rows[: len(BAD)]]), "utf-8", newline="")
    run(mended)
    assert rejected(mended) == []
    assert CaseStudy.objects.count() == len(BAD) + len(GOOD)
    before = dict(CaseStudy.objects.values_list("pk", "version"))
    for again in (mended, file):
        run(again)
    assert dict(CaseStudy.objects.values_list("pk", "version")) == before
