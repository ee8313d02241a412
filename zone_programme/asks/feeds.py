"""The newest asks and offers as an Atom feed."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from django.utils import timezone

from zone_programme.exports.feeds import ATOM
from zone_programme.exports.parts import clean, lasting_id, line
from zone_programme.models import AskOffer

MOST = 50


def notices(found: Sequence[AskOffer], *, site: str, own: str, board: str) -> bytes:
    """Return the feed of `found`, newest first; `own` and `board` are paths on the site."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    newest = found[0].published_at if found else None
    for tag, text in (
        ("id", lasting_id("asks-and-offers").urn),
        ("title", "Asks and offers"),
        ("updated", (newest or timezone.now()).isoformat(timespec="seconds")),
    ):
        ET.SubElement(feed, tag).text = text
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site + own})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site + board})
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "Innovation Zone"
    for notice in found:
        entry = ET.SubElement(feed, "entry")
        published = notice.published_at.isoformat(timespec="seconds") if notice.published_at else ""
        for tag, text in (
            ("id", lasting_id("asks-and-offers", notice.pk).urn),
            ("title", line(f"{notice.get_kind_display()}: {notice.title}")),
            ("updated", published),
            ("published", published),
            ("summary", clean(f"{notice.who}. {notice.text}")),
        ):
            ET.SubElement(entry, tag).text = text
        href = site + notice.get_absolute_url()
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": href})
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)
