"""Copies to read on the train: one report, or all papers of a meeting; a member’s copy has their notes in it."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from board_reports import document, membership, offline
from board_reports.models import Board, Report, Version
from board_reports.offline import Copy
from board_reports.views import lookups
from board_reports.views.boards import lines
from board_reports.views.files import pictures
from innovation_db.models import User


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as one file that needs neither the site nor scripts."""
    found, version = lookups.readable(request, slug)
    reader = _member(request, found.board)
    return _sent(request, found.slug, [_copy(found, version, reader)], reader, title=version.content["title"])


@require_safe
def meeting(request: HttpRequest, slug: str, date: datetime.date) -> HttpResponse:
    """All papers of a meeting that this reader may read, in one such file. Five queries, and two for each paper."""
    found = lookups.meeting(slug, date)
    reader = _member(request, found.board)
    agenda = [(line, line.report) for line in lines(request, found) if line.report]
    versions: dict[int, Version] = {}
    for version in Version.objects.published().filter(report__in=[one for _, one in agenda]).order_by("number"):
        versions[version.report_id] = version
    papers = [
        _copy(one, versions[one.pk], reader, anchor=f"item-{line.number}-")
        for line, one in agenda
        if one.pk in versions
    ]
    if not papers:
        raise Http404("No paper of this meeting is published yet.")
    title = f"{found.board.name}, {found.date.day} {found.date:%B %Y}"
    return _sent(request, f"{found.board.slug}-{found.date.isoformat()}", papers, reader, title=title)


def _member(request: HttpRequest, board: Board) -> User | None:
    """Return who reads, where they sit on the board or are an officer: their notes go into their copy."""
    return lookups.account(request) if membership.belongs(request.user, board) else None


def _copy(report: Report, version: Version, reader: User | None, anchor: str = "") -> Copy:
    shown = pictures(document.from_json(version.content))
    return offline.copy(report, version, site=settings.SITE_URL, pictures=shown, reader=reader, anchor=anchor)


def _sent(request: HttpRequest, name: str, papers: list[Copy], reader: User | None, *, title: str) -> HttpResponse:
    context = {"papers": papers, "title": title, "site": settings.SITE_URL, "own": reader is not None}
    response = render(request, "board_reports/offline.html", context)
    response["Content-Disposition"] = f'attachment; filename="{name}.html"'
    if reader is not None or any(one.report.restricted for one in papers):
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
