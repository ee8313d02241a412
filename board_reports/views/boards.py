"""Boards, each with its meetings and reports, and the agenda of a meeting."""

import datetime
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from board_reports import following, forward_plan, membership, search
from board_reports.models import AgendaItem, Board, Meeting, Report, UploadedPaper
from board_reports.models.papers import UploadedPaperQuerySet
from board_reports.views import lookups

NEWEST = 20  # reports on a board's page


@dataclass(frozen=True)
class Line:
    """A line of an agenda as a reader sees it: its report where they may read it, or why there is none to read.

    `papers` are those of others that they may read; `pack` says in which pack it is.
    """

    number: int
    title: str
    report: Report | None
    note: str
    late: str
    pack: int = 0
    papers: tuple[UploadedPaper, ...] = ()

    def in_pack(self, pack: int) -> "Line":
        """Return the line with those of its papers that are in this pack."""
        return replace(self, papers=tuple(paper for paper in self.papers if paper.pack == pack))


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """Boards and their newest reports; with `?q=` what was found in all reports that this reader may read."""
    if typed := request.GET.get("q", "").strip():
        context = {"found": search.search(typed, reader=request.user), "typed": typed}
        return _own(request, render(request, "board_reports/found.html", context))
    found = Board.objects.prefetch_related("meetings")
    today = timezone.localdate()
    rows = []
    for one in found:
        dates = sorted(meeting.date for meeting in one.meetings.all())
        coming = [date for date in dates if date >= today]
        rows.append((one, coming[0] if coming else None, dates[-1] if dates and not coming else None))
    reports = Report.objects.readable_by(request.user).newest_first().select_related("board", "meeting")[:NEWEST]
    return render(request, "board_reports/boards.html", {"boards": rows, "reports": reports})


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    found = lookups.board(slug)
    reports = Report.objects.readable_by(request.user).filter(board=found).newest_first().select_related("meeting")
    meetings = list(Meeting.objects.filter(board=found).select_related("board"))
    planned = forward_plan.forward_plan(found, request.user, meetings=meetings)
    today = timezone.localdate()
    return render(
        request,
        "board_reports/board.html",
        {
            "board": found,
            "members": found.memberships.exclude(ends_on__lt=today),
            "to_come": sorted((one for one in meetings if one.date >= today), key=lambda one: one.date),
            "past": [one for one in meetings if one.date < today],
            "reports": reports[:NEWEST],
            "forward": [one for one in planned if one.items and (one.meeting is None or one.meeting.date >= today)],
        },
    )


@require_safe
def meeting(request: HttpRequest, slug: str, date: datetime.date) -> HttpResponse:
    found = lookups.meeting(slug, date)
    agenda = lines(request, found)
    discussed = [line.report for line in agenda if line.report] if found.date <= timezone.localdate() else []
    context = {
        "meeting": found,
        "board": found.board,
        "lines": agenda,
        "supplementary": [one for one in packs(agenda) if one],
        "outcomes": following.outcomes(discussed),
        "has_reports": any(line.report for line in agenda),
        "uploaded_size": sum(paper.size_there for line in agenda for paper in line.papers),
        "own": membership.belongs(request.user, found.board),
    }
    return render(request, "board_reports/meeting.html", context)


def _own(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep what a reader finds out of caches: members find more than others."""
    response["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def lines(request: HttpRequest, meeting: Meeting) -> list[Line]:
    """Return the agenda as this reader may see it. Three queries, two more when signed in.

    Of a report that they may not read not even the title is told, of a paper of others nothing.
    """
    return _as_read(request, _items(meeting))


def lines_and_all(request: HttpRequest, meeting: Meeting) -> list[tuple[Line, Line]]:
    """Return each line as this reader may see it, and as who may read every paper does. One query more.

    The second is there to count pages by, and not to be shown.
    """
    items = _items(meeting)
    published = {item.report_id for item in items if item.report and item.report.state == Report.State.PUBLISHED}
    every = _lines(items, published, UploadedPaper.objects.filter(published=True, item__in=items))
    return list(zip(_as_read(request, items), every, strict=True))


def _items(meeting: Meeting) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(meeting=meeting).select_related("report__meeting"))


def _as_read(request: HttpRequest, items: Sequence[AgendaItem]) -> list[Line]:
    readable = Report.objects.readable_by(request.user).filter(agenda_item__in=items).values_list("pk", flat=True)
    papers = UploadedPaper.objects.readable_by(request.user).filter(item__in=items)
    return _lines(items, set(readable), papers)


def _lines(items: Sequence[AgendaItem], readable: Container[int | None], shown: UploadedPaperQuerySet) -> list[Line]:
    papers: dict[int, list[UploadedPaper]] = {}
    for paper in shown.in_order():
        papers.setdefault(paper.item_id, []).append(paper)
    found = []
    for item in items:
        own = papers.get(item.pk, [])
        for paper in own:
            paper.item = item
        found.append(replace(_line(item, item.report_id in readable), pack=item.supplementary, papers=tuple(own)))
    return found


def packs(agenda: Sequence[Line]) -> list[int]:
    """Return the numbers of the packs that an agenda has for its reader: 0, then the supplementary ones."""
    return sorted({line.pack for line in agenda} | {paper.pack for line in agenda for paper in line.papers})


def _line(item: AgendaItem, may_read: bool) -> Line:
    report = item.report
    late = item.late_reason and f"Late item, taken with the Chair’s agreement: {item.late_reason}"
    if report is None or may_read:
        return Line(item.number, item.title or (report.title if report else ""), report, "", late)
    if report.restricted and late:
        late = "Late item, taken with the Chair’s agreement."  # why may say what it is about
    if report.state == Report.State.PUBLISHED:
        return Line(item.number, "Restricted paper", None, "Only members of the board may read it.", late)
    title = "Restricted paper" if report.restricted else item.title
    return Line(item.number, title or "Paper to follow", None, "Not published yet." if title else "", late)
