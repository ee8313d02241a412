"""Notes and comments at paragraphs: who sees which, by every way in, and that they outlive a new version."""

import pytest
from django.test import Client

from board_reports.models import Block, Comment, ReadMark, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, correct, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import CommentFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def write(user: User, text: str, audience: str = "self", way: str = "p1/") -> int:
    typed = {"text": text, "audience": audience}
    return as_(user).post(f"/reports/paper/notes/add/{way}", typed).status_code


def seen_by(user: User) -> list[str]:
    notes = as_(user).get("/reports/paper/").context["notes"]
    return [note.comment.text for here in notes.at.values() for note in here] + [
        note.comment.text for note in notes.lost
    ]


def test_who_sees_a_note_and_who_a_comment() -> None:
    report = paper()
    writer, other = member_of(report), member_of(report)
    officer = UserFactory(roles=[Role.REPORT_CLEARER])
    assert write(writer, "Ask them about noise.") == 302
    assert write(writer, "Shall we visit?", "members") == 302
    CommentFactory(report=report, block="p1", audience="officers", text="Cut this.", written_by=officer)
    assert seen_by(writer) == ["Ask them about noise.", "Shall we visit?"]
    assert seen_by(other) == ["Shall we visit?"]
    assert seen_by(officer) == ["Shall we visit?"]
    page = Client().get("/reports/paper/").content.decode()
    assert "Shall we visit?" not in page
    assert "Ask them" not in page


def test_an_administrator_reads_no_note_to_oneself() -> None:
    report = paper()
    assert write(member_of(report), "Mine alone.") == 302
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    assert seen_by(administrator) == []
    assert list(Comment.objects.readable_by(administrator)) == []
    assert as_(administrator).get(f"/reports/paper/notes/{Comment.objects.get().pk}/").status_code == 404


