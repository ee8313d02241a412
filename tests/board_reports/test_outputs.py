"""Text, PDF and Word of a report: each read back, and all saying the same numbers and words in the same order."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from board_reports.document import Block, Chart, Document, Person, Picture, Span, Table, plain
from board_reports.numbering import Kind
from board_reports.outputs import charts, parts
from board_reports.outputs.pdf import pdf
from board_reports.outputs.text import text
from board_reports.outputs.word import word
from tests.board_reports.documents import PORTFOLIO, UPDATE, document, said
from tests.board_reports.reading_back import W, leaves, spoken, squeezed, word_paragraphs, word_parts

FONTS = settings.BASE_DIR / "node_modules" / "source-sans" / "TTF"
SITE = "https://example.org"
AT = datetime(2015, 7, 14, 9, tzinfo=UTC)
MARKUP = '#read("/etc/passwd") *bold* _it_ $x^2$ @label <key> [a] `raw` \\ // { PAGE } =1+1 & < > "q" ~ -- … \'x\''


def as_pdf(what: Document, pictures: dict[str, bytes] | None = None) -> bytes:
    return pdf(what, site=SITE, fonts=FONTS, at=AT, pictures=pictures)


def as_word(what: Document, pictures: dict[str, bytes] | None = None) -> bytes:
    return word(what, site=SITE, fonts=FONTS, at=AT, pictures=pictures)


def picture(kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((90, 50)).save(written, kind)
    return written.getvalue()


def expected(what: Document, *, contacts_by_row: bool) -> list[str]:
    """Return what every output says from the head on, in its order, from the document alone."""
    told = [what.title, parts.restriction(what)]
    for piece in parts.head(what):
        several = len(piece.paragraphs) > 1
        told.append(piece.name)
        told += [f"{at}. {plain(words)}" if several else plain(words) for at, words in enumerate(piece.paragraphs, 1)]
    if not what.contacts_at_end:
        told += _contacts(what, by_row=contacts_by_row)
    for block in what.blocks:
        told += _of_block(block)
    if what.contacts_at_end:
        told += _contacts(what, by_row=contacts_by_row)
    if notes := parts.notes(what):
        told += [parts.ABOUT, *parts.ABOUT_COLUMNS, *("".join(note.cells) for note in notes)]
    return told


def _contacts(what: Document, *, by_row: bool) -> list[str]:
    people = [(one.name, one.position, one.telephone, one.email) for one in what.contacts]
    if not people:
        return []
    if not by_row:
        return [parts.contacts_name(what), *("".join(one) for one in people)]
    told = [parts.contacts_name(what)]
    for name, values in zip(("Name", "Position", "Telephone", "E-mail"), zip(*people, strict=True), strict=True):
        told += [name, *values] if any(values) else []
    return told


def _of_block(block: Block) -> list[str]:
    if block.kind in parts.RANKS:
        return [plain(parts.heading(block))] if block.text.strip() or block.kind is Kind.APPENDIX else []
    if block.chart:
        title = parts.chart_title(block)
        rows = ["".join((label, words)) for label, _, words in block.chart.rows]
        return [title, charts.described(block.chart, title), *parts.CHART_COLUMNS, *rows]
    if block.picture:
        return [block.picture.alt, block.text]
    if block.table:
        columns, rows = parts.squared(block.table)
        return [block.table.caption, *columns, *(plain(cell) for row in rows for cell in row)]
    return [f"{parts.numbered(block)} {block.text}" if block.number else block.text]


def spoken_of_word(content: bytes) -> str:
    return squeezed("".join(one.number + one.text for one in word_paragraphs(content)))


def in_order(told: list[str], text: str) -> None:
    """Assert that `text` says these one after the other, wherever its lines end."""
    text, place = " ".join(text.split()), 0
    for one in told:
        wanted = " ".join(one.split())
        assert wanted in text[place:]
        place = text.index(wanted, place) + len(wanted)


@pytest.fixture(scope="module")
def update() -> bytes:
    return as_pdf(UPDATE)


@pytest.fixture(scope="module")
def update_word() -> bytes:
    return as_word(UPDATE)


def test_text_says_everything_in_order() -> None:
    written = text(UPDATE, site=SITE)
    assert max(map(len, written.splitlines())) <= 76
    numbers_and_words = [
        " ".join(f"{parts.numbered(b)} {b.text}".split())
        for b in UPDATE.blocks
        if b.number and b.kind is not Kind.APPENDIX
    ]
    without_addresses = " ".join(written.replace(f" <{SITE}/case-studies/my-croydon/>", "").split())
    in_order(numbers_and_words, without_addresses)
    in_order(["Appendix 1: Innovation Programme Plan", "A1.", "A1.1", "Theme: Strand 1", "About the figures"], written)
    in_order(["over 100", "103, 8 July 2015, 16:02", "over 2,724", "2,731, 14 July 2015, 09:00"], written[-900:])


def test_pdf_is_read_out_as_the_document_stands(update: bytes) -> None:
    board = f"{UPDATE.board}, {parts.running(UPDATE)}"
    assert spoken(update) == squeezed("".join([board, *expected(UPDATE, contacts_by_row=False)]))


def test_word_shows_the_numbers_that_it_counts_itself(update_word: bytes) -> None:
    assert spoken_of_word(update_word) == squeezed("".join(expected(UPDATE, contacts_by_row=True)))


def test_portfolio_has_capital_parts_and_its_picture_described() -> None:
    pictures = {"/media/reports/zone.png": picture("WEBP")}
    board = f"{PORTFOLIO.board}, {parts.running(PORTFOLIO)}"
    made = as_pdf(PORTFOLIO, pictures)
    assert spoken(made) == squeezed("".join([board, *expected(PORTFOLIO, contacts_by_row=False)]))
    assert spoken_of_word(as_word(PORTFOLIO, pictures)) == squeezed("".join(expected(PORTFOLIO, contacts_by_row=True)))
    in_order(["INNOVATION", "The Zone at the conference", "1. It will:", "1.1 show", "2. It", "LEADERSHIP", "3. A"],
             text(PORTFOLIO, site=SITE))  # fmt: skip


def test_a_pages_text_is_found_where_it_is_seen(update: bytes) -> None:
    """What other programs take from the pages, without the tags."""
    seen = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(update)).pages).split())
    in_order(["1.", "over 100", "case studies, added", "over 2,724", "7.", "None.", "A1.", "A1.1", "over 100"], seen)


WORDS = st.text(st.sampled_from(list("aé Ŵ7#*_$@\\<>&\"'[]{}%-`~=/\n")), max_size=12)
SPANS = st.lists(
    st.builds(
        Span, WORDS, st.booleans(), st.booleans(), st.sampled_from(["", "", "#k1", "#gone", "/case-studies/x/"]),
        st.sampled_from(["", "f1"]),
    ),
    max_size=3,
).map(tuple)  # fmt: skip
TABLES = st.builds(
    lambda caption, columns, rows: Table(caption, tuple(columns), tuple(map(tuple, rows))),
    WORDS, st.lists(WORDS, min_size=1, max_size=3), st.lists(st.lists(SPANS, max_size=4), max_size=3),
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kinds = draw(st.lists(st.sampled_from([*Kind, Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.SUBPARAGRAPH]), max_size=14))
    blocks = []
    for at, kind in enumerate(kind for kind in kinds if kind not in (Kind.IMAGE, Kind.CHART)):
        table = draw(TABLES) if kind is Kind.TABLE else None
        words = () if kind in (Kind.TABLE, Kind.PAGE_BREAK) else draw(SPANS)
        blocks.append(Block(f"k{at}", kind, words, table=table))
    contacts = draw(st.lists(st.just(Person("Robin", "", "020 7000 0000", "")), max_size=2))
    return document(
        *blocks, title="T" + draw(WORDS), summary=draw(SPANS), contacts=tuple(contacts), figures=UPDATE.figures[:1],
        kind=draw(st.sampled_from(["update", "portfolio"])),
    )  # fmt: skip


@trying(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_whatever_is_written_every_output_says_the_same(what: Document) -> None:
    told = squeezed("".join(expected(what, contacts_by_row=True)))
    assert spoken_of_word(as_word(what)) == told
    board = f"{what.board}, {parts.running(what)}"
    in_pdf = squeezed("".join([board, *expected(what, contacts_by_row=False)]))
    assert spoken(as_pdf(what)) == in_pdf
    numbers = [parts.numbered(block) for block in what.blocks if block.number and block.kind is not Kind.APPENDIX]
    in_order(numbers, text(what, site=SITE))


def test_markup_is_read_as_it_was_typed() -> None:
    """Nothing that typst, Word or a field would take for an order is one."""
    hostile = document(
        Block("b1", Kind.HEADING, said(MARKUP)), Block("b2", Kind.PARAGRAPH, said(MARKUP)),
        Block("b3", Kind.TABLE, table=Table(MARKUP, (MARKUP, "x"), ((said(MARKUP), said("{ SEQ x }")),))),
        Block("b4", Kind.IMAGE, picture=Picture("../../etc/passwd", MARKUP)),
        title=MARKUP, board=MARKUP, purpose=MARKUP, summary=said(MARKUP), contacts=(Person(MARKUP),),
    )  # fmt: skip
    once = squeezed(MARKUP)
    in_pdf, in_word = spoken(as_pdf(hostile)), as_word(hostile)
    assert in_pdf.count(once) == 11
    assert spoken_of_word(in_word).count(once) == 10  # the head of its pages has the board's
    assert "root:" not in in_pdf
    fields = [one for name, part in word_parts(in_word).items() for one in part.iter("{*}instrText", "{*}fldSimple")]
    assert {one.getparent().getparent().tag.rpartition("}")[2] for one in fields} == {"ftr"}
    assert text(hostile, site=SITE).replace("\n", " ").count("passwd") == 11


def test_letters_without_a_shape_become_squares() -> None:
    strange = document(
        Block(
            "b1",
            Kind.PARAGRAPH,
            said("Łódź, Ŵy, 中文, 😀, \ue000, \u200b, \x00\x0b\ufffe, done", Span(" ½", bold=True)),
        ),
        title="中 title",
    )
    assert "1.Łódź,Ŵy,□□,□,□," in spoken(as_pdf(strange))
    assert "Łódź,Ŵy,中文,😀," in spoken_of_word(as_word(strange))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", b"GIF89a-cut", picture()[:60], b"<svg><script>1</script></svg>"],
    ids=["empty", "text", "cut GIF", "cut PNG", "SVG"],
)
def test_a_picture_that_fails_leaves_its_description(content: bytes) -> None:
    pictures = {"/media/reports/zone.png": content}
    note = "[Picture: People at round tables. It could not be shown here.]"
    assert squeezed(note) in spoken(as_pdf(PORTFOLIO, pictures))
    assert squeezed(note) in spoken_of_word(as_word(PORTFOLIO, pictures))


def test_one_good_picture_stays_when_another_fails() -> None:
    both = document(
        Block("b1", Kind.IMAGE, picture=Picture("/good", "Good")),
        Block("b2", Kind.IMAGE, picture=Picture("/bad", "Bad")),
    )
    made = as_pdf(both, {"/good": picture(), "/bad": b"x"})
    assert [leaf.text for leaf in leaves(made) if leaf.tags[-1] == "Figure"] == ["Good"]
    assert "Picture:Bad." in spoken(made)


def test_two_hundred_pages_are_pasted() -> None:
    pasted = document(
        *(
            Block(f"b{n}", Kind.PARAGRAPH, said("Words that somebody pasted, and more of them. " * 30))
            for n in range(600)
        )
    )
    made = as_pdf(pasted)
    assert len(PdfReader(io.BytesIO(made)).pages) > 200
    in_pdf = [leaf.text.strip() for leaf in leaves(made) if leaf.tags[-1] == "Lbl"]
    assert in_pdf == [f"{n}." for n in range(1, 601)]
    in_word = [one.number for one in word_paragraphs(as_word(pasted)) if one.number]
    assert in_word == in_pdf


def test_word_file_has_styles_language_header_and_footer(update_word: bytes) -> None:
    parts_of = word_parts(update_word)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert parts_of["word/styles.xml"].find(f".//{w}lang").get(f"{w}val") == "en-GB"
    core = parts_of["docProps/core.xml"]
    assert core.findtext("{*}title") == "Innovation in councils"
    assert core.findtext("{*}language") == "en-GB"
    header = next(part for name, part in parts_of.items() if name.startswith("word/header"))
    assert "".join(header.itertext()).split("\t") == ["Improvement and Innovation Board14 July 2015, item 6"]
    footer = next(part for name, part in parts_of.items() if name.startswith("word/footer"))
    assert [one.get(f"{w}instr") for one in footer.iter(f"{w}fldSimple")] == ["PAGE", "NUMPAGES"]
    styles = {one.style for one in word_paragraphs(update_word)}
    assert {"Title", "heading 1", "heading 2", "Numbered paragraph", "Numbered sub-paragraph"} <= styles
    tables = list(parts_of["word/document.xml"].iter(f"{w}tbl"))
    assert [table.find(f"{w}tr/{w}trPr/{w}tblHeader") is not None for table in tables] == [False, *[True] * 5]
    lists = [one for one in parts_of["word/numbering.xml"].iter(f"{w}abstractNum") if len(one.findall(f"{w}lvl")) == 2]
    bound = [one.get(f"{w}val") for one in lists[0].iter(f"{w}pStyle")]
    assert bound == ["Numberedparagraph", "Numberedsub-paragraph"]


def test_in_word_a_caption_stays_with_what_it_is_about() -> None:
    below = Block("p1", Kind.IMAGE, said("The Zone in 2014"), picture=Picture("/a.png", "Tables"))
    alone = Block("p2", Kind.IMAGE, picture=Picture("/a.png", "Chairs"))
    charted = Block("c1", Kind.CHART, said("Stories"), chart=Chart("bar", "Stories", (("May", "40", "40"),)))
    table = Block("t1", Kind.TABLE, table=Table("Councils", ("Theme", "Councils"), ((said("Digital"), said("24")),)))
    files = word_parts(as_word(document(below, alone, charted, table, contacts=()), {"/a.png": picture()}))
    styles = {one.get(f"{W}styleId"): one for one in files["word/styles.xml"].iter(f"{W}style")}

    def stays(paragraph: Any) -> bool:
        """Whether it is kept on the page of what follows, by itself or else by its style."""
        properties = paragraph.find(f"{W}pPr")
        for one in (properties, styles[properties.find(f"{W}pStyle").get(f"{W}val")].find(f"{W}pPr")):
            kept = one.find(f"{W}keepNext") if one is not None else None
            if kept is not None:
                return kept.get(f"{W}val") not in ("0", "false")
        return False

    told: list[str | tuple[str, bool]] = []
    for one in files["word/document.xml"].find(f"{W}body"):
        if one.tag == f"{W}tbl":
            rows = one.findall(f"{W}tr")
            assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
            told += [("head", all(map(stays, rows[0].iter(f"{W}p")))), ("row", any(map(stays, rows[1].iter(f"{W}p"))))]
        elif one.tag == f"{W}p" and one.find(f".//{W}drawing") is not None:
            told.append(("drawing", stays(one)))
        elif one.tag == f"{W}p" and one.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption":
            told.append(("caption", stays(one)))
    assert told == [
        ("drawing", True), ("caption", False), ("drawing", False),
        ("caption", True), ("drawing", True), ("head", True), ("row", False),
        ("caption", True), ("head", True), ("row", False),
    ]  # fmt: skip
