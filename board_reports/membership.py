"""A report and a meeting as somebody meets them who sits on the board: what they read, and what is new to them.

Officers who may read every report look at the same pages. Comments are `commenting.py`; who may read a report at all
is `Report.objects.readable_by`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from board_reports import changes, document
from board_reports.document import Document
from board_reports.models import AgendaItem, Board, Meeting, Membership, ReadMark, Report, UploadedPaper, Version
from board_reports.models.reports import OFFICERS
from innovation_db.models import User


@dataclass(frozen=True)
class Standing:
    """How a member stands to a report: the version they read, or None, and how many parts changed since.

    `earlier` is the published version that the newest is compared with: the one that they read before it, else the one
    that was published before it; None where there is none.
    """

    newest: int
    read: int | None
    changes: int = 0
    read_before: int | None = None
    earlier: int | None = None

    def has_read(self, number: int | None) -> bool:
        """Whether this version is one of the last two that they read."""
        return number is not None and number in (self.read, self.read_before)

    @property
    def is_unread(self) -> bool:
        return self.read is None

    @property
    def is_newest_read(self) -> bool:
        return self.read is not None and self.read >= self.newest


@dataclass(frozen=True)
class Paper:
    """A report in a member's list. `state` is “new”, “changed” or “read”."""

    report: Report
    state: str
    item: int | None = None


@dataclass(frozen=True)
class Seat:
    """A board as its member sees it: the next meeting with its reports, those not read first, and papers of others."""

    board: Board
    meeting: Meeting | None
    papers: list[Paper]
    uploaded: list[UploadedPaper]

    @property
    def uploaded_size(self) -> int:
        """How many bytes the papers of others have whose files are there."""
        return sum(one.size_there for one in self.uploaded)


def belongs(user: User | AnonymousUser, board: Board) -> bool:
    """Whether this reader sits on the board today, or is an officer who reads every report. Costs a query at most."""
    if not user.is_authenticated:
        return False
    return bool(user.has_perm(OFFICERS) or Membership.objects.of(user).filter(board=board).exists())


def boards_of(user: User) -> list[Board]:
    """Return the boards on which this reader sits; for an officer every one."""
    boards = Board.objects.all()
    if not user.has_perm(OFFICERS):
        boards = boards.filter(pk__in=Membership.objects.of(user).values("board"))
    return list(boards)


def standing(user: User, report: Report, version: Version, newest: Document) -> Standing:
    """Return how a member stands to the report whose newest version is given. Two queries, three where it changed."""
    mark = ReadMark.objects.filter(user=user, report=report).first()
    earlier = set(
        Version.objects.published().filter(report=report, number__lt=version.number).values_list("number", flat=True)
    )
    read, before = (mark.number, mark.before) if mark else (None, None)
    known = Standing(version.number, read, read_before=before, earlier=max(earlier, default=None))
    if met := earlier & {read, before}:
        known = replace(known, earlier=max(met))
    if read is None or known.is_newest_read:
        return known
    older = published(report, read)
    return replace(known, changes=changes.count(older, newest) if older else 0)


def published(report: Report, number: int) -> Document | None:
    """Return the published version of that number, or None. Costs a query."""
    found = Version.objects.published().filter(report=report, number=number).values_list("content", flat=True).first()
    return document.from_json(found) if found else None


def mark_read(*, user: User, report: Report, number: int) -> None:
    """Remember that this version was read, and which was before; an older one than was read changes nothing."""
    with connection.cursor() as cursor:  # one statement, because a page may be open twice
        cursor.execute(
            "INSERT INTO board_reports_readmark (user_id, report_id, number, read_at) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (user_id, report_id) DO UPDATE SET "
            "before = board_reports_readmark.number, number = excluded.number, read_at = excluded.read_at "
            "WHERE board_reports_readmark.number < excluded.number",
            [user.pk, report.pk, number, timezone.now()],
        )


def seats(user: User) -> list[Seat]:
    """Return each board of this reader with its next meeting. Three queries, and four for each board."""
    found = []
    for board in boards_of(user):
        meeting = Meeting.objects.to_come().filter(board=board).select_related("board").first()
        items: dict[int, int] = {}
        if meeting:
            items = dict(AgendaItem.objects.filter(meeting=meeting).values_list("report", "number"))
        reports = Report.objects.readable_by(user).filter(pk__in=items) if items else ()
        papers = [Paper(one.report, one.state, items[one.report.pk]) for one in papers_of(user, reports)]
        uploaded = UploadedPaper.objects.readable_by(user).filter(item__meeting=meeting) if meeting else None
        others = list(uploaded.select_related("item").in_order()) if uploaded is not None else []
        found.append(Seat(board, meeting, sorted(papers, key=_unread_first), others))
    return found


def unread(user: User, boards: Iterable[Board], *, apart: Iterable[Paper] = (), most: int = 20) -> list[Paper]:
    """Return the reports of these boards that are new or changed since they were read, the newest first."""
    shown = [paper.report.pk for paper in apart]
    reports = Report.objects.readable_by(user).filter(board__in=list(boards)).exclude(pk__in=shown)
    reports = reports.newest_first().select_related("board", "meeting")
    return [paper for paper in papers_of(user, reports) if paper.state != "read"][:most]


def papers_of(user: User, reports: Iterable[Report]) -> list[Paper]:
    """Return these reports with how the reader stands to each. Three queries, however many there are."""
    listed = list(reports)
    newest: dict[int, int] = {}
    for report, number in Version.objects.published().filter(report__in=listed).values_list("report", "number"):
        newest[report] = max(number, newest.get(report, 0))
    read = dict(ReadMark.objects.filter(user=user, report__in=listed).values_list("report", "number"))
    return [Paper(one, _state(read.get(one.pk), newest.get(one.pk, 0))) for one in listed]


def _state(read: int | None, newest: int) -> str:
    if read is None:
        return "new"
    return "changed" if read < newest else "read"


def _unread_first(paper: Paper) -> tuple[int, int]:
    return ["new", "changed", "read"].index(paper.state), paper.item or 0
