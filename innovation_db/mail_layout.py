"""From the text of an e-mail to the parts its HTML is laid out from: the text is the master, HTML says the same.

Paragraphs are parted by empty lines. A paragraph whose lines begin with “- ” is a list, with “> ” somebody's own words;
one that begins with “# ” a heading; two lines of which the second is an address of this site become a button.
"""

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


class Piece(NamedTuple):
    """A stretch of text; `link` is where it leads, or "" for plain text."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Block:
    kind: Literal["paragraph", "list", "quote", "heading", "button"]
    lines: list[list[Piece]] = field(default_factory=list)
    label: str = ""
    link: str = ""


def blocks(text: str, *, site: str) -> list[Block]:
    """Return the blocks of `text`. Only addresses that start with `site` become links: not what strangers typed."""
    paragraphs = [part.strip("\n").split("\n") for part in re.split(r"\n[ \t]*\n", text.strip())]
    return [_block(lines, site) for lines in paragraphs if any(line.strip() for line in lines)]


def _block(lines: list[str], site: str) -> Block:
    if all(line.startswith(">") for line in lines):
        return Block("quote", [[Piece(line[1:].strip())] for line in lines])
    if all(line.startswith("- ") for line in lines):
        return Block("list", [_pieces(line[2:], site) for line in lines])
    if len(lines) == 1 and lines[0].startswith("# "):
        return Block("heading", [[Piece(lines[0][2:])]])
    if len(lines) == 2 and _belongs(lines[1].strip(), site) and _ADDRESS.fullmatch(lines[1].strip()):
        return Block("button", label=lines[0].strip().rstrip(":"), link=lines[1].strip())
    return Block("paragraph", [_pieces(line, site) for line in lines])


def _pieces(line: str, site: str) -> list[Piece]:
    pieces, at = [], 0
    for found in _ADDRESS.finditer(line):
        if _belongs(found[0], site):
            pieces += [Piece(line[at : found.start()]), Piece(found[0], found[0])]
            at = found.end()
    return [piece for piece in [*pieces, Piece(line[at:])] if piece.text]


def _belongs(address: str, site: str) -> bool:
    return address == site or address.startswith(f"{site}/")
