"""Papers of others in a pack: read back with their tags, numbers, bookmarks and links; and which are not taken."""

import dataclasses
import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from pypdf import PdfReader

from board_reports import papers
from board_reports.outputs import paper_reading
from board_reports.outputs.pack import Attached, Item, Pack
from board_reports.outputs.paper_reading import Found
from tests.board_reports import others
from tests.board_reports.documents import PORTFOLIO, UPDATE
from tests.board_reports.reading_back import leaves, spoken
from tests.board_reports.test_outputs import as_pdf
from tests.board_reports.test_packs import PACK, made
from tests.board_reports.test_pdf_accessibility import problems


def attached(content: bytes, title: str = "Libraries") -> Attached:
    found = paper_reading.read(content)
    return Attached(title, content, found, (found.warning,))


def with_papers(*contents: bytes) -> Pack:
    """A pack in which the second of three items has these papers."""
    joined = tuple(attached(one, f"Libraries {at}") for at, one in enumerate(contents, 1))
    first, second, third = PACK.items
    return dataclasses.replace(PACK, items=(first, dataclasses.replace(second, papers=joined), third))


def claims(reader: PdfReader) -> bytes:
    return bytes(reader.root_object["/Metadata"].get_object().get_data())  # type: ignore[attr-defined]


def titles(outline: Any) -> list[Any]:
    return [titles(one) if isinstance(one, list) else one.title for one in outline]


def test_a_paper_is_read_out_in_its_place_with_its_own_tags() -> None:
    content = made(with_papers(others.paper()))
    found = [(leaf.tags[-1], leaf.text) for leaf in leaves(content)]
    at = found.index(("paper2-Title", "Libraries and wellbeing"))
    assert found[at : at + 4] == [
        ("paper2-Title", "Libraries and wellbeing"),
        ("TH", "Branch"),
        ("TD", "Central"),
        ("Link", "Back to the beginning."),
    ]
    said = spoken(content)
    # After its leaf, and before the next report
    assert "arethispaperasitwasreceived.Librariesandwellbeing" in said
    assert "Backtothebeginning.Item7Reportoftheportfolioholder" in said
    reader = PdfReader(io.BytesIO(content))
    assert problems(reader) == []
    roles: Any = reader.root_object["/StructTreeRoot"]["/RoleMap"]  # type: ignore[index]
    assert (roles["/paper2-Title"], roles["/Title"], roles["/Sentence"]) == ("/H1", "/P", "/P")


