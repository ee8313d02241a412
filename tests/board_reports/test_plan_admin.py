"""Work plans in the admin: the plan, its activities, and the page on which progress is noted."""

import re
from typing import Any

import pytest
from django.test import Client

from board_reports.models import Activity, ProgressNote, Strand, WorkPlan
from innovation_db.models import User
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.board_reports.test_admin import rows
from tests.factories import UserFactory
from tests.report_factories import ActivityFactory, BoardFactory, ProgressNoteFactory, StrandFactory, WorkPlanFactory

pytestmark = pytest.mark.django_db

PLANS, ACTIVITIES = "/admin/board_reports/workplan/", "/admin/board_reports/activity/"


@pytest.fixture
def person() -> User:
    made: User = UserFactory(name="Robin Officer", roles=[Role.REPORT_AUTHOR])
    return made


@pytest.fixture
def officer(person: User) -> Client:
    own = Client()
    own.force_login(person)
    return own


@pytest.fixture
def plan() -> WorkPlan:
    made: WorkPlan = WorkPlanFactory(name="Plan of 2015", begins_on="2015-04-01", ends_on="2099-03-31")
    StrandFactory(plan=made, name="Stories", place=1)
    return made


def progress(plan: WorkPlan) -> str:
    return f"{PLANS}{plan.pk}/progress/"


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def activity(plan: WorkPlan, **values: Any) -> Activity:
    made: Activity = ActivityFactory(strand=plan.strands.first(), **values)
    return made


def note(one: Activity, **values: Any) -> dict[str, Any]:
    """What the form of an activity sends."""
    own = {"date": "2015-06-01", "text": "", "status": one.status, "status_reason": one.status_reason} | values
    return {f"a{one.pk}-{name}": value for name, value in own.items()} | {"activity": one.pk, "version": one.version}


def test_a_plan_with_its_strands(officer: Client) -> None:
    sent = {"board": BoardFactory().pk, "name": "Plan", "slug": "plan", "begins_on": "2015-04-01",
            "ends_on": "2016-03-31"}  # fmt: skip
    sent |= rows("strands", {"place": 1, "name": "Stories"}, {"place": 2, "name": "Zone"})
    assert officer.post(f"{PLANS}add/", sent).status_code == 302
    assert list(WorkPlan.objects.get().strands.values_list("name", flat=True)) == ["Stories", "Zone"]
    page = officer.post(f"{PLANS}add/", sent | {"slug": "other", "ends_on": "2014-03-31"})
    assert "A plan cannot end before it begins." in text_of(page)


def test_a_strand_goes_only_without_activities(officer: Client, plan: WorkPlan) -> None:
    strand = plan.strands.get()
    one = activity(plan)
    sent = {"board": plan.board_id, "name": plan.name, "slug": plan.slug, "begins_on": "2015-04-01",
            "ends_on": "2099-03-31"}  # fmt: skip
    sent |= {"strands-TOTAL_FORMS": 1, "strands-INITIAL_FORMS": 1, "strands-0-id": strand.pk, "strands-0-plan": plan.pk,
             "strands-0-place": 1, "strands-0-name": "Stories", "strands-0-DELETE": "on"}  # fmt: skip

    def post() -> Any:
        return officer.post(f"{PLANS}{plan.pk}/change/", sent | {"started_from": str(token_of(WorkPlan, plan.pk))})

    assert "“Stories” has activities. Move or delete them first." in text_of(post())
    one.delete()
    assert post().status_code == 302
    assert not Strand.objects.exists()


@pytest.mark.parametrize(
    ("timetable", "sentence"),
    [
        ({"timetable": "by-date", "due_on": "2015-09-30"}, ""),
        ({"timetable": "by-date"}, "Give the date by which it is to be done"),
        ({"timetable": "every-months", "months": 2}, ""),
        ({"timetable": "every-months", "due_on": "2015-09-30"}, "Say every how many months"),
        ({"timetable": "quarterly"}, ""),
        ({"timetable": "times-a-year", "times": 3}, ""),
        ({"timetable": "times-a-year"}, "Say how many times a year"),
        ({"timetable": "ongoing"}, ""),
        ({"timetable": "ongoing", "status": "stopped"}, "Say why it was stopped."),
    ],
)
def test_an_activity_of_each_timetable(
    officer: Client, plan: WorkPlan, timetable: dict[str, Any], sentence: str
) -> None:
    sent = {"strand": plan.strands.get().pk, "place": 1, "text": "Write stories", "status": "not-begun"}
    page = officer.post(f"{ACTIVITIES}add/", sent | rows("notes") | timetable)
    assert sentence in text_of(page)
    if sentence:
        assert page.status_code == 200
    else:
        one = Activity.objects.get()
        assert page.headers["Location"] == f"{progress(plan)}#activity-{one.pk}"


