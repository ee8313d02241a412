"""Who reads a restricted report whose audience is narrow: members with the officers named, or named people alone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client

from board_reports import reading, search
from board_reports.models import Comment, Report
from board_reports.outputs import parts
from innovation_db.models import User
from innovation_db.roles import Role
from tests.board_reports.publishing import member_of
from tests.board_reports.test_pages import RESTRICTED, WAYS, published
from tests.factories import UserFactory
from tests.report_factories import ReportFactory

pytestmark = pytest.mark.django_db
FOUND, GONE = 200, 404
ADMIN_PAGES = ["body/", "clearance/", "versions/"]


class Readers:
    """A restricted report of an audience, with everybody who may come to it."""

    def __init__(self, audience: str) -> None:
        self.report = published(**RESTRICTED, audience=audience)
        self.member = member_of(self.report)
        self.officer = UserFactory(roles=[Role.REPORT_AUTHOR])
        self.named = UserFactory(roles=[Role.REPORT_AUTHOR])
        self.outsider = UserFactory(roles=[Role.EDITOR])  # named, though they read no report otherwise
        self.report.may_read.add(self.named, self.outsider)

    def who(self) -> dict[str, User]:
        names = ("member", "officer", "named", "outsider")
        return {name: getattr(self, name) for name in names}


def client_of(user: User) -> Client:
    own = Client()
    own.force_login(user)
    return own


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("board", {"member", "officer", "named"}),
        ("members", {"member", "named", "outsider"}),
        ("named", {"named", "outsider"}),
    ],
)
def test_each_way_in_is_for_its_audience_alone(audience: str, readers: set[str]) -> None:
    all_of_them = Readers(audience)
    report = all_of_them.report
    lists = [report.board.get_absolute_url(), report.meeting.get_absolute_url()]
    ways = [*WAYS, "/reports/innovation/offline.html"]
    assert not Report.objects.readable_by(AnonymousUser()).exists()
    for name, user in all_of_them.who().items():
        reads, own = name in readers, client_of(user)
        assert {own.get(way).status_code for way in ways} == {FOUND if reads else GONE}, name
        assert ["/reports/innovation/" in own.get(one).content.decode() for one in lists] == [reads, reads], name
        assert Report.objects.readable_by(user).filter(plain_text__isnull=False).exists() is reads, name


@pytest.mark.parametrize("audience", ["members", "named"])
def test_an_officer_who_is_not_named_has_no_way_by_the_admin(audience: str) -> None:
    readers = Readers(audience)
    pages = [f"/admin/board_reports/report/{readers.report.pk}/{page}" for page in ADMIN_PAGES]
    shut, open_to = client_of(readers.officer), client_of(readers.named)
    assert {shut.get(page).status_code for page in [*pages, "/reports/innovation/?preview"]} == {GONE}
    assert {open_to.get(page).status_code for page in [*pages, "/reports/innovation/?preview"]} == {FOUND}
    assert list(shut.get("/admin/board_reports/report/").context["cl"].queryset) == []
    assert list(open_to.get("/admin/board_reports/report/").context["cl"].queryset) == [readers.report]


def test_who_clears_opens_it_while_it_is_in_clearance() -> None:
    report = ReportFactory(**RESTRICTED, audience="named", state="clearance")
    clearer, author = UserFactory(roles=[Role.REPORT_CLEARER]), UserFactory(roles=[Role.REPORT_AUTHOR])
    assert list(Report.objects.worked_at_by(clearer)) == [report]
    assert list(Report.objects.worked_at_by(author)) == []
    Report.objects.update(state="draft")
    assert list(Report.objects.worked_at_by(clearer)) == []


def test_what_members_say_follows_the_audience() -> None:
    readers = Readers("members")
    Comment.objects.create(
        report=readers.report, version=1, audience=Comment.Audience.MEMBERS, text="Mind this.",
        written_by=readers.member,
    )  # fmt: skip
    counts = [Comment.objects.readable_by(user).count() for user in (readers.member, readers.named, readers.officer)]
    assert counts == [1, 1, 0]


def test_a_named_person_finds_it_by_its_words_and_nobody_else() -> None:
    readers = Readers("named")
    counts = {name: search.search("study", reader=user).count for name, user in readers.who().items()}
    assert counts == {"member": 0, "officer": 0, "named": 1, "outsider": 1}


def test_the_report_says_to_whom_it_is_restricted_and_until_when() -> None:
    report = published(**RESTRICTED, audience="members", restriction_review_on="2026-03-03")
    document = reading.published(report)
    assert document is not None
    said = "Restricted to members of the board and the officers named: It names people. To be reviewed on 3 March 2026."
    assert parts.restriction(document) == said
    page = client_of(member_of(report)).get("/reports/innovation/").content.decode()
    assert "to members of the board and the officers named: It names people. To be reviewed on 3 March 2026." in page


def test_a_public_report_has_no_narrow_audience() -> None:
    report = ReportFactory(audience="board")
    report.audience = "named"
    with pytest.raises(ValidationError, match="Tick that it is restricted"):
        report.clean()
