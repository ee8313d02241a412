"""The public pages of Board reports: what a reader sees, and that a restricted paper is nowhere for others."""

import datetime
import json
import re
from collections.abc import Iterable

import pytest
from django.test import Client
from django.utils import timezone

from board_reports import actions
from board_reports.models import FigureUse, Report
from case_studies.models import CaseStudy
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import (
    ActionFactory,
    ActionNoteFactory,
    AgendaItemFactory,
    BlockFactory,
    DecisionFactory,
    FigureUseFactory,
    MeetingFactory,
    MembershipFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db


def published(readers: Iterable[User] = (), **values: object) -> Report:
    """A published report on the agenda as item 6, with one figure: how many case studies there are."""
    report = ReportFactory(title="Innovation in councils", slug="innovation", **values)
    report.may_read.add(*readers)
    FigureUseFactory(report=report, key="f1", with_noun=True)
    BlockFactory(report=report, kind="heading", text="Background")
    first = BlockFactory(report=report, text="[[f1]].")
    BlockFactory(report=report, kind="subparagraph", text=f"See [[paragraph:{first.key}]].")
    if not hasattr(report, "agenda_item"):
        AgendaItemFactory(meeting=report.meeting, report=report, number=6, title="")
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=by)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=by)
    actions.publish(report=report, version=Report.objects.get(pk=report.pk).version, by=by)
    return Report.objects.get(pk=report.pk)


RESTRICTED = {"restricted": True, "restricted_reason": "It names people."}
WAYS = [
    "/reports/innovation/",
    "/reports/innovation/figures.json",
    "/reports/innovation/figures.csv",
    "/reports/innovation/figures/f1/",
    "/reports/innovation.pdf",
    "/reports/innovation.docx",
    "/reports/innovation.txt",
]


def signed_in(client: Client, *roles: Role) -> Client:
    client.force_login(UserFactory(roles=roles))
    return client


def test_a_report_reads_as_it_was_published(client: Client) -> None:
    CaseStudyFactory(published=True, title="Bins that call")
    published()
    CaseStudy.objects.all().delete()
    FigureUse.objects.all().delete()
    page = client.get("/reports/innovation/")
    assert [(block.number, block.text) for block in page.context["document"].blocks] == [
        ("", "Background"),
        ("1", "One case study."),
        ("1.1", "See paragraph 1."),
    ]
    html = page.content.decode()
    assert 'popovertarget="figure-f1">One case study</button>' in html
    assert "Bins that call" in client.get("/reports/innovation/figures/f1/").content.decode()
    told = json.loads(client.get("/reports/innovation/figures.json").content)
    assert [(one["text"], one["value"], one["rows"][0]["label"]) for one in told["figures"]] == [
        ("one case study", 1, "Bins that call")
    ]
    assert (
        client.get("/reports/innovation/figures.csv")
        .content.decode()
        .splitlines()[1]
        .startswith("f1,Case studies published,one case study,1,count")
    )
    assert client.get("/reports/innovation/figures/f2/").status_code == 404


def test_a_long_report_lists_its_headings(client: Client) -> None:
    report = ReportFactory(slug="long")
    use = FigureUseFactory(report=report, key="f1")
    kinds = (("part", "Innovation"), ("heading", f"Over [[{use.key}]] & more"), ("subheading", "Below"))
    blocks = [BlockFactory(report=report, kind=kind, text=text) for kind, text in kinds]
    officer = signed_in(client, Role.ADMINISTRATOR)
    assert "On this page" not in officer.get("/reports/long/?preview").content.decode()
    blocks.append(BlockFactory(report=report, kind="appendix", text=""))
    listed = officer.get("/reports/long/?preview").content.decode().partition("On this page")[2].partition("</nav>")[0]
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', listed) == [
        (blocks[0].key, "Innovation"), (blocks[1].key, "Over no &amp; more"), (blocks[3].key, "Appendix 1"),
        ("about-the-figures", "About the figures"),
    ]  # fmt: skip


def test_markup_in_any_words_stays_words(client: Client) -> None:
    report = ReportFactory(slug="odd", title='<script>alert(1)</script> #read("/etc/passwd")')
    BlockFactory(report=report, text='<img src=x onerror="alert(1)"> [x](javascript:alert) **<b>**')
    page = signed_in(client, Role.REPORT_AUTHOR).get("/reports/odd/?preview").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;b&gt;" in page
    assert 'href="javascript' not in page


