"""Word's own numbering of a report: one list of two levels bound to the styles of paragraphs, and one an appendix.

Word counts by the same rules as `numbering.py`: 1, 2, 3 through all headings, 2.1 and 2.2 below the second, A1 and
A1.1 in the first appendix.
"""

from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from board_reports.document import Block

PARAGRAPHS = ("Numbered paragraph", "Numbered sub-paragraph")
APPENDIX_PARAGRAPHS = ("Appendix paragraph", "Appendix sub-paragraph")
APPENDIX_HEADING = "Appendix heading"
RECOMMENDATION = "Recommendation"
LEFT, HANGING = (737, 1474), (737, 737)  # twentieths of a point: 13 mm each


class Numbering:
    """The lists of one file. Appendices get theirs as they begin."""

    def __init__(self, file: WordFile) -> None:
        self.file = file
        self.element = file.part.numbering_part.element
        for old in list(self.element):  # those of the template that no style of ours uses
            self.element.remove(old)
        self.appendices = 0
        self.list_id = 0  # of the appendix that is being written
        self._bound(PARAGRAPHS, self._list(["%1.", "%1.%2"], PARAGRAPHS))
        self._bound([APPENDIX_HEADING], self._list(["Appendix %1"], [APPENDIX_HEADING], follow="nothing"))
        self._bound([RECOMMENDATION], self._list(["%1."], [RECOMMENDATION]))

    def of(self, block: Block) -> tuple[str, BaseOxmlElement | None]:
        """Return the style of a numbered block, and what its paragraph says of its list where the style does not."""
        level = block.level - 1
        if not self.appendices:
            return PARAGRAPHS[level], None
        return APPENDIX_PARAGRAPHS[level], _numbered(level, self.list_id)

    def begin_appendix(self) -> None:
        """Let the paragraphs that follow begin again, with the letter of the next appendix."""
        letter = chr(ord("A") + self.appendices % 26)
        self.appendices += 1
        self.list_id = self._list([f"{letter}%1.", f"{letter}%1.%2"], [])

    def _list(self, texts: list[str], styles: list[str] | tuple[str, ...], *, follow: str = "tab") -> int:
        """Define a list whose levels read as `texts` and belong to `styles`. Return its number."""
        number = len(self.element.findall(qn("w:num"))) + 1
        levels = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
            + (f'<w:pStyle w:val="{self.file.styles[styles[at]].style_id}"/>' if styles else "")
            + f'<w:suff w:val="{follow}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            + (f'<w:pPr><w:ind w:left="{LEFT[at]}" w:hanging="{HANGING[at]}"/></w:pPr>' if follow == "tab" else "")
            + "</w:lvl>"
            for at, text in enumerate(texts)
        )
        definition = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
        use = parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        first_use = self.element.find(qn("w:num"))  # every definition stands before every use
        if first_use is None:
            self.element.append(definition)
        else:
            first_use.addprevious(definition)
        self.element.append(use)
        return number

    def _bound(self, styles: list[str] | tuple[str, ...], number: int) -> None:
        for level, name in enumerate(styles):
            properties = self.file.styles[name].element.get_or_add_pPr()
            properties.insert_element_before(_numbered(level, number), *_AFTER_NUMBER)


# What may follow numPr among the properties of a paragraph, in the order that the format wants.
_AFTER_NUMBER = tuple(
    f"w:{name}" for name in (
        "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct",
        "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind",
        "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
        "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip


def _numbered(level: int, number: int) -> BaseOxmlElement:
    return parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
