"""What a row says: each cell read and checked, in sentences for the person who mends it. Nothing asks the database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from case_studies.imports.cells import CellError, line, lines, several, short, tidy
from zone_programme.imports.files import Event, RowError
from zone_programme.models import USUAL_MINUTES, Format

SUMMARY_LIMIT = 2000
SHORTEST, LONGEST = 5, 720  # minutes
# What other conferences call their sessions, by the beginning of the word.
KINDS = {
    "talk": Format.PRESENTATION,
    "lecture": Format.PRESENTATION,
    "keynote": Format.PRESENTATION,
    "presentation": Format.PRESENTATION,
    "plenary": Format.PRESENTATION,
    "panel": Format.PANEL,
    "podium": Format.PANEL,
    # Somebody teaches a room of people, in the rooms of the talks: no round of a dozen at a table.
    "workshop": Format.PRESENTATION,
    "tutorial": Format.PRESENTATION,
    "table": Format.TABLE,
    "discussion": Format.TABLE,
    "meeting": Format.TABLE,
    "lightning": Format.OPEN_MIC,
    "open": Format.OPEN_MIC,
    "one": Format.ONE_TO_ONE,
    "demo": Format.DEMONSTRATION,
    "walk": Format.WALK_ROUND,
}


@dataclass(frozen=True)
class Row:
    """A session, and one slot of it if `starts_at` (UTC) and `room` are given. `notes` are for the whole report."""

    number: int
    record_id: str
    title: str
    format: Format
    summary: str
    how: str
    track: str
    speakers: tuple[str, ...]
    chairs: tuple[str, ...]
    room: str
    starts_at: datetime | None
    minutes: int
    cancelled: bool
    notes: tuple[str, ...] = ()

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None


def read_row(number: int, cells: Event, zone: ZoneInfo) -> Row:
    """Return what the cells say; times without an offset are by the clock of `zone`. Raises `RowError`."""
    reader = _Reader(cells)
    notes = []
    form, known = _format(cells.get("kind", ""))
    if not known:
        notes.append(f"The kind “{short(cells.get('kind', ''))}” is not known here: such sessions are presentations.")
    starts_at = reader.start(zone)
    row = Row(
        number=number,
        record_id=reader.line("id", 200, needed=True),
        title=reader.line("title", 200, needed=True),
        format=form,
        summary=reader.shortened("abstract", notes),
        how=reader.shortened("how", notes),
        track=reader.line("track", 200),
        speakers=reader.names("speakers"),
        chairs=reader.names("chairs"),
        room=reader.line("room", 60, needed=starts_at is not None),
        starts_at=starts_at,
        minutes=reader.minutes(USUAL_MINUTES[form]),
        cancelled=tidy(cells.get("state", "")).casefold() == "cancelled",
        notes=tuple(notes),
    )
    if reader.wrong:
        raise RowError(" ".join(reader.wrong))
    return row


def _format(kind: str) -> tuple[Format, bool]:
    """Return the format that a word means, and whether it is known."""
    word = " ".join(tidy(kind).casefold().replace("-", " ").replace("_", " ").split())
    for form in Format:
        if word in {form.value.replace("-", " "), form.label.casefold().replace("-", " ")}:
            return form, True
    found = next((form for start, form in KINDS.items() if word.startswith(start)), None)
    return found or Format.PRESENTATION, found is not None or not word


class _Reader:
    """Reads cells and collects what is wrong with them, so that a row is mended once."""

    def __init__(self, cells: Event) -> None:
        self.cells = cells
        self.wrong: list[str] = []

    def cell(self, name: str) -> str:
        """Return a cell without the mark by which our own export keeps formulas from running."""
        text = self.cells.get(name, "")
        return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(("=", "+", "-", "@")) else text

    def line(self, name: str, limit: int, *, needed: bool = False) -> str:
        try:
            text = str(line(limit)(self.cell(name)))
        except CellError as error:
            self.wrong.append(f"{name} {error}")
            return ""
        if needed and not text:
            self.wrong.append(f"{name} is empty.")
        return text

    def shortened(self, name: str, notes: list[str]) -> str:
        text = str(lines(10**9)(self.cell(name)))
        if len(text) <= SUMMARY_LIMIT:
            return text
        notes.append(f"{name.capitalize()}s of more than {SUMMARY_LIMIT:,} characters were cut at a word.")
        return text[: SUMMARY_LIMIT - 2].rpartition(" ")[0].rstrip() + " …"

    def names(self, name: str) -> tuple[str, ...]:
        found = several(self.cell(name))
        for one in found:
            if len(one) > 150:
                self.wrong.append(f"{name} has a name of {len(one):,} characters, and 150 fit.")
        return tuple(found)

    def start(self, zone: ZoneInfo) -> datetime | None:
        text = tidy(self.cell("start"))
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.wrong.append(f"start “{short(text)}” is no time: write 2027-07-06T09:30 or 2027-07-06 09:30.")
            return None
        if len(text) <= len("2027-07-06"):
            self.wrong.append(f"start “{short(text)}” has no time of day: write 2027-07-06T09:30.")
            return None
        if not 2000 <= moment.year <= 2100:
            self.wrong.append(f"start “{short(text)}” is not between 2000 and 2100.")
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    def minutes(self, usual: int) -> int:
        text = tidy(self.cell("duration_minutes")).removesuffix(".0")
        if not text:
            return usual
        if not text.isdecimal() or not SHORTEST <= int(text[:9]) <= LONGEST:
            self.wrong.append(f"duration_minutes “{short(text)}” is not a whole number from {SHORTEST} to {LONGEST}.")
            return usual
        return int(text)
