"""What clearers say at blocks: listed on the page of clearance, and settled before a report is published."""

from typing import Any

import pytest
from django.test import Client

from board_reports import actions, remarks
from board_reports.models import Comment, Report
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.board_reports.publishing import seen
from tests.factories import UserFactory
from tests.report_factories import BlockFactory, ReportFactory

pytestmark = pytest.mark.django_db
SEE_OTHER, REFUSED, GONE = 302, 422, 404


@pytest.fixture
def author() -> User:
    return UserFactory(name="Ada Author", roles=[Role.REPORT_AUTHOR])


@pytest.fixture
def clearer() -> User:
    return UserFactory(name="Kim Clearer", roles=[Role.REPORT_CLEARER])


@pytest.fixture
def report(author: User) -> Report:
    """A report in clearance, with two paragraphs."""
    made = ReportFactory()
    BlockFactory(report=made, key="b1", place=1, text="Councils met.")
    BlockFactory(report=made, key="b2", place=2, text="They talked.")
    actions.submit(report=made, version=seen(made), by=author)
    return made


def press(user: User, report: Report, do: str, **sent: Any) -> Any:
    own = Client()
    own.force_login(user)
    page = f"/admin/board_reports/report/{report.pk}/clearance/"
    return own.post(page, {"do": do, "version": seen(report)} | sent)


def approve(report: Report, by: User) -> None:
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=by)


def publish(report: Report, by: User) -> None:
    actions.publish(report=report, version=seen(report), by=by)


def test_publishing_waits_until_each_comment_is_settled(report: Report, clearer: User) -> None:
    remarks.write(report=report, block="b2", text="Which ones?", by=clearer)
    remarks.write(report=report, block="", text="Too long.", by=clearer)
    approve(report, clearer)
    with pytest.raises(RefusedError) as refused:
        publish(report, clearer)
    assert str(refused.value) == (
        "Settle what is open first: “Which ones?” (Kim Clearer, paragraph 2); “Too long.” (Kim Clearer, the whole "
        "report). Who said it, or who clears reports, marks it as settled."
    )
    for comment in Comment.objects.all():
        remarks.settle(comment=comment, by=clearer)
    publish(report, clearer)
    assert Report.objects.get().state == Report.State.PUBLISHED


def test_the_page_lists_them_before_approving_and_before_publishing(report: Report, clearer: User) -> None:
    own = Client()
    own.force_login(clearer)
    page = f"/admin/board_reports/report/{report.pk}/clearance/"
    press(clearer, report, "comment", block="b1", comment="Which ones?")
    listed = [(one.text, place, may) for one, place, may in own.get(page).context["unsettled"]]
    assert listed == [("Which ones?", "paragraph 1", True)]
    approve(report, clearer)
    assert b'value="publish"' not in own.get(page).content
    assert press(clearer, report, "publish").status_code == REFUSED
    assert press(clearer, report, "settle", comment=Comment.objects.get().pk).status_code == SEE_OTHER
    assert own.get(page).context["unsettled"] == []
    assert b'value="publish"' in own.get(page).content


def test_only_who_said_it_or_who_clears_settles_it(report: Report, author: User, clearer: User) -> None:
    theirs = remarks.write(report=report, block="b1", text="Which ones?", by=clearer)
    own = remarks.write(report=report, block="b1", text="Is this right?", by=author)
    assert press(author, report, "settle", comment=theirs.pk).status_code == REFUSED
    assert press(author, report, "settle", comment=own.pk).status_code == SEE_OTHER
    assert press(clearer, report, "settle", comment="x").status_code == GONE
    assert [one.pk for one in remarks.unsettled(report)] == [theirs.pk]


def test_in_a_draft_its_author_settles_what_was_asked(report: Report, author: User, clearer: User) -> None:
    said = remarks.write(report=report, block="b1", text="Which ones?", by=clearer)
    (step,) = actions.current_steps(report)
    actions.send_back(clearance=step, by=clearer, note="See the comment.")
    own = Client()
    own.force_login(author)
    own.post(f"/admin/board_reports/report/{report.pk}/body/comments/{said.pk}/")
    assert remarks.unsettled(report) == []


def test_a_comment_is_named_wherever_its_block_is(report: Report, clearer: User) -> None:
    gone = remarks.write(report=report, block="b9", text="And this?", by=clearer)
    heading = BlockFactory(report=report, key="h1", place=0, kind="heading", text="Background")
    at = remarks.write(report=report, block=heading.key, text="Better: Context.", by=clearer)
    fresh = Report.objects.get(pk=report.pk)
    assert remarks.places(fresh, [gone, at]) == {gone.pk: "a part that was taken out", at.pk: "heading"}


