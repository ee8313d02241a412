"""Copies to read on the train: one report, or all papers of a meeting; a member’s copy has their notes in it.

Those of a meeting come as one page, or with the papers of others beside it in an archive.
"""

import datetime
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from board_reports import document, membership, offline
from board_reports.models import Board, Report, Version
from board_reports.offline import Copy, Other
from board_reports.views import lookups
from board_reports.views.boards import lines
from board_reports.views.files import pictures
from innovation_db.models import User

SPOOLED = 5_000_000  # bytes of an archive that stay in memory


@dataclass(frozen=True)
class Taken:
    """What a reader takes along. `others` are papers of others; `name` is that of the file without its ending."""

    name: str
    title: str
    copies: list[Copy]
    reader: User | None
    others: Sequence[Other] = ()

    @property
    def private(self) -> bool:
        restricted = [one.report.restricted for one in self.copies] + [one.paper.restricted for one in self.others]
        return any(restricted) or self.reader is not None


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as one file that needs neither the site nor scripts."""
    found, version = lookups.readable(request, slug)
    reader = _member(request, found.board)
    taken = Taken(found.slug, version.content["title"], [_copy(found, version, reader)], reader)
    return _page(request, taken)


@require_safe
def meeting(request: HttpRequest, slug: str, date: datetime.date) -> HttpResponse:
    """All reports of a meeting that this reader may read, in one such file, which names the papers of others.

    Five queries, and two for each report.
    """
    taken = _of_meeting(request, slug, date)
    if not taken.copies:
        raise Http404("No report for this meeting is published yet.")
    return _page(request, taken)


@require_safe
def papers(request: HttpRequest, slug: str, date: datetime.date) -> HttpResponseBase:
    """The same in an archive, with the papers of others that this reader may read as files beside it."""
    taken = _of_meeting(request, slug, date)
    if not taken.copies and not taken.others:
        raise Http404("No paper of this meeting is published yet.")
    kept = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # the response closes it
    page = render_to_string("board_reports/offline.html", _told(taken) | {"beside": True}, request)
    offline.bundle(kept, page, f"{taken.name}.html", taken.others)
    kept.seek(0)
    response = FileResponse(kept, as_attachment=True, filename=f"{taken.name}.zip", content_type="application/zip")
    return _kept_from_others(response, taken)


def _of_meeting(request: HttpRequest, slug: str, date: datetime.date) -> Taken:
    found = lookups.meeting(slug, date)
    reader = _member(request, found.board)
    told = lines(request, found)
    agenda = [(line, line.report) for line in told if line.report]
    versions: dict[int, Version] = {}
    for version in Version.objects.published().filter(report__in=[one for _, one in agenda]).order_by("number"):
        versions[version.report_id] = version
    copies = [
        _copy(one, versions[one.pk], reader, anchor=f"item-{line.number}-")
        for line, one in agenda
        if one.pk in versions
    ]
    return Taken(
        f"{found.board.slug}-{found.date.isoformat()}",
        f"{found.board.name}, {found.date.day} {found.date:%B %Y}",
        copies,
        reader,
        offline.others((line.number, line.papers) for line in told),
    )


def _member(request: HttpRequest, board: Board) -> User | None:
    """Return who reads, where they sit on the board or are an officer: their notes go into their copy."""
    return lookups.account(request) if membership.belongs(request.user, board) else None


def _copy(report: Report, version: Version, reader: User | None, anchor: str = "") -> Copy:
    shown = pictures(document.from_json(version.content))
    return offline.copy(report, version, site=settings.SITE_URL, pictures=shown, reader=reader, anchor=anchor)


def _told(taken: Taken) -> dict[str, object]:
    return {
        "papers": taken.copies,
        "others": taken.others,
        "title": taken.title,
        "site": settings.SITE_URL,
        "own": taken.reader is not None,
    }


def _page(request: HttpRequest, taken: Taken) -> HttpResponse:
    response = render(request, "board_reports/offline.html", _told(taken))
    response["Content-Disposition"] = f'attachment; filename="{taken.name}.html"'
    return _kept_from_others(response, taken)


def _kept_from_others[Sent: HttpResponseBase](response: Sent, taken: Taken) -> Sent:
    """Return the response, marked to be kept nowhere where it holds what others may not read."""
    if taken.private:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
