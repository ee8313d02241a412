"""The programme plan: programmes, progress, and the plan as a table of theme, activity and timetable, as in 2013."""

import datetime
from typing import Any

import pytest

from board_reports.figures import registry
from board_reports.models import Activity, Board, Strand, WorkPlan
from innovation_db.refusals import RefusedError
from tests.board_reports.drafts import drafted, headings, meeting_on, nothing_is_open, paragraphs, read
from tests.board_reports.test_figures import published_on
from tests.factories import CohortFactory, PartnerFactory, ProgrammeFactory
from tests.report_factories import ActivityFactory, BoardFactory, ProgressNoteFactory, StrandFactory, WorkPlanFactory

pytestmark = pytest.mark.django_db

OTHERS = ("Adult Social Care Efficiency", "Food Waste pilot", "Future Councils", "Capital and Assets pathfinders",
          "Whole-place community budgets")  # fmt: skip
STRANDS = ("Programme management", "Creative Councils", "LGA conference", "Dissemination of good practice",
           "Masterclass", "Members’ role", "Knowledge Navigator", "LGA programme boards", "Evaluation")  # fmt: skip


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory()
    return made


@pytest.fixture
def plan(board: Board) -> WorkPlan:
    """The plan of 2013-2014 with the kinds of timetable that it has; its activities in the order of `rows`."""
    plan: WorkPlan = WorkPlanFactory(
        board=board, name="Innovation Programme Plan", slug="plan", begins_on=datetime.date(2013, 4, 1),
        ends_on=datetime.date(2014, 3, 31),
    )  # fmt: skip
    strands: dict[str, Strand] = {name: StrandFactory(plan=plan, name=name) for name in STRANDS}
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (STRANDS[0], "Hold meetings on innovation", {"timetable": "times-a-year", "times": 3}),
        (STRANDS[0], "Report to the Board", {"timetable": "quarterly"}),
        (STRANDS[1], "Review the learning", {"timetable": "by-date", "due_on": datetime.date(2013, 12, 31)}),
        (STRANDS[3], "Collect 12 innovation stories", {
            "timetable": "by-date", "due_on": datetime.date(2013, 9, 30), "target": 12, "figure": "case_studies.added",
        }),
        (STRANDS[3], "Write 2 original pieces", {
            "timetable": "every-months", "months": 2, "target": 2, "figure": "case_studies.added",
        }),
        (STRANDS[6], "Link up with the Knowledge Navigator", {"timetable": "ongoing", "status": "under-way"}),
    ]  # fmt: skip
    for strand, text, values in rows:
        ActivityFactory(strand=strands[strand], text=text, **values)
    return plan


def test_the_report_of_2013_in_structure_and_facts(board: Board, plan: WorkPlan) -> None:
    flagship = ProgrammeFactory(name="Creative Councils", summary="Six councils that innovate")
    flagship.partners.add(PartnerFactory(name="Nesta"))
    CohortFactory(programme=flagship, places=6)
    others = [ProgrammeFactory(name=name) for name in OTHERS]
    programmes = tuple(one.slug for one in (flagship, *others))
    report = drafted("plan", meeting_on("2013-05-21", board), programmes=programmes)
    found = read(report)
    assert (found.title, found.purpose) == ("Innovation Programme Plan", "For discussion and direction.")
    assert headings(found) == [
        "heading: Innovation programme", "heading: Progress", "heading: Next steps", "heading: Financial implications",
        "appendix: Innovation Programme Plan",
    ]  # fmt: skip
    told = paragraphs(found)
    assert told["1"].startswith(
        "Creative Councils, with Nesta, is the Board’s leading programme on innovation. It has six places."
    )
    assert [told[f"1.{number}"] for number in range(1, 6)] == list(OTHERS)
    assert "Appendix 1 is the Innovation Programme Plan." in told["2"]
    assert told["3"].startswith(
        "The plan has six activities in nine strands. Of these, five have no status recorded and one is under way."
    )
    assert told["4"] == "The plan sets two targets, of which none are reached so far."
    assert told["4.1"] == "Collect 12 innovation stories, by September 2013: no case studies so far."
    assert told["4.2"] == "Write 2 original pieces, every two months: no case studies so far."
    assert told["5"] == "Nothing in the plan is late on 21 May 2013."
    (table,) = [block.table for block in found.appendices if block.table]
    assert table.columns == ("Theme", "Detailed activity", "Timetable")
    rows = [tuple("".join(span.text for span in cell) for cell in row) for row in table.rows]
    assert [(row[0], row[2]) for row in rows] == [
        ("Programme management", "At least three times a year"),
        ("Programme management", "Quarterly"),
        ("Creative Councils", "By December 2013"),
        ("Dissemination of good practice", "By September 2013"),
        ("Dissemination of good practice", "Every two months"),
        ("Knowledge Navigator", "Ongoing"),
    ]
    nothing_is_open(report)


