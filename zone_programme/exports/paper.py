"""The programme on paper: “Appendix 1” of the Board's papers, an accessible PDF by day and theme, and one to fold.

Typst typesets the files beside this one, which get the words as JSON and can read nothing outside this folder.
"""

import json
import re
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from zone_programme.exports.parts import clean, days, line, mark, moment, said_by
from zone_programme.programme import Programme, ProgrammeDay, ProgrammeSession, ProgrammeSlot

_PAGE = re.compile(rb"/Type\s*/Page\b")
HERE = Path(__file__).parent
NO_THEME = "Other sessions"
SMALLEST, LARGER = 8.0, (11.0, 10.0, 9.5, 9.0, 8.5)  # points of the folded programme's letters
DEMONSTRATION = "Made up to show how a programme looks: this Zone is a demonstration."


def appendix(programme: Programme, *, site: str, fonts: Path) -> bytes:
    """Return the PDF; `fonts` is a folder with Source Sans, without which a serif takes its place."""
    return typst.compile(
        HERE / "appendix.typ",
        root=HERE,
        font_paths=[fonts] if fonts.is_dir() else [],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],  # tagged, titled, in a known language
        timestamp=int(_released_at(programme).timestamp()),
        sys_inputs={"data": json.dumps(words(programme, site=site), ensure_ascii=False)},
    )


def folded(programme: Programme, *, site: str, fonts: Path) -> bytes:
    """Return the programme to print on both sides of A4 and fold once: for the pocket, not for screen readers.

    A sheet has four sides: the letters are as large as they can be on the sheets that the smallest need.
    """
    told = words(programme, site=site)
    timestamp = int(_released_at(programme).timestamp())
    data = json.dumps(told, ensure_ascii=False)

    def set_in(size: float) -> bytes:
        made: bytes = typst.compile(
            HERE / "folded.typ",
            root=HERE,
            font_paths=[fonts] if fonts.is_dir() else [],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=timestamp,
            sys_inputs={"data": data, "size": str(size)},
        )
        return made

    pages = set_in(SMALLEST)
    room = 4 * ceil(_count(pages) / 4)
    pages = next((larger for size in LARGER if _count(larger := set_in(size)) <= room), pages)
    with TemporaryDirectory() as folder:
        sheets = Path(folder, "sheets.typ")
        sheets.write_bytes((HERE / "sheets.typ").read_bytes())
        sheets.with_name("pages.pdf").write_bytes(pages)
        return typst.compile(
            sheets,
            root=sheets.parent,
            font_paths=[fonts] if fonts.is_dir() else [],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=timestamp,
            sys_inputs={"pages": str(_count(pages)), "title": told["title"]},
        )


def _count(pdf: bytes) -> int:
    return len(_PAGE.findall(pdf))


def words(programme: Programme, *, site: str) -> dict[str, Any]:
    """Return what the paper says, in the order in which it says it."""
    place = line(", ".join(filter(None, [programme.conference, programme.venue, programme.city])))
    released = programme.local(_released_at(programme))
    return {
        "title": f"{programme.name}: programme",
        "name": line(programme.name),
        "author": "Innovation in councils",
        "description": f"Every session of the {programme.name}, by day and by theme.",
        "place": place,
        "released": f"Release {programme.number}, {released.day} {released:%B %Y}",
        "footer": f"{programme.name}, release {programme.number}: {site}/zone/{programme.year}/",
        "notice": DEMONSTRATION if programme.demonstration else "",
        "introduction": clean(programme.introduction),
        "days": [{"name": _day_name(day), "rows": _rows(programme, day, slots)} for day, slots in days(programme)],
        "themes": _themes(programme),
    }


def _released_at(programme: Programme) -> datetime:
    return programme.released_at or datetime(programme.year, 1, 1, tzinfo=UTC)


def _day_name(day: ProgrammeDay) -> str:
    date = f"{day.date:%A} {day.date.day} {day.date:%B}"
    return line(f"{date}: {day.track}") if day.track else date


def _rows(programme: Programme, day: ProgrammeDay, slots: list[ProgrammeSlot]) -> list[dict[str, Any]]:
    """Return sessions and breaks of a day in order of time, a break before what begins with it."""
    found: list[tuple[datetime, int, dict[str, Any]]] = []
    for pause in day.breaks:
        row: dict[str, Any] = {
            "kind": "pause",
            "hours": f"{pause.starts_at:%H:%M} to {pause.ends_at:%H:%M}",
            "title": line(pause.title),
            "where": "",
        }
        found.append((moment(programme, day.date, pause.starts_at), 0, row))
    for slot in slots:
        session = programme.session_by_id[slot.session]
        row = {
            "kind": "session",
            "hours": _hours(programme, slot),
            "title": line(session.title),
            "note": _note(programme, slot),
            "cancelled": slot.cancelled,
            "told": _told(programme, session),
            "who": line("; ".join(said_by(programme, session))),
            "where": line(programme.space_by_id[slot.space].name),
        }
        found.append((slot.starts_at, 1, row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def _note(programme: Programme, slot: ProgrammeSlot) -> str:
    """Return what stands in brackets after a title: that it is off, late, or elsewhere than it was to be."""
    told = mark(programme, slot)
    return "cancelled" if slot.cancelled else told[:1].lower() + told[1:]


def _told(programme: Programme, session: ProgrammeSession) -> list[str]:
    """Return the small print of a session: who, which councils, what kind about what."""
    councils = ", ".join(line(council.name) for council in session.councils)
    kind = line(": ".join(filter(None, [session.format_label, session.theme.name if session.theme else ""])))
    return [part for part in ("; ".join(said_by(programme, session)), councils, kind) if part]


def _themes(programme: Programme) -> list[dict[str, Any]]:
    """Return the themes by name with their sessions and when each runs; sessions without a theme come last."""
    named = {session.theme.name for session in programme.sessions if session.theme}
    if not named:
        return []
    found = []
    for name in [*sorted(named), None]:
        sessions = [one for one in programme.sessions if (one.theme.name if one.theme else None) == name]
        if sessions:
            told = [{"title": line(one.title), "when": _when(programme, one)} for one in sessions]
            found.append({"name": line(name) if name else NO_THEME, "sessions": told})
    return found


def _when(programme: Programme, session: ProgrammeSession) -> str:
    slots = [slot for slot in programme.slots_of(session) if not slot.cancelled]
    times = [f"{programme.local(slot.starts_at):%A} {_hours(programme, slot)}" for slot in slots]
    return " and ".join(times) or "cancelled"


def _hours(programme: Programme, slot: ProgrammeSlot) -> str:
    return f"{programme.local(slot.starts_at):%H:%M} to {programme.local(slot.ends_at):%H:%M}"
