"""Taking a report through clearance by the actions themselves, for tests of what is published."""

from collections.abc import Iterable

from board_reports import actions
from board_reports.models import Block, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.report_factories import MembershipFactory, ReportFactory

RESTRICTED = {"restricted": True, "restricted_reason": "It names people."}


def officer() -> User:
    """Somebody who may take every step."""
    return UserFactory(roles=[Role.ADMINISTRATOR])


def member_of(report: Report) -> User:
    """A Board member with a seat on the board of the report."""
    user = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=report.board, user=user)
    return user


def seen(report: Report) -> int:
    """The version of the row as it is now."""
    return Report.objects.get(pk=report.pk).version


def publish(report: Report, *, by: User | None = None) -> Report:
    """Submit, clear and publish a draft."""
    by = by or officer()
    actions.submit(report=report, version=seen(report), by=by)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=by)
    actions.publish(report=report, version=seen(report), by=by)
    return Report.objects.get(pk=report.pk)


def paper(*paragraphs: str, readers: Iterable[User] = (), **values: object) -> Report:
    """A published report at /reports/paper/ whose blocks have the keys p1, p2 and so on."""
    usual = {"title": "Innovation in councils", "slug": "paper", "summary": "What councils did."}
    report = ReportFactory(**usual | values)
    report.may_read.add(*readers)
    for number, text in enumerate(paragraphs or ("Croydon listens.", "Telford reports."), start=1):
        Block.objects.create(report=report, key=f"p{number}", place=number, kind="paragraph", text=text)
    return publish(report)


def correct(report: Report, note: str = "A word was wrong.") -> None:
    """Publish it again as it is drafted now."""
    actions.correct(report=Report.objects.get(pk=report.pk), version=seen(report), by=officer(), note=note)
