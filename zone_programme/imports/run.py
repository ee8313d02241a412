"""One import from start to end: read, check, write in one transaction, keep what was rejected, look for clashes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, transaction

from case_studies.imports import rejected
from case_studies.imports.reading import Line, NotImportableError, Sheet, fold
from innovation_db.history.acting import acting
from zone_programme.clashes import Clash, Rule
from zone_programme.imports.files import PASSED_OVER, RowError, cells, read
from zone_programme.imports.rows import Row, read_row
from zone_programme.imports.writing import Counts, Writer
from zone_programme.models import Zone
from zone_programme.problem import Draft


@dataclass
class Summary:
    """What an import did, or would do. `clashes` are those of the draft afterwards, the gravest first."""

    sheet: Sheet
    dry_run: bool
    counts: Counts = field(default_factory=Counts)
    notes: list[str] = field(default_factory=list)
    rejections: list[tuple[Line, str]] = field(default_factory=list)
    rejected_file: Path | None = None
    clashes: list[Clash] = field(default_factory=list)


def import_programme(
    file: Path,
    *,
    year: int,
    overwrite: bool = False,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Import `file` into the draft of the Zone of `year` and say what happened; `progress` is told rows done and all.

    Raises `NotImportableError` with one sentence when there is no such Zone or the file as a whole cannot be taken;
    then nothing has been written.
    """
    zone = _zone(year)
    summary = Summary(read(file), dry_run)
    rows = _readable(summary, zone)
    with acting(command="import_programme", reason=f"Import of {file.name}"), transaction.atomic():
        zone = Zone.objects.select_for_update().get(pk=zone.pk)  # two imports come one after the other
        writer = Writer(zone, overwrite=overwrite)
        writer.prepare(rows)
        summary.counts = writer.counts
        done = 0
        for together in _by_session(rows):
            _write(summary, writer, together)
            done += len(together)
            progress(done, len(rows))
        # Files do not say who has confirmed, so that nobody has is no news.
        summary.clashes = [clash for clash in Draft(zone).clashes() if clash.rule != Rule.UNCONFIRMED]
        transaction.set_rollback(dry_run)
    _note(summary, rows, zone)
    summary.rejections.sort(key=lambda rejection: rejection[0].number)
    if not dry_run:
        summary.rejected_file = rejected.write(file, summary.sheet, summary.rejections)
    return summary


def _zone(year: int) -> Zone:
    zone = Zone.objects.filter(year=year).first()
    if zone is None:
        years = [str(one) for one in Zone.objects.order_by("year").values_list("year", flat=True)]
        there = f"there are those of {', '.join(years)}" if years else "there is none yet"
        raise NotImportableError(f"There is no Zone of {year}: {there}. Add it in the admin first.")
    return zone


def _readable(summary: Summary, zone: Zone) -> list[Row]:
    """Return the rows that can be read; the same session twice at one time in one room is one too many."""
    rows: list[Row] = []
    seen: dict[tuple[object, ...], int] = {}
    for line in summary.sheet.lines:
        try:
            row = read_row(line.number, cells(summary.sheet, line), zone.zone_info)
        except RowError as error:
            summary.rejections.append((line, str(error)))
            continue
        first = seen.setdefault((row.record_id, row.starts_at, row.room.casefold()), line.number)
        if first == line.number:
            rows.append(row)
        else:
            summary.rejections.append((line, f"id {row.record_id} at this time is already in row {first}."))
    return rows


def _by_session(rows: Iterable[Row]) -> list[list[Row]]:
    together: dict[str, list[Row]] = {}
    for row in rows:
        together.setdefault(row.record_id, []).append(row)
    return list(together.values())


def _write(summary: Summary, writer: Writer, rows: list[Row]) -> None:
    """Write a session; one that the database refuses is rejected, and the others go in."""
    try:
        with transaction.atomic():
            writer.write(rows)
    except DatabaseError as error:
        writer.look_again()
        numbers = {row.number for row in rows}
        reason = f"The database refused it: {str(error).splitlines()[0]}."
        summary.rejections += [(line, reason) for line in summary.sheet.lines if line.number in numbers]


def _note(summary: Summary, rows: list[Row], zone: Zone) -> None:
    notes = summary.notes
    notes += summary.sheet.notes
    notes += dict.fromkeys(note for row in rows for note in row.notes)
    over = [name for name in summary.sheet.header if fold(name) in PASSED_OVER]
    if over:
        notes.append(f"Columns passed over: {', '.join(over)}.")
    for track, count in summary.counts.unknown_tracks.items():
        notes.append(f"The track “{track}” is no theme of the site, so {_sessions(count)} without a theme.")
    cancelled = sum(row.cancelled for row in rows)
    if cancelled:
        notes.append(f"{cancelled:,} cancelled in the file: without a time here.")
    years = {row.starts_at.year for row in rows if row.starts_at}
    if years - {zone.year}:
        notes.append(f"The file has days in {', '.join(map(str, sorted(years)))}, and the Zone is that of {zone.year}.")


def _sessions(count: int) -> str:
    return f"{count:,} sessions are" if count != 1 else "one session is"
