"""The papers of a meeting in one file, as each reader may read them, and its supplementary packs.

A pack is made anew when anything in it changes: what it is made from decides its key in the cache. What is in it and
how its pages are numbered is `pack_pages.py`.
"""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from board_reports.outputs.pack import Withheld, fingerprint, pack_pdf
from board_reports.views import boards, lookups, pack_pages
from board_reports.views.files import FONTS, pictures, sent
from board_reports.views.pack_pages import KEPT_FOR, Facts, Kept, Row


@require_safe
def pack(request: HttpRequest, slug: str, date: datetime.date, supplementary: int = 0) -> HttpResponse:
    """Send the agenda pack, or a supplementary one, with the reports and papers that this reader may read.

    A sheet stands in place of what this reader may not read, and page numbers run on from the packs before it, so each
    page has the same number for everybody. When it was made before, ten queries at most, four of them of the cache, and
    more to know who is signed in.
    """
    meeting = lookups.meeting(slug, date)
    told = boards.lines_and_all(request, meeting)
    if supplementary not in boards.packs([line for line, _ in told]):
        raise Http404("This meeting has no such pack.")
    *before, here = [one for one in pack_pages.facts(meeting, told) if one.supplementary <= supplementary]
    rows, first_page = here.rows(), pack_pages.last_page(before) + 1
    left_out = any(isinstance(one, Withheld) for row in rows for one in (row.report, *row.papers))
    agenda = pack_pages.agenda(here) if left_out else 0
    place = [meeting.board.name, meeting.date, meeting.starts_at, meeting.place, settings.SITE_URL]
    key = fingerprint(meeting.pk, place, supplementary, first_page, agenda, pack_pages.told(rows))
    response = get_conditional_response(request, etag=f'"{key}"')
    if response is None:
        content = cache.get(f"agenda-pack:{key}")
        if content is None:
            content = _written(here, rows, first_page, agenda)
            cache.set(f"agenda-pack:{key}", content, KEPT_FOR)
        name = f"{meeting.board.slug}-{meeting.date.isoformat()}-pack" + (f"-{supplementary}" if supplementary else "")
        response = sent(content, "pdf", name, private=_is_private(rows))
    response["ETag"] = f'"{key}"'
    return response


def _is_private(rows: Sequence[Row]) -> bool:
    """Whether anything in these rows is not for everybody."""
    reports = any(row.line.report.restricted for row in rows if row.line.report)
    return reports or any(one.restricted for row in rows for one in row.papers if not isinstance(one, Withheld))


def _written(here: Facts, rows: Sequence[Row], first_page: int, agenda: int) -> bytes:
    what, documents = pack_pages.made(here, rows, first_page=first_page, agenda=agenda)
    day_began = datetime.datetime.combine(here.meeting.date, datetime.time.min, datetime.UTC)
    return pack_pdf(
        what,
        site=settings.SITE_URL,
        fonts=FONTS,
        at=max((row.report.made_at for row in rows if isinstance(row.report, Kept)), default=day_began),
        pictures={url: found for one in documents for url, found in pictures(one).items()},
    )
