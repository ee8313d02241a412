"""A day of a programme as a table of times by spaces. Pure; how it becomes HTML is `templatetags/zone.py`."""

from dataclasses import dataclass, field
from datetime import datetime

from zone_programme.programme import Pause, ProgrammeDay, ProgrammeSpace
from zone_programme.reading import Occurrence, Reading


@dataclass
class Cell:
    """What is in one space without a gap: one session, or several that overlap where a space holds more at once."""

    occurrences: list[Occurrence]
    start: datetime
    end: datetime
    rows: int = 1
    until: datetime | None = None  # the time of the row below it

    def says(self, one: Occurrence) -> bool:
        """Return whether the rows beside it say when `one` is."""
        return one.start == self.start and one.end == self.until


@dataclass
class Band:
    """What blocks the time, across a run of free spaces: `columns` of them from `first` on."""

    text: str
    first: int
    columns: int


@dataclass
class Row:
    """`cells` has one entry for each space: a cell that begins here, or None where it is empty or still taken."""

    start: datetime
    cells: list[Cell | None]
    taken: list[bool]
    bands: list[Band] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    day: ProgrammeDay
    spaces: list[ProgrammeSpace]
    rows: list[Row]


def grid(reading: Reading, day: ProgrammeDay, occurrences: list[Occurrence]) -> Grid:
    """Return the table of those of `occurrences` that are on `day`; spaces without any are left out."""
    today = [one for one in occurrences if one.date == day.date]
    used = {one.space.id for one in today}
    spaces = [space for space in reading.programme.spaces if space.id in used]
    columns = [_cells([one for one in today if one.space.id == space.id]) for space in spaces]
    pauses = reading.pauses(day)
    times = sorted({cell.start for cells in columns for cell in cells} | {start for start, _, _ in pauses})
    number = {time: place for place, time in enumerate(times)}
    rows = [Row(time, [None] * len(spaces), [False] * len(spaces)) for time in times]
    for column, cells in enumerate(columns):
        for cell in cells:
            first = number[cell.start]
            cell.rows = sum(cell.start <= time < cell.end for time in times)
            below = first + cell.rows
            cell.until = times[below] if below < len(times) else None
            rows[first].cells[column] = cell
            for row in rows[first:below]:
                row.taken[column] = True
    blocked: dict[datetime, list[str]] = {}
    for start, _, pause in pauses:
        blocked.setdefault(start, []).append(in_words(pause))
    for start, texts in blocked.items():
        row = rows[number[start]]
        row.bands = _bands(", ".join(texts), row.taken)
    return Grid(day, spaces, rows)


def _cells(occurrences: list[Occurrence]) -> list[Cell]:
    """Return what is in one space, in order; what overlaps is put together."""
    cells: list[Cell] = []
    for one in occurrences:
        if cells and one.start < cells[-1].end:
            cells[-1].occurrences.append(one)
            cells[-1].end = max(cells[-1].end, one.end)
        else:
            cells.append(Cell([one], one.start, one.end))
    return cells


def in_words(pause: Pause) -> str:
    return f"{pause.starts_at:%H:%M} to {pause.ends_at:%H:%M} · {pause.title}"


def _bands(text: str, taken: list[bool]) -> list[Band]:
    """Return one band for each run of free columns."""
    bands: list[Band] = []
    for column, busy in enumerate(taken):
        if busy:
            continue
        if bands and bands[-1].first + bands[-1].columns == column:
            bands[-1].columns += 1
        else:
            bands.append(Band(text, column, 1))
    return bands
