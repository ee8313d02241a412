"""The programme as CSV, one row a slot. Its first columns are those that `import_programme` reads."""

import csv
import io

from innovation_db.spreadsheets import BYTE_ORDER_MARK, harmless
from zone_programme.exports.parts import Addresses, clean, length, line, mark, names
from zone_programme.programme import Programme, ProgrammeSlot

COLUMNS = (
    "id", "kind", "title", "abstract", "track", "speakers", "room", "start", "duration_minutes",
    "end", "chairs", "councils", "how", "state", "address", "mark", "was_room", "was_start",
)  # fmt: skip


def table(programme: Programme, *, site: str) -> bytes:
    """Return the programme as CSV in UTF-8 with its mark; times are local, several names are parted by semicolons."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    addresses = Addresses(site, programme.year)
    for slot in programme.slots:
        writer.writerow([harmless(cell) for cell in _row(programme, slot, addresses)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _row(programme: Programme, slot: ProgrammeSlot, addresses: Addresses) -> list[str | int]:
    session = programme.session_by_id[slot.session]
    start, end = programme.local(slot.starts_at), programme.local(slot.ends_at)
    told = mark(programme, slot)
    was = slot.was if told else None
    return [
        session.slug,
        session.format,
        line(session.title),
        clean(session.summary),
        line(session.theme.name) if session.theme else "",
        "; ".join(names(programme, session.speakers)),
        line(programme.space_by_id[slot.space].name),
        start.isoformat(timespec="seconds"),
        int(length(slot).total_seconds()) // 60,
        end.isoformat(timespec="seconds"),
        "; ".join(names(programme, session.chairs)),
        "; ".join(line(council.name) for council in session.councils),
        clean(session.how),
        "cancelled" if slot.cancelled else "confirmed",
        addresses.session(session.slug),
        told,
        line(was.space) if was else "",
        programme.local(was.starts_at).isoformat(timespec="seconds") if was else "",
    ]
