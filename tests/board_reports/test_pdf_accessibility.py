"""Whether a report's PDF serves a screen reader, as PDF/UA-1 asks: checked without typst, which made it."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.board_reports.documents import UPDATE
from tests.board_reports.reading_back import leaves
from tests.board_reports.test_outputs import as_pdf

STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "P", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody",
    "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Caption", "Span", "Link", "Figure", "Note", "Reference",
    "Quote", "BlockQuote", "Code", "TOC", "TOCI", "NonStruct",
}  # fmt: skip


def problems(reader: PdfReader) -> list[str]:
    """Return what keeps the file from being read out: tagged, titled, in a language, in order, headings nested."""
    root: Any = reader.root_object
    found = []
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        return ["not tagged"]
    if not (reader.metadata and reader.metadata.title) or not root["/ViewerPreferences"].get("/DisplayDocTitle"):
        found.append("no title")
    if not root.get("/Lang"):
        found.append("no language")
    found += [f"page {at} without tab order" for at, page in enumerate(reader.pages, 1) if page.get("/Tabs") != "/S"]
    elements = list(_elements(root["/StructTreeRoot"]["/K"]))
    roles = {str(name): str(role) for name, role in root["/StructTreeRoot"].get("/RoleMap", {}).items()}
    kinds = [str(element["/S"])[1:] for element in elements]
    found += [f"{kind} is no known tag" for kind in kinds if kind not in STANDARD and f"/{kind}" not in roles]
    levels = [int(kind[1:]) for kind in kinds if kind[0] == "H" and kind[1:].isdigit()]
    before = [0, *levels]
    found += [f"H{now} after H{last}" for last, now in zip(before, levels, strict=False) if now > last + 1]
    for element, kind in zip(elements, kinds, strict=True):
        if kind == "Figure" and not element.get("/Alt"):
            found.append("a picture without description")
        if kind == "Table" and "TH" not in [str(one["/S"])[1:] for one in _elements(element["/K"])]:
            found.append("a table without headings")
    found += [f"page {at}: {told}" for at, page in enumerate(reader.pages, 1) for told in _annotations(page)]
    return found


def _annotations(page: Any) -> list[str]:
    notes = [one.get_object() for one in page.get("/Annots", [])]
    return ["a link outside the tags" for one in notes if one["/Subtype"] == "/Link" and "/StructParent" not in one]


def _elements(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node["/K"])


@pytest.fixture(scope="module")
def made() -> bytes:
    return as_pdf(UPDATE)


@pytest.fixture
def reader(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def test_report_serves_a_screen_reader(reader: PdfReader) -> None:
    assert problems(reader) == []
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Innovation in councils"


def test_file_claims_both_standards(reader: PdfReader) -> None:
    told = reader.root_object["/Metadata"].get_object().get_data()  # type: ignore[attr-defined]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in told
    assert b"<pdfaid:part>2</pdfaid:part>" in told
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in told


def test_pages_are_labelled_with_the_numbers_that_stand_on_them(reader: PdfReader) -> None:
    total = len(reader.pages)
    assert reader.page_labels == [str(number) for number in range(1, total + 1)]
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {total}" in page.extract_text()


def test_bookmarks_are_the_headings_in_their_order(reader: PdfReader) -> None:
    def titles(outline: Any) -> list[Any]:
        return [titles(one) if isinstance(one, list) else one.title for one in outline]

    assert titles(reader.outline) == [
        "Background", "Issues", ["Innovation Zone", "The database"], "Next steps", "Financial implications",
        "Appendix 1: Innovation Programme Plan", "About the figures",
    ]  # fmt: skip


def test_headings_of_tables_are_told_apart_from_cells(made: bytes) -> None:
    heads = [leaf.text for leaf in leaves(made) if "TH" in leaf.tags]
    assert heads[:3] == ["Theme", "Councils", "For example"]
    assert heads[-3:] == ["In the text", "What was counted", "Value, and when"]
    assert "Croydon; Telford and Wrekin" in [leaf.text for leaf in leaves(made) if "TD" in leaf.tags]


def test_the_checker_finds_what_is_wrong(reader: PdfReader) -> None:
    del reader.root_object["/Lang"]
    del reader.pages[0]["/Tabs"]
    assert problems(reader) == ["no language", "page 1 without tab order"]
    del reader.root_object["/MarkInfo"]
    assert problems(reader) == ["not tagged"]
