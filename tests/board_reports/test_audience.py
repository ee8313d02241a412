"""Who reads a restricted report whose audience is narrow: members with the officers named, or named people alone."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client

from board_reports import actions, checks, reading, search
from board_reports.admin import choices
from board_reports.models import Comment, Meeting, Report
from board_reports.outputs import parts
from innovation_db.history import acting
from innovation_db.history.aggregates import aggregate_of
from innovation_db.models import Message, User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.board_reports.publishing import member_of
from tests.board_reports.test_pages import RESTRICTED, WAYS, published
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, BlockFactory, ForwardItemFactory, ReportFactory

pytestmark = pytest.mark.django_db
FOUND, SEE_OTHER, FORBIDDEN, GONE = 200, 302, 403, 404
ADMIN_PAGES = ["body/", "clearance/", "versions/"]


class Readers:
    """A restricted report of an audience, with everybody who may come to it."""

    def __init__(self, audience: str) -> None:
        self.officer = UserFactory(roles=[Role.REPORT_AUTHOR])
        self.named = UserFactory(roles=[Role.REPORT_AUTHOR])
        self.outsider = UserFactory(roles=[Role.EDITOR])  # named, though they read no report otherwise
        self.report = published([self.named, self.outsider], **RESTRICTED, audience=audience)
        self.member = member_of(self.report)

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


SECRET = "The contract with nobody"


def kept_from_officers(**values: Any) -> Report:
    """A draft that only the people named may read, on the agenda and begun from the forward plan."""
    report: Report = ReportFactory(title=SECRET, **RESTRICTED, audience="named", **values)
    AgendaItemFactory(meeting=report.meeting, number=4, report=report)
    ForwardItemFactory(board=report.board, meeting=report.meeting, subject=SECRET, report=report)
    report.may_read.add(UserFactory(roles=[Role.REPORT_AUTHOR]))
    return report


@pytest.mark.parametrize("role", [Role.REPORT_AUTHOR, Role.REPORT_CLEARER])
def test_its_title_is_nowhere_for_an_officer_who_is_not_named(role: Role) -> None:
    report = kept_from_officers()
    item, meeting = report.forward_item, f"/admin/board_reports/meeting/{report.meeting.pk}"
    pages = [
        f"/admin/board_reports/forwarditem/plan/{report.board.pk}/", "/admin/board_reports/forwarditem/",
        f"{meeting}/change/", f"{meeting}/history/", f"{meeting}/history/compare/?from=0",
        "/admin/board_reports/uploadedpaper/add/", "/admin/board_reports/report/draft/",
        report.board.get_absolute_url(), report.meeting.get_absolute_url(),
    ]  # fmt: skip
    shut = client_of(UserFactory(roles=[role]))
    found = {page: shut.get(page) for page in pages}
    assert [page for page, one in found.items() if SECRET in one.content.decode()] == []
    closed = {page for page, one in found.items() if one.status_code == FORBIDDEN}
    assert closed == (set(pages[5:7]) if role == Role.REPORT_CLEARER else set())
    assert {one.status_code for one in found.values()} == ({FOUND, FORBIDDEN} if closed else {FOUND})
    assert "Restricted item" in found[pages[0]].content.decode()
    own = [f"/admin/board_reports/report/{report.pk}", f"/admin/board_reports/forwarditem/{item.pk}"]
    ways = [f"{one}/{page}" for one in own for page in ("history/", "history/compare/?from=0", "history/restore/?at=1")]
    assert [shut.get(way).status_code for way in ways] == [GONE] * len(ways)
    press = shut.post(pages[0], {"item": item.pk, "version": item.version, "do": "carry"})
    assert press.status_code == GONE

    named = client_of(report.may_read.get())
    assert SECRET in named.get(pages[0]).content.decode()
    assert SECRET in named.get(f"{meeting}/change/").content.decode()
    assert named.get(f"{own[0]}/history/").status_code == FOUND


def test_the_agenda_is_saved_around_a_report_that_the_officer_may_not_read() -> None:
    report = kept_from_officers()
    item, meeting = report.agenda_item, report.meeting
    shut = client_of(UserFactory(roles=[Role.REPORT_AUTHOR]))
    page = shut.get(f"/admin/board_reports/meeting/{meeting.pk}/change/")
    form = page.context["inline_admin_formsets"][0].formset
    assert form.forms[0]["report"].value() == report.pk
    assert [label for _, label in form.forms[0].fields["report"].choices][1:] == [choices.CLOSED]
    sent = {
        "board": meeting.board_id, "date": meeting.date.isoformat(), "place": "Smith Square",
        "started_from": str(token_of(Meeting, meeting.pk)), "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 1,
        "items-0-id": item.pk,
        "items-0-meeting": meeting.pk, "items-0-number": 5, "items-0-report": report.pk, "items-0-supplementary": 0,
    }  # fmt: skip
    done = shut.post(f"/admin/board_reports/meeting/{meeting.pk}/change/", sent)
    assert done.status_code == SEE_OTHER
    item.refresh_from_db()
    assert (item.number, item.report) == (5, report)


def test_a_deleted_one_is_remembered_for_nobody_else() -> None:
    report = kept_from_officers()
    way = f"/admin/board_reports/report/{report.pk}/history/"
    named, boss = client_of(report.may_read.get()), client_of(UserFactory(roles=[Role.ADMINISTRATOR]))
    report.forward_item.delete()
    report.agenda_item.delete()
    report.delete()
    assert (named.get(way).status_code, boss.get(way).status_code) == (GONE, FOUND)


def test_who_may_read_it_is_in_its_history() -> None:
    author, reader = UserFactory(roles=[Role.REPORT_AUTHOR]), UserFactory(name="Rosa Reader")
    report = ReportFactory(**RESTRICTED, audience="named")
    before = Report.objects.get(pk=report.pk).version
    with acting(user=author):
        report.may_read.add(reader)
    assert Report.objects.get(pk=report.pk).version == before + 1  # a form that was open before is stale
    at = datetime.datetime.now(datetime.UTC)
    with acting(user=author):
        report.may_read.remove(reader)
    boss = client_of(UserFactory(roles=[Role.ADMINISTRATOR]))
    entries = boss.get(f"/admin/board_reports/report/{report.pk}/history/").context["entries"]
    told = [[str(change) for change in one.changes] for one in entries[:2]]
    assert told == [["Named readers removed: Rosa Reader"], ["Named readers added: Rosa Reader"]]
    state = aggregate_of(Report).state(report.pk, at)
    assert [row["user_id"] for row in state["named readers"].values()] == [reader.pk]


def test_with_nobody_named_it_is_not_submitted() -> None:
    author = UserFactory(roles=[Role.REPORT_AUTHOR])
    report = ReportFactory(**RESTRICTED, audience="named")
    with acting(user=author):
        BlockFactory(report=report, text="Words.")
    sentence = "Only the people named may read it, and nobody is named: name them, or choose another audience."
    page = client_of(author).get(f"/admin/board_reports/report/{report.pk}/clearance/")
    assert page.context["points"] == [sentence]
    beside = client_of(author).get(f"/admin/board_reports/report/{report.pk}/body/").context["side"]
    assert beside["points"] == [sentence]
    with pytest.raises(RefusedError, match="nobody is named"):
        actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
    gone = UserFactory(is_active=False)
    report.may_read.add(gone)
    assert checks.blocking(report, reading.draft(report)) == [sentence]  # who has left reads nothing
    report.may_read.add(author)
    assert checks.blocking(report, reading.draft(report)) == []


def test_a_restricted_report_says_why_beside_the_box() -> None:
    boss = client_of(UserFactory(roles=[Role.ADMINISTRATOR]))
    page = boss.post("/admin/board_reports/report/add/", {"title": "One", "restricted": "on"})
    assert page.context["adminform"].form.errors["restricted_reason"] == ["Say why it is restricted."]


def test_letters_about_a_report_for_few_say_neither_its_title_nor_what_is_wrong_with_it() -> None:
    """Every officer reads the list of e-mails that were sent."""
    author, clearer = UserFactory(roles=[Role.REPORT_AUTHOR]), UserFactory(roles=[Role.REPORT_CLEARER])
    report = ReportFactory(**RESTRICTED, title="Closing the depot", audience="named")
    report.may_read.add(author)
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
    [step] = actions.current_steps(report)
    actions.send_back(clearance=step, by=clearer, note="Say which depot closes.")
    letters = list(Message.objects.order_by("pk").values_list("subject", "html", "text"))
    subjects = ["For you to clear: a restricted report", "Returned: a restricted report"]
    assert [subject for subject, *_ in letters] == subjects
    assert "depot" not in str(letters)


def test_why_a_restricted_item_is_late_is_told_to_who_may_read_it() -> None:
    report = published(**RESTRICTED)
    item = report.agenda_item
    item.late_reason, item.chair_agreed = "The depot burnt down.", True
    item.save()
    address = report.meeting.get_absolute_url()
    public, member = Client().get(address).content.decode(), client_of(member_of(report)).get(address).content.decode()
    assert "Late item, taken with the Chair’s agreement." in public
    assert "depot" not in public
    assert "The depot burnt down." in member
