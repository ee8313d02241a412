"""Reads what the outputs wrote, without what wrote them: a PDF along its tags, a Word file as Word counts.

The structure of a PDF says in which order a screen reader reads; its words are looked up in the pages by the marks
that the structure refers to. Word's numbers are counted here from the definitions of the lists in the file.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Leaf(NamedTuple):
    """Words of a PDF with the tags that they stand in, the outermost first."""

    tags: tuple[str, ...]
    text: str


def leaves(content: bytes) -> list[Leaf]:
    """Return what a screen reader says, in its order; of a picture its description."""
    with pikepdf.open(io.BytesIO(content)) as file:
        marked = {page.objgen: _marked(page) for page in file.pages}
        return list(_leaves(file.Root.StructTreeRoot.K, (), None, marked))


def spoken(content: bytes) -> str:
    """Return all that a screen reader says, without spaces: where lines and cells end is the layout's affair."""
    return squeezed("".join(leaf.text for leaf in leaves(content)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def _leaves(node: Any, tags: tuple[str, ...], page: Any, marked: dict[Any, dict[int, str]]) -> Iterator[Leaf]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _leaves(one, tags, page, marked)
    elif isinstance(node, int):
        yield Leaf(tags, marked[page].get(node, ""))
    elif "/MCID" in node:
        yield Leaf(tags, marked[node.Pg.objgen if "/Pg" in node else page].get(int(node.MCID), ""))
    elif node.get("/Type") != "/OBJR":
        inner = (*tags, str(node.S)[1:])
        if "/Alt" in node:
            yield Leaf(inner, str(node.Alt))
        elif "/K" in node:
            yield from _leaves(node.K, inner, node.Pg.objgen if "/Pg" in node else page, marked)


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """Return the words of a page by the number of the mark that they stand in."""
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    marks: list[int | None] = []
    letters: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else None
                known = isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
                marks.append(int(properties.MCID) if known else None)  # type: ignore[union-attr]
            case "EMC":
                marks.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case kind:
                mark = next((one for one in reversed(marks) if one is not None), None)
                strings = operands[0] if kind == "TJ" else [operands[0]]
                said = "".join(_decoded(bytes(one), letters) for one in strings if isinstance(one, pikepdf.String))
                if mark is not None:
                    found[mark] = found.get(mark, "") + said
    return found


def _decoded(codes: bytes, letters: dict[bytes, str]) -> str:
    width = len(next(iter(letters)))  # bytes of a code: one in a simple font, two in ours
    return "".join(letters[codes[at : at + width]] for at in range(0, len(codes), width))


def _letters(font: Any) -> dict[bytes, str]:
    """Return what each code of a font stands for, as its table says; of a simple font without one, Latin letters."""
    if "/ToUnicode" not in font:
        return {bytes([code]): chr(code) for code in range(256)}
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", part):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            start = bytes.fromhex(text).decode("utf-16-be")
            for at in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + at).to_bytes(2, "big")
                found[code] = start[:-1] + chr(ord(start[-1]) + at)
    return found


class Said(NamedTuple):
    """A paragraph of a Word file as it reads: the number that Word shows, its words and its style."""

    number: str
    text: str
    style: str


def word_parts(content: bytes) -> dict[str, Any]:
    """Return the XML of a Word file, by the names of its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith((".xml", ".rels"))}


def word_paragraphs(content: bytes) -> list[Said]:
    """Return the paragraphs in the order of the file, those in tables too, numbered as Word numbers them.

    For each list Word keeps a counter a level; a paragraph adds one to its own and sets those below to nought. What
    it shows is the text of its level with the counters in place of %1 and %2.
    """
    parts = word_parts(content)
    styles = {one.get(f"{W}styleId"): one for one in parts["word/styles.xml"].iter(f"{W}style")}
    lists = _lists(parts["word/numbering.xml"])
    counters: dict[str, list[int]] = {}
    found = []
    for paragraph in parts["word/document.xml"].iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        style_id = style.get(f"{W}val") if style is not None else "Normal"
        number = paragraph.find(f"{W}pPr/{W}numPr")
        if number is None:
            number = styles[style_id].find(f"{W}pPr/{W}numPr")
        shown = ""
        if number is not None:
            used, level = number.find(f"{W}numId").get(f"{W}val"), int(number.find(f"{W}ilvl").get(f"{W}val"))
            count = counters.setdefault(used, [0] * 9)
            count[level] += 1
            count[level + 1 :] = [0] * (8 - level)
            shown = re.sub(r"%(\d)", lambda part, c=count: str(c[int(part[1]) - 1]), lists[used][level])  # type: ignore[misc]
        name = styles[style_id].find(f"{W}name").get(f"{W}val")
        found.append(Said(shown, _words(paragraph), name))
    return found


def _lists(numbering: Any) -> dict[str, dict[int, str]]:
    """Return the text of each level of each list, by its number."""
    texts = {
        one.get(f"{W}abstractNumId"): {
            int(level.get(f"{W}ilvl")): level.find(f"{W}lvlText").get(f"{W}val") for level in one.iter(f"{W}lvl")
        }
        for one in numbering.iter(f"{W}abstractNum")
    }
    return {
        one.get(f"{W}numId"): texts[one.find(f"{W}abstractNumId").get(f"{W}val")] for one in numbering.iter(f"{W}num")
    }


def _words(paragraph: Any) -> str:
    """Return the words of a paragraph; of a picture what it shows."""
    found = ""
    for one in paragraph.iter():
        if one.tag == f"{W}t":
            found += one.text or ""
        elif one.tag in (f"{W}br", f"{W}tab") and one.getparent().tag == f"{W}r":
            found += " "
        elif one.tag.endswith("}docPr"):
            found += one.get("descr", "")
    return found
