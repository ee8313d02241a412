"""The members' area: what is unread, what changed since, marks of reading, and that it is closed to others."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from board_reports import changes, document
from board_reports.models import Block, ReadMark, Report, UploadedPaper, Version
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, correct, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, MeetingFactory, MembershipFactory, UploadedPaperFactory

pytestmark = pytest.mark.django_db


def states(client: Client) -> list[tuple[str, str]]:
    page = client.get("/members/")
    papers = [paper for seat in page.context["seats"] for paper in seat.papers] + page.context["unread"]
    return [(one.report.title, one.state) for one in papers]


def read(client: Client, report: Report, number: int | str) -> int:
    return client.post(f"{report.get_absolute_url()}read/", {"version": number}).status_code


def newest(report: Report) -> Version:
    return Version.objects.published().filter(report=report).newest_first().first()


def test_what_is_unread_comes_first_then_what_changed(client: Client) -> None:
    meeting = MeetingFactory(date=timezone.localdate() + datetime.timedelta(days=9), place="Smith Square")
    papers = [paper(slug=f"p{n}", title=f"Paper {n}", board=meeting.board, meeting=meeting) for n in (1, 2, 3)]
    for number, one in enumerate(papers, start=4):
        AgendaItemFactory(meeting=meeting, report=one, number=number, title="")
    user = member_of(papers[0])
    client.force_login(user)
    assert read(client, papers[0], newest(papers[0]).number) == 302
    assert read(client, papers[1], newest(papers[1]).number) == 302
    Block.objects.filter(report=papers[1], key="p1").update(text="Croydon hears.")
    correct(papers[1])
    assert states(client) == [("Paper 3", "new"), ("Paper 2", "changed"), ("Paper 1", "read")]
    assert "Smith Square" in client.get("/members/").content.decode()


def test_the_members_area_is_for_those_with_a_seat_and_officers(client: Client) -> None:
    report = paper()
    assert client.get("/members/")["Location"] == "/account/login/?next=/members/"
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = MembershipFactory(board=report.board, user=UserFactory(roles=[Role.BOARD_MEMBER]), ends_on=yesterday)
    for user in (UserFactory(roles=[Role.BOARD_MEMBER]), former.user):  # they begin here, so they are told why
        client.force_login(user)
        page = client.get("/members/")
        assert page.status_code == 200
        assert "You sit on no board at the moment" in page.content.decode()
        assert report.get_absolute_url() not in page.content.decode()
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    assert client.get("/members/").status_code == 403
    for user in (member_of(report), UserFactory(roles=[Role.REPORT_CLEARER])):
        client.force_login(user)
        page = client.get("/members/")
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]


def test_a_member_sees_nothing_of_another_board(client: Client) -> None:
    own, other = paper(slug="own", title="Own"), paper(slug="other", title="Other", **RESTRICTED)
    client.force_login(member_of(own))
    assert states(client) == [("Own", "new")]
    for way in ("", "changed/", "notes/add/", "notes/add/p1/", "offline.html"):
        assert client.get(f"{other.get_absolute_url()}{way}").status_code == 404
    assert read(client, other, 1) == 404
    assert not ReadMark.objects.exists()


def test_reading_is_marked_by_post_alone_and_never_goes_back(client: Client) -> None:
    report = paper()
    correct(report)
    last = newest(report).number
    client.force_login(member_of(report))
    assert client.get("/reports/paper/").status_code == 200
    assert not ReadMark.objects.exists()
    assert read(client, report, last) == 302
    assert read(client, report, last - 1) == 302
    assert ReadMark.objects.get().number == last
    for wrong in ("", "x", last + 1, "9" * 30):
        assert read(client, report, wrong) == 404
    answer = client.post("/reports/paper/read/", {"version": last}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_changed_since_it_was_read(client: Client) -> None:
    report = paper("Croydon listens to noise.", "Telford reports.", "Doncaster teaches.")
    client.force_login(member_of(report))
    first = newest(report).number
    read(client, report, first)
    Block.objects.filter(report=report, key="p1").update(text="Croydon listens to music.", place=9)
    Block.objects.filter(report=report, key="p2").delete()
    Block.objects.create(report=report, key="p4", place=4, kind="paragraph", text="Forest Heath collects.")
    correct(report, note="Croydon’s app was misread.")
    page = client.get("/reports/paper/")
    assert page.context["standing"].changes == 3
    address = f"/reports/paper/changed/?since={first}"
    assert f'href="{address}">What changed since you read it (3)</a>' in page.content.decode()
    # Reading the newest version moves the mark, and the address still leads to what changed.
    for since in ("/reports/paper/changed/", address):
        told = client.get(since)
        assert [(one.name, one.kind) for one in told.context["changes"]] == [
            ("Paragraph 2", "added"),
            ("Paragraph 3", "changed"),
            ("Paragraph 2", "removed"),
        ]
    assert [tuple(piece) for piece in told.context["changes"][1].pieces] == [
        ("same", "Croydon listens to"),
        ("removed", "noise."),
        ("added", "music."),
    ]
    read(client, report, newest(report).number)
    assert client.get(address).context["changes"]
    assert "You have read this report." in client.get("/reports/paper/").content.decode()
    assert "You have not read an earlier version" in client.get("/reports/paper/changed/?since=2000").content.decode()


def test_the_newest_version_can_be_compared_again_after_it_was_read(client: Client) -> None:
    report = paper("Croydon listens to noise.")
    client.force_login(member_of(report))
    assert "Compare with the version before" not in client.get("/reports/paper/").content.decode()
    assert not client.get("/reports/paper/changed/").context["older"]
    read(client, report, newest(report).number)
    first = newest(report)
    for words in ("Croydon listens to music.", "Croydon listens to birds."):
        Block.objects.filter(report=report, key="p1").update(text=words)
        correct(report)
    read(client, report, newest(report).number)
    read(client, report, newest(report).number)
    shown = client.get("/reports/paper/").content.decode()
    assert 'href="/reports/paper/changed/">Compare with the version before</a>' in shown
    told = client.get("/reports/paper/changed/")
    assert (told.context["older"], told.context["was_read"]) == (first, True)
    assert [tuple(piece) for piece in told.context["changes"][0].pieces][1:] == [
        ("removed", "noise."), ("added", "birds."),
    ]  # fmt: skip


def test_who_read_no_earlier_version_compares_with_the_one_published_before(client: Client) -> None:
    report = paper("Croydon listens to noise.")
    first = newest(report)
    Block.objects.filter(report=report, key="p1").update(text="Croydon listens to music.")
    correct(report)
    client.force_login(member_of(report))
    assert "Compare with the version before" in client.get("/reports/paper/").content.decode()
    told = client.get("/reports/paper/changed/")
    assert (told.context["older"], told.context["was_read"]) == (first, False)
    assert b"which you read" not in told.content


def test_what_was_never_published_is_compared_for_nobody(client: Client) -> None:
    """Versions of clearance are for officers: their numbers lead nowhere."""
    report = paper()
    client.force_login(member_of(report))
    submitted = Version.objects.filter(report=report).order_by("number").first()
    assert submitted.kind == Version.Kind.SUBMITTED
    assert not client.get(f"/reports/paper/changed/?since={submitted.number}").context["older"]


def test_renumbering_alone_is_no_change() -> None:
    report = paper("Croydon listens.", "Telford reports.")
    older = document.from_json(newest(report).content)
    Block.objects.filter(report=report, key="p1").update(place=5)
    correct(report)
    assert changes.between(older, document.from_json(newest(report).content)) == []
    assert changes.count(older, document.from_json(newest(report).content)) == 0


def test_strangers_see_no_trace_of_members_on_a_public_report(client: Client) -> None:
    report = paper()
    for user in (None, UserFactory(roles=[Role.EDITOR])):
        if user:
            client.force_login(user)
        page = client.get("/reports/paper/")
        assert page.status_code == 200
        assert "standing" not in page.context
        assert "Add a note" not in page.content.decode()
    assert client.get("/reports/paper/changed/").status_code == 404
    assert read(client, report, 1) == 404


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_they_list(
    client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    meeting = MeetingFactory(date=timezone.localdate())
    for number in range(count):
        one = paper(slug=f"p{number}", board=meeting.board, meeting=meeting)
        AgendaItemFactory(meeting=meeting, report=one, number=number + 1, title="")
    client.force_login(member_of(one))
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert client.get("/members/").status_code == 200
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get("/reports/p0/").status_code == 200


def test_how_much_the_papers_of_others_weigh_is_said_before_they_are_fetched(client: Client) -> None:
    meeting = MeetingFactory(date=timezone.localdate() + datetime.timedelta(days=9))
    uploaded = UploadedPaperFactory(item=AgendaItemFactory(meeting=meeting, number=4, title="Libraries"))
    UploadedPaper.objects.update(size=2_500_000)
    seat = MembershipFactory(board=meeting.board, user=UserFactory(roles=[Role.BOARD_MEMBER]))
    client.force_login(seat.user)
    page = client.get("/members/").content.decode()
    assert f'{meeting.get_absolute_url()}offline.zip">Papers of others, to read offline (zip, about 2.4 MB)</a>' in (
        page.replace("\xa0", " ")
    )
    uploaded.file.storage.delete(uploaded.file.name)
    assert "offline.zip" not in client.get("/members/").content.decode()
