"""A board’s meetings as iCalendar (RFC 5545), and its public reports as Atom (RFC 4287).

Which they are is said by `views/feeds.py`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from django.conf import settings

from board_reports.models import Board, Meeting, Report
from zone_programme.exports.content_lines import joined, local, text, utc
from zone_programme.exports.feeds import ATOM
from zone_programme.exports.parts import clean, lasting_id, line
from zone_programme.exports.time_zones import time_zone

PRODUCT = "-//Innovation Database//Board meetings//EN"
REFRESH = "P1D"  # how often a subscribed calendar asks again
NEVER_CHANGED = datetime(2013, 1, 1, tzinfo=UTC)


def calendar(board: Board, meetings: Sequence[Meeting], changed: Mapping[int, datetime], *, site: str) -> bytes:
    """Return the meetings as a calendar to subscribe to; `changed` says when each, by its id, last changed.

    Each keeps its UID whatever changes of it. One without a time lasts all day; how long others take is not known.
    """
    zone = settings.TIME_ZONE
    years = [meeting.date.year for meeting in meetings] or [datetime.now(UTC).year]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{text(line(board.name))}",
        f"X-WR-CALNAME:{text(line(board.name))}",
        f"X-WR-TIMEZONE:{zone}",
        f"URL;VALUE=URI:{site}{board.get_absolute_url()}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *time_zone(zone, min(years) - 1, max(years) + 1),
    ]
    for meeting in meetings:
        lines += _event(board, meeting, changed.get(meeting.pk, NEVER_CHANGED), site)
    return joined([*lines, "END:VCALENDAR"])


def _event(board: Board, meeting: Meeting, changed: datetime, site: str) -> list[str]:
    address = f"{site}{meeting.get_absolute_url()}"
    if meeting.starts_at:
        starts = datetime.combine(meeting.date, meeting.starts_at, ZoneInfo(settings.TIME_ZONE))
        start = f"DTSTART;TZID={settings.TIME_ZONE}:{local(starts)}"
    else:
        start = f"DTSTART;VALUE=DATE:{meeting.date:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{lasting_id('boards', 'meetings', meeting.pk)}",
        f"DTSTAMP:{utc(changed)}",
        f"LAST-MODIFIED:{utc(changed)}",
        f"SEQUENCE:{meeting.version}",
        f"SUMMARY:{text(line(board.name))}",
        start,
        *([f"LOCATION:{text(line(meeting.place))}"] if meeting.place else []),
        f"URL;VALUE=URI:{address}",
        f"DESCRIPTION:{text('Agenda and papers: ' + address)}",
        "END:VEVENT",
    ]


def reports(board: Board, found: Sequence[tuple[Report, datetime, str]], *, site: str) -> bytes:
    """Return (report, when its newest version was made, its summary) as a feed, the newest first."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    page = site + board.get_absolute_url()
    newest = max((made for _, made, _ in found), default=NEVER_CHANGED)
    for tag, words in (
        ("id", lasting_id("boards", board.pk, "reports").urn),
        ("title", line(f"Reports to the {board.name}")),
        ("updated", newest.isoformat()),
    ):
        ET.SubElement(feed, tag).text = words
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{page}reports.atom"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = line(board.name)
    for report, made, summary in found:
        entry = ET.SubElement(feed, "entry")
        published = report.published_at.isoformat(timespec="seconds") if report.published_at else ""
        for tag, words in (
            ("id", lasting_id("reports", report.pk).urn),
            ("title", line(report.title)),
            ("updated", made.isoformat()),
            ("published", published),
            ("summary", clean(summary)),
        ):
            ET.SubElement(entry, tag).text = words
        href = site + report.get_absolute_url()
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": href})
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)
