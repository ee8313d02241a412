"""The page of a work plan: how each activity stands today, as tables with a picture of the year."""

import datetime

import pytest
import time_machine
from django.test import Client

from board_reports import timeline
from board_reports.plan_dates import Timetable, TimetableKind
from tests.report_factories import ActivityFactory, ProgressNoteFactory, StrandFactory, WorkPlanFactory

pytestmark = pytest.mark.django_db


@time_machine.travel("2015-10-01T12:00Z")
def test_the_plan_of_today_with_what_is_late(client: Client) -> None:
    WorkPlanFactory(
        name="Last year", slug="last", begins_on=datetime.date(2014, 4, 1), ends_on=datetime.date(2015, 3, 31)
    )
    plan = WorkPlanFactory(name="This year", slug="this")
    strand = StrandFactory(plan=plan, name="Learning")
    due = {"timetable": "by-date", "due_on": datetime.date(2015, 9, 30)}
    late = ActivityFactory(strand=strand, place=1, text="Write <it> down", target=12, **due)
    ActivityFactory(strand=strand, place=2, text="Done already", status="done", **due)
    ProgressNoteFactory(activity=late, text="Two were written", delivered=True)
    page = client.get("/work-plan/")
    text = page.content.decode()
    assert page.context["plan"] == plan
    assert "Of 2 activities, 1 is late on 1 October 2015" in text
    assert '<strong class="late">Late.</strong> One of 12.' in text
    assert "1 May 2015: Two were written" in text
    assert "Write &lt;it&gt; down" in text
    assert [(bar.number, bar.state) for bar in page.context["picture"].bars] == [("1.1", "late"), ("1.2", "closed")]
    assert 'href="/work-plan/last/"' in text
    assert "No activities are recorded yet" in client.get("/work-plan/last/").content.decode()


def test_no_plan_and_an_unknown_plan(client: Client) -> None:
    assert "No work plan here yet" in client.get("/work-plan/").content.decode()
    assert client.get("/work-plan/nothing/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long_the_plan(
    client: Client, count: int, django_assert_num_queries: object
) -> None:
    plan = WorkPlanFactory()
    for _ in range(count):
        ProgressNoteFactory(activity=ActivityFactory(strand=StrandFactory(plan=plan)))
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert client.get("/work-plan/").status_code == 200


def test_where_everything_stands_in_the_picture() -> None:
    year = {"begins_on": datetime.date(2015, 4, 1), "ends_on": datetime.date(2016, 3, 31)}
    quarterly, ongoing = Timetable(TimetableKind.QUARTERLY), Timetable(TimetableKind.ONGOING)
    long = "Gather case studies of services that councils changed, and show what they cost and saved"
    picture = timeline.draw(
        [
            timeline.Entry("1.1", long, Timetable(TimetableKind.BY_DATE, datetime.date(2015, 4, 1)), True, False),
            timeline.Entry("1.2", "Publish figures", quarterly, False, False, (datetime.date(2016, 3, 31),)),
            timeline.Entry("2.1", "Answer councils", ongoing, False, True, (datetime.date(2014, 1, 1),)),
        ],
        today=datetime.date(2026, 1, 1), **year,
    )  # fmt: skip
    first, second, third = picture.bars
    assert [name for _, name in picture.months][:3] == ["Apr", "May", "Jun"]
    assert len(picture.months) == 12
    assert (first.due, first.width, picture.today) == (first.x, 2, None)
    assert first.text == "Gather case studies of services that councils changed, and show what they cost …"
    assert first.full == long
    assert (second.text, second.full) == ("Publish figures", "Publish figures")
    assert len(second.ticks) == 3
    assert second.marks == (second.x + second.width,)
    assert (third.ticks, third.marks, third.due) == ((), (), None)
