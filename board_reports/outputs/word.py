"""A report as a Word file that officers and members can work on: real styles, real numbers, real fields.

The numbers are Word's own, from lists bound to the paragraph styles (`word_numbering.py`), and come out the same as
the document's. Every word goes in as text, so that what looks like a field code is none.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from PIL import Image, UnidentifiedImageError

from board_reports.document import Block, Document, Words, plain
from board_reports.numbering import Kind
from board_reports.outputs import charts, parts, typesetting, word_styles
from board_reports.outputs.parts import clean, line
from board_reports.outputs.word_numbering import APPENDIX_HEADING, Numbering

HYPERLINK = "Hyperlink"
TALLEST = Cm(12)
# How Word is told that a picture only adorns: without it every picture without a description is an error to it.
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative val="1" '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>'
)
HEAD_COLUMN = Cm(3.8)
LONGEST_PROPERTY = 255  # letters that Word allows in a property of a file


def word(
    document: Document, *, site: str, fonts: Path, at: datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the report as .docx. The parameters are those of `pdf.pdf`; `fonts` serve the drawings of charts."""
    writer = _Writer(document, site, fonts, pictures or {})
    writer.write(at)
    written = io.BytesIO()
    writer.file.save(written)
    return written.getvalue()


class _Writer:
    """Writes one file from top to bottom."""

    def __init__(self, document: Document, site: str, fonts: Path, pictures: Mapping[str, bytes]) -> None:
        self.document, self.site, self.fonts, self.pictures = document, site, fonts, pictures
        self.file: WordFile = docx.Document(io.BytesIO(word_styles.template()))
        # python-docx looks a style up anew for each paragraph, which takes most of the time of a long table.
        self.styles = {style.name: style.style_id for style in self.file.styles}
        self.numbering = Numbering(self.file)
        self.levels = parts.levels(document.blocks)
        self.bookmarks = {f"#{block.key}": number for number, block in enumerate(document.blocks, 1)}
        self.drawings = 0

    def write(self, at: datetime) -> None:
        self._properties(at)
        self._margins()
        self._head()
        for block in self.document.blocks:
            self._block(block)
        if self.document.contacts and self.document.contacts_at_end:
            self._paragraph("Heading 1").add_run(parts.contacts_name(self.document))
            self._contacts()
        notes, given = parts.notes(self.document), parts.given(self.document)
        if notes or given:
            self._paragraph("Heading 1").add_run(parts.ABOUT)
        if notes:
            self._table("", parts.ABOUT_COLUMNS, [[note.phrase, note.counted, note.value] for note in notes])
        if given:
            self._paragraph("Heading 2").add_run(parts.GIVEN)
            for one in given:
                self._paragraph("Normal").add_run(one)

    def _properties(self, at: datetime) -> None:
        told = self.file.core_properties
        told.title = line(self.document.title)[:LONGEST_PROPERTY]
        told.author = told.last_modified_by = line(self.document.board)[:LONGEST_PROPERTY]
        told.subject = parts.running(self.document)
        told.language = word_styles.LANGUAGE
        told.comments = told.keywords = ""
        told.created = told.modified = at.replace(tzinfo=None)

    def _margins(self) -> None:
        """Write what stands at the head and the foot of each page: board, date and item; page of pages."""
        section = self.file.sections[0]
        section.start_type = WD_SECTION.NEW_PAGE
        header = section.header.paragraphs[0]
        header._p.style = self.styles["Header"]
        header.add_run(f"{line(self.document.board)}\t{parts.running(self.document)}")
        footer = section.footer.paragraphs[0]
        footer._p.style = self.styles["Footer"]
        footer.add_run("\tPage ")
        _field(footer, "PAGE", "1")
        footer.add_run(" of ")
        _field(footer, "NUMPAGES", "1")

    def _head(self) -> None:
        document = self.document
        self._paragraph("Title").add_run(line(document.title))
        if restricted := parts.restriction(document):
            self._paragraph("Restriction").add_run(restricted)
        if late := document.counted_late:
            self._paragraph("Note").add_run(late)
        for piece in parts.head(document):
            self._paragraph("Report heading").add_run(piece.name)
            for words in piece.paragraphs:
                self._said(self._paragraph("Recommendation" if len(piece.paragraphs) > 1 else "Normal"), words)
        if document.contacts and not document.contacts_at_end:
            self._paragraph("Report heading").add_run(parts.contacts_name(document))
            self._contacts()

    def _contacts(self) -> None:
        """Write the contacts as a table with a column for each, as boards are used to."""
        contacts = self.document.contacts
        rows = [
            (name, [getattr(one, field) for one in contacts])
            for name, field in (
                ("Name", "name"), ("Position", "position"), ("Telephone", "telephone"), ("E-mail", "email"),
            )
        ]  # fmt: skip
        rows = [(name, values) for name, values in rows if any(values)]
        table = self.file.add_table(len(rows), 1 + len(contacts), style="Contacts")
        column = Emu((word_styles.TEXT_WIDTH - HEAD_COLUMN) // len(contacts))
        for at, (name, values) in enumerate(rows):
            cells = table.rows[at].cells
            for cell, text, width in zip(cells, [name, *values], [HEAD_COLUMN, *[column] * len(contacts)], strict=True):
                cell.width = width
                cell.paragraphs[0]._p.style = self.styles["Table text"]
                run = cell.paragraphs[0].add_run(line(text))
                run.bold = True if text == name and cell is cells[0] else None

    def _block(self, block: Block) -> None:
        if block.kind in parts.RANKS:
            self._heading(block)
        elif block.kind is Kind.PAGE_BREAK:
            self._paragraph("Normal").add_run().add_break(WD_BREAK.PAGE)
        elif block.chart:
            self._chart(block)
        elif block.picture:
            self._picture(block)
        elif block.table:
            columns, rows = parts.squared(block.table)
            self._table(line(block.table.caption), columns, rows)
        elif block.number:
            style, number = self.numbering.of(block)
            self._said(self._paragraph(style, number), block.words, bookmark=block.key)
        elif block.text.strip():
            self._said(self._paragraph("Normal"), block.words, bookmark=block.key)

    def _heading(self, block: Block) -> None:
        if block.kind is not Kind.APPENDIX and not block.text.strip():
            return
        words = block.words
        if block.kind is Kind.APPENDIX:
            self.numbering.begin_appendix()
            paragraph = self._paragraph(APPENDIX_HEADING)
            paragraph.add_run(": " if block.text.strip() else "")
        else:
            paragraph = self._paragraph(f"Heading {self.levels[block.key]}")
            words = parts.heading(block)
        self._said(paragraph, words, bookmark=block.key)

    def _chart(self, block: Block) -> None:
        assert block.chart is not None
        title = parts.chart_title(block)
        if block.chart.rows:
            self._paragraph("Caption").add_run(title)
            drawing = typesetting.pixels("drawing.typ", {"svg": str(charts.svg(block.chart, title))}, fonts=self.fonts)
            self._drawn(drawing, charts.described(block.chart, title), with_next=True)
        rows = [[label, words] for label, _, words in block.chart.rows]
        self._table("" if block.chart.rows else title, parts.CHART_COLUMNS, rows)

    def _picture(self, block: Block) -> None:
        assert block.picture is not None
        content = _as_png(self.pictures.get(block.picture.url, b""))
        if content:
            alt, captioned = line(block.picture.alt), bool(block.text.strip())
            self._drawn(content, alt, decorative=block.picture.decorative, with_next=captioned)
        elif told := parts.unseen(block.picture):
            self._paragraph("Note").add_run(told)
        if block.text.strip():
            caption = self._paragraph("Caption")
            caption.paragraph_format.keep_with_next = False  # it stands below what it is about
            self._said(caption, block.words, bookmark=block.key)

    def _drawn(self, content: bytes, alt: str, *, decorative: bool = False, with_next: bool = False) -> None:
        """Add a picture as wide as the text at most, with what it shows in words, or marked as an adornment.

        `with_next` keeps it on the page of what follows: its caption, or the head of its table.
        """
        paragraph = self._paragraph("Normal")
        paragraph.paragraph_format.keep_with_next = with_next or None
        shape = paragraph.add_run().add_picture(io.BytesIO(content))
        smaller = min(1.0, word_styles.TEXT_WIDTH / shape.width, TALLEST / shape.height)
        shape.width, shape.height = Emu(int(shape.width * smaller)), Emu(int(shape.height * smaller))
        properties = shape._inline.docPr
        self.drawings += 1
        properties.set("id", str(self.drawings))
        properties.set("name", f"Picture {self.drawings}")
        properties.set("descr", alt)
        if decorative:
            properties.append(parse_xml(DECORATIVE))

    def _table(self, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Words | str]]) -> None:
        if not columns:
            return
        if caption:
            self._paragraph("Caption").add_run(caption)
        table = self.file.add_table(1, len(columns), style="Report table")
        _described(table, caption)
        texts = [[line(cell if isinstance(cell, str) else plain(cell)) for cell in row] for row in rows]
        _shared(table, parts.widths(columns, texts))
        for cell, name in zip(table.rows[0].cells, columns, strict=True):
            self._cell(cell, name).paragraph_format.keep_with_next = True  # so with its caption and the first row
        _whole(table.rows[0]._tr)
        _repeated(table.rows[0]._tr)
        # A row is copied as XML: asking python-docx for each cell anew would take the square of their number.
        for row in rows:
            made = table.add_row()._tr
            _whole(made)
            for cell, words in zip(made.tc_lst, row, strict=True):
                self._cell(_Cell(cell, table), words)
        self._paragraph("Table end")

    def _cell(self, cell: _Cell, words: Words | str) -> Paragraph:
        paragraph = Paragraph(cell._tc.p_lst[0], cell)
        paragraph._p.style = self.styles["Table text"]
        if isinstance(words, str):
            paragraph.add_run(line(words))
        else:
            self._said(paragraph, words)
        return paragraph

    def _paragraph(self, style: str, number: BaseOxmlElement | None = None) -> Paragraph:
        paragraph = self.file.add_paragraph()
        paragraph._p.style = self.styles[style]
        if number is not None:
            paragraph._p.get_or_add_pPr().append(number)
        return paragraph

    def _said(self, paragraph: Paragraph, words: Words, bookmark: str = "") -> None:
        """Add words as runs; a link to another block leads to its bookmark, one to a page to its address."""
        if bookmark:
            _bookmark(paragraph, self.bookmarks[f"#{bookmark}"], bookmark, "start")
        for span in words:
            if not span.text:
                continue
            run = paragraph.add_run(clean(span.text))
            run.bold, run.italic = span.bold or None, span.italic or None
            href = parts.address(span.href, self.site)
            if href and not (href.startswith("#") and href not in self.bookmarks):
                _linked(paragraph, run, href)
        if bookmark:
            _bookmark(paragraph, self.bookmarks[f"#{bookmark}"], bookmark, "end")