def test_only_the_writer_changes_and_deletes() -> None:
    report = paper()
    writer, other = member_of(report), member_of(report)
    write(writer, "Shall we visit?", "members")
    comment = Comment.objects.get()
    way = f"/reports/paper/notes/{comment.pk}/"
    for user in (other, UserFactory(roles=[Role.ADMINISTRATOR])):
        client = as_(user)
        for address in (way, f"{way}delete/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"edition": 1, "text": "x", "audience": "members"}).status_code == 404
    mine = as_(writer)
    typed = {"edition": 1, "text": "Let us visit.", "audience": "members"}
    assert mine.post(way, typed).headers["Location"] == "/reports/paper/#notes-p1"
    comment.refresh_from_db()
    assert (comment.text, comment.edition) == ("Let us visit.", 2)
    assert comment.changed_at is not None
    assert mine.post(f"{way}delete/", {"edition": 2}).status_code == 302
    assert not Comment.objects.exists()


def test_a_stale_change_is_refused_with_both_texts() -> None:
    report = paper()
    writer = member_of(report)
    write(writer, "First.")
    way = f"/reports/paper/notes/{Comment.objects.get().pk}/"
    mine = as_(writer)
    mine.post(way, {"edition": 1, "text": "From the phone.", "audience": "self"})
    page = mine.post(way, {"edition": 1, "text": "From the desk.", "audience": "self"})
    assert page.status_code == 409
    assert "From the phone." in page.content.decode()
    assert ">From the desk.</textarea>" in page.content.decode().replace("\n", "")
    assert mine.post(f"{way}delete/", {"edition": 1}).status_code == 409
    assert Comment.objects.get().text == "From the phone."


def test_notes_stay_with_their_paragraph_and_keep_the_words_of_one_that_is_gone() -> None:
    report = paper("Croydon listens.", "Telford reports.")
    writer = member_of(report)
    write(writer, "On Croydon.")
    write(writer, "On Telford.", way="p2/")
    write(writer, "On all of it.", way="")
    Block.objects.filter(report=report, key="p1").update(place=7, text="Croydon hears.")
    Block.objects.filter(report=report, key="p2").delete()
    correct(report)
    notes = as_(writer).get("/reports/paper/").context["notes"]
    assert [note.comment.text for note in notes.at["p1"]] == ["On Croydon."]
    assert [note.comment.text for note in notes.whole] == ["On all of it."]
    assert [(note.comment.text, note.name, note.stood_at) for note in notes.lost] == [
        ("On Telford.", "Paragraph 2", "Telford reports.")
    ]


def test_who_has_no_seat_writes_nothing() -> None:
    report = paper()
    former = MembershipFactory(board=report.board, user=UserFactory(), ends_on="2014-01-01")
    for user in (UserFactory(roles=[Role.EDITOR]), UserFactory(roles=[Role.BOARD_MEMBER]), former.user):
        assert write(user, "Hello.", "members") == 404
    answer = Client().post("/reports/paper/notes/add/", {"text": "Hello.", "audience": "members"})
    assert answer.headers["Location"].startswith("/account/login/")
    assert not Comment.objects.exists()


def test_a_seat_that_ended_takes_the_comments_along() -> None:
    report = paper(**RESTRICTED)
    writer, reader = member_of(report), member_of(report)
    write(writer, "Shall we visit?", "members")
    assert list(Comment.objects.readable_by(reader)) == [Comment.objects.get()]
    reader.board_memberships.update(ends_on="2014-01-01")
    assert list(Comment.objects.readable_by(reader)) == []
    writer.board_memberships.update(ends_on="2014-01-01")
    for way in ("", f"notes/{Comment.objects.get().pk}/"):
        assert as_(writer).get(f"/reports/paper/{way}").status_code == 404


@pytest.mark.parametrize(
    ("way", "typed", "status"),
    [
        ("p1/", {"text": "", "audience": "self"}, 400),
        ("p1/", {"text": "x" * 2001, "audience": "self"}, 400),
        ("p1/", {"text": "Hello.", "audience": "officers"}, 400),
        ("p9/", {"text": "Hello.", "audience": "self"}, 404),
        ("title/", {"text": "Hello.", "audience": "self"}, 404),
    ],
    ids=["nothing", "too long", "an audience of officers", "no such paragraph", "no place for notes"],
)
def test_bad_input(way: str, typed: dict[str, str], status: int) -> None:
    user = member_of(paper())
    assert as_(user).post(f"/reports/paper/notes/add/{way}", typed).status_code == status
    assert not Comment.objects.exists()


def test_markup_in_a_note_stays_words() -> None:
    user = member_of(paper())
    write(user, "<script>alert(1)</script>")
    assert "<script>alert" not in as_(user).get("/reports/paper/").content.decode()


def test_a_draft_takes_no_notes() -> None:
    report = paper()
    user = member_of(report)
    Report.objects.filter(pk=report.pk).update(state="draft")
    assert write(user, "Hello.") == 404


def test_a_note_to_oneself_is_in_no_answer_to_anybody_else() -> None:
    report = paper()
    assert write(member_of(report), "Mine alone.") == 302
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    admin = f"/admin/board_reports/report/{report.pk}"
    ways = [
        "/members/", "/reports/paper/", "/reports/paper/?preview", "/reports/paper/offline.html", "/reports/paper.txt",
        "/reports/paper/figures.json", report.meeting.get_absolute_url(), "/boards/?q=alone", "/api/v1/reports/paper/",
        f"{report.board.get_absolute_url()}reports.atom", f"{admin}/body/", f"{admin}/clearance/", f"{admin}/versions/",
        f"{admin}/change/", f"{admin}/history/", "/admin/",
    ]  # fmt: skip
    for user in (administrator, member_of(report), UserFactory(roles=[Role.REPORT_CLEARER])):
        for way in ways:
            answer = as_(user).get(way)
            assert answer.status_code in (200, 302), way  # a member has no way into the admin
            assert "Mine alone." not in answer.content.decode(), way
    assert as_(administrator).get("/admin/board_reports/comment/").status_code == 404


def test_erasing_a_member_takes_their_notes_without_showing_them() -> None:
    report = paper()
    member, other = member_of(report), member_of(report)
    for user in (member, other):
        write(user, "Mine alone.")
    write(member, "For all of us.", "members")
    ReadMark.objects.create(user=member, report=report, number=1)
    administrator, page = as_(UserFactory(roles=[Role.ADMINISTRATOR])), "/admin/zone_programme/erasure/add/"
    shown = administrator.get(page, {"email": member.email}).content.decode()
    assert "2 notes and comments at reports" in shown
    assert "Mine alone." not in shown
    administrator.post(page, {"email": member.email, "typed": member.email})
    assert [one.written_by for one in Comment.objects.all()] == [other]
    assert not ReadMark.objects.exists()