def test_a_new_activity_stands_at_the_end_of_its_strand(officer: Client, plan: WorkPlan) -> None:
    activity(plan, place=7)
    page = officer.get(f"{ACTIVITIES}add/?strand={plan.strands.get().pk}")
    assert page.context["adminform"].form["place"].initial == 8


def test_a_target_is_tied_to_a_figure_and_what_it_is_of(officer: Client, plan: WorkPlan) -> None:
    sent = {"strand": plan.strands.get().pk, "place": 1, "text": "Write stories", "status": "under-way",
            "timetable": "ongoing", "target": 12, "figure": "zone.sessions"} | rows("notes")  # fmt: skip
    page = officer.post(f"{ACTIVITIES}add/", sent)
    assert page.status_code == 200
    assert "of_zone" in page.context["adminform"].form.errors, "it asks of which Zone"
    sent |= {"figure": "case_studies.added"}
    assert officer.post(f"{ACTIVITIES}add/", sent).status_code == 302
    one = Activity.objects.get()
    assert (one.figure, one.target, one.arguments) == ("case_studies.added", 12, {})
    assert "0 of 12" in text_of(officer.get(progress(plan)))


def test_what_is_late_is_worked_out_and_shown(officer: Client, plan: WorkPlan) -> None:
    activity(plan, text="Report to the Board", timetable="by-date", due_on="2015-06-30", lead="Adviser")
    activity(plan, text="Keep in touch")
    page = officer.get(progress(plan))
    assert "One activity of 2 is late" in text_of(page) or "1 activity of 2 is late" in text_of(page)
    assert [line.activity.text for line in page.context["late"]] == ["Report to the Board"]
    assert "By June 2015 · Adviser · Not recorded · Late. It is not noted as done." in text_of(page)


def test_progress_is_noted_in_one_form(officer: Client, person: User, plan: WorkPlan) -> None:
    one = activity(plan, text="Report to the Board", timetable="by-date", due_on="2015-06-30")
    page = officer.get(f"{progress(plan)}?note={one.pk}")
    assert page.context["open"] == one.pk
    done = officer.post(progress(plan), note(one, text="It went to the Board.", delivered="on", status="done"))
    assert done.headers["Location"] == f"{progress(plan)}#activity-{one.pk}"
    kept = ProgressNote.objects.get()
    assert (kept.text, kept.delivered, kept.written_by) == ("It went to the Board.", True, person)
    assert Activity.objects.get().status == "done"
    assert officer.get(progress(plan)).context["late"] == []
    history = officer.get(f"{ACTIVITIES}{one.pk}/history/")
    assert "Robin Officer" in text_of(history)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Say what was done, or change the status."),
        ({"delivered": "on"}, "Say what was done, or change the status."),
        ({"text": "Done.", "date": "soon"}, "Enter a valid date."),
        ({"status": "stopped"}, "Say why it was stopped."),
    ],
)
def test_a_note_that_says_nothing_is_refused(
    officer: Client, plan: WorkPlan, values: dict[str, str], sentence: str
) -> None:
    one = activity(plan)
    page = officer.post(progress(plan), note(one, **values))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert page.context["open"] == one.pk
    assert not ProgressNote.objects.exists()


def test_what_two_note_at_once_is_not_counted_twice(officer: Client, plan: WorkPlan) -> None:
    one = activity(plan)
    sent = note(one, text="The meeting was held.", delivered="on")
    ProgressNoteFactory(activity=one, text="The meeting was held.", delivered=True)
    page = officer.post(progress(plan), sent)
    assert page.status_code == 409
    assert "Somebody noted something there meanwhile." in text_of(page)
    assert 'value="The meeting was held."' in page.content.decode()
    assert ProgressNote.objects.count() == 1


def test_officers_find_the_way_from_the_public_page(officer: Client, client: Client, plan: WorkPlan) -> None:
    one = activity(plan)
    page = officer.get(plan.get_absolute_url()).content.decode()
    assert f'href="{progress(plan)}"' in page
    assert f'href="{progress(plan)}?note={one.pk}#activity-{one.pk}"' in page
    assert "/admin/" not in client.get(plan.get_absolute_url()).content.decode()


def test_who_only_reads_notes_nothing(plan: WorkPlan) -> None:
    one = activity(plan)
    clearer = Client()
    clearer.force_login(UserFactory(roles=[Role.REPORT_CLEARER]))
    page = clearer.get(progress(plan))
    assert page.status_code == 200
    assert "Note progress" not in text_of(page)
    assert clearer.post(progress(plan), note(one, text="Done.")).status_code == 403
    assert clearer.get(plan.get_absolute_url()).content.decode().count("?note=") == 0
