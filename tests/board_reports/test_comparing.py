"""Comparing a figure with the previous report on the subject: the picker knows what it was, and where that stands."""

import pytest
from django.test import Client

from board_reports import reading
from board_reports.models import Block, FigureUse, Report
from innovation_db.roles import Role
from tests.board_reports.publishing import publish
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db
ADDED = "case_studies.added"


@pytest.fixture
def report() -> Report:
    """A draft that follows a published report, in which two case studies had been added; now there are five."""
    before = ReportFactory(title="Innovation in councils", slug="before")
    FigureUseFactory(report=before, key="f1", definition=ADDED, arguments={"since": "2015-01-01"})
    Block.objects.create(report=before, key="b1", place=1, kind="paragraph", text="[[f1]] were added.")
    CaseStudyFactory.create_batch(2, published=True)
    publish(before)
    CaseStudyFactory.create_batch(3, published=True)
    made: Report = ReportFactory(board=before.board, previous=before, slug="next")
    Block.objects.create(report=made, key="b1", place=1, kind="paragraph", text="Here:")
    return made


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    return client


def picker(report: Report) -> str:
    return f"/admin/board_reports/report/{report.pk}/body/figures/?block=b1&figure={ADDED}"


def test_the_picker_compares_with_the_previous_report(officer: Client, report: Report) -> None:
    page = officer.post(picker(report), {"of_since": "2016-01-01", "_compare": "1"})
    assert page.status_code == 200
    assert page.context["earlier"].value == "2"
    assert page.context["told"].phrase == "up from two to five"
    assert not FigureUse.objects.filter(report=report).exists()
    source = page.context["earlier"].source
    assert source.startswith("“Innovation in councils” of ")
    sent = {
        "of_since": "2016-01-01", "qualifier": "added to", "stated": "4", "baseline": "2",
        "baseline_whose": "last year’s", "baseline_source": source,
    }  # fmt: skip
    assert officer.post(picker(report), sent).status_code == 302
    told = reading.draft(Report.objects.get(pk=report.pk)).figure("f1")
    assert told is not None
    assert (told.phrase, told.holds) == ("over four added to last year’s two", True)
    assert (told.baseline, told.baseline_source) == ("2", source)


def test_words_that_are_not_true_are_refused(officer: Client, report: Report) -> None:
    sent = {"qualifier": "added to", "stated": "5", "baseline": "2", "baseline_source": "The report of May"}
    page = officer.post(picker(report), sent)
    assert page.status_code == 422
    assert "is not true: the value is 5." in page.content.decode()


def test_what_the_previous_report_does_not_tell_is_not_compared(officer: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(previous=None)
    page = officer.post(picker(report), {"_compare": "1"})
    assert page.context["earlier"] is None
    assert "Compare with that" not in page.content.decode()
