"""`manage.py check_figures`: drift is told, what does not hold ends with exit code 1."""

import io

import pytest
from django.core.management import CommandError, call_command

from board_reports import actions
from board_reports.models import FigureUse, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    CaseStudyFactory.create_batch(2, published=True)
    made: Report = ReportFactory(title="Zone")
    FigureUseFactory(report=made, key="f1", qualifier="over", stated=1)
    BlockFactory(report=made, text="[[f1]] case studies.")
    return made


def check(**options: object) -> list[str]:
    out = io.StringIO()
    try:
        call_command("check_figures", verbosity=0, stdout=out, **options)
    except CommandError:
        out.write("exit code 1")
    return out.getvalue().splitlines()


def test_figures_that_hold(report: Report) -> None:
    assert check() == ["1 figures, 0 drifted, 0 do not hold."]


def test_a_draft_that_says_what_is_not_true(report: Report) -> None:
    FigureUse.objects.update(stated=2)
    assert check() == [
        "Does not hold: Zone: “Case studies published” (f1): it says “over two”, the value is 2.",
        "1 figures, 0 drifted, 1 do not hold.",
        "exit code 1",
    ]
    assert check(board="another") == ["0 figures, 0 drifted, 0 do not hold."]


def test_a_definition_that_is_gone(report: Report) -> None:
    FigureUse.objects.update(definition="gone")
    assert check()[-2:] == ["1 figures, 0 drifted, 1 do not hold.", "exit code 1"]


@pytest.mark.parametrize("published", [False, True], ids=["in clearance", "published"])
def test_drift_is_told_and_is_no_error(report: Report, published: bool) -> None:
    by: User = UserFactory(roles=[Role.ADMINISTRATOR])
    actions.submit(report=report, version=Report.objects.get().version, by=by)
    if published:
        (step,) = actions.current_steps(report)
        actions.approve(clearance=step, by=by)
        actions.publish(report=report, version=Report.objects.get().version, by=by)
    CaseStudyFactory(published=True)
    assert check() == [
        "Drifted: Zone: “Case studies published” (f1): 2 in the report, 3 now.",
        "1 figures, 1 drifted, 0 do not hold.",
    ]
