"""Logging items for the portfolio holder's report, and finding those that are in one and those that are not."""

import datetime
from typing import Any

import pytest
from django.test import Client

from board_reports.models import Board, Contribution
from innovation_db.models import User
from innovation_db.roles import Role
from tests.board_reports.drafts import drafted, meeting_on
from tests.factories import UserFactory
from tests.report_factories import BoardFactory, ContributionFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/board_reports/contribution/"


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
def board() -> Board:
    made: Board = BoardFactory(name="Innovation Board")
    return made


def found(client: Client, **asked: str) -> set[str]:
    return {one.heading for one in client.get(LIST, asked).context["cl"].result_list}


def test_an_item_is_logged_by_who_is_signed_in(officer: Client, person: User, board: Board) -> None:
    page = officer.get(f"{LIST}add/")
    first = page.context["adminform"].form
    assert first["board"].initial == board.pk, "there is only one"
    sent: dict[str, Any] = {
        "board": board.pk, "part": "leadership", "heading": "Workshop", "text": "28 took part.",
        "happened_on": "2015-06-01", "link": "https://example.org/workshop",
    }  # fmt: skip
    assert officer.post(f"{LIST}add/", sent).headers["Location"] == LIST
    item = Contribution.objects.get()
    assert (item.logged_by, item.used_in, item.happened_on) == (person, None, datetime.date(2015, 6, 1))
    again = officer.get(f"{LIST}add/")
    assert again.context["adminform"].form["part"].initial == "leadership"
    assert '<option value="Workshop">' in again.content.decode()


@pytest.mark.parametrize(
    ("value", "sentence"), [({"text": ""}, "This field is required."), ({"link": "nowhere"}, "Enter a valid URL.")]
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    officer: Client, board: Board, value: dict[str, str], sentence: str
) -> None:
    sent = {"board": board.pk, "part": "other", "heading": "Camp", "text": "It was held.", "happened_on": "2015-06-01"}
    page = officer.post(f"{LIST}add/", sent | value)
    assert sentence in page.content.decode()
    assert 'value="Camp"' in page.content.decode()
    assert not Contribution.objects.exists()


def test_the_list_is_narrowed_by_use_period_and_part(officer: Client, board: Board) -> None:
    ContributionFactory(board=board, heading="Used", part="leadership", happened_on="2015-03-01")
    drafted("portfolio", meeting_on("2015-05-12", board))
    ContributionFactory(board=board, heading="New", happened_on="2015-06-01")
    assert found(officer) == {"Used", "New"}
    assert found(officer, used="no") == found(officer, work="not-reported") == found(officer, period="new") == {"New"}
    assert found(officer, used="yes") == found(officer, period="0") == {"Used"}
    assert found(officer, part__exact="leadership") == {"Used"}
    assert found(officer, q="new") == {"New"}
    assert found(officer, period="77") == {"Used", "New"}


def test_an_item_says_in_which_report_it_is_and_may_be_offered_again(officer: Client, board: Board) -> None:
    item = ContributionFactory(board=board, text="It was held.")
    report = drafted("portfolio", meeting_on("2015-07-14", board))
    link = f'<a href="/admin/board_reports/report/{report.pk}/body/">{report.title}</a>'
    assert link in officer.get(LIST).content.decode()
    assert link in officer.get(f"{LIST}{item.pk}/change/").content.decode()
    officer.post(LIST, {"action": "offer_again", "_selected_action": [item.pk]})
    assert Contribution.objects.get().used_in is None
    assert report.blocks.filter(text="It was held.").exists()


def test_two_at_once_do_not_overwrite_each_other(officer: Client, board: Board) -> None:
    item = ContributionFactory(board=board)
    page = officer.get(f"{LIST}{item.pk}/change/")
    sent = {"board": board.pk, "part": "other", "heading": "Mine", "text": "Mine.", "happened_on": "2015-06-01",
            "started_from": page.context["started_from"]}  # fmt: skip
    Contribution.objects.filter(pk=item.pk).update(text="Theirs.")
    officer.post(f"{LIST}{item.pk}/change/", sent)
    assert Contribution.objects.get().text == "Theirs."
