"""A published report is let to more people only by who clears reports; to fewer by whoever writes at it, at once."""

import pytest
from django.test import Client
from django.urls import reverse

from board_reports.models import Report
from innovation_db.models import User
from innovation_db.roles import Role
from innovation_db.stale import FIELD, token_of
from tests.board_reports.publishing import RESTRICTED, paper
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
REFUSED = "only who clears reports may let more people read it"
WAYS = ["/reports/paper/", "/reports/paper.pdf", "/reports/paper/figures.json"]


def client_of(*roles: Role) -> Client:
    own = Client()
    own.force_login(UserFactory(roles=list(roles)))
    return own


def restricted_to(kept_to: str, *named: User) -> Report:
    report = paper(**RESTRICTED)
    report.may_read.add(*named)
    Report.objects.filter(pk=report.pk).update(audience=kept_to)
    return Report.objects.get(pk=report.pk)


def save(client: Client, report: Report, **changes: object) -> str:
    """Send the form of the report's head with some answers changed; return the page that comes back."""
    address = reverse("admin:board_reports_report_change", args=[report.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent["may_read"] = [one.pk for one in report.may_read.all()]
    sent[FIELD] = str(token_of(Report, report.pk))
    contacts = {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0}
    answers = {name: value for name, value in (sent | changes).items() if value not in (None, "", False)}
    answers |= contacts
    return client.post(address, answers, follow=True).content.decode()


def test_an_author_cannot_make_a_restricted_report_public(client: Client) -> None:
    report = paper(**RESTRICTED)
    page = save(client_of(Role.REPORT_AUTHOR), report, restricted=False, restricted_reason="")
    assert REFUSED in page
    assert Report.objects.get(pk=report.pk).restricted
    assert {client.get(way).status_code for way in WAYS} == {404}


def test_who_clears_may_and_is_told_what_the_head_still_says(client: Client) -> None:
    report = paper(**RESTRICTED)
    page = save(client_of(Role.REPORT_AUTHOR, Role.REPORT_CLEARER), report, restricted=False, restricted_reason="")
    assert "publish a correction" in page
    assert client.get(WAYS[0]).status_code == 200


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        ("board", "members", False),
        ("board", "named", False),
        ("members", "named", False),
        ("members", "board", True),
        ("named", "members", True),
        ("named", "board", True),
    ],
)
def test_a_narrower_audience_takes_effect_at_once_and_a_wider_one_waits(before: str, after: str, refused: bool) -> None:
    author: User = UserFactory(roles=[Role.REPORT_AUTHOR])
    report = restricted_to(before, author)
    own = Client()
    own.force_login(author)
    assert (REFUSED in save(own, report, audience=after)) is refused
    assert Report.objects.get(pk=report.pk).audience == (before if refused else after)


def test_nobody_else_is_named_by_an_author_alone() -> None:
    author, other = UserFactory(roles=[Role.REPORT_AUTHOR]), UserFactory(roles=[Role.EDITOR])
    report = restricted_to("named", author)
    own = Client()
    own.force_login(author)
    assert REFUSED in save(own, report, may_read=[author.pk, other.pk])
    assert list(report.may_read.all()) == [author]


def test_a_draft_is_opened_by_its_author() -> None:
    report = paper(**RESTRICTED)
    Report.objects.filter(pk=report.pk).update(state="draft")
    assert REFUSED not in save(client_of(Role.REPORT_AUTHOR), report, restricted=False, restricted_reason="")
    assert not Report.objects.get(pk=report.pk).restricted


def test_an_earlier_state_that_was_open_comes_back_only_by_who_clears() -> None:
    report = paper(**RESTRICTED)
    address = reverse("admin:board_reports_report_history", args=[report.pk])
    for roles, may in (([Role.REPORT_AUTHOR], False), ([Role.REPORT_AUTHOR, Role.REPORT_CLEARER], True)):
        assert client_of(*roles).get(address).context["may_restore"] is may
