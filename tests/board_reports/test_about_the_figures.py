"""“About the figures” ends every report, in every form, unless its author switched it off."""

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document as WordFile
from pypdf import PdfReader

from board_reports.figures import registry
from board_reports.models import Block, Report
from tests.board_reports.publishing import publish
from tests.factories import CaseStudyFactory
from tests.report_factories import ConfirmedNumberFactory, FigureUseFactory, MeetingFactory, ReportFactory

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


def words_of(client: Client, address: str) -> str:
    """Return the words of the page or the file at `address`."""
    content = client.get(address).content
    if address.endswith(".pdf"):
        content_words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif address.endswith(".docx"):
        content_words = " ".join(one.text for one in WordFile(io.BytesIO(content)).paragraphs)
    else:
        content_words = content.decode()
    return " ".join(content_words.split())


EVERY_FORM = ["", "offline.html", ".pdf", ".docx", ".txt"]


def address_of(form: str) -> str:
    return f"/reports/paper{form}" if form.startswith(".") else f"/reports/paper/{form}"


@pytest.mark.parametrize("form", EVERY_FORM)
@pytest.mark.parametrize("wanted", [True, False], ids=["on", "off"])
def test_a_number_that_an_officer_gave_is_shown_with_its_source(client: Client, form: str, wanted: bool) -> None:
    report: Report = ReportFactory(slug="paper", about_the_figures=wanted)
    Block.objects.create(report=report, key="p1", place=1, kind="paragraph", text="Over 50 councils showed it.")
    ConfirmedNumberFactory(report=report, block="p1", number="50", words="over 50 councils showed it", source="A count")
    publish(report)
    found = words_of(client, address_of(form))
    assert ("Numbers given with a source" in found) is wanted
    paragraph = "paragraph 1" if form.startswith(".") else '<a href="#p1">paragraph 1</a>'
    assert (f"“Over 50” ({paragraph}): A count" in found) is wanted


def test_the_data_of_the_figures_tell_the_given_numbers(client: Client) -> None:
    report: Report = ReportFactory(slug="paper", summary="Over 50 councils.")
    ConfirmedNumberFactory(report=report, number="50", words="over 50 councils", source="A count")
    publish(report)
    told: dict[str, Any] = client.get("/reports/paper/figures.json").json()
    assert told["given_with_a_source"] == [{"text": "Over 50", "where": "summary", "source": "A count"}]
    lines = client.get("/reports/paper/figures.csv").content.decode().splitlines()
    assert lines[1] == ",Numbers given with a source,Over 50,,,summary,,,A count,,,"


def test_the_table_of_the_figures_has_what_each_is_compared_with_and_by_which_revision(client: Client) -> None:
    CaseStudyFactory(published=True)
    report: Report = ReportFactory(slug="paper", summary="[[f1]], [[f2]].")
    FigureUseFactory(report=report, key="f1", qualifier="up from", baseline=Decimal("0.5"), baseline_source="=May")
    FigureUseFactory(report=report, key="f2")
    publish(report)
    rows = list(csv.DictReader(io.StringIO(client.get("/reports/paper/figures.csv").content.decode())))
    told: Any = client.get("/reports/paper/figures.json").json()["figures"]
    assert [(one["compared with"], one["source of that"], one["revision"]) for one in rows] == [
        ("0.5", "'=May", "1"), ("", "", "1"),
    ]  # fmt: skip
    assert [one["compared_with"] for one in told] == [{"value": "0.5", "source": "=May"}, None]


@pytest.mark.parametrize("definition", registry.everything(), ids=lambda one: one.key)
def test_a_definition_says_in_words_what_it_counts(definition: registry.Definition) -> None:
    assert re.findall(r"docs/|\.md|\.py|://|\w_\w", definition.definition) == []


@pytest.mark.parametrize("form", EVERY_FORM)
@pytest.mark.parametrize("days", [59, 70], ids=["soon after", "long after"])
def test_figures_counted_long_after_the_meeting_say_so(client: Client, form: str, days: int) -> None:
    CaseStudyFactory(published=True)
    today = timezone.localdate()
    meeting = MeetingFactory(date=today - datetime.timedelta(days=days))
    report: Report = ReportFactory(slug="paper", meeting=meeting, board=meeting.board)
    FigureUseFactory(report=report, key="f1")
    Block.objects.create(report=report, key="p1", place=1, kind="paragraph", text="[[f1]] is there.")
    publish(report)
    said = f"The figures were counted on {today.day} {today:%B %Y}, long after the meeting."
    assert (said in words_of(client, address_of(form))) is (days > 60)
