"""Notices on cards to pin up: A6, four on a sheet of A4, as an accessible PDF with a QR code on each.

Typst typesets the file beside this one, which gets the words and the codes as JSON and can read nothing outside.
"""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from zone_programme.exports.parts import clean, line
from zone_programme.models import AskOffer

MOST = 200  # in one file
TEXT = 420  # characters of the text that a card has room for
HERE = Path(__file__).parent
FONTS = settings.BASE_DIR / "node_modules" / "source-sans" / "TTF"


def pdf(notices: Sequence[AskOffer], *, site: str) -> bytes:
    """Return the PDF of these notices, in their order."""
    newest = max((notice.published_at for notice in notices if notice.published_at), default=None)
    return typst.compile(
        HERE / "cards.typ",
        root=HERE,
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],  # tagged, titled, in a known language
        timestamp=int(newest.timestamp()) if newest else 0,
        sys_inputs={"data": json.dumps({"cards": [_card(one, site) for one in notices]}, ensure_ascii=False)},
    )


def _card(notice: AskOffer, site: str) -> dict[str, Any]:
    address = site + notice.get_absolute_url()
    return {
        "kind": notice.kind,
        "label": notice.get_kind_display(),
        "title": line(notice.title),
        "text": _short(line(clean(notice.text))),
        "who": line(", ".join(filter(None, [notice.who, notice.job]))),
        "about": line(" · ".join(str(one) for one in (notice.theme, notice.service_area) if one)),
        "address": address.split("://")[-1],
        "call": "Can you help?" if notice.kind == AskOffer.Kind.ASK else "Do you want this too?",
        "code": _code(address),
        "made_up": notice.demonstration,
    }


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


def _short(text: str) -> str:
    if len(text) <= TEXT:
        return text
    return text[:TEXT].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