def test_what_is_said_of_the_whole_report_reaches_its_author(report: Report, author: User, clearer: User) -> None:
    assert press(clearer, report, "comment", block="", comment="Shorten it.").status_code == SEE_OTHER
    step = actions.current_steps(report)[0]
    actions.send_back(clearance=step, by=clearer, note="See the comment.")
    own = Client()
    own.force_login(author)
    body = own.get(f"/admin/board_reports/report/{report.pk}/body/")
    assert [one.text for one in body.context["desk"].general()] == ["Shorten it."]
    assert "Shorten it." in body.content.decode()
    assert 'value="settle"' in own.get(f"/admin/board_reports/report/{report.pk}/clearance/").content.decode()
    assert press(author, report, "settle", comment=Comment.objects.get().pk).status_code == SEE_OTHER
    assert remarks.unsettled(report) == []


def page_of(user: User, report: Report) -> Any:
    own = Client()
    own.force_login(user)
    return own.get(f"/admin/board_reports/report/{report.pk}/clearance/")


def test_each_part_of_the_head_takes_comments(report: Report, author: User, clearer: User) -> None:
    Report.objects.update(summary="What councils did.", action="None.")
    for part in ("summary", "recommendations", "action", ""):
        assert f'<input type="hidden" name="block" value="{part}">' in page_of(clearer, report).content.decode()
        assert press(clearer, report, "comment", block=part, comment=f"About {part}.").status_code == SEE_OTHER
    talks = page_of(clearer, report).context["talks"]
    places = ["the summary", "the recommendations", "the action", "the whole report"]
    assert [one.place for one in talks] == places
    own = Client()
    own.force_login(author)
    desk = own.get(f"/admin/board_reports/report/{report.pk}/body/").context["desk"]
    assert [one.text for one in desk.line("action").comments] == ["About action."]
    assert [one.text for one in desk.general()] == ["About ."]


def test_the_author_answers_and_settles_with_a_note(report: Report, author: User, clearer: User) -> None:
    said = remarks.write(report=report, block="b1", text="Which ones?", by=clearer)
    assert press(author, report, "answer", comment=said.pk, note=" ").status_code == REFUSED
    assert press(author, report, "answer", comment=said.pk, note="Two of them.").status_code == SEE_OTHER
    (talk,) = page_of(clearer, report).context["talks"]
    assert [(one.text, str(one.written_by)) for one in talk.answers] == [("Two of them.", "Ada Author")]
    refused = press(author, report, "settle", comment=said.pk)
    assert refused.context["problems"] == ["Say what was done about it, so that who said it can see that."]
    assert press(author, report, "settle", comment=said.pk, note="Named in the appendix.").status_code == SEE_OTHER
    page = page_of(clearer, report)
    assert page.context["talks"] == []
    (talk,) = page.context["settled"]
    assert [one.text for one in talk.answers] == ["Two of them.", "Named in the appendix."]
    assert (talk.place, talk.comment.settled_by) == ("paragraph 1", author)
    assert "Named in the appendix." in page.content.decode()


def test_an_answer_holds_up_no_publishing(report: Report, author: User, clearer: User) -> None:
    said = remarks.write(report=report, block="b1", text="Which ones?", by=clearer)
    remarks.settle(comment=said, by=author, note="Two.")
    approve(report, clearer)
    publish(report, clearer)
    assert Report.objects.get().state == Report.State.PUBLISHED


def test_in_the_editor_a_comment_is_answered_and_settled(report: Report, author: User, clearer: User) -> None:
    said = remarks.write(report=report, block="b1", text="Which ones?", by=clearer)
    actions.send_back(clearance=actions.current_steps(report)[0], by=clearer, note="See the comment.")
    own = Client()
    own.force_login(author)
    address = f"/admin/board_reports/report/{report.pk}/body/"
    own.post(f"{address}comments/{said.pk}/", {"do": "answer", "note": "All of them?"})
    (talk,) = own.get(address).context["desk"].line("b1").comments
    assert [one.text for one in talk.answers] == ["All of them?"]
    own.post(f"{address}comments/{said.pk}/", {"do": "settle", "note": "Named."})
    assert own.get(address).context["desk"].line("b1").comments == []
    assert [one.text for one in remarks.talks(report)[0].answers] == ["All of them?", "Named."]
