"""The previous report on the subject is named only where everybody who reads this one may read that one."""

import pytest
from django.test import Client

from board_reports import audience, checks, figure_forms, following, reading
from board_reports.figures import registry
from board_reports.models import Report
from tests.board_reports.drafts import drafted, meeting_on, read, ready
from tests.board_reports.publishing import RESTRICTED, member_of, paper, publish
from tests.factories import UserFactory
from tests.report_factories import ActionFactory, BlockFactory, BoardFactory, FigureUseFactory, ReportFactory

pytestmark = pytest.mark.django_db
TITLE = "Places that could host a Zone"


def following_on(previous: Report, **values: object) -> Report:
    return ReportFactory(**{"board": previous.board, "previous": previous} | values)


@pytest.mark.parametrize(
    ("previous", "report", "may"),
    [
        ({}, {}, True),
        (RESTRICTED, {}, False),
        (RESTRICTED, RESTRICTED, True),
        (RESTRICTED | {"audience": "members"}, RESTRICTED, False),
        (RESTRICTED | {"audience": "members"}, RESTRICTED | {"audience": "members"}, True),
        (RESTRICTED | {"audience": "named"}, RESTRICTED | {"audience": "members"}, False),
    ],
)
def test_it_is_named_to_nobody_who_may_not_read_it(
    previous: dict[str, object], report: dict[str, object], may: bool
) -> None:
    before = paper(title=TITLE)
    Report.objects.filter(pk=before.pk).update(**previous)
    before.refresh_from_db()
    after = following_on(before, **report)
    ActionFactory(report=before, text="Ask the councils.")
    assert audience.may_name(after, before) is may
    document = reading.draft(after)
    assert (document.previous_title, document.previous_slug) == ((TITLE, "paper") if may else ("", ""))
    assert (checks.PREVIOUS in checks.blocking(after, document)) is not may
    assert (following.since_last(after) is not None) is may


def test_members_of_another_board_are_not_told() -> None:
    before = paper(title=TITLE, **RESTRICTED)
    after = following_on(before, **RESTRICTED, board=BoardFactory())
    assert not audience.may_name(after, before)


def test_of_people_named_each_must_be_able_to_read_it() -> None:
    before = paper(title=TITLE, **RESTRICTED)
    after = following_on(before, **RESTRICTED, audience="named")
    after.may_read.add(member_of(before))
    assert audience.may_name(after, before)
    after.may_read.add(UserFactory())
    assert not audience.may_name(after, before)


def test_one_that_is_not_published_yet_is_neither_named_nor_chosen(client: Client) -> None:
    board = BoardFactory()
    before = drafted("blank", meeting_on("2015-05-12", board), title=TITLE)
    assert drafted("blank", meeting_on("2015-07-14", board)).previous is None
    after = following_on(before)
    assert reading.draft(after).previous_title == ""
    assert checks.PREVIOUS in checks.blocking(after, reading.draft(after))


def test_a_draft_from_data_says_nothing_of_a_restricted_one() -> None:
    board = BoardFactory()
    before = drafted("update", meeting_on("2015-05-12", board), title=TITLE)
    Report.objects.filter(pk=before.pk).update(**RESTRICTED)
    publish(ready(before))
    after = drafted("update", meeting_on("2015-07-14", board), previous=before.slug)
    assert TITLE not in str(read(after).as_json())
    assert "further to the Board’s meeting of 12 May 2015" in str(read(after).as_json())


def test_no_figure_is_compared_with_one_that_readers_may_not_see() -> None:
    draft = ReportFactory(title=TITLE)
    FigureUseFactory(report=draft, key="f1")
    BlockFactory(report=draft, text="We publish [[f1]].")
    before = publish(draft)
    after = following_on(before)
    definition = registry.find("case_studies.published")
    assert definition is not None
    found = figure_forms.earlier(after, definition, {})
    assert found is not None
    wrong = {"qualifier": "up from", "baseline": "99", "baseline_source": found.source}
    form = figure_forms.FigureForm(definition, wrong, report=after)
    assert form.errors == {"baseline": [f"{found.source} says 0. Say where 99 comes from."]}
    Report.objects.filter(pk=before.pk).update(**RESTRICTED)
    assert figure_forms.earlier(Report.objects.get(pk=after.pk), definition, {}) is None
