"""Reminders before a day comes: drafts, papers to be published, a step of clearance; each once. What was returned."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from board_reports import actions
from board_reports.models import Clearance, Meeting, Report
from board_reports.reminders import remind_ahead
from innovation_db.history import acting
from innovation_db.models import Message, User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, ClearanceStepFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db
# In a week of the spring of 2026 without a bank holiday, from Monday to Friday.
MON, TUE, WED, THU, FRI = (datetime.date(2026, 4, day) for day in range(20, 25))


@pytest.fixture
def author() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR], email="writer@example.org", name="Wren Writer")
    return user


@pytest.fixture
def clearer() -> User:
    user: User = UserFactory(roles=[Role.REPORT_CLEARER], email="clears@example.org", name="Clem Clearer")
    return user


@pytest.fixture
def meeting() -> Meeting:
    made: Meeting = MeetingFactory(
        board__name="Innovation Board", date=datetime.date(2026, 5, 20), drafts_due_on=THU,
        published_on=datetime.date(2026, 5, 12),
    )  # fmt: skip
    return made


def draft_of(meeting: Meeting, by: User, **values: object) -> Report:
    with acting(user=by, reason="Written"):
        made: Report = ReportFactory(board=meeting.board, meeting=meeting, title="Innovation Zone", **values)
    return made


def sent_on(day: datetime.date) -> list[tuple[str, str]]:
    """What was sent when housekeeping came twice on that day."""
    before = set(Message.objects.values_list("pk", flat=True))
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(10), datetime.UTC)):
        remind_ahead()
        assert remind_ahead() == 0
    new = Message.objects.exclude(pk__in=before).order_by("pk")
    return list(new.values_list("template", "to"))


def on(day: datetime.date, what: Callable[[], object]) -> None:
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(9), datetime.UTC)):
        what()


@pytest.mark.usefixtures("clearer")
def test_who_wrote_at_a_draft_is_reminded_two_working_days_before_and_on_the_day(
    meeting: Meeting, author: User
) -> None:
    report = draft_of(meeting, author)
    wanted = [("report_draft_due", "writer@example.org")]
    assert [sent_on(day) for day in (MON, TUE, WED, THU, FRI)] == [[], wanted, [], wanted, []]
    before, that_day = Message.objects.order_by("pk")
    assert before.subject == "Draft due on 23 April 2026: Innovation Zone"
    assert "Drafts for the Innovation Board of 20 May 2026 are due on 23 April 2026." in before.text
    assert f"/admin/board_reports/report/{report.pk}/clearance/" in before.text
    assert that_day.subject == "Draft due today: Innovation Zone"
    assert "are due today." in that_day.text


def test_a_reminder_that_was_missed_comes_later_and_a_later_day_has_its_own(meeting: Meeting, author: User) -> None:
    draft_of(meeting, author)
    assert len(sent_on(WED)) == 1
    Meeting.objects.update(drafts_due_on=datetime.date(2026, 4, 30))
    assert sent_on(THU) == []
    assert len(sent_on(datetime.date(2026, 4, 28))) == 1


def test_no_reminder_of_what_is_submitted_or_of_others_or_by_those_who_left(
    meeting: Meeting, author: User, clearer: User
) -> None:
    report = draft_of(meeting, author)
    draft_of(MeetingFactory(board=meeting.board, date=datetime.date(2026, 7, 1)), author)
    draft_of(meeting, UserFactory(roles=[Role.REPORT_AUTHOR], is_active=False))
    with acting(user=clearer, reason="Returned"):  # which is no writing
        Report.objects.filter(pk=report.pk).update(target_sides=5)
    on(MON, lambda: actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author))
    Clearance.objects.update(due_on=None)
    assert sent_on(TUE) == []


def test_the_title_of_a_report_for_few_is_in_no_letter(meeting: Meeting, author: User, clearer: User) -> None:
    narrow = draft_of(meeting, author, restricted=True, restricted_reason="It names people.", audience="named")
    AgendaItemFactory(meeting=meeting, report=narrow, number=4, title="")
    sent_on(THU)
    sent_on(datetime.date(2026, 5, 8))
    assert {one.to for one in Message.objects.all()} == {author.email, clearer.email}
    assert not [one for one in Message.objects.all() if "Innovation Zone" in one.subject + one.text + one.html]


def test_who_may_publish_is_told_what_of_the_agenda_is_not_published(
    meeting: Meeting, author: User, clearer: User
) -> None:
    waiting = draft_of(meeting, author)
    AgendaItemFactory(meeting=meeting, report=waiting, number=4, title="")
    AgendaItemFactory(meeting=meeting, number=5, title="Any other business")
    draft_of(meeting, author, slug="not-on-the-agenda")
    days = [datetime.date(2026, 5, day) for day in (7, 8, 11, 12)]
    assert [sent_on(day) for day in days] == [[], [("report_papers_due", clearer.email)], [], []]
    message = Message.objects.get()
    assert message.subject == "To be published on 12 May 2026: Innovation Board"
    assert "Not published yet:\n\n- Item 4: Innovation Zone (draft)\n" in message.text
    assert "Any other business" not in message.text
    assert f"/admin/board_reports/meeting/{meeting.pk}/change/" in message.text


def test_nobody_is_told_when_all_is_published_or_without_its_day_the_last_lawful_one_counts(
    meeting: Meeting, author: User, clearer: User
) -> None:
    item = AgendaItemFactory(meeting=meeting, report=draft_of(meeting, author), number=4, title="")
    Meeting.objects.update(published_on=None)  # five clear days before 20 May: 12 May
    assert sent_on(datetime.date(2026, 5, 8)) == [("report_papers_due", clearer.email)]
    Message.objects.all().delete()
    Report.objects.filter(pk=item.report_id).update(state="published", published_at="2026-05-01T10:00Z")
    assert sent_on(datetime.date(2026, 5, 8)) == []


def test_a_step_of_clearance_is_reminded_of_two_working_days_before(
    meeting: Meeting, author: User, clearer: User
) -> None:
    ClearanceStepFactory(board=meeting.board, place=1, name="Head of team", days=4)
    report = draft_of(meeting, author)
    on(MON, lambda: actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author))
    Message.objects.exclude(template="report_turn").delete()
    assert Clearance.objects.get().due_on == FRI
    assert [sent_on(day) for day in (TUE, WED, THU, FRI)] == [[], [("report_due_soon", clearer.email)], [], []]
    message = Message.objects.get(template="report_due_soon")
    assert "“Innovation Zone” waits for you: Head of team. It is due on 24 April 2026." in message.text
    assert f"/admin/board_reports/report/{report.pk}/clearance/" in message.text


def test_whose_turn_it_became_in_these_days_knows_already(meeting: Meeting, author: User, clearer: User) -> None:
    ClearanceStepFactory(board=meeting.board, place=1, name="Head of team", days=2)
    report = draft_of(meeting, author)
    on(MON, lambda: actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author))
    assert [sent_on(day) for day in (MON, TUE)] == [[], []]


def test_what_was_returned_is_a_work_list_of_who_wrote_it(meeting: Meeting, author: User, clearer: User) -> None:
    def returned(user: User) -> list[Report]:
        client = Client()
        client.force_login(user)
        tiles = client.get("/admin/").context["work_lists"]
        (tile,) = [one for one in tiles if one["title"] == "Returned to me"]
        listed = list(client.get(tile["address"]).context["cl"].queryset)
        assert tile["count"] == len(listed)
        return listed

    report = draft_of(meeting, author)
    assert returned(author) == []
    for note in ("Shorter.", "Shorter still."):
        actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
        assert returned(author) == []
        actions.send_back(clearance=actions.current_steps(report)[0], by=clearer, note=note)
        assert (returned(author), returned(clearer)) == ([report], [])