def test_what_is_late_follows_from_dates_and_content(board: Board, plan: WorkPlan) -> None:
    published_on(*["2013-05-01"] * 11)
    meetings = Activity.objects.get(text="Hold meetings on innovation")
    ProgressNoteFactory(activity=meetings, date=datetime.date(2013, 6, 1), delivered=True)
    ProgressNoteFactory(activity=meetings, date=datetime.date(2013, 7, 1), text="Only talked of", delivered=False)
    Activity.objects.filter(text="Review the learning").update(status="stopped", status_reason="The programme ended")
    report = drafted("plan", meeting_on("2014-01-21", board))
    told = paragraphs(read(report))
    late = {number: text for number, text in told.items() if number.startswith("4.")}
    assert told["4"] == "Four activities are late on 21 January 2014:"
    assert late == {
        "4.1": "Hold meetings on innovation. At least three times a year. One of two.",
        "4.2": "Report to the Board. Quarterly. None of one.",
        "4.3": "Collect 12 innovation stories. It was due by 30 September 2013. 11 of 12.",
        "4.4": "Write 2 original pieces. Every two months. None of two.",
    }
    assert [one["reason"] for one in report.drafted_from["highlights"]] == [
        "A target that was missed: 11 of 12, by September 2013",
        "A target that was missed: 0 of 2, every two months",
    ]
    nothing_is_open(report)


@pytest.mark.parametrize(
    ("key", "more", "number"),
    [
        ("plan.strands", {}, 9),
        ("plan.activities", {}, 6),
        ("plan.activities", {"status": "under-way"}, 1),
        ("plan.activities", {"status": "done"}, 0),
        ("plan.late", {"until": "2013-05-21"}, 0),
        ("plan.late", {"until": "2014-01-21"}, 5),
        ("plan.targets", {}, 2),
        ("plan.targets_reached", {"until": "2013-06-01"}, 1),
    ],
)
def test_the_figures_of_a_plan(plan: WorkPlan, key: str, more: dict[str, str], number: int) -> None:
    published_on("2013-05-01", "2013-05-02")
    definition = registry.find(key)
    assert definition is not None
    value = definition.value({"plan": plan.slug, **more})
    assert (value.number, len(value.listed())) == (number, number)


@pytest.mark.parametrize(("key", "more"), [("plan.late", {"plan": "none"}), ("plan.activities", {"status": "odd"})])
def test_a_plan_or_status_that_is_not_there_is_said(plan: WorkPlan, key: str, more: dict[str, str]) -> None:
    definition = registry.find(key)
    assert definition is not None
    with pytest.raises(registry.WrongArgumentsError, match="There is no"):
        definition.value({"plan": plan.slug, **more})


def test_of_many_that_are_late_the_first_are_listed_and_said_to_be_some(board: Board, plan: WorkPlan) -> None:
    for number in range(6):
        ActivityFactory(
            strand=plan.strands.first(), place=50 + number, text=f"Try idea {number}", timetable="by-date",
            due_on=datetime.date(2013, 6, 30),
        )  # fmt: skip
    told = paragraphs(read(drafted("plan", meeting_on("2014-01-21", board))))
    lead = next(number for number, text in told.items() if " late on " in text)
    assert told[lead].endswith(" activities are late on 21 January 2014, among them:")
    assert len([number for number in told if number.startswith(f"{lead}.")]) == 5


def test_an_empty_plan_says_so_and_no_plan_is_refused(board: Board) -> None:
    with pytest.raises(RefusedError, match="no work plan of this board for the day of the meeting"):
        drafted("plan", meeting_on("2015-07-14", board))
    WorkPlanFactory(board=board, name="Bare plan")
    report = drafted("plan", meeting_on("2015-07-14", board))
    told = paragraphs(read(report))
    assert told["1"].startswith("This report proposes to bring the activities on innovation together in one plan.")
    assert told["2"] == "No activities are recorded in the Bare plan yet."
    nothing_is_open(report)
