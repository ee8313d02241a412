"""Looking up what a page is about. What a reader may not read is not there, whatever its address."""

import datetime

from django.http import Http404, HttpRequest

from board_reports import document, membership, reading
from board_reports.document import Document
from board_reports.models import Board, Meeting, Report, Version
from board_reports.models.reports import OFFICERS
from innovation_db.models import User

NOTHING = "No report has this address."


def readable(request: HttpRequest, slug: str) -> tuple[Report, Version]:
    """Return the published report at `slug` with its newest published version. One query, one more when signed in.

    Raises `Http404` where there is none that this reader may read: nobody learns that a restricted one is there.
    """
    found = Version.objects.published().filter(report__in=Report.objects.readable_by(request.user).filter(slug=slug))
    version = found.select_related("report__board", "report__meeting__board").newest_first().first()
    if version is None:
        raise Http404(NOTHING)
    return version.report, version


def for_members(request: HttpRequest, slug: str) -> tuple[Report, Version]:
    """Return what `readable` returns, to members of the board and officers. Raises `Http404` to others."""
    report, version = readable(request, slug)
    if not membership.belongs(request.user, report.board):
        raise Http404(NOTHING)
    return report, version


def account(request: HttpRequest) -> User:
    """Return who is signed in, in a view that lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def read(request: HttpRequest, slug: str) -> tuple[Report, Document, Version | None]:
    """Return the report at `slug` as this reader may read it; with `?preview` officers read the draft.

    Of a draft there is no version. Raises `Http404`.
    """
    if "preview" in request.GET and request.user.has_perm(OFFICERS):
        mine = Report.objects.worked_at_by(account(request)).select_related("board", "meeting", "previous")
        draft = mine.filter(slug=slug).first()
        if draft is None:
            raise Http404(NOTHING)
        return draft, reading.draft(draft, rows=True), None
    report, version = readable(request, slug)
    return report, document.from_json(version.content), version


def board(slug: str) -> Board:
    """Return the board at `slug`. Raises `Http404`."""
    found = Board.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("No board has this address.")
    return found


def meeting(slug: str, date: datetime.date) -> Meeting:
    """Return the board's meeting on that day. Raises `Http404`."""
    found = Meeting.objects.select_related("board").filter(board__slug=slug, date=date).first()
    if found is None:
        raise Http404("This board has no meeting on that day.")
    return found
