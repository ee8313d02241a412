"""The programme as a PDF, read back: what it says, in which order, and what screen readers get of it."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from tests.zone_programme.programmes import AWKWARD, EMPTY, SITE, on_the_day
from zone_programme.exports.paper import appendix, folded
from zone_programme.programme import Programme

FONTS = settings.BASE_DIR / "node_modules" / "source-sans" / "TTF"


def read(programme: Programme, fonts: Path = FONTS) -> PdfReader:
    return PdfReader(io.BytesIO(appendix(programme, site=SITE, fonts=fonts)))


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[str]:
    """Return the structure that a screen reader follows, as names of its elements in order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node and node.get("/Type") != "/OBJR":
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.root_object["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return read(AWKWARD)


def test_days_with_their_breaks_and_then_themes(reader: PdfReader) -> None:
    found = text(reader)
    parts = [
        "Appendix 1", "Innovation Zone 2027: programme", "LGA annual conference, Winter Gardens, Testmouth",
        "Release 4, 1 March 2027", "Saturday 27 March: digital", "10:00 to 10:45", "Zoë Ångström, head of digital",
        "Ann Other (chair)", "10:00 to 11:30", "=1+1 at the table", "12:30 to 13:30", "Lunch", "Off (cancelled)",
        "16:00 to 17:00", "Leader’s address", "23:30 to 02:30", "Past midnight", "Sunday 28 March", "11:00 to 11:15",
        "Tea", "Sessions by theme", "Ageing; well, better", "Digital & data", "10:00 to 10:45 and Sunday 10:00",
        "Other sessions", "Off: cancelled",
    ]  # fmt: skip
    place = 0
    for part in parts:
        assert part in found[place:]
        place = found.index(part, place)


@pytest.mark.parametrize("write", [appendix, folded])
def test_what_is_late_or_was_moved_on_the_day_says_so(write: Any) -> None:
    found = text(PdfReader(io.BytesIO(write(on_the_day(AWKWARD), site=SITE, fonts=FONTS))))
    for part in ("(late: was 09:45)", "=1+1 at the table (moved: was Attic, 09:00)", "Off (cancelled)"):
        assert part in found
    assert found.count("was ") == 2


def test_conforms_to_pdf_ua(reader: PdfReader) -> None:
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Innovation Zone 2027: programme"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()  # type: ignore[attr-defined]


def test_headings_tables_and_lists_are_tagged(reader: PdfReader) -> None:
    found = tags(reader)
    assert found.count("/Table") == 2
    assert found.count("/TH") == 6
    assert found.count("/TR") == 2 + 6 + 2
    assert found.count("/H1") + found.count("/H2") == 3 + 3
    assert "/LI" in found


def test_fonts_are_ours_and_within(reader: PdfReader) -> None:
    names = {
        str(font["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert names
    assert all("SourceSans3" in name for name in names)


def test_works_without_our_font_and_without_sessions(tmp_path: Path) -> None:
    assert "Tuesday 6 July No sessions yet." in text(read(EMPTY, tmp_path / "none"))


def test_is_the_same_every_time() -> None:
    assert appendix(AWKWARD, site=SITE, fonts=FONTS) == appendix(AWKWARD, site=SITE, fonts=FONTS)


@pytest.mark.parametrize(
    ("sessions", "sides"),
    [
        pytest.param(4, [["Notes", "1"], ["Notes", "Notes"]], id="one page, three for notes"),
        pytest.param(300, [["Notes", "1"], ["2", "7"], ["6", "3"], ["4", "5"]], id="seven pages on two sheets"),
    ],
)
def test_folded_sheets_come_in_the_order_of_the_fold(sessions: int, sides: list[list[str]]) -> None:
    """On each side the left half, then the right: the last page beside the first, the second beside the one before."""
    one, slot = AWKWARD.sessions[3], AWKWARD.slots[0]
    programme = replace(
        EMPTY,
        spaces=AWKWARD.spaces,
        sessions=tuple(replace(one, id=n, title=f"Session {n}") for n in range(sessions)),
        slots=tuple(replace(slot, uid=str(n), session=n) for n in range(sessions)),
        days=(),
    )
    reader = PdfReader(io.BytesIO(folded(programme, site=SITE, fonts=FONTS)))
    found = [re.findall(r"/zone/2027/\s*(\d+)|(Notes)", page.extract_text()) for page in reader.pages]
    assert [["".join(half) for half in side] for side in found] == sides
    assert f"Session {sessions - 1}" in text(reader)
    assert float(reader.pages[0].mediabox.width) == pytest.approx(842, abs=1)
