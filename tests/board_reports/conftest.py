"""The reports of the demonstration, read once from a copy of it that nobody writes to."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from board_reports import reading
from board_reports.document import Document
from board_reports.drafting.actions import previewed, written
from board_reports.drafting.brief import Choices, resolve
from board_reports.models import Meeting, Report
from tests import databases
from zone_programme.models import Zone


@dataclass(frozen=True)
class Shown:
    """A published report: as it was frozen, and each of its outputs as a reader gets it."""

    document: Document
    page: str
    pdf: bytes
    word: bytes
    text: str


@dataclass(frozen=True)
class Demonstration:
    """The reports to the Board by their kind, and a first draft of the report on the made-up Zone."""

    reports: dict[str, Shown]
    made_up_zone: Document


@pytest.fixture(scope="session")
def demonstration(demonstration_template: str, django_db_blocker: DjangoDbBlocker, worker: str) -> Demonstration:
    own, name = connection.settings_dict["NAME"], f"reports_{worker}"
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        databases.clone(demonstration_template, name)
        databases.use(name)
        try:
            found = Report.objects.filter(board__slug="improvement-and-innovation")
            shown = Demonstration({report.kind: _shown(report) for report in found}, _made_up_zone())
        finally:
            databases.use(own)
            databases.drop(name)
    return shown


def _shown(report: Report) -> Shown:
    document = reading.published(report)
    assert document is not None
    page, pdf, word, text = (
        Client().get(report.get_absolute_url().rstrip("/") + end).getvalue() for end in ("/", ".pdf", ".docx", ".txt")
    )
    return Shown(document, page.decode(), pdf, word, text.decode())


def _made_up_zone() -> Document:
    zone = Zone.objects.filter(demonstration=True).exclude(releases=None).get()
    meeting = Meeting.objects.filter(board__slug="demonstration-board").latest("date")
    brief = resolve("zone", meeting.board, meeting, Choices(zone=zone.year), today=meeting.date)
    return previewed(written(brief))
