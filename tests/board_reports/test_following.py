"""After the meeting: decisions, directions and actions on pages, as figures, and for the next report."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from board_reports import following
from board_reports.figures import registry
from board_reports.models import Action, Report
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import (
    ActionFactory,
    ActionNoteFactory,
    AgendaItemFactory,
    DecisionFactory,
    DirectionFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2015, 7, 14)


def followed(**values: object) -> Report:
    """A report of which two recommendations were decided on, with a direction and three actions."""
    report = paper(recommendations="That the Board notes it.\nThat officers widen it.", **values)
    DecisionFactory(report=report, number=1, outcome="noted")
    DecisionFactory(report=report, number=2, outcome="amended", note="To rural councils first.")
    direction = DirectionFactory(report=report, text="Tell us how rural councils join.")
    third, fourth = datetime.date(2015, 8, 3), datetime.date(2015, 8, 4)
    done = ActionFactory(report=report, text="Write to rural councils.", state="done", ended_on=third)
    ActionFactory(report=report, direction=direction, text="Count the answers.", due_on=datetime.date(2015, 9, 1))
    ActionFactory(report=report, text="Print a leaflet.", state="dropped", ended_on=fourth)
    ActionNoteFactory(action=done, on=datetime.date(2015, 8, 2), text="All addresses are known.")
    ActionNoteFactory(action=done, on=third, text="Sixty letters went out.")
    return report


def worth(key: str, **arguments: object) -> tuple[int, list[str]]:
    definition = registry.find(key)
    assert definition is not None
    value = definition.value(arguments)
    return int(value.number or 0), [row.label for row in value.listed()]


def test_what_the_next_report_needs() -> None:
    last = following.since_last(ReportFactory(previous=followed()))
    assert last is not None
    assert last.met_on == DAY
    assert [(one.number, one.recommendation, one.outcome, one.note) for one in last.decisions] == [
        (1, "That the Board notes it.", "Noted", ""),
        (2, "That officers widen it.", "Agreed with changes", "To rural councils first."),
    ]
    assert last.directions == ("Tell us how rural councils join.",)
    assert [one.text for one in last.done] == ["Write to rural councils."]
    assert last.done[0].latest == following.Progress(datetime.date(2015, 8, 3), "Sixty letters went out.")
    assert [(one.text, one.is_late, one.latest) for one in last.outstanding] == [("Count the answers.", True, None)]
    assert [one.text for one in last.dropped] == ["Print a leaflet."]


def test_nothing_is_said_where_nothing_came_of_it() -> None:
    assert following.since_last(ReportFactory()) is None
    assert following.since_last(ReportFactory(previous=paper())) is None


def test_a_public_report_says_nothing_of_a_restricted_one_before_it() -> None:
    secret = followed(**RESTRICTED)
    assert following.since_last(ReportFactory(previous=secret)) is None
    assert following.since_last(ReportFactory(board=secret.board, previous=secret, **RESTRICTED))


def test_words_that_were_kept_with_a_decision_are_told() -> None:
    report = paper(recommendations="That the Board notes it.")
    DecisionFactory(report=report, number=1, recommendation="That the Board welcomes it.")
    DecisionFactory(report=report, number=7)
    assert [one.recommendation for one in following.outcome(report).decisions] == ["That the Board welcomes it.", ""]


def test_the_pages_of_report_and_meeting_tell_it(client: Client) -> None:
    report = followed()
    AgendaItemFactory(meeting=report.meeting, report=report, number=6, title="")
    for address in ("/reports/paper/", report.meeting.get_absolute_url()):
        page = client.get(address).content.decode()
        wanted = [
            "Agreed with changes",
            "To rural councils first.",
            "Sixty letters went out.",
            "due on 1 September 2015",
        ]
        assert [words for words in wanted if words not in page] == []


def test_of_a_restricted_report_nothing_is_told_to_others(client: Client) -> None:
    report = followed(**RESTRICTED)
    AgendaItemFactory(meeting=report.meeting, report=report, number=6, title="")
    address = report.meeting.get_absolute_url()
    assert "rural" not in client.get(address).content.decode()
    client.force_login(member_of(report))
    assert "Count the answers." in client.get(address).content.decode()
    assert "Count the answers." in client.get("/members/").content.decode()


def test_actions_as_figures() -> None:
    report = followed()
    board = report.board.slug
    assert worth("actions.outstanding") == (1, ["Count the answers."])
    assert worth("actions.outstanding", until="2015-08-03") == (2, ["Count the answers.", "Print a leaflet."])
    assert worth("actions.outstanding", until="2015-07-13") == (0, [])
    assert worth("actions.done", board=board) == (1, ["Write to rural councils."])
    assert worth("actions.done", since="2015-08-04") == (0, [])
    assert worth("actions.done", board=ReportFactory().board.slug) == (0, [])


def test_the_list_behind_a_figure_says_nothing_of_restricted_papers() -> None:
    followed(**RESTRICTED)
    assert worth("actions.outstanding") == (1, ["An action from a restricted paper"])


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done", "ended_on": None},
        {"state": "open", "ended_on": DAY},
        {"given_on": DAY, "due_on": DAY - datetime.timedelta(days=1)},
    ],
    ids=["done on no day", "open but ended", "due before the meeting"],
)
def test_what_cannot_be(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ActionFactory.build(report=ReportFactory(), **values).validate_constraints()


def test_late_is_worked_out_from_the_day() -> None:
    today = timezone.localdate()
    assert ActionFactory(due_on=today).is_late is False
    assert ActionFactory(due_on=today - datetime.timedelta(days=1)).is_late is True
    assert ActionFactory(due_on=None).is_late is False


def test_an_officer_writes_down_an_action_and_its_progress_in_the_admin(client: Client) -> None:
    report = paper()
    author = UserFactory(roles=[Role.REPORT_AUTHOR])
    client.force_login(author)
    typed = {
        "report": report.pk, "text": "Ask councils.", "owner": "Productivity team", "given_on": "2015-07-14",
        "state": "open", "notes-TOTAL_FORMS": 1, "notes-INITIAL_FORMS": 0, "notes-0-on": "2015-08-02",
        "notes-0-text": "Half is done.",
    }  # fmt: skip
    assert client.post("/admin/board_reports/action/add/", typed).status_code == 302
    note = Action.objects.get().notes.get()
    assert (note.text, note.written_by) == ("Half is done.", author)
    assert (
        f">{report.title}, 14 July 2015</option>" in client.get("/admin/board_reports/decision/add/").content.decode()
    )


def test_only_published_reports_are_decided_on(client: Client) -> None:
    draft = ReportFactory(title="A draft")
    client.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    typed = {"report": draft.pk, "number": 1, "outcome": "agreed"}
    assert client.post("/admin/board_reports/decision/add/", typed).status_code == 200
    assert not draft.decisions.exists()
