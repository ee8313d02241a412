"""A report as plain text, for e-mail and for who wants nothing but the words: 76 characters a line."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from board_reports.document import Block, Document, Words, plain
from board_reports.numbering import Kind
from board_reports.outputs import parts
from board_reports.outputs.parts import clean, line

WIDTH = 76
UNDERLINES = "=-~"
_GAP = "  "


def text(document: Document, *, site: str) -> str:
    """Return the report; `site` goes before the addresses of its links."""
    return "\n\n".join(one for one in _pieces(document, site) if one) + "\n"


def _pieces(document: Document, site: str) -> Iterator[str]:
    yield _wrapped(", ".join(filter(None, [line(document.board), parts.running(document)])))
    yield _underlined(line(document.title), "#")
    yield _wrapped(parts.restriction(document))
    yield _wrapped(document.counted_late)
    for piece in parts.head(document):
        several = len(piece.paragraphs) > 1
        paragraphs = [
            _wrapped(_said(words, site), f"{at}. " if several else "") for at, words in enumerate(piece.paragraphs, 1)
        ]
        yield _underlined(piece.name, UNDERLINES[0]) + "\n" + "\n".join(paragraphs)
    if not document.contacts_at_end:
        yield _contacts(document)
    levels = parts.levels(document.blocks)
    for block in document.blocks:
        yield _block(block, levels, site)
    if document.contacts_at_end:
        yield _contacts(document)
    notes, given = parts.notes(document), parts.given(document)
    if notes or given:
        yield _underlined(parts.ABOUT, UNDERLINES[0])
    if notes:
        yield _table("", parts.ABOUT_COLUMNS, [note.cells for note in notes])
    if given:
        yield _underlined(parts.GIVEN, UNDERLINES[1])
        yield "\n".join(_wrapped(one, "- ") for one in given)


def _contacts(document: Document) -> str:
    people = [
        "\n".join(line(part) for part in (one.name, one.position, one.telephone, one.email) if part.strip())
        for one in document.contacts
    ]
    return _underlined(parts.contacts_name(document), UNDERLINES[0]) + "\n" + "\n\n".join(people) if people else ""


def _block(block: Block, levels: dict[str, int], site: str) -> str:
    if block.kind in parts.RANKS:
        return _underlined(line(plain(parts.heading(block))), UNDERLINES[min(levels[block.key], 3) - 1])
    if block.kind is Kind.PAGE_BREAK:
        return ""
    said = _said(block.words, site)
    if block.chart:
        title = parts.chart_title(block)
        return _table(title, parts.CHART_COLUMNS, [(line(label), line(words)) for label, _, words in block.chart.rows])
    if block.picture:
        alt = line(block.picture.alt)
        shown = f"[Picture: {alt}]" if alt else "" if block.picture.decorative else "[Picture]"
        return _wrapped(f"{shown} {said}".strip())
    if block.table:
        columns, rows = parts.squared(block.table)
        said_rows = [[line(_said(cell, site)) for cell in row] for row in rows]
        return _table(line(block.table.caption), columns, said_rows)
    if block.number:
        margin = 5 if block.level == 1 else 11
        before = f"{parts.numbered(block):<5}" if block.level == 1 else f"     {parts.numbered(block):<6}"
        before = before if before.endswith(" ") else f"{before} "
        return _wrapped(said, before, " " * margin)
    return _wrapped(said)


def _said(words: Words, site: str) -> str:
    """Return the words, each link to a page with its address after it."""
    found = ""
    for span in words:
        found += clean(span.text)
        if span.href and not span.href.startswith("#") and span.href != span.text:
            found += f" <{parts.address(span.href, site)}>"
    return found.strip()


def _underlined(words: str, with_what: str) -> str:
    wrapped = _wrapped(words)
    return f"{wrapped}\n{with_what * max(map(len, wrapped.splitlines()), default=0)}" if wrapped else ""


def _wrapped(words: str, first: str = "", then: str | None = None) -> str:
    """Return `words` in lines; `first` stands before the first, `then` (else as many spaces) before the others."""
    then = " " * len(first) if then is None else then
    lines = words.splitlines() or ([""] if first else [])
    return "\n".join(
        fill(
            one, WIDTH, initial_indent=first if place == 0 else then, subsequent_indent=then,
            break_long_words=False, break_on_hyphens=False,
        ) or (first.rstrip() if place == 0 else "")
        for place, one in enumerate(lines)
    )  # fmt: skip


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in columns where a line holds them, else each row as lines of “column: cell”."""
    widths = [max(map(len, [name, *(row[at] for row in rows)])) for at, name in enumerate(columns)]
    title = [_wrapped(caption), ""] if caption else []
    if sum(widths) + len(_GAP) * (len(widths) - 1) <= WIDTH:
        lines = [columns, ["-" * width for width in widths], *rows]
        return "\n".join(
            [*title, *(_GAP.join(f"{c:<{w}}" for c, w in zip(one, widths, strict=True)).rstrip() for one in lines)]
        )
    told = [
        "\n".join(_wrapped(f"{name}: {cell}", "", "  ") for name, cell in zip(columns, row, strict=True) if cell)
        for row in rows
    ]
    return "\n".join(title) + "\n\n".join(told)
