"""The portfolio holder's report: what officers logged, under parts in capitals, as in the report of 2013."""

import datetime

import pytest

from board_reports.models import Board, Contribution
from tests.board_reports.drafts import drafted, headings, meeting_on, nothing_is_open, paragraphs, read, ready
from tests.board_reports.publishing import publish
from tests.report_factories import BoardFactory, ContributionFactory, MembershipFactory

pytestmark = pytest.mark.django_db

SOURCE = "Notes of the camp"


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory(name="Improvement and Innovation Board")
    MembershipFactory(board=made, name="Cllr Peter Fleming", role="chair")
    return made


def log(
    board: Board, part: str, heading: str, text: str, day: str = "2013-05-01", source: str = SOURCE
) -> Contribution:
    made: Contribution = ContributionFactory(
        board=board, part=part, heading=heading, text=text, happened_on=datetime.date.fromisoformat(day), source=source
    )
    return made


def test_the_report_of_2013_in_structure_and_facts(board: Board) -> None:
    log(board, "productivity", "One Public Estate", "Launched with the Cabinet Office. Assets are about £370 billion.\n"
        "There are 12 pilot areas: Bristol and Essex among them.")  # fmt: skip
    log(board, "innovation", "Creative Councils camp", "Stoke-on-Trent hosted it on 24 and 25 April.\n"
        "Of eleven themes, four were worked on.", "2013-05-02")  # fmt: skip
    log(board, "innovation", "Innovation Zone", "Nesta curates it on 2 and 3 July. It will:\n"
        "- show social innovations\n- share insights\n- offer sessions", "2013-04-30")  # fmt: skip
    log(board, "leadership", "Leadership development", "A workshop had 28 participants")
    log(board, "transparency", "Unlawful subletting", "Councils need to see records.")
    report = drafted("portfolio", meeting_on("2013-05-21", board))
    found = read(report)
    assert found.title == "Improvement and Innovation Board: report from Cllr Peter Fleming"
    assert not found.has_head, "it begins with its first part"
    assert headings(found) == [
        "part: Innovation", "heading: Innovation Zone", "heading: Creative Councils camp",
        "part: Leadership", "heading: Leadership development",
        "part: Transparency", "heading: Unlawful subletting",
        "part: Productivity", "heading: One Public Estate",
    ]  # fmt: skip
    assert paragraphs(found) == {
        "1": "Nesta curates it on 2 and 3 July. It will:",
        "1.1": "show social innovations.",
        "1.2": "share insights.",
        "1.3": "offer sessions.",
        "2": "Stoke-on-Trent hosted it on 24 and 25 April.",
        "3": "Of eleven themes, four were worked on.",
        "4": "A workshop had 28 participants.",
        "5": "Councils need to see records.",
        "6": "Launched with the Cabinet Office. Assets are about £370 billion.",
        "7": "There are 12 pilot areas: Bristol and Essex among them.",
    }
    assert {one.number for one in report.confirmed_numbers.filter(source=SOURCE)} == {
        "eleven", "four", "28", "£370 billion", "12",
    }  # fmt: skip
    assert [one.position for one in found.contacts] == ["Programme Manager"]
    nothing_is_open(report)


def test_what_one_report_used_is_not_in_the_next(board: Board) -> None:
    first = log(board, "innovation", "A", "This was new.")
    report = drafted("portfolio", meeting_on("2013-05-21", board))
    first.refresh_from_db()
    assert first.used_in == report
    log(board, "innovation", "A", "This is newer.", "2013-06-01")
    log(board, "other", "B", "Then that.", "2013-06-02")
    log(board, "innovation", "A", "This is still to come.", "2014-06-01")
    report = publish(ready(report))
    later = drafted("portfolio", meeting_on("2013-07-21", board))
    assert list(paragraphs(read(later)).values()) == ["This is newer.", "Then that."]
    assert later.previous == report


def test_nothing_logged_is_said_kindly(board: Board) -> None:
    report = drafted("portfolio", meeting_on("2013-05-21", board))
    assert paragraphs(read(report)) == {"1": "Nothing has been logged since 21 May 2012."}
    nothing_is_open(report)


def test_a_number_without_a_source_is_asked_about_at_clearance(board: Board) -> None:
    log(board, "innovation", "A", "There were 40 [of] them.", source="")
    report = drafted("portfolio", meeting_on("2013-05-21", board))
    assert not report.confirmed_numbers.exists()
    assert list(paragraphs(read(report)).values()) == ["There were 40 [of] them."]


def test_what_leads_on_names_what_it_is_about(board: Board) -> None:
    for heading in ("Creative Councils camp", "Innovation [Zone]"):
        one = log(board, "innovation", heading, "It was held.")
        Contribution.objects.filter(pk=one.pk).update(link="https://example.org/camp")
    found = read(drafted("portfolio", meeting_on("2013-05-21", board)))
    links = [span.text for block in found.blocks for span in block.words if span.href]
    assert links == ["More about “Creative Councils camp”", "More about “Innovation [Zone]”"]