def _linked(paragraph: Paragraph, run: Run, href: str) -> None:
    """Put `run` into a hyperlink."""
    link = OxmlElement("w:hyperlink")
    if href.startswith("#"):
        link.set(qn("w:anchor"), _bookmark_name(href[1:]))
    else:
        relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), relation)
        run._r.style = HYPERLINK
    run._r.addprevious(link)
    link.append(run._r)


def _bookmark_name(key: str) -> str:
    return "block_" + "".join(letter if letter.isalnum() else "_" for letter in key)[:30]


def _bookmark(paragraph: Paragraph, number: int, key: str, end: str) -> None:
    mark = OxmlElement(f"w:bookmark{end.title()}")
    mark.set(qn("w:id"), str(number))
    if end == "start":
        mark.set(qn("w:name"), _bookmark_name(key))
    paragraph._p.append(mark)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Add a field of ours; `shown` stands there until Word works it out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run(shown)
    run._r.addprevious(field)
    field.append(run._r)


def _shared(table: WordTable, weights: Sequence[int]) -> None:
    """Share the width of the text among the columns; a new row takes the widths from the grid."""
    table.autofit = False
    for grid, cell, weight in zip(table._tbl.tblGrid.gridCol_lst, table.rows[0].cells, weights, strict=True):
        grid.w = cell._tc.width = Emu(word_styles.TEXT_WIDTH * weight // sum(weights))


def _whole(row: CT_Row) -> None:
    """Say that a row stands on one page."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeated(row: CT_Row) -> None:
    """Say that a row heads its table, and stands again at the top of each page."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _described(table: WordTable, caption: str) -> None:
    """Say what a table is to those who cannot see it."""
    if caption:
        told = OxmlElement("w:tblCaption")
        told.set(qn("w:val"), caption)
        table._tbl.tblPr.append(told)


def _as_png(content: bytes) -> bytes:
    """Return a picture as PNG, which every Word opens; nothing where it is none."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            written = io.BytesIO()
            (opened if opened.mode in ("1", "L", "P", "RGB", "RGBA") else opened.convert("RGB")).save(written, "PNG")
            return written.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return b""
