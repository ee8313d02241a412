"""From draft to published: figures pinned, drift, steps in their order, versions that never change."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from board_reports import actions, checks, reading
from board_reports.models import FigureUse, Report, Version
from case_studies.models import CaseStudy
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import (
    BlockFactory,
    ClearanceStepFactory,
    ConfirmedNumberFactory,
    FigureUseFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR])
    return user


@pytest.fixture
def report() -> Report:
    """A draft that says how many case studies there are: two."""
    CaseStudyFactory.create_batch(2, published=True)
    made: Report = ReportFactory()
    FigureUseFactory(report=made, key="f1")
    BlockFactory(report=made, kind="heading", text="Background")
    BlockFactory(report=made, text="[[f1]] case studies are in the database.")
    return made


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def submit(report: Report, author: User) -> Version:
    return actions.submit(report=report, version=fresh(report).version, by=author)


def publish(report: Report, author: User) -> Version:
    submit(report, author)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=author)
    return actions.publish(report=report, version=fresh(report).version, by=author)


def words(report: Report, key: str = "f1") -> str:
    found = reading.draft(fresh(report)).figure(key)
    assert found is not None
    return found.phrase


def test_a_draft_is_live(report: Report) -> None:
    assert reading.draft(report).blocks[1].text == "Two case studies are in the database."
    CaseStudyFactory(published=True)
    assert words(report) == "three"


def test_a_figure_whose_paragraph_was_taken_out_is_not_told_to_readers(report: Report, author: User) -> None:
    FigureUseFactory(report=report, key="f2")
    published = publish(report, author)
    assert [one["key"] for one in published.content["figures"]] == ["f1"]
    assert set(fresh(report).figures.values_list("key", flat=True)) == {"f1", "f2"}, "its officer may use it again"


def test_a_submitted_figure_is_pinned_and_its_drift_can_be_taken(report: Report, author: User) -> None:
    submit(report, author)
    CaseStudyFactory(published=True)
    use = FigureUse.objects.get(report=report)
    assert words(report) == "two"
    assert reading.figure(use, pinned=False).phrase == "three"
    actions.take(use=use, by=author)
    assert words(report) == "three"


def test_a_figure_taken_asks_every_step_again(report: Report, author: User) -> None:
    for place, name in enumerate(("Head of team", "Chair’s office"), start=1):
        ClearanceStepFactory(board=report.board, place=place, name=name)
    submit(report, author)
    first, second = actions.current_steps(report)
    actions.approve(clearance=first, by=author, note="Good.")
    CaseStudyFactory(published=True)
    actions.take(use=FigureUse.objects.get(report=report), by=author)
    assert [step.state for step in actions.current_steps(report)] == ["waiting", "waiting"]
    assert [(one.name, one.note) for one in actions.approved_before(report)] == [("Head of team", "Good.")]
    with pytest.raises(ChangedMeanwhileError, match="taken anew meanwhile"):
        actions.approve(clearance=second, by=author)
    with pytest.raises(RefusedError, match="not cleared yet: Head of team, Chair’s office"):
        actions.publish(report=report, version=fresh(report).version, by=author)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=author)
    actions.publish(report=report, version=fresh(report).version, by=author)
    kinds = Version.objects.filter(report=report).order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["submitted", "approved", "taken", "approved", "approved", "published"]


def test_published_it_stays_whatever_becomes_of_what_was_counted(report: Report, author: User) -> None:
    version = publish(report, author)
    before = reading.published(report)
    assert before is not None
    titles = CaseStudy.objects.order_by("published_at").values_list("title", flat=True)
    assert [row.label for row in before.figures[0].rows] == list(titles)
    CaseStudy.objects.all().delete()
    FigureUse.objects.filter(report=report).update(definition="gone.for.ever")
    assert reading.published(report) == before
    now = reading.figure(FigureUse.objects.get(report=report), pinned=False)
    assert now.problem == "There is no figure “gone.for.ever” any more."
    assert words(report) == "two", "what was pinned is still said"
    assert version.kind == "published"


def test_a_version_never_changes_even_by_direct_sql(report: Report, author: User) -> None:
    version = submit(report, author)
    for statement in ("UPDATE board_reports_version SET note = 'x'", "DELETE FROM board_reports_version"):
        with (
            pytest.raises(ProgrammingError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Version.objects.get(pk=version.pk).note == ""


def test_steps_come_in_their_order_and_one_return_starts_again(report: Report, author: User) -> None:
    ClearanceStepFactory(board=report.board, place=1, name="Head of team")
    chair = UserFactory(roles=[Role.REPORT_CLEARER])
    last = ClearanceStepFactory(board=report.board, place=2, name="Chair’s office")
    last.people.add(chair)
    submit(report, author)
    first, second = actions.current_steps(report)
    with pytest.raises(RefusedError, match="Head of team comes first"):
        actions.approve(clearance=second, by=chair)
    actions.approve(clearance=first, by=author)
    with pytest.raises(RefusedError, match="is for others to settle"):
        actions.approve(clearance=second, by=author)
    with pytest.raises(RefusedError, match="not cleared yet: Chair’s office"):
        actions.publish(report=report, version=fresh(report).version, by=author)
    with pytest.raises(RefusedError, match="Say what is to be done"):
        actions.send_back(clearance=second, by=chair, note=" ")
    actions.send_back(clearance=second, by=chair, note="Say which councils.")
    assert fresh(report).state == Report.State.DRAFT
    CaseStudyFactory(published=True)
    assert words(report) == "three", "returned, it is live again"
    submit(report, author)
    assert [step.state for step in actions.current_steps(report)] == ["waiting", "waiting"]
    assert [one.kind for one in Version.objects.filter(report=report).order_by("number")] == [
        "submitted",
        "approved",
        "returned",
        "submitted",
    ]


def test_a_stale_draft_is_refused(report: Report, author: User) -> None:
    seen = fresh(report).version
    BlockFactory(report=report, text="More.")
    with pytest.raises(ChangedMeanwhileError):
        actions.submit(report=report, version=seen, by=author)


def spoil(**values: Any) -> Callable[[Report], None]:
    def change(report: Report) -> None:
        FigureUse.objects.filter(report=report).update(**values)

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (spoil(qualifier="over", stated=2), "Figure f1 says “over two”, but the value is 2."),
        (spoil(definition="nothing"), "There is no figure “nothing” any more."),
        (spoil(arguments={"since": "soon"}), "does not ask for “since”"),
        (lambda report: BlockFactory(report=report, text="Then 40 more."), "“40” in “Then 40 more.”"),
        (lambda report: BlockFactory(report=report, text="See [[paragraph:bx]]."), "[paragraph is missing]"),
        (lambda report: BlockFactory(report=report, text="[[f9]]"), "[figure f9 is missing]"),
        (lambda report: BlockFactory(report=report, text="[Say what it costs.]"), "“Say what it costs.”"),
        (lambda report: report.contacts.all().delete(), "It needs a contact officer."),
        (lambda report: Report.objects.update(recommendations=""), "It needs a recommendation."),
        (lambda report: Report.objects.update(purpose=""), "Choose its purpose."),
        (lambda report: Report.objects.update(meeting=None), "Choose the meeting that it goes to."),
        (lambda report: BlockFactory(report=report, kind="heading", text="Issues"), "under the heading “Issues”"),
        (lambda report: BlockFactory(report=report, kind="image", data={"url": "/x.png"}), "says nothing to those"),
    ],
)
def test_clearance_waits_until_each_is_settled(
    report: Report, author: User, change: Callable[[Report], None], sentence: str
) -> None:
    change(report)
    with pytest.raises(RefusedError) as refused:
        submit(report, author)
    assert sentence in str(refused.value)
    assert fresh(report).state == Report.State.DRAFT
    assert FigureUse.objects.get(report=report).pinned_at is None


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ([("heading", "A"), ("paragraph", "x"), ("heading", "B"), ("heading", "C"), ("table", "")], ["B"]),
        ([("heading", "A"), ("subheading", "B"), ("paragraph", "x")], []),
        ([("heading", "A"), ("subheading", "B"), ("heading", "C"), ("paragraph", "x")], ["A", "B"]),
        ([("part", "A"), ("heading", "B"), ("paragraph", "x"), ("part", "C"), ("subheading", "D")], ["C", "D"]),
        ([("heading", "A"), ("page_break", ""), ("paragraph", " "), ("appendix", "B"), ("text", "x")], ["A"]),
        ([("heading", "A"), ("paragraph", "x"), ("subheading", "B"), ("appendix", "C")], ["B", "C"]),
    ],
)
def test_a_section_is_empty_until_the_next_of_its_level_or_above(
    blocks: list[tuple[str, str]], found: list[str]
) -> None:
    report = ReportFactory()
    for place, (kind, text) in enumerate(blocks):
        table = {"caption": "", "columns": ["A"], "rows": [["x"]]} if kind == "table" else {}
        BlockFactory(report=report, place=place, kind=kind, text=text, data=table)
    assert checks.empty(reading.draft(report)) == found


def test_a_confirmed_number_is_settled(report: Report, author: User) -> None:
    block = BlockFactory(report=report, text="Then 40 more, in 2015.")
    assert [one.number for one in checks.open_numbers(fresh(report))] == ["40"]
    ConfirmedNumberFactory(report=report, block=block.key, number="40", words="40 more", source="The count of 2014")
    submit(report, author)


def test_a_correction_is_a_new_version_with_what_was_wrong(report: Report, author: User) -> None:
    publish(report, author)
    report.blocks.filter(kind="paragraph").update(text="[[f1]] case studies are published.")
    made = actions.correct(report=report, version=fresh(report).version, by=author, note="Said “in the database”.")
    found = reading.published(report)
    assert found is not None
    assert found.blocks[1].text == "Two case studies are published."
    assert (made.kind, made.note) == ("corrected", "Said “in the database”.")


@pytest.mark.django_db(transaction=True)
def test_of_two_clearers_at_once_one_is_told() -> None:
    CaseStudyFactory(published=True)
    report = ReportFactory()
    author = UserFactory(roles=[Role.REPORT_CLEARER])
    submit(report, author)
    (step,) = actions.current_steps(report)
    barrier, outcomes = threading.Barrier(2), []

    def press() -> None:
        barrier.wait()
        try:
            actions.approve(clearance=step, by=author)
            outcomes.append("approved")
        except ChangedMeanwhileError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approved", "told"]


@pytest.mark.parametrize(
    ("ticked", "names"),
    [
        ({}, ["Head of team", "Chair’s office"]),
        ({"needs_legal": True}, ["Head of team", "Legal", "Chair’s office"]),
        ({"needs_legal": True, "needs_finance": True}, ["Head of team", "Legal", "Finance", "Chair’s office"]),
    ],
    ids=["neither", "legal", "both"],
)
def test_legal_and_finance_clear_only_what_is_ticked(
    report: Report, author: User, ticked: dict[str, bool], names: list[str]
) -> None:
    steps = [("Head of team", ""), ("Legal", "legal"), ("Finance", "finance"), ("Chair’s office", "")]
    for place, (name, only_for) in enumerate(steps, start=1):
        ClearanceStepFactory(board=report.board, place=place, name=name, only_for=only_for)
    Report.objects.filter(pk=report.pk).update(**ticked)
    for heading in ("Financial implications", "Legal implications"):
        BlockFactory(report=report, kind="heading", text=heading)
        BlockFactory(report=report, text="None.")
    submit(report, author)
    assert [step.name for step in actions.current_steps(report)] == names
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=author)
    actions.publish(report=report, version=fresh(report).version, by=author)


def test_what_was_begun_and_left_is_to_be_finished_first(report: Report) -> None:
    BlockFactory(report=report, text="See [[over 100 of them.")
    BlockFactory(report=report, text="")
    table = {"caption": "Who came", "columns": ["Council", "Visits"], "rows": [["York", "many", "extra"]]}
    BlockFactory(report=report, kind="table", data=table)
    report = Report.objects.get(pk=report.pk)
    points = [str(one) for one in checks.blocking(report, reading.draft(report)) if isinstance(one, checks.Point)]
    assert any("“[[” after paragraph 2 begins a figure" in one for one in points)
    assert "Paragraph 3 is empty: write there, or delete its block." in points
    assert any("has a column without a heading" in one for one in points)


def test_the_note_of_a_second_clearer_is_given_back(client: Any, author: User, report: Report) -> None:
    ClearanceStepFactory(board=report.board, place=1, name="Chair’s office")
    actions.submit(report=report, version=Report.objects.get(pk=report.pk).version, by=author)
    [step] = actions.current_steps(report)
    first, second = UserFactory(roles=[Role.REPORT_CLEARER]), UserFactory(roles=[Role.REPORT_CLEARER])
    actions.approve(clearance=step, by=first)
    client.force_login(second)
    address = f"/admin/board_reports/report/{report.pk}/clearance/"
    page = client.post(address, {"do": "return", "step": step.pk, "note": "Say which window that is."})
    assert page.status_code == 409
    assert "Copy what you need of what you wrote" in page.content.decode()
    assert "Say which window that is.</textarea>" in page.content.decode()
