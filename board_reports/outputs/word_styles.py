"""How a report looks in Word: the page, the styles of paragraphs and tables, the language. Nothing about its words."""

import io
from functools import lru_cache

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LANGUAGE = "en-GB"
FONT = "Arial"  # ours is not on other people's computers
INK, HEATHER, QUIET = RGBColor(0x1D, 0x13, 0x30), RGBColor(0x4A, 0x25, 0x74), RGBColor(0x57, 0x51, 0x6A)
TEXT_WIDTH = Cm(16.2)
HEADINGS = {  # size, colour, space before, space after, in points
    "Title": (26, INK, 0, 12),
    "Heading 1": (16, INK, 18, 6),
    "Heading 2": (13, HEATHER, 14, 4),
    "Heading 3": (12, INK, 12, 4),
    "Report heading": (12, HEATHER, 10, 2),
    "Appendix heading": (18, INK, 0, 8),
}
BODY = (
    "Numbered paragraph", "Numbered sub-paragraph", "Appendix paragraph", "Appendix sub-paragraph", "Recommendation",
)  # fmt: skip


@lru_cache(maxsize=1)
def template() -> bytes:
    """Return an empty file with our page and our styles; made once in each process."""
    file = docx.Document()
    _prepare(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _prepare(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1.2)
    _language(file)
    _modern(file)
    normal = file.styles["Normal"]
    _look(normal, 12, INK, 0, 6)
    normal.paragraph_format.line_spacing = 1.15
    for name in BODY:
        _added(file, name).paragraph_format.space_after = Pt(8)
    _added(file, "Report heading", "Heading 1")
    _added(file, "Appendix heading", "Heading 1").paragraph_format.page_break_before = True
    for name, (size, colour, before, after) in HEADINGS.items():
        style = file.styles[name]
        _look(style, size, colour, before, after)
        style.font.bold = True
        style.paragraph_format.keep_with_next = True
    for old in file.styles["Title"].element.pPr.findall(qn("w:pBdr")):
        file.styles["Title"].element.pPr.remove(old)
    _look(file.styles["Caption"], 11, INK, 10, 4)
    file.styles["Caption"].font.bold = True
    file.styles["Caption"].paragraph_format.keep_with_next = True
    _look(_added(file, "Table text"), 11, INK, 3, 3)
    _look(_added(file, "Table end"), 6, INK, 0, 0)
    _look(_added(file, "Note"), 11, QUIET, 6, 6)
    _look(_added(file, "Restriction"), 12, INK, 0, 8)
    file.styles["Restriction"].font.bold = True
    for name in ("Header", "Footer"):
        style = file.styles[name]
        _look(style, 9.5, QUIET, 0, 0)
        for old in style.element.pPr.findall(qn("w:tabs")):
            style.element.pPr.remove(old)
        style.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    link = file.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = HEATHER, True
    _tables(file)


def _added(file: WordFile, name: str, base: str = "Normal") -> ParagraphStyle:
    style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles[base]
    style.quick_style = True
    return style


def _look(style: ParagraphStyle, size: float, colour: RGBColor, before: float, after: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.italic = False
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for which in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{which}"), FONT)
    for spaced in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(qn("w:kern")):
        style.element.rPr.remove(spaced)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _language(file: WordFile) -> None:
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), LANGUAGE)


def _modern(file: WordFile) -> None:
    """Say that Word of today made it: else it opens in compatibility mode."""
    settings = file.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compatible = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    before = [f"w:{name}" for name in ("docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping")]
    place = next((one for one in settings if one.tag in {qn(name) for name in (*before, "w:shapeDefaults")}), None)
    place = next((one for one in settings if one.tag == qn("m:mathPr")), place) if place is None else place
    if place is None:
        settings.append(compatible)
    else:
        place.addprevious(compatible)


def _tables(file: WordFile) -> None:
    """Add the two kinds of table: lines between the rows, and for contacts none."""
    hair = 'w:val="single" w:sz="4" w:space="0" w:color="D9D2E3"'
    strong = 'w:val="single" w:sz="8" w:space="0" w:color="4A2574"'
    for name, borders, first in (
        ("Report table", f"<w:bottom {hair}/><w:insideH {hair}/>", f"<w:bottom {strong}/>"),
        ("Contacts", "", ""),
    ):
        head = (
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
            f"<w:tcPr><w:tcBorders>{first}</w:tcBorders></w:tcPr></w:tblStylePr>"
            if first
            else ""
        )
        file.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
                f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
                f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{head}</w:style>"
            )
        )
