"""Drafting a report in a test, and reading it as readers do."""

import datetime
from typing import Any

from board_reports import actions, checks, reading
from board_reports.demo_board import answer_cost
from board_reports.document import Document, plain
from board_reports.drafting.actions import draft
from board_reports.drafting.brief import Choices
from board_reports.models import Board, Meeting, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.report_factories import MeetingFactory

HEADINGS = ("part", "heading", "subheading", "appendix")


def meeting_on(day: str, board: Board | None = None) -> Meeting:
    values = {"board": board} if board else {}
    made: Meeting = MeetingFactory(date=datetime.date.fromisoformat(day), **values)
    return made


def author() -> User:
    made: User = UserFactory(name="Robin Officer", job_title="Programme Manager", roles=[Role.REPORT_AUTHOR])
    return made


def drafted(kind: str, meeting: Meeting, **choices: Any) -> Report:
    return draft(
        kind=kind, board=meeting.board, meeting=meeting, by=author(), choices=Choices(**choices), today=meeting.date
    )


def ready(report: Report) -> Report:
    """Answer what a draft asks its officer and take out empty headings, so that it can be submitted."""
    answer_cost(report, "None.", author())
    while empty := checks.empty(read(report)):
        report.blocks.filter(text__in=empty, kind__in=HEADINGS).delete()
    return Report.objects.get(pk=report.pk)


def read(report: Report) -> Document:
    return reading.draft(Report.objects.get(pk=report.pk))


def headings(document: Document) -> list[str]:
    """Return "heading: Background" and so on, in their order."""
    return [f"{block.kind.value}: {block.text}" for block in document.blocks if block.kind.value in HEADINGS]


def paragraphs(document: Document) -> dict[str, str]:
    """Return the numbered paragraphs by their number."""
    return {block.number: block.text for block in document.blocks if block.kind.value in ("paragraph", "subparagraph")}


def under(document: Document, heading: str) -> list[str]:
    """Return the texts between this heading and the next one."""
    found, inside = [], False
    for block in document.blocks:
        if block.kind.value in HEADINGS:
            inside = block.text == heading
        elif inside:
            found.append(block.text)
    return found


def nothing_is_open(report: Report) -> None:
    """Every number is a figure or has its source, every figure holds: it can be submitted as it is."""
    fresh = Report.objects.get(pk=report.pk)
    answer_cost(fresh, "None.", author())
    fresh = Report.objects.get(pk=report.pk)
    open_points = checks.blocking(fresh, reading.draft(fresh))
    assert not open_points, open_points
    actions.submit(report=fresh, version=fresh.version, by=author())


def summary(document: Document) -> str:
    return plain(document.summary)
