"""The rejected rows beside the file they came from: mended there, they can be imported again as they stand."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from case_studies.imports.columns import OF_REJECTED_FILES
from case_studies.imports.reading import Line as Line
from case_studies.imports.reading import NotImportableError, Sheet, fold

Rejection = tuple[Line, str]


def path_for(file: Path) -> Path:
    """Return where the rejected rows of `file` go: notes.csv has notes.rejected.csv."""
    return file.with_suffix(".rejected.csv") if file.suffix.casefold() == ".csv" else Path(f"{file}.rejected.csv")


def as_text(sheet: Sheet, rejections: Sequence[Rejection]) -> str:
    """Return the rejected rows as CSV: row, reason, then the original header and each original line unchanged."""
    again = sum(fold(name) in OF_REJECTED_FILES for name in sheet.header[:2]) == len(OF_REJECTED_FILES)
    out = io.StringIO(newline="")
    out.write(
        _in_front(sheet, *OF_REJECTED_FILES) + (_without_front(sheet, sheet.raw_header) if again else sheet.raw_header)
    )
    out.write("\r\n")
    for line, reason in rejections:
        raw = _without_front(sheet, line.raw) if again else line.raw
        out.write(_in_front(sheet, str(line.number), reason) + raw + "\r\n")
    return out.getvalue()


def _in_front(sheet: Sheet, *cells: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sheet.delimiter, lineterminator="").writerow(cells)
    return out.getvalue() + sheet.delimiter


def _without_front(sheet: Sheet, raw: str) -> str:
    """Return a line of a rejected file without its row and reason, the rest as it was written."""
    rest = raw
    for _ in OF_REJECTED_FILES:
        quoted = rest.startswith('"')
        end = 0
        if quoted:
            end = 1
            while end < len(rest) and (rest[end] != '"' or rest[end + 1 : end + 2] == '"'):
                end += 2 if rest[end] == '"' else 1
        rest = rest[rest.index(sheet.delimiter, end) + 1 :] if sheet.delimiter in rest[end:] else ""
    return rest


def write(file: Path, sheet: Sheet, rejections: Sequence[Rejection]) -> Path | None:
    """Write the rejected rows beside `file`, or remove what an earlier import left there when there are none.

    A file that is replaced stays as .bak, because somebody may have begun to mend it.
    """
    target = path_for(file)
    try:
        if not rejections:
            target.unlink(missing_ok=True)
            return None
        # With the mark of UTF-8, without which Excel misreads accents.
        content = as_text(sheet, rejections).encode("utf-8-sig")
        if target.exists() and target.read_bytes() != content:
            target.replace(f"{target}.bak")
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError as error:
        raise NotImportableError(
            f"Everything valid has gone in, but {target} could not be written ({error.strerror}): "
            "import the file again from a folder that can be written."
        ) from None
    return target
