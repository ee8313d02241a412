"""What changed from release to release as an Atom feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from zone_programme.exports.parts import Addresses, clean, lasting_id, line

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Change:
    """A release: its number, what an officer noted, and what differs from the one before, in sentences."""

    number: int
    released_at: datetime
    note: str
    sentences: Sequence[str]


def changes(year: int, releases: Sequence[Change], *, site: str) -> bytes:
    """Return an Atom feed of `releases`, newest first, each an entry."""
    addresses = Addresses(site, year)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    name = f"Innovation Zone {year}"
    _text(feed, "id", lasting_id(year, "changes").urn)
    _text(feed, "title", f"{name}: changes to the programme")
    _text(feed, "updated", _time(releases[0].released_at if releases else datetime(year, 1, 1, tzinfo=UTC)))
    ET.SubElement(
        feed, "link", {"rel": "self", "type": "application/atom+xml", "href": addresses.export("changes.atom")}
    )
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": addresses.zone})
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = name
    for release in releases:
        _entry(feed, release, addresses)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: ET.Element, release: Change, addresses: Addresses) -> None:
    entry = ET.SubElement(feed, "entry")
    _text(entry, "id", lasting_id(addresses.year, "releases", release.number).urn)
    _text(entry, "title", _title(release))
    _text(entry, "updated", _time(release.released_at))
    _text(entry, "published", _time(release.released_at))
    _link(entry, "alternate", "text/html", addresses.zone)
    content = ET.SubElement(entry, "content", {"type": "xhtml"})
    div = ET.SubElement(content, "div", {"xmlns": "http://www.w3.org/1999/xhtml"})
    if release.note.strip():
        _text(div, "p", clean(release.note).strip())
    if release.sentences:
        items = ET.SubElement(div, "ul")
        for sentence in release.sentences:
            _text(items, "li", line(sentence))
    if not len(div):
        _text(div, "p", "The programme was published.")


def _title(release: Change) -> str:
    count = len(release.sentences)
    if count == 1:
        return line(release.sentences[0])
    return f"Release {release.number}" + (f": {count} changes" if count else "")


def _link(parent: ET.Element, rel: str, kind: str, address: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": kind, "href": address})


def _time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
