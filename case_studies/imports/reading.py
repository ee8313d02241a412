"""From the bytes of a file to a header and rows of cells, each with its original line.

What a file must be is decided here, in sentences; what a cell means is decided in `cells.py`.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CELL_LIMIT = 1_000_000  # characters; Python's own limit of 131,072 would refuse a long honest section
# The UTF-8 of accents, £ and quotation marks: in Windows-1252 it would read “Ã©”, “Â£”, “â€™”, which nobody writes.
_UTF_8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# How other kinds of file begin, and what to say about them.
SIGNATURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an Excel, Word or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "an SQLite database",
}


class NotImportableError(Exception):
    """The file as a whole cannot be imported; the message is one sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stood in the file. `number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: list[str]
    raw: str


@dataclass(slots=True)
class Sheet:
    """A file that could be read: `header` holds the names as written."""

    header: list[str]
    lines: list[Line]
    delimiter: str
    encoding: str
    raw_header: str
    notes: list[str] = field(default_factory=list)


def read(path: Path, known: set[str]) -> Sheet:
    """Read the CSV file at `path`; `known` are column names, by which the delimiter is recognised.

    Raises `NotImportableError` for whatever is not a complete CSV file with at least one row.
    """
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise NotImportableError(f"{path} is a folder: name a CSV file in it.") from None
    except FileNotFoundError:
        raise NotImportableError(f"There is no file {path}.") from None
    except OSError as error:
        raise NotImportableError(f"{path} cannot be read: {error.strerror}.") from None
    _refuse_other_kinds(content, path.name)
    text, encoding = decode(content, path.name)
    if not text.strip(" \t\r\n,;"):
        raise NotImportableError(f"{path.name} is empty.")
    delimiter = _delimiter(text, known)
    records = list(_records(text, delimiter, path.name))
    first = next(index for index, record in enumerate(records) if any(cell.strip() for cell in record.cells))
    head, *body = records[first:]
    lines = [line for line in body if any(cell.strip() for cell in line.cells)]
    if not lines:
        raise NotImportableError(f"{path.name} has a header but no rows.")
    _refuse_a_cut_end(text, head, lines[-1], path.name)
    sheet = Sheet(
        header=[cell.strip() for cell in head.cells],
        lines=lines,
        delimiter=delimiter,
        encoding=encoding,
        raw_header=head.raw,
    )
    if encoding != "UTF-8":
        sheet.notes.append(f"The file is written in {encoding}, which was recognised and converted.")
    if delimiter != ",":
        sheet.notes.append(f"Its columns are separated by {DELIMITERS[delimiter]}, which was recognised.")
    if not text.endswith(("\n", "\r")):
        sheet.notes.append(f"The last row, {lines[-1].number:,}, has no line end: see whether it is whole.")
    if len(lines) < len(body):
        empty = len(body) - len(lines)
        sheet.notes.append(f"{empty:,} empty {'row was' if empty == 1 else 'rows were'} passed over.")
    return sheet


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and the plain name of its encoding: UTF-8 (with or without its mark), UTF-16 or Windows-1252."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return _without_nuls(content.decode("utf-16"), name), "UTF-16"
        except UnicodeDecodeError:
            raise NotImportableError(
                f"{name} begins like UTF-16 text but is damaged: save it again as CSV UTF-8."
            ) from None
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise NotImportableError(f"{name} holds a NUL character on line {line:,}, so it is damaged or not a CSV file.")
    try:
        return content.decode("utf-8").lstrip("\ufeff"), "UTF-8"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    guess = content.decode("utf-8", "surrogateescape")
    damaged = sum("\udc80" <= character <= "\udcff" for character in guess)
    whole = sum(character > "\x7f" for character in guess) - damaged
    if whole > damaged:  # mostly proper UTF-8: reading it as Windows-1252 would garble every accent
        raise NotImportableError(f"{name} is UTF-8 text with a damaged character on line {line:,}: save it again.")
    if proper := _UTF_8.search(content):
        other = content[: proper.start()].count(b"\n") + 1
        raise NotImportableError(
            f"{name} mixes two encodings, UTF-8 (line {other:,}) and another (line {line:,}): put its accents right "
            "and save it again as CSV UTF-8."
        )
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotImportableError(
            f"{name} is neither UTF-8 nor Windows-1252 text (see line {line:,}): save it again as CSV UTF-8."
        ) from None


def _without_nuls(text: str, name: str) -> str:
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise NotImportableError(f"{name} holds a NUL character on line {line:,}, so it is damaged or not a CSV file.")
    return text


def _refuse_other_kinds(content: bytes, name: str) -> None:
    """Say what the file is when it is plainly something else than text in columns."""
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            raise NotImportableError(
                f"{name} is {kind}, not a CSV file: save the table as “CSV UTF-8” and import that."
            )
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in {b"<", b"{", b"["}:
        kind = "a web page or XML" if start == b"<" else _json_or_not(content)
        if kind:
            raise NotImportableError(
                f"{name} is {kind}, not a CSV file: save the table as “CSV UTF-8” and import that."
            )


def _json_or_not(content: bytes) -> str:
    """Return "JSON" when the content is; a header may start with a bracket too, however odd."""
    try:
        json.loads(content)
    except ValueError:
        return "JSON" if content.lstrip()[:2] in {b'{"', b"[{", b"{\n", b"{\r"} else ""
    return "JSON"


def _delimiter(text: str, known: set[str]) -> str:
    """Return the delimiter with which the first line shows most known column names; a comma when none does."""
    first = next(line for line in text.splitlines() if line.strip(" \t,;"))

    def recognised(delimiter: str) -> int:
        try:
            cells = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return 0
        return sum(fold(cell) in known for cell in cells)

    return max(DELIMITERS, key=recognised)


def fold(name: str) -> str:
    """Return a column's name as it is compared: "Record ID" is record_id."""
    return "_".join(name.strip().casefold().replace("-", " ").replace("_", " ").split())


def _records(text: str, delimiter: str, name: str) -> Iterator[Line]:
    """Yield every record with the lines it was read from; a quotation mark out of place refuses the file."""
    csv.field_size_limit(CELL_LIMIT)
    taken: list[str] = []
    line_number = 0

    def lines() -> Iterator[str]:
        nonlocal line_number
        for line in io.StringIO(text, newline=""):
            line_number += 1
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    number = 0
    while True:
        began = line_number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotImportableError(_what_is_wrong(str(error), began, line_number, name)) from None
        number += 1
        yield Line(number, cells, "".join(taken).rstrip("\r\n"))
        taken.clear()


def _what_is_wrong(error: str, began: int, ended: int, name: str) -> str:
    if "unexpected end of data" in error:
        return (
            f"{name} was cut off: the row that begins on line {began:,} opens a quotation mark and the file ends "
            "before it is closed."
        )
    if "field larger" in error:
        return f"{name} has a cell of more than {CELL_LIMIT:,} characters on line {began:,}: is a quotation mark lost?"
    where = f"line {began:,}" if began == ended else f"lines {began:,} to {ended:,}"
    return (
        f"{name} has a quotation mark out of place on {where}: write a quotation mark inside a cell twice, and put "
        "the cell in quotation marks."
    )


def _refuse_a_cut_end(text: str, head: Line, last: Line, name: str) -> None:
    """A last row that is short, in a file that does not end its last line, is a file cut off mid-row."""
    if len(last.cells) < len(head.cells) and not text.endswith(("\n", "\r")):
        raise NotImportableError(
            f"{name} was cut off: its last row ({last.number:,}) stops after {len(last.cells)} of "
            f"{len(head.cells)} columns."
        )
