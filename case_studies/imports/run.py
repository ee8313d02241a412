"""One import from start to end: read, check, compare and write in batches, keep what was rejected."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from django.db import DatabaseError, connection, transaction

from case_studies.imports import columns, reading, rejected, writing
from case_studies.imports.comparing import Change, compare, load_present, look_alikes
from case_studies.imports.lookups import Lookups
from case_studies.imports.reading import Line, NotImportableError, Sheet
from case_studies.imports.rows import Row, RowError, read_row
from innovation_db.history.acting import acting
from innovation_db.models import User

BATCH = 500  # rows a transaction: large enough to be quick, small enough that editors wait for moments only
LOCK = 1_508_001  # the advisory lock that one import at a time holds


@dataclass(slots=True)
class Summary:
    """What an import did, or would do."""

    name: str
    sheet: Sheet
    dry_run: bool
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    kept_unpublished: int = 0
    rejections: list[tuple[Line, str]] = field(default_factory=list)
    alike: list[tuple[int, str, int]] = field(default_factory=list)  # see `comparing.look_alikes`
    rejected_file: Path | None = None

    def counts(self) -> str:
        """Say in a sentence how many rows of each fate there are."""
        rows, would = len(self.sheet.lines), " would be" if self.dry_run else ""
        return (
            f"{rows:,} {'row' if rows == 1 else 'rows'} in {self.name}: {self.new:,}{would} new, "
            f"{self.changed:,} changed, {self.unchanged:,} as they were, {len(self.rejections):,} rejected."
        )


@dataclass(slots=True)
class Import:
    """The settings of one import and what it has to hand while it runs."""

    file: Path
    by: User | None
    publish: bool
    overwrite: bool
    dry_run: bool
    lookups: Lookups
    summary: Summary


def import_file(
    file: Path,
    *,
    by: User | None = None,
    publish: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Import the CSV file and say what happened; `progress` is told rows done and rows in all.

    Everything valid goes in; rejected rows are kept beside the file. Raises `NotImportableError` with one sentence when
    the file as a whole cannot be taken; then nothing has been written.
    """
    if publish and by is None:
        raise NotImportableError("Publishing needs to know who publishes: name an account with --by.")
    sheet = reading.read(file, set(columns.KNOWN))
    places = columns.check(sheet, file.name)
    with _alone():
        summary = Summary(file.name, sheet, dry_run)
        run = Import(file, by, publish, overwrite, dry_run, Lookups.load(), summary)
        rows = _readable(run, places)
        done = 0
        with acting(user=by, command="import_case_studies", reason=f"Import of {file.name}"):
            for batch in batched(rows, BATCH):
                good = [row for row in batch if row is not None]
                _take(run, good)
                done += len(batch)
                progress(done, len(sheet.lines))
        run.summary.rejections.sort(key=lambda rejection: rejection[0].number)
        if not dry_run:
            run.summary.rejected_file = rejected.write(file, sheet, run.summary.rejections)
    return run.summary


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock that keeps two imports from running at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise NotImportableError("Another import is running: wait until it has finished.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _readable(run: Import, places: columns.Columns) -> Iterator[Row | None]:
    """Yield each row that can be read, None in place of one that was rejected."""
    seen: dict[str, int] = {}
    for line in run.summary.sheet.lines:
        try:
            row = read_row(line, places, run.lookups)
        except RowError as error:
            run.summary.rejections.append((line, str(error)))
            yield None
            continue
        if row.record_id in seen:
            reason = f"record_id {row.record_id} is already in row {seen[row.record_id]}."
            run.summary.rejections.append((line, reason))
            yield None
            continue
        seen[row.record_id] = line.number
        yield row


def _take(run: Import, rows: Sequence[Row]) -> None:
    """Write a batch in one transaction; when the database refuses it, row by row, so that only the bad row is left."""
    try:
        with transaction.atomic():
            changes, refused = _compare(run, rows)
            alike = look_alikes(changes)
            if not run.dry_run:
                writing.write(changes, file=run.file.name, by=run.by)
    except DatabaseError as error:
        if len(rows) == 1:
            reason = f"The database refused it: {str(error).splitlines()[0]}."
            run.summary.rejections.append((rows[0].line, reason))
        else:
            for row in rows:
                _take(run, [row])
        return
    run.summary.rejections.extend(refused)
    run.summary.alike.extend(alike)
    _count(run.summary, changes)


def _compare(run: Import, rows: Sequence[Row]) -> tuple[list[Change], list[tuple[Line, str]]]:
    present = load_present([row.record_id for row in rows], lock=not run.dry_run)
    changes: list[Change] = []
    refused: list[tuple[Line, str]] = []
    for row in rows:
        try:
            found = present.get(row.record_id)
            changes.append(compare(row, found, publish=run.publish, overwrite=run.overwrite))
        except RowError as error:
            refused.append((row.line, str(error)))
    return changes, refused


def _count(summary: Summary, changes: list[Change]) -> None:
    for change in changes:
        summary.new += change.is_new
        summary.unchanged += change.is_nothing
        summary.changed += not change.is_new and not change.is_nothing
        summary.published += change.publish
        summary.kept_unpublished += change.kept_unpublished
