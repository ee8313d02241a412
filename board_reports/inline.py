"""The notation in which the words of a block are kept: plain text, with a few marks and with references in brackets.

`**bold**`, `_italic_`, `[words](https://…)`; `[[f3]]` is a figure, `[[paragraph:KEY]]` the number of another block,
`[[case:SLUG]]` a case study and `[[session:YEAR/SLUG]]` a session. It can be typed in any text box, compared word by
word, and says nothing to PDF or Word: their text never passes through here as markup. Pure.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit


class Text(NamedTuple):
    """A run of words; `href` is "" or an address that a reader may follow."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


class FigureMark(NamedTuple):
    """A figure of the report, by its key: “f3”."""

    key: str
    bold: bool = False
    italic: bool = False


class Reference(NamedTuple):
    """Another block, a case study or a session. `kind` is paragraph, case or session."""

    kind: str
    target: str
    bold: bool = False
    italic: bool = False


type Span = Text | FigureMark | Reference

_TOKEN = re.compile(
    r"\\(?P<escaped>[\\*_\[\]])"
    r"|\[\[(?P<figure>f[0-9]{1,6})\]\]"
    r"|\[\[(?P<kind>paragraph|case|session):(?P<target>[A-Za-z0-9_/-]{1,200})\]\]"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\((?P<href>[^\s()]+)\)"
    r"|(?P<bold>\*\*)"
    r"|(?<![^\W_])(?P<opens>_)(?=\S)|(?<=\S)(?P<closes>_)(?![^\W_])"
)
_SPECIAL = re.compile(r"([\\*_\[\]])")
_SCHEMES = ("http", "https", "mailto")


def escape(text: str) -> str:
    """Return `text` so that every character of it stands for itself."""
    return _SPECIAL.sub(r"\\\1", text)


def figure(key: str) -> str:
    """Return the mark of a figure."""
    return f"[[{key}]]"


def reference(kind: str, target: str) -> str:
    return f"[[{kind}:{target}]]"


def parse(notation: str) -> list[Span]:
    """Return the spans of a block's words. Nothing is an error: what is no mark stands for itself."""
    spans: list[Span] = []
    bold = italic = False
    pairs = _pairs(notation)
    place = 0
    for found in _TOKEN.finditer(notation):
        if found.start() < place:
            continue
        _add(spans, notation[place : found.start()], bold, italic)
        place = found.end()
        if found["escaped"]:
            _add(spans, found["escaped"], bold, italic)
        elif found["figure"]:
            spans.append(FigureMark(found["figure"], bold, italic))
        elif found["kind"]:
            spans.append(Reference(found["kind"], found["target"], bold, italic))
        elif found["href"]:
            words = re.sub(r"\\(.)", r"\1", found["words"])
            href = found["href"] if urlsplit(found["href"]).scheme in _SCHEMES else ""
            if href:
                spans.append(Text(words, bold, italic, href))
            else:
                _add(spans, found[0], bold, italic)
        elif found.start() not in pairs:
            _add(spans, found[0], bold, italic)
        elif found["bold"]:
            bold = not bold
        else:
            italic = not italic
    _add(spans, notation[place:], bold, italic)
    return spans


def _pairs(notation: str) -> set[int]:
    """Return where the marks for bold and italic stand that have a partner."""
    places: set[int] = set()
    bolds = [one.start() for one in _TOKEN.finditer(notation) if one["bold"]]
    places.update(bolds[: len(bolds) // 2 * 2])
    opened = None
    for one in _TOKEN.finditer(notation):
        if one["opens"] and opened is None:
            opened = one.start()
        elif (one["closes"] or one["opens"]) and opened is not None:
            places.update((opened, one.start()))
            opened = None
    return places


def _add(spans: list[Span], text: str, bold: bool, italic: bool) -> None:
    """Add words, to the run before them where they look alike."""
    if not text:
        return
    last = spans[-1] if spans else None
    if isinstance(last, Text) and (last.bold, last.italic, last.href) == (bold, italic, ""):
        spans[-1] = last._replace(text=last.text + text)
    else:
        spans.append(Text(text, bold, italic))


def figures_in(notations: Iterable[str]) -> list[str]:
    """Return the keys of the figures in these words, each once, in their order."""
    keys = (span.key for notation in notations for span in parse(notation) if isinstance(span, FigureMark))
    return list(dict.fromkeys(keys))


def plain(spans: Sequence[Span], shown: Callable[[FigureMark | Reference], str]) -> str:
    """Return the words alone; `shown` says what stands for a figure or a reference."""
    return "".join(span.text if isinstance(span, Text) else shown(span) for span in spans)
