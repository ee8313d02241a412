"""A figure that is compared with another of the report, or with itself of all: the whole is live, as the figure is."""

import io
import re
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from board_reports import actions, drift, figure_actions, reading
from board_reports.models import Block, FigureUse, Report
from board_reports.models.reports import WHOLE
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.board_reports.publishing import publish
from tests.factories import CaseStudyFactory, ThemeFactory, UserFactory
from tests.report_factories import FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db
PUBLISHED = "case_studies.published"
HALF = "more than half of"


@pytest.fixture
def report() -> Report:
    """Two case studies of three are about digital: f1 says so of f2, all of them."""
    CaseStudyFactory.create_batch(2, published=True, themes=[ThemeFactory(slug="digital", name="Digital")])
    CaseStudyFactory(published=True)
    made: Report = ReportFactory(title="Zone", slug="paper")
    FigureUseFactory(
        report=made, key="f1", definition=PUBLISHED, arguments={"theme": "digital"}, qualifier=HALF,
        baseline_source="[[f2]]",
    )  # fmt: skip
    FigureUseFactory(report=made, key="f2", definition=PUBLISHED)
    Block.objects.create(report=made, key="b1", place=1, kind="paragraph", text="[[f1]] are digital: of [[f2]].")
    return made


def told(report: Report, key: str = "f1") -> tuple[str, bool, str, str]:
    figure = reading.draft(Report.objects.get(pk=report.pk)).figure(key)
    assert figure is not None
    return figure.phrase, figure.holds, figure.baseline, figure.problem


def check() -> list[str]:
    out = io.StringIO()
    try:
        call_command("check_figures", verbosity=0, stdout=out)
    except CommandError:
        out.write("exit code 1")
    return out.getvalue().splitlines()


@pytest.mark.parametrize("compared", ["f2", WHOLE])
def test_the_whole_is_what_it_is_now(report: Report, compared: str) -> None:
    FigureUse.objects.filter(key="f1").update(baseline_source=f"[[{compared}]]")
    assert told(report) == ("more than half of three", True, "3", "")
    CaseStudyFactory(published=True)
    assert told(report) == ("more than half of four", False, "4", "")
    assert check() == [
        "Does not hold: Zone: “Case studies published” (f1): it says “more than half of four”, the value is 2.",
        "2 figures, 0 drifted, 1 do not hold.",
        "exit code 1",
    ]


def test_in_clearance_it_stays_and_the_drift_of_the_whole_is_told(report: Report) -> None:
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    actions.submit(report=report, version=Report.objects.get().version, by=by)
    assert drift.drifted_in_clearance() == []
    CaseStudyFactory(published=True)
    assert told(report) == ("more than half of three", True, "3", "")
    sentences = [one.sentence for one in drift.of_pinned(FigureUse.objects.all())]
    of_all = "“Case studies published” (f1): 2 compared with 3 in the report, 2 compared with 4 now."
    false = "“more than half of three” is no longer true."
    assert sentences == [f"{of_all} {false}", "“Case studies published” (f2): 3 in the report, 4 now."]
    FigureUse.objects.filter(key="f2").update(pinned_at=None)
    assert drift.drifted_in_clearance() == [report.pk]
    assert check()[0] == f"Drifted: Zone: {sentences[0]}"


@pytest.mark.parametrize("compared", ["f2", WHOLE])
def test_published_it_is_frozen_and_its_drift_told_to_officers(report: Report, client: Client, compared: str) -> None:
    FigureUse.objects.filter(key="f1").update(baseline_source=f"[[{compared}]]")
    publish(report)
    frozen = reading.published(report)
    assert frozen is not None
    assert drift.of_published(frozen) == []
    CaseStudyFactory(published=True)
    figure = frozen.figure("f1")
    assert figure is not None
    assert (figure.phrase, figure.baseline, figure.compared_with) == ("more than half of three", "3", compared)
    where = {"f2": "the figure f2, “Case studies published”", WHOLE: "the same figure of all of them"}[compared]
    assert client.get("/reports/paper/figures.json").json()["figures"][0]["compared_with"] == {
        "value": "3", "source": f"{where}, counted with it",
    }  # fmt: skip
    assert drift.of_published(frozen)[0].sentence.startswith(
        "“Case studies published” (f1): 2 compared with 3 in the report, 2 compared with 4 now."
    )


def test_the_figure_it_is_compared_with_stays(report: Report) -> None:
    Block.objects.update(text="[[f1]] are digital.")
    by, other = UserFactory(), FigureUse.objects.get(key="f2")
    with pytest.raises(RefusedError, match=re.escape("The figure [[f1]] is compared with it.")):
        figure_actions.remove(use=other, by=by)
    other.delete()
    phrase, holds, baseline, problem = told(report)
    assert (phrase, holds, baseline) == ("more than half of not known", False, "")
    assert problem == "The figure f2 that it is compared with is not there any more."
    with pytest.raises(RefusedError, match="that it is compared with is not there any more"):
        actions.submit(report=report, version=Report.objects.get().version, by=by)


def test_it_is_chosen_in_the_form_of_the_figure(report: Report) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    FigureUseFactory(report=report, key="f3", definition="savings")
    page = f"/admin/board_reports/report/{report.pk}/body/figures/?block=b1&figure={PUBLISHED}"
    choices = client.get(page).context["form"].fields["compared_with"].choices
    assert choices == [
        ("", "a number that is typed"),
        (WHOLE, "the same figure of all: Case studies published, not narrowed"),
        ("f1", "f1: Case studies published, theme Digital"),
        ("f2", "f2: Case studies published"),
    ]
    sent = {"of_theme": "digital", "qualifier": HALF, "compared_with": WHOLE}
    both = client.post(page, sent | {"baseline": "3", "baseline_source": "May"})
    assert both.status_code == 422
    assert "Choose a figure to compare with, or type a number, but not both." in both.content.decode()
    assert client.post(page, sent).status_code == 302
    use = FigureUse.objects.get(key="f4")
    assert (use.compared_with, use.baseline, told(report, "f4")[0]) == (WHOLE, None, "more than half of three")
    change = client.get(f"/admin/board_reports/report/{report.pk}/body/figures/f4/").context["form"]
    assert (change["compared_with"].value(), change["baseline_source"].value()) == (WHOLE, "")
    CaseStudyFactory(published=True)
    assert client.post(page, sent).status_code == 422  # two of four are not more than half


def test_a_typed_number_stays_one(report: Report) -> None:
    FigureUse.objects.filter(key="f1").update(baseline=Decimal(3), baseline_source="A count")
    CaseStudyFactory(published=True)
    assert told(report) == ("more than half of three", True, "3", "")
