"""“About the figures” ends every report, in every form, unless its author switched it off."""

import pytest
from django.test import Client

from board_reports.models import Block, Report
from tests.board_reports.publishing import publish
from tests.factories import CaseStudyFactory
from tests.report_factories import FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db
TITLE = "About the figures"


@pytest.mark.parametrize("wanted", [True, False], ids=["on", "off"])
def test_it_is_switched_for_all_forms_at_once(client: Client, wanted: bool) -> None:
    CaseStudyFactory(published=True)
    report: Report = ReportFactory(slug="paper", about_the_figures=wanted)
    FigureUseFactory(report=report, key="f1")
    Block.objects.create(report=report, key="p1", place=1, kind="paragraph", text="[[f1]] is there.")
    publish(report)
    for address in ("/reports/paper/", "/reports/paper/offline.html", "/reports/paper.txt"):
        assert (TITLE in client.get(address).content.decode()) is wanted, address
    # The way from a figure in the text to what was counted stays.
    assert 'id="figure-f1"' in client.get("/reports/paper/").content.decode()
    assert client.get("/reports/paper/figures/f1/").status_code == 200
