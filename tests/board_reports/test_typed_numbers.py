"""Typed numbers of a report as officers see them: with the words near them, and the source that somebody gave."""

import pytest

from board_reports import editing, reading, typed_numbers
from board_reports.models import Report
from innovation_db.refusals import RefusedError
from tests.factories import UserFactory
from tests.report_factories import BlockFactory, FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("We have 40 ideas.", "We have 40 ideas."),
        ("Nobody knew beforehand that as many as 40 councils would want to come to Bournemouth.",
         "that as many as 40 councils would want to"),
        ("Croydon told of “[[case:my-croydon]]”. The 12 councils", "Croydon told of “…”. The 12 councils"),
        ("It has [[f1]] and [[f2]]. 12 more came.", "It has … and … . 12 more came."),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll 12", "12"),
    ],
)  # fmt: skip
def test_the_words_near_a_number_are_whole_ones(text: str, around: str) -> None:
    report = ReportFactory()
    BlockFactory(report=report, text=text)
    assert [one.around for one in typed_numbers.find(report)] == [around]


def test_captions_heads_and_labels_are_read_and_the_title_is_not() -> None:
    report = ReportFactory(title="Innovation Zone 2015: 50 councils")
    table = {"caption": "40 councils by 3 regions", "columns": ["Council", "Of 12 places"], "rows": [["Leeds", "7"]]}
    BlockFactory(report=report, kind="table", text="", data=table)
    chart = {"chart": "bar", "rows": [["2014", "f1"], ["Over 2000 visits", "f2"]]}
    BlockFactory(report=report, kind="chart", text="Visits of 9 days", data=chart)
    BlockFactory(report=report, kind="heading", text="Plan 2013-2014")
    assert [one.said for one in typed_numbers.find(report)] == ["40", "3", "12", "7", "9", "Over 2000"]


def test_a_figure_takes_the_place_of_a_number_in_a_caption_a_head_or_a_title() -> None:
    report, officer = ReportFactory(), UserFactory()
    table = {"caption": "40 councils", "columns": ["Of 12 **places**"], "rows": [["7"]]}
    table_block = BlockFactory(report=report, kind="table", text="", data=table)
    rows = {"chart": "bar", "rows": [["In 9 days", "f3"]]}
    chart_block = BlockFactory(report=report, kind="chart", text="Visits of 5 days", data=rows)
    for key, number in [("f1", "40"), ("f2", "12")]:
        FigureUseFactory(report=report, key=key)
        editing.insert(report=report, where=table_block.key, token=f"[[{key}]]", instead_of=number, by=officer)
    FigureUseFactory(report=report, key="f3")
    editing.insert(report=report, where=chart_block.key, token="[[f3]]", instead_of="5", by=officer)
    with pytest.raises(RefusedError, match="“9” is in a label of the chart"):
        editing.insert(report=report, where=chart_block.key, token="[[f3]]", instead_of="9", by=officer)
    read = {one.key: one for one in reading.draft(Report.objects.get(pk=report.pk)).blocks}
    shown, drawn = read[table_block.key].table, read[chart_block.key].chart
    assert shown is not None
    assert drawn is not None
    assert (shown.caption, shown.columns, drawn.title) == ("No councils", ("Of no places",), "Visits of no days")
    assert editing.used_figures(report) == {"f1", "f2", "f3"}


def test_a_reference_that_is_typed_is_told_and_one_that_follows_is_not() -> None:
    report = ReportFactory()
    BlockFactory(report=report, key="b1", text="See paragraph 12 and Appendix 1.")
    BlockFactory(report=report, key="b2", text="See [[paragraph:b1]].")
    assert typed_numbers.typed_references(report) == [("b1", "paragraph 12"), ("b1", "Appendix 1")]
