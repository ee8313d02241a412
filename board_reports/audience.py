"""Who may read one report beside who may read another, and whether a change lets more people read one.

Which reports one reader may open is the query of `models/reports.py`.
"""

from collections.abc import Iterable

from board_reports.models import Report
from innovation_db.models import User

# From the widest: members and officers; members and those named; those named.
_ORDER = [Report.Audience.BOARD, Report.Audience.MEMBERS, Report.Audience.NAMED]


def lets_more_read(report: Report, *, restricted: bool, kept_to: str, named: Iterable[User]) -> bool:
    """Whether somebody could read the report, with this audience, who cannot as it is saved.

    `kept_to` is one of `Report.Audience`. Costs a query, and one for each of those named.
    """
    now = Report.objects.get(pk=report.pk)
    if not now.restricted:
        return False
    after, before = Report.Audience(kept_to), Report.Audience(now.audience)
    if not restricted or _ORDER.index(after) < _ORDER.index(before):
        return True
    return after != Report.Audience.BOARD and not _all_read(now, named)


def may_name(report: Report, other: Report) -> bool:
    """Whether everybody who may read `report` may read `other`, so that `other` may be named there.

    Costs a query for each of those named where `report` is narrow, and one for who they are.
    """
    if other.state != Report.State.PUBLISHED:
        return False
    if not other.restricted:
        return True
    if not report.restricted:
        return False
    if report.audience == Report.Audience.BOARD and other.audience != Report.Audience.BOARD:
        return False
    same_seats = report.board_id == other.board_id and other.audience != Report.Audience.NAMED
    if report.audience != Report.Audience.NAMED and not same_seats:
        return False
    return report.audience == Report.Audience.BOARD or _all_read(other, report.may_read.all())


def _all_read(report: Report, people: Iterable[User]) -> bool:
    return all(Report.objects.readable_by(one).filter(pk=report.pk).exists() for one in people)
