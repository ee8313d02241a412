"""One draft a kind and meeting; one paragraph written anew without the others; the command; a blank report."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from board_reports import actions
from board_reports.drafting.anew import redraft
from board_reports.models import Block, Contribution, Report
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from innovation_db.roles import Role
from tests.board_reports.drafts import author, drafted, headings, meeting_on, read, ready, under
from tests.board_reports.test_figures import published_on
from tests.factories import UserFactory
from tests.report_factories import BoardFactory, ContributionFactory, FigureUseFactory

pytestmark = pytest.mark.django_db

GROWTH = "library.growth"


@pytest.fixture
def report() -> Report:
    """An update on two case studies."""
    published_on("2015-06-01", "2015-06-02")
    return drafted("update", meeting_on("2015-07-14", BoardFactory(slug="board")), since="2015-05-01")


def texts(report: Report) -> dict[str, str]:
    return dict(Block.objects.filter(report=report).values_list("source", "text"))


def test_every_block_remembers_its_source_and_what_was_drafted(report: Report) -> None:
    blocks = list(report.blocks.all())
    assert all(block.source and not block.edited for block in blocks)
    assert len({block.source for block in blocks}) == len(blocks)


def test_one_paragraph_is_written_anew_and_the_other_edits_stay(report: Report) -> None:
    Block.objects.filter(report=report, source="background.about").update(text="What I wrote.")
    Block.objects.filter(report=report, source=GROWTH).update(text="Spoilt by me.")
    own = Block.objects.create(report=report, place=99, kind="paragraph", text="My own paragraph.")
    before = texts(report)
    published_on(*["2015-06-03"] * 30)
    block = redraft(report=report, source=GROWTH, by=author())
    assert not block.edited
    after = texts(report)
    assert {source for source in before if before[source] != after[source]} == {GROWTH}
    assert after[own.source] == "My own paragraph."
    assert under(read(report), "Innovation Database")[0].startswith(
        "Over 30 case studies have been added to the Innovation Database since 1 May 2015. It now holds over 30 case"
    )


def test_figures_keep_their_keys_and_those_that_no_text_names_go(report: Report) -> None:
    own = FigureUseFactory(report=report, key="f9", definition="councils.featured")
    Block.objects.filter(report=report, source="background.about").update(text="I name [[f9]].")
    before = {use.definition: use.key for use in report.figures.all()}
    redraft(report=report, source=GROWTH, by=author())
    assert {use.definition: use.key for use in report.figures.all()} == before
    published_on(*["2015-06-03"] * 30)
    redraft(report=report, source=GROWTH, by=author())
    keys = {use.key: use.definition for use in report.figures.all()}
    assert keys.pop(own.key) == "councils.featured"
    assert sorted(keys.values()) == ["case_studies.added", "case_studies.published"]
    assert read(report).blocks[1].text == "I name no."


def test_what_cannot_be_written_anew_is_refused(report: Report) -> None:
    user = author()
    for stale in ({"seen": "0" * 16}, {"fresh": "0" * 16}):
        with pytest.raises(ChangedMeanwhileError):
            redraft(report=report, source=GROWTH, by=user, **stale)
    Block.objects.filter(report=report, source=GROWTH).delete()
    for source in (GROWTH, "", "never.was"):
        with pytest.raises(RefusedError, match="not in the report any more"):
            redraft(report=report, source=source, by=user)
    fresh = ready(report)
    actions.submit(report=fresh, version=fresh.version, by=user)
    with pytest.raises(RefusedError, match="It is in clearance now"):
        redraft(report=report, source="background.about", by=user)


def test_a_paragraph_whose_data_are_gone_stays_and_says_so() -> None:
    board = BoardFactory()
    item = ContributionFactory(board=board, text="One line.\nAnother.")
    report = drafted("portfolio", meeting_on("2015-07-14", board))
    Contribution.objects.filter(pk=item.pk).update(text="One line, mended.")
    user = author()
    redraft(report=report, source=f"contribution.{item.pk}-1", by=user)
    with pytest.raises(RefusedError, match="nothing to say there now"):
        redraft(report=report, source=f"contribution.{item.pk}-2", by=user)
    assert under(read(report), "Innovation Zone") == ["One line, mended.", "Another."]


def test_of_a_kind_there_is_one_for_a_meeting(report: Report) -> None:
    assert report.meeting is not None
    with pytest.raises(RefusedError, match="There is one for 14 July 2015 already, “Innovation in councils”"):
        drafted("update", report.meeting)
    with pytest.raises(RefusedError, match="give this one a title of its own"):
        drafted("update", report.meeting, title="innovation in Councils")
    assert drafted("update", report.meeting, title="What came since").title == "What came since"
    first, second = drafted("blank", report.meeting), drafted("blank", report.meeting)
    assert (first.slug, second.slug) == ("report-2015-07-14", "report-2015-07-14-2")
    assert headings(read(first)) == [
        "heading: Background", "heading: Issues", "heading: Next steps", "heading: Financial implications",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"since": "soon"}, "“soon” is no date"),
        ({"zone": 1999}, "There is no Innovation Zone of 1999"),
        ({"programmes": ("none",)}, "There is no programme “none”"),
        ({"plan": "none"}, "There is no work plan “none”"),
        ({"previous": "none"}, "There is no earlier report “none”"),
    ],
)
def test_a_choice_of_what_is_not_there_is_refused(choices: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        drafted("update", meeting_on("2015-07-14"), **choices)
    assert not Report.objects.exists()


def command(*arguments: str) -> str:
    output = StringIO()
    call_command("draft_report", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_drafts_once_and_says_where() -> None:
    meeting_on("2015-07-14", BoardFactory(slug="board"))
    told = ("update", "--board", "board", "--meeting", "2015-07-14")
    with pytest.raises(CommandError, match="Nobody may draft reports"):
        command(*told)
    UserFactory(email="author@example.org", roles=[Role.REPORT_AUTHOR])
    assert command(*told).splitlines()[:2] == [
        "/reports/innovation-in-councils-2015-07-14/", "Innovation in councils: 4 numbered paragraphs, 0 figures.",
    ]  # fmt: skip
    with pytest.raises(CommandError, match="There is one for 14 July 2015 already"):
        command(*told)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("board", "day", "sentence"),
    [
        ("none", "2015-07-14", "There is no board “none”. There is: board."),
        ("board", "today", "“today” is no date. Write it as 2015-07-14."),
        ("board", "2015-07-15", "has no meeting on 2015-07-15. It has: 2015-07-14."),
    ],
)
def test_the_command_says_what_is_not_there(board: str, day: str, sentence: str) -> None:
    meeting_on("2015-07-14", BoardFactory(slug="board"))
    with pytest.raises(CommandError) as told:
        command("update", "--board", board, "--meeting", day)
    assert sentence in str(told.value)