def test_every_tag_of_a_paper_is_found_from_its_page() -> None:
    """The way back: from each page and link by its number to the tag that it is in."""
    reader = PdfReader(io.BytesIO(made(with_papers(others.paper(), others.paper()))))
    tree: Any = reader.root_object["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    parents = {int(key): value.get_object() for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    assert tree["/ParentTreeNextKey"] == max(parents) + 1
    keys = [page["/StructParents"] for page in reader.pages if "/StructParents" in page]
    keys += [link.get_object()["/StructParent"] for page in reader.pages for link in page.get("/Annots", [])]
    assert len(keys) == len(set(keys))
    names = [[one.get_object()["/S"] for one in parents[key]] for key in keys if isinstance(parents[key], list)]
    assert names.count(["/paper2-Title", "/TH", "/TD"]) == 1
    ids = tree["/IDTree"]["/Names"]
    known = [bytes(one.original_bytes) for one in ids[::2]]
    assert known == sorted(known)
    assert b"paper2-cell" in known and b"paper3-cell" in known  # noqa: PT018


def test_pages_count_through_the_papers() -> None:
    content = made(with_papers(others.paper(), others.paper(tagged=False, size=(842, 595))))
    reader = PdfReader(io.BytesIO(content))
    total = len(reader.pages)
    assert reader.page_labels == [str(number) for number in range(1, total + 1)]
    for number, page in enumerate(reader.pages[1:], 2):
        assert f"Page {number} of {total}" in page.extract_text()
    begins = {one.title: reader.get_destination_page_number(one) + 1 for one in reader.outline if hasattr(one, "title")}
    cells = [leaf.text for leaf in leaves(content) if {"TD", "TH"} & set(leaf.tags)]
    agenda = cells[: cells.index(str(begins[PORTFOLIO.title])) + 1]
    assert [one for one in agenda if one.isdigit()][-8:] == [
        "6", str(begins[UPDATE.title]), "6", str(begins["Libraries 1"]), "6", str(begins["Libraries 2"]), "7",
        str(begins[PORTFOLIO.title]),
    ]  # fmt: skip
    first = begins["Libraries 1"]
    assert f"The next 2 pages, {first + 1} to {first + 2}, are" in " ".join(
        reader.pages[first - 1].extract_text().split()
    )
    assert "Libraries and wellbeing" in reader.pages[first].extract_text()
    assert reader.pages[first + 3].mediabox.width == 842


def test_the_foot_is_outside_the_tags_of_a_paper() -> None:
    for content in (others.paper(), others.paper(tagged=False)):
        assert "Page7of" not in spoken(made(with_papers(content)))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_foot_stands_at_the_lower_right_however_a_page_is_turned(turn: int) -> None:
    def turned(file: pikepdf.Pdf) -> None:
        for page in file.pages:
            page.obj.Rotate = turn
            page.obj.MediaBox = [100, 50, 695, 892]

    reader = PdfReader(io.BytesIO(made(with_papers(others.paper(turned)))))
    page = next(one for one in reader.pages if one.mediabox.left == 100)
    drawn = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
    a, b, c, d, e, f = map(float, re.findall(r"((?:-?[0-9.]+ ){6})cm /\S+ Do", drawn)[-1].split())
    # Where the right end of the foot comes to stand, which has (570, 20) on a page of its own
    x, y = a * 570 + c * 20 + e - 100, b * 570 + d * 20 + f - 50
    seen = {0: (x, y), 90: (y, 595 - x), 180: (595 - x, 842 - y), 270: (842 - y, x)}[turn]
    width = 595 if turn in (0, 180) else 842
    assert seen == pytest.approx((width - 25, 20), abs=1)


def test_bookmarks_and_links_lead_into_the_pack() -> None:
    reader = PdfReader(io.BytesIO(made(with_papers(others.paper()))))
    assert titles(reader.outline)[3:5] == ["Libraries 1", ["Branches", "The end"]]
    where = {one.title: reader.get_destination_page_number(one) for one in reader.outline if hasattr(one, "title")}
    below = next(one for one in reader.outline if isinstance(one, list) and getattr(one[0], "title", "") == "Branches")
    first = where["Libraries 1"] + 1
    assert [reader.get_destination_page_number(one) for one in below] == [first, first + 1]  # type: ignore[arg-type]
    link: Any = reader.pages[first + 1]["/Annots"][0].get_object()  # type: ignore[index]
    assert reader.get_page_number(link["/Dest"][0].get_object()) == first


def test_what_a_pack_says_of_itself_is_true_of_its_papers() -> None:
    """PDF/UA as long as every paper says so too and has what that needs; PDF/A of no joined one."""
    whole = PdfReader(io.BytesIO(made(PACK)))
    assert b"<pdfuaid:part>1<" in claims(whole)
    assert b"<pdfaid:part>2<" in claims(whole)
    ours = PdfReader(io.BytesIO(made(with_papers(as_pdf(PORTFOLIO), others.paper(others.claiming)))))
    assert b"<pdfuaid:part>1<" in claims(ours)
    for one in (others.paper(), others.paper(others.claiming, tagged=False)):
        reader = PdfReader(io.BytesIO(made(with_papers(as_pdf(PORTFOLIO), one))))
        assert b"pdfuaid:part>" not in claims(reader).split(b"pdfaExtension:schemas")[0]
        assert b"<pdfaid:" not in claims(reader)


def test_an_untagged_paper_is_told_of_and_still_read() -> None:
    content = made(with_papers(others.paper(tagged=False)))
    said = spoken(content)
    assert said.count("Ithasnotags:ascreenreadermayreaditinthewrongorder") == 2  # the agenda and its leaf
    assert "LibrariesandwellbeingBranchCentralBacktothebeginning." in said
    assert problems(PdfReader(io.BytesIO(content))) == ["page 10: a link outside the tags"]


def test_a_missing_file_is_named_and_nothing_else_is_lost() -> None:
    gone = dataclasses.replace(attached(others.paper()), content=b"")
    content = made(dataclasses.replace(PACK, items=(Item("5", "Libraries", (), None, (gone,)), *PACK.items)))
    assert "Itsfilecouldnotbereadwhenthispackwasmade" in spoken(content)
    assert problems(PdfReader(io.BytesIO(content))) == []


def test_what_is_found_in_a_paper() -> None:
    assert paper_reading.read(others.paper()) == Found(
        2, 0, "Libraries and wellbeing in branches", "en-GB", False, False
    )
    assert paper_reading.read(others.paper(others.claiming)).accessible
    bare = paper_reading.read(others.paper(tagged=False))
    assert (bare.tagged, bare.title, bare.language, len(bare.points)) == (False, "", "", 3)


def upload(content: bytes) -> ContentFile:
    return ContentFile(content, "paper.pdf")


def test_a_sound_paper_is_taken_by_a_process_of_its_own() -> None:
    assert papers.read(upload(others.paper())).pages == 2


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("no pdf", lambda: b"<html>%PDF-1.7</html>", papers.NO_PDF),
    ("only its head", lambda: b"%PDF-1.7\n", papers.NO_PDF),
    ("noise", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"startxref\n9\n%%EOF", paper_reading.DAMAGED),
    ("locked", lambda: others.locked(others.paper()), paper_reading.LOCKED),
    ("too long", lambda: others.long(501), paper_reading.LONG.format(pages=501, most=500)),
    ("script", lambda: others.paper(others.script), paper_reading.SCRIPT),
    ("hidden script", lambda: others.paper(others.hidden_script), paper_reading.SCRIPT),
    ("named script", lambda: others.paper(others.named_script), paper_reading.SCRIPT),
    ("launch", lambda: others.paper(others.launch), paper_reading.ACTION),
    ("attachment", lambda: others.paper(others.attachment), paper_reading.FILES),
    ("form", lambda: others.paper(others.form), paper_reading.FORM),
    ("comment", lambda: others.paper(others.comment), paper_reading.NOTES.format(page=2)),
    ("hidden layer", lambda: others.paper(others.hidden_layer), paper_reading.LAYERS),
    ("odd address", lambda: others.paper(others.odd_address),
     paper_reading.ADDRESS.format(page=2, address="javascript:alert(1)")),
    ("a chain that fells readers", lambda: others.paper(others.chain), paper_reading.DAMAGED),
]  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_paper_is_refused_with_a_sentence(make: Callable[[], bytes], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        papers.read(upload(make()))
    assert refused.value.messages == [sentence]