def test_drafts_are_for_officers(client: Client) -> None:
    ReportFactory(slug="draft")
    for address in ("/reports/draft/", "/reports/draft/?preview"):
        assert client.get(address).status_code == 404
    author = signed_in(client, Role.REPORT_AUTHOR)
    assert author.get("/reports/draft/").status_code == 404
    page = author.get("/reports/draft/?preview")
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"


def test_a_restricted_report_is_nowhere_for_others(client: Client) -> None:
    report = published(**RESTRICTED)
    MembershipFactory(board=report.board)  # a member without an account, whom nobody is
    other = MembershipFactory(user=UserFactory(roles=[Role.BOARD_MEMBER]))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = MembershipFactory(board=report.board, user=UserFactory(roles=[Role.BOARD_MEMBER]), ends_on=yesterday)
    readers = [Client(), Client(), Client(), Client()]
    readers[1].force_login(other.user)
    readers[2].force_login(former.user)
    readers[3].force_login(UserFactory(roles=[Role.EDITOR]))
    lists = ["/boards/", report.board.get_absolute_url(), report.meeting.get_absolute_url(), "/sitemap-reports.xml"]
    for reader in readers:
        assert [reader.get(way).status_code for way in WAYS] == [404] * len(WAYS)
        for address in lists:
            page = reader.get(address)
            assert page.status_code == 200
            assert "Innovation in councils</a>" not in page.content.decode(), address
            assert "/reports/innovation/" not in page.content.decode(), address
    assert "Restricted paper" in readers[0].get(report.meeting.get_absolute_url()).content.decode()


def test_its_board_and_officers_read_a_restricted_report(client: Client) -> None:
    report = published(**RESTRICTED)
    member = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=report.board, user=member)
    for user in (member, UserFactory(roles=[Role.REPORT_CLEARER])):
        client.force_login(user)
        assert [client.get(way).status_code for way in WAYS] == [200] * len(WAYS)
        page = client.get("/reports/innovation/")
        assert page["Cache-Control"] == "private, no-store"
        assert page["X-Robots-Tag"] == "noindex"
        assert "/reports/innovation/" in client.get(report.meeting.get_absolute_url()).content.decode()


def test_an_agenda_tells_no_title_of_a_draft(client: Client) -> None:
    draft = ReportFactory(title="Secret plans")
    AgendaItemFactory(meeting=draft.meeting, report=draft, number=2, title="")
    AgendaItemFactory(meeting=draft.meeting, number=1, title="Apologies")
    AgendaItemFactory(
        meeting=draft.meeting, number=3, title="Flooding", late_reason="It happened yesterday.", chair_agreed=True
    )
    page = client.get(draft.meeting.get_absolute_url())
    assert [(line.number, line.title) for line in page.context["lines"]] == [
        (1, "Apologies"),
        (2, "Paper to follow"),
        (3, "Flooding"),
    ]
    assert "with the Chair’s agreement: It happened yesterday." in page.content.decode()
    assert "Secret" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_they_list(
    client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    report = published()
    for number in range(count):
        AgendaItemFactory(meeting=report.meeting, number=20 + number)
        MembershipFactory(board=report.board)
        MeetingFactory(board=report.board, date=datetime.date(2001, 1, number + 1))
        FigureUseFactory(report=report)
        ActionNoteFactory(action=ActionFactory(report=report))
        DecisionFactory(report=report, number=number + 1, recommendation="That the Board notes it.")
    for address, most in (
        ("/boards/", 4),
        (report.board.get_absolute_url(), 7),
        (report.meeting.get_absolute_url(), 8),
        ("/reports/innovation/", 6),
    ):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_empty_pages_say_so(client: Client) -> None:
    assert "No board reports here yet" in client.get("/boards/").content.decode()
    assert client.get("/boards/nothing/").status_code == 404
    assert client.get("/boards/nothing/2015-02-30/").status_code == 404


def test_the_head_names_board_day_and_item(client: Client) -> None:
    report = published()
    board = f"{report.board.name}, {report.meeting.date.day} {report.meeting.date:%B %Y}, item 6"
    page = client.get("/reports/innovation/").content.decode()
    assert f'<h1>Innovation in councils</h1>\n    <p class="report__taken-to">{board}</p>' in page
    copy = client.get("/reports/innovation/offline.html").content.decode()
    text = client.get("/reports/innovation.txt").content.decode()
    assert board in copy
    assert " ".join(text.split()).startswith(board)
