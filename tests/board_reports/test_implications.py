"""Sections about implications: offered where they are missing, put in their order, asked for where advice is needed."""

import pytest
from django.test import Client

from board_reports import checks, implications, reading
from board_reports.models import Report
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.board_reports.drafts import headings
from tests.factories import CouncilFactory, UserFactory
from tests.report_factories import BlockFactory, ClearanceStepFactory, ReportFactory

pytestmark = pytest.mark.django_db
SEE_OTHER, REFUSED, FORBIDDEN = 302, 422, 403


@pytest.fixture
def author() -> User:
    return UserFactory(roles=[Role.REPORT_AUTHOR])


@pytest.fixture
def report() -> Report:
    """A draft with financial implications and an appendix."""
    made = ReportFactory()
    blocks = [("heading", "Issues"), ("paragraph", "Words."), ("heading", "Financial Implications"),
              ("paragraph", "None."), ("appendix", "Plan"), ("text", "Words.")]  # fmt: skip
    for place, (kind, text) in enumerate(blocks, start=1):
        BlockFactory(report=made, place=place * 100, kind=kind, text=text)
    return made


def now(report: Report) -> list[str]:
    return headings(reading.draft(Report.objects.get(pk=report.pk)))


def test_each_goes_in_its_order_and_before_the_appendices(report: Report, author: User) -> None:
    for title in ("Implications for Wales", "Legal implications", "Equalities implications"):
        implications.add(report=Report.objects.get(pk=report.pk), title=title, by=author)
    assert now(report) == [
        "heading: Issues", "heading: Financial Implications", "heading: Legal implications",
        "heading: Equalities implications", "heading: Implications for Wales", "appendix: Plan",
    ]  # fmt: skip


def test_without_an_appendix_it_goes_to_the_end(author: User) -> None:
    report = ReportFactory()
    BlockFactory(report=report, text="Words.")
    implications.add(report=report, title="Legal implications", by=author)
    assert [block.text for block in Report.objects.get().blocks.all()] == ["Words.", "Legal implications", ""]


def test_the_editor_offers_what_is_missing_in_one_press(report: Report, author: User) -> None:
    own = Client()
    own.force_login(author)
    page = f"/admin/board_reports/report/{report.pk}/body/"
    missing = ["Legal implications", "Equalities implications", "Implications for Wales"]
    assert [title for title, _ in own.get(page).context["side"]["implications"]] == missing
    assert own.post(f"{page}add/", {"section": "Legal implications"}).status_code == SEE_OTHER
    assert [title for title, _ in own.get(page).context["side"]["implications"]] == missing[1:]
    assert own.post(f"{page}add/", {"section": "Legal implications"}).status_code == REFUSED
    assert own.post(f"{page}add/", {"section": "Weather"}).status_code == REFUSED
    own.force_login(UserFactory(roles=[Role.REPORT_CLEARER]))
    assert own.post(f"{page}add/", {"section": "Implications for Wales"}).status_code == FORBIDDEN


def test_one_that_is_there_is_not_put_in_twice(report: Report, author: User) -> None:
    with pytest.raises(RefusedError, match="there already"):
        implications.add(report=report, title="Financial implications", by=author)


def test_where_legal_advice_is_needed_its_section_is_asked_for(report: Report, author: User) -> None:
    asked = "It is ticked as needing legal advice: add the section “Legal implications”."
    assert asked not in checks.blocking(report, reading.draft(report))
    report.needs_legal = True
    assert asked in checks.blocking(report, reading.draft(report))
    implications.add(report=report, title="Legal implications", by=author)
    report = Report.objects.get(pk=report.pk)
    report.needs_legal = True
    points = checks.blocking(report, reading.draft(report))
    assert asked not in points
    assert "Nothing stands under the heading “Legal implications”: write there, or take it out." in points


def test_where_finance_is_to_advise_its_section_is_asked_for(author: User) -> None:
    report = ReportFactory(needs_finance=True)
    BlockFactory(report=report, text="Words.")
    asked = "It is ticked as needing advice of finance: add the section “Financial implications”."
    assert checks.blocking(report, reading.draft(report)) == [asked]
    implications.add(report=report, title="Financial implications", by=author)
    assert asked not in checks.blocking(report, reading.draft(report))


def test_advice_that_no_step_of_the_board_gives_is_told(report: Report) -> None:
    report.needs_finance = True
    told = (
        "It is ticked as needing advice of finance, and no step of its board gives it: "
        "add the step, or take the tick out."
    )
    assert told not in checks.blocking(report, reading.draft(report))  # one step for everything
    ClearanceStepFactory(board=report.board, name="Head of team")
    assert told in checks.blocking(report, reading.draft(report))
    ClearanceStepFactory(board=report.board, name="Finance", only_for="finance")
    assert told not in checks.blocking(report, reading.draft(report))


def test_the_section_on_wales_is_proposed_where_the_text_names_a_council_of_it() -> None:
    CouncilFactory(short_name="Monmouthshire", nation="wales")
    CouncilFactory(short_name="Conwy", nation="wales")
    CouncilFactory(short_name="Wigan", nation="england")
    report = ReportFactory(summary="With Wigan.")
    assert dict(implications.proposed(reading.draft(report)))["Implications for Wales"] == ""
    BlockFactory(report=report, text="A camp was held with Wigan and Monmouthshire.")
    report = Report.objects.get(pk=report.pk)
    assert dict(implications.proposed(reading.draft(report)))["Implications for Wales"] == (
        "The report names Monmouthshire."
    )
    BlockFactory(report=report, kind="heading", text="Implications for Wales")
    report = Report.objects.get(pk=report.pk)
    assert "Implications for Wales" not in dict(implications.proposed(reading.draft(report)))
