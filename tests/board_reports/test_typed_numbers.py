"""Typed numbers of a report as officers see them: with the words near them, and the source that somebody gave."""

import pytest

from board_reports import typed_numbers
from tests.report_factories import BlockFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "around"),
    [
        ("We have 40 ideas.", "We have 40 ideas."),
        ("Nobody knew beforehand that as many as 40 councils would want to come to Bournemouth.",
         "that as many as 40 councils would want to"),
        ("Croydon told of “[[case:my-croydon]]”. The 12 councils", "Croydon told of “…”. The 12 councils"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll 12", "12"),
    ],
)  # fmt: skip
def test_the_words_near_a_number_are_whole_ones(text: str, around: str) -> None:
    report = ReportFactory()
    BlockFactory(report=report, text=text)
    assert [one.around for one in typed_numbers.find(report)] == [around]
