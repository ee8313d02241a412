"""The page of clearance and of versions: who may press what, drift, notices by e-mail, two versions compared."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from board_reports import actions, notices, reading
from board_reports.models import Block, Clearance, Comment, FigureUse, Report, Version
from case_studies.models import CaseStudy
from innovation_db.models import Message, User
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, ClearanceStepFactory, FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db
REFUSED = 403


@pytest.fixture
def author() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR], email="writer@example.org")
    return user


@pytest.fixture
def clearer() -> User:
    user: User = UserFactory(roles=[Role.REPORT_CLEARER], email="clears@example.org")
    return user


@pytest.fixture
def report() -> Report:
    """A draft that says how many case studies there are, on a board with two steps of clearance."""
    CaseStudyFactory.create_batch(2, published=True)
    made: Report = ReportFactory(title="Innovation Zone")
    FigureUseFactory(report=made, key="f1")
    BlockFactory(report=made, key="b1", text="[[f1]] case studies are in the database.")
    for place, name in [(1, "Head of team"), (2, "Chair’s office")]:
        ClearanceStepFactory(board=made.board, place=place, name=name)
    return made


def client_of(user: User) -> Client:
    own = Client()
    own.force_login(user)
    return own


def page_of(report: Report) -> str:
    return f"/admin/board_reports/report/{report.pk}/clearance/"


def press(user: User, report: Report, do: str, **sent: Any) -> Any:
    version = Report.objects.get(pk=report.pk).version
    return client_of(user).post(page_of(report), {"do": do, "version": version} | sent)


def step(report: Report) -> Clearance:
    return Clearance.objects.next_steps().get(report=report)


def state(report: Report) -> str:
    return Report.objects.get(pk=report.pk).state


def written_to() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("template", "to"))


def test_from_draft_to_published_with_one_return(report: Report, author: User, clearer: User) -> None:
    assert press(author, report, "submit").status_code == 302
    press(clearer, report, "comment", block="b1", comment="Which ones?")
    press(clearer, report, "return", step=step(report).pk, note="Say which councils.")
    assert state(report) == "draft"
    assert Comment.objects.get().block == "b1"
    client_of(author).post(f"/admin/board_reports/report/{report.pk}/body/comments/{Comment.objects.get().pk}/")
    press(author, report, "submit")
    press(clearer, report, "approve", step=step(report).pk, note="Good.")
    assert press(clearer, report, "publish").status_code == 422
    press(clearer, report, "approve", step=step(report).pk)
    press(clearer, report, "publish")
    assert state(report) == "published"
    kinds = Version.objects.filter(report=report).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["submitted", "returned", "submitted", "approved", "approved", "published"]
    assert written_to() == [
        ("report_turn", "clears@example.org"),
        ("report_returned", "writer@example.org"),
        ("report_turn", "clears@example.org"),
        ("report_cleared", "writer@example.org"),
    ]
    assert "> Say which councils." in Message.objects.get(template="report_returned").text


@pytest.mark.parametrize(
    ("do", "who"), [("submit", "clearer"), ("approve", "author"), ("return", "author"), ("publish", "author"),
                    ("correct", "author")],
)  # fmt: skip
def test_each_button_is_for_those_who_may(do: str, who: str, report: Report, author: User, clearer: User) -> None:
    people = {"author": author, "clearer": clearer}
    sent: dict[str, Any] = {"note": "x"}
    if do != "submit":
        press(author, report, "submit")
        sent["step"] = step(report).pk
    before = state(report)
    assert press(people[who], report, do, **sent).status_code == REFUSED
    assert state(report) == before


def test_a_step_with_names_is_for_these_alone(report: Report, author: User, clearer: User) -> None:
    head = UserFactory(roles=[Role.REPORT_AUTHOR], email="head@example.org")
    report.board.clearance_steps.get(place=1).people.add(head)
    press(author, report, "submit")
    assert written_to() == [("report_turn", "head@example.org")]
    page = client_of(clearer).get(page_of(report))
    assert not page.context["mine"]
    assert press(clearer, report, "approve", step=step(report).pk).status_code == 422
    assert press(head, report, "approve", step=step(report).pk).status_code == 302
    assert written_to()[1:] == [("report_turn", "clears@example.org")]


def test_two_clearers_one_is_told_and_keeps_the_note(report: Report, author: User, clearer: User) -> None:
    press(author, report, "submit")
    first = step(report)
    press(clearer, report, "approve", step=first.pk)
    page = press(UserFactory(roles=[Role.REPORT_CLEARER]), report, "return", step=first.pk, note="A long note.")
    assert page.status_code == 409
    assert page.context["sent"]["note"] == "A long note."
    assert state(report) == "clearance"


@pytest.mark.parametrize(
    ("do", "sent"),
    [("", {}), ("fly", {}), ("approve", {"step": "x"}), ("approve", {"step": "99999"}), ("comment", {"comment": " "}),
     ("submit", {"version": "x"})],
)  # fmt: skip
def test_nonsense_is_refused(report: Report, admin_user: User, do: str, sent: dict[str, str]) -> None:
    assert press(admin_user, report, do, **sent).status_code in (409, 422)
    assert state(report) == "draft"


def test_what_is_open_stands_in_place_of_the_button(report: Report, author: User) -> None:
    Block.objects.update(text="There are 12.")
    page = client_of(author).get(page_of(report))
    assert page.context["points"] == [
        "Numbers that are typed in, without a figure or a source: “12” in “There are 12.”."
    ]
    assert b"Submit for clearance" not in page.content
    assert press(author, report, "submit").status_code == 422


def test_drift_is_told_and_taken(report: Report, author: User, clearer: User) -> None:
    press(author, report, "submit")
    assert client_of(clearer).get(page_of(report)).context["drifts"] == []
    CaseStudyFactory(published=True)
    (moved,) = client_of(clearer).get(page_of(report)).context["drifts"]
    assert moved.sentence == "“Case studies published” (f1): 2 in the report, 3 now."
    press(clearer, report, "take", figure="f1")
    assert client_of(clearer).get(page_of(report)).context["drifts"] == []
    assert reading.draft(Report.objects.get()).blocks[0].text == "Three case studies are in the database."


def test_drift_that_makes_the_words_false_says_so(report: Report, author: User) -> None:
    FigureUse.objects.update(qualifier="over", stated=1)
    press(author, report, "submit")
    CaseStudy.objects.all().delete()
    (moved,) = client_of(author).get(page_of(report)).context["drifts"]
    assert moved.sentence.endswith("“over one” is no longer true.")


def published(report: Report, author: User, clearer: User) -> None:
    press(author, report, "submit")
    for _ in range(2):
        press(clearer, report, "approve", step=step(report).pk)
    press(clearer, report, "publish")


def test_later_drift_is_for_officers_and_a_correction_is_marked(report: Report, author: User, clearer: User) -> None:
    published(report, author, clearer)
    CaseStudyFactory(published=True)
    page = client_of(author).get(page_of(report))
    assert [(one.before, one.now) for one in page.context["drifts"]] == [("2", "3")]
    assert b"Publish the correction" not in page.content
    assert press(clearer, report, "correct", note=" ").status_code == 422
    press(clearer, report, "correct", note="It was two, then.")
    version = Version.objects.newest_first().first()
    assert version is not None
    assert (version.kind, version.note) == ("corrected", "It was two, then.")
    assert written_to()[-1] == ("report_corrected", "writer@example.org")
    assert "> It was two, then." in Message.objects.get(template="report_corrected").text


def test_a_correction_shows_what_will_go_out(report: Report, author: User, clearer: User) -> None:
    published(report, author, clearer)
    assert client_of(clearer).get(page_of(report)).context["goes_out"] == []
    Block.objects.filter(key="b1").update(text="[[f1]] case studies are published.")
    page = client_of(clearer).get(page_of(report))
    (change,) = page.context["goes_out"]
    assert (change.label, [tuple(piece) for piece in change.pieces]) == (
        "Paragraph 1",
        [("same", "Two case studies are"), ("removed", "in the database."), ("added", "published.")],
    )
    shown = page.content.decode()
    assert shown.index("What will go out") < shown.index('<ins><span class="visually-hidden">added: </span>published.')
    assert shown.index("added: </span>published.") < shown.index("Publish the correction")


def test_a_correction_is_told_to_who_clears_the_steps_that_the_report_takes(
    report: Report, author: User, clearer: User
) -> None:
    for place, name, only_for in [(3, "Legal", "legal"), (4, "Finance", "finance")]:
        step_of = ClearanceStepFactory(board=report.board, place=place, name=name, only_for=only_for)
        step_of.people.add(UserFactory(roles=[Role.REPORT_AUTHOR], email=f"{only_for}@example.org"))
    Report.objects.update(state="published", published_at=timezone.now(), needs_legal=True)
    BlockFactory(report=report, kind="heading", text="Legal implications")
    BlockFactory(report=report, text="None.")
    press(clearer, report, "correct", note="It was two, then.")
    assert sorted(to for template, to in written_to() if template == "report_corrected") == ["legal@example.org"]


def test_two_versions_compared_word_by_word(report: Report, author: User, clearer: User) -> None:
    BlockFactory(report=report, key="b2", place=900, text="This goes.")
    press(author, report, "submit")
    press(clearer, report, "return", step=step(report).pk, note="Shorter.")
    Block.objects.get(key="b2").delete()
    Block.objects.filter(key="b1").update(text="[[f1]] case studies are published.")
    BlockFactory(report=report, key="b3", place=950, text="This is new.")
    address = f"/admin/board_reports/report/{report.pk}/versions/"
    page = client_of(author).get(f"{address}?old=1&new=draft")
    told = [(one.label, [tuple(piece) for piece in one.pieces]) for one in page.context["compared"]]
    assert told == [
        ("Paragraph 1", [
            ("same", "Two case studies are"), ("removed", "in the database."), ("added", "published."),
        ]),
        ("Paragraph 2, taken out", [("removed", "This goes.")]),
        ("Paragraph 2, new", [("added", "This is new.")]),
    ]  # fmt: skip
    assert client_of(author).get(f"{address}?old=1&new=1").context["compared"] == []
    assert client_of(author).get(f"{address}?old=x&new=77").context["compared"] is None
    assert b"This goes." in client_of(author).get(f"{address}1/").content
    assert client_of(author).get(f"{address}99/").status_code == 404


def test_who_is_late_is_reminded_once_a_day(report: Report, author: User, clearer: User) -> None:
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)):
        press(author, report, "submit")
        assert notices.remind_due() == 0
    with time_machine.travel(datetime.datetime(2026, 3, 5, 10, tzinfo=datetime.UTC)):
        assert notices.remind_due() == 1
        assert notices.remind_due() == 0
    assert written_to() == [("report_turn", "clears@example.org"), ("report_due", "clears@example.org")]


def test_work_lists(report: Report, author: User, clearer: User) -> None:
    def counts(user: User) -> dict[str, int]:
        lists = client_of(user).get("/admin/").context["work_lists"]
        return {one["title"]: one["count"] for one in lists if "/report/" in one["address"]}

    names = ["My draft reports", "Returned to me", "Reports for me to clear", "Reports with drifted figures"]
    client_of(author).post(
        f"/admin/board_reports/report/{report.pk}/body/add/", {"kind": "page_break"}
    )  # which makes it the author's draft
    assert counts(author) == dict(zip(names, [1, 0, 0, 0], strict=True))
    assert counts(clearer) == dict.fromkeys(names, 0)
    press(author, report, "submit")
    CaseStudyFactory(published=True)
    assert counts(author) == dict(zip(names, [0, 0, 0, 1], strict=True))
    assert counts(clearer) == dict(zip(names, [0, 0, 1, 1], strict=True))
    listed = client_of(clearer).get("/admin/board_reports/report/?work=my-clearance")
    assert list(listed.context["cl"].queryset) == [report]
    for one in actions.current_steps(report):
        press(clearer, report, "approve", step=one.pk)
    assert counts(clearer)["Reports for me to clear"] == 0


def test_a_number_that_is_open_is_shown_among_whole_words(report: Report, author: User) -> None:
    BlockFactory(report=report, text="Officers expect that for each of them about 40 proposals come from the councils.")
    page = client_of(author).get(page_of(report))
    around = "for each of them about 40 proposals come from the"
    told = f"Numbers that are typed in, without a figure or a source: “40” in “{around}”."
    assert page.context["points"] == [told]


def test_the_only_version_is_compared_with_the_report_as_it_is_now(report: Report, author: User) -> None:
    press(author, report, "submit")
    page = client_of(author).get(f"/admin/board_reports/report/{report.pk}/versions/")
    assert (page.context["old"], page.context["new"]) == ("1", "draft")
