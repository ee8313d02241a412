"""Drafting from data by its pages: a new report, one anew, one paragraph anew, what was logged since; by whom."""

import re
from typing import Any

import pytest
from django.test import Client

from board_reports import actions, editing
from board_reports.models import Block, Contribution, Meeting, Report
from case_studies.models import Participation
from innovation_db.roles import Role
from tests.board_reports.drafts import author, drafted, headings, meeting_on, paragraphs, read, ready, under
from tests.board_reports.test_figures import published_on
from tests.factories import CohortFactory, CouncilFactory, ProgrammeFactory, UserFactory
from tests.report_factories import (
    ActivityFactory,
    BlockFactory,
    BoardFactory,
    ContributionFactory,
    ReportFactory,
    StrandFactory,
    WorkPlanFactory,
)
from tests.zone_factories import DoorCountFactory, SessionFactory, ZoneFactory

pytestmark = pytest.mark.django_db

NEW = "/admin/board_reports/report/draft/"
GROWTH = "library-growth"


@pytest.fixture
def officer() -> Client:
    own = Client()
    own.force_login(UserFactory(name="Robin Officer", roles=[Role.REPORT_AUTHOR]))
    return own


@pytest.fixture
def meeting() -> Meeting:
    return meeting_on("2015-07-14", BoardFactory(name="Innovation Board", slug="board"))


@pytest.fixture
def report(meeting: Meeting) -> Report:
    """An update on two case studies."""
    published_on("2015-06-01", "2015-06-02")
    return drafted("update", meeting, since="2015-05-01")


def asked(meeting: Meeting, **values: Any) -> dict[str, Any]:
    return {"look": 1, "kind": "update", "meeting": meeting.pk} | values


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def of(report: Report, page: str) -> str:
    return f"/admin/board_reports/report/{report.pk}/{page}"


def key(report: Report, source: str) -> Block:
    return Block.objects.get(report=report, source=source)


def test_a_new_report_is_seen_before_it_is_written(officer: Client, meeting: Meeting) -> None:
    published_on("2015-06-01", "2015-06-02")
    page = officer.get(NEW, asked(meeting, since="2015-05-01"))
    assert page.status_code == 200
    assert "Two case studies have been added to the Innovation Database since 1 May 2015." in text_of(page)
    assert not Report.objects.exists()
    sent = dict(page.context["sent"])
    assert sent["since"] == "2015-05-01"
    done = officer.post(NEW, sent)
    report = Report.objects.get()
    assert done.headers["Location"] == of(report, "body/")
    assert report.contacts.get().name == "Robin Officer"
    assert [one.text for one in page.context["document"].blocks] == [one.text for one in read(report).blocks]


def test_what_is_chosen_is_checked_in_sentences(officer: Client, meeting: Meeting) -> None:
    page = officer.get(NEW, {"look": 1})
    assert page.status_code == 422
    assert "Choose what kind of report it is to be." in text_of(page)
    assert "Choose for which meeting it is." in text_of(page)
    for values, sentence in [
        ({"kind": "plan"}, "There is no work plan of this board for the day of the meeting."),
        ({"kind": "zone"}, "There is no Innovation Zone to report on yet."),
        ({"since": "2015-05-01", "until": "2015-04-01"}, "The period ends before it begins."),
        ({"since": "soon"}, "That is no date. Write it as 2015-07-14."),
        ({"until": "2014-01-01"}, "The period ends on 1 January 2014, before it begins on 14 July 2014."),
    ]:
        for page in (officer.get(NEW, asked(meeting, **values)), officer.post(NEW, asked(meeting, **values))):
            assert page.status_code == 422
            assert sentence in text_of(page)
    assert not Report.objects.exists()


def test_a_second_of_a_kind_is_refused_before_it_is_shown(officer: Client, report: Report, meeting: Meeting) -> None:
    for page in (officer.get(NEW, asked(meeting)), officer.post(NEW, asked(meeting))):
        assert page.status_code == 422
        assert "There is one for 14 July 2015 already, “Innovation in councils”." in text_of(page)
    assert Report.objects.count() == 1


def test_a_highlight_is_left_out_by_a_tick(officer: Client, meeting: Meeting) -> None:
    zone = ZoneFactory(year=2015)
    session = SessionFactory(zone=zone, title="Quiet streets", summary="How streets were made quiet.")
    DoorCountFactory(session=session, most=80)
    programme = ProgrammeFactory(slug="design", name="Design")
    cohort = CohortFactory(programme=programme, name="South West", launched_on="2015-06-01")
    Participation.objects.create(cohort=cohort, council=CouncilFactory())
    plan = WorkPlanFactory(board=meeting.board, slug="plan")
    strand = StrandFactory(plan=plan)
    late = ActivityFactory(strand=strand, text="Write stories", timetable="by-date", due_on="2015-06-01", target=12)
    chosen = asked(meeting, zone=2015, programmes=["design"], plan="plan", since="2015-05-01")
    page = officer.get(NEW, chosen)
    found = {one.key: one.reason for one in page.context["paper"].highlights}
    assert list(found) == [f"session-{session.pk}", f"cohort-{cohort.pk}", f"activity-{late.pk}"]
    for words in ("Quiet streets", "has places in the South West", "Write stories"):
        assert words in " ".join(block.text for block in page.context["document"].blocks)
    page = officer.get(NEW, chosen | {"leave_out": list(found)})
    for words in ("Quiet streets", "places in the South West", "Write stories"):
        assert words not in " ".join(block.text for block in page.context["document"].blocks)
    assert [one.key for one in page.context["paper"].highlights] == list(found), "it can be taken in again"
    officer.post(NEW, chosen | {"leave_out": list(found)})
    report = Report.objects.get()
    assert report.drafted_from["choices"]["leave_out"] == list(found)
    assert "Quiet streets" not in " ".join(paragraphs(read(report)).values())


def test_a_link_may_choose_for_the_form(officer: Client, meeting: Meeting) -> None:
    page = officer.get(NEW, {"kind": "zone", "meeting": meeting.pk})
    assert page.status_code == 200
    assert not page.context["form"].is_bound
    assert page.context["form"]["kind"].value() == "zone"


def test_the_editor_says_where_each_paragraph_comes_from(officer: Client, meeting: Meeting) -> None:
    item = ContributionFactory(board=meeting.board, logged_by=UserFactory(name="Kim"))
    report = drafted("portfolio", meeting)
    BlockFactory(report=report, place=9000, text="My own.")
    page = officer.get(of(report, "body/"))
    lines = {line.text: line.source for line in page.context["desk"].body}
    assert lines["The Zone was prepared."] == (
        "what Kim logged of 1 July 2015", f"/admin/board_reports/contribution/{item.pk}/change/"
    )  # fmt: skip
    assert lines["My own."] is None
    assert lines["Innovation Zone"] is None, "of a heading nobody asks"
    assert "Drafted from what Kim logged of 1 July 2015 . Draft it anew : Paragraph 1" in text_of(page)


def test_one_paragraph_is_shown_both_ways_before_it_is_replaced(officer: Client, report: Report) -> None:
    block = key(report, "library.growth")
    own = key(report, "background.about")
    editing.save(report=report, where=own.key, seen=editing.mark(own), text="What I wrote.", by=author())
    published_on(*["2015-06-03"] * 30)
    page = officer.get(of(report, f"body/anew/{GROWTH}/"))
    found = page.context["found"]
    assert found.difference.old.text.startswith("Thirty-two case studies have")
    assert found.difference.new.text.startswith("Over 30 case studies have")
    assert not found.difference.edited
    sent = {"seen": found.seen, "fresh": found.fresh}
    done = officer.post(of(report, f"body/anew/{GROWTH}/"), sent)
    assert done.headers["Location"] == of(report, f"body/#{GROWTH}")
    assert under(read(report), "Innovation Database")[0].startswith("Over 30 case studies have")
    assert key(report, "background.about").text == "What I wrote."
    assert key(report, "library.growth").pk == block.pk


def test_a_figure_that_follows_the_data_is_nothing_to_replace(officer: Client, report: Report) -> None:
    page = officer.get(of(report, f"body/anew/{GROWTH}/"))
    assert page.context["found"].same
    assert "There is nothing to replace." in text_of(page)


@pytest.mark.parametrize("what", ["the paragraph", "the data"])
def test_what_changed_meanwhile_is_not_replaced(officer: Client, report: Report, what: str) -> None:
    published_on("2015-06-03")
    found = officer.get(of(report, f"body/anew/{GROWTH}/")).context["found"]
    if what == "the paragraph":
        block = key(report, "library.growth")
        editing.save(report=report, where=GROWTH, seen=editing.mark(block), text="Theirs.", by=author())
    else:
        published_on(*["2015-06-03"] * 30)
    before = key(report, "library.growth").text
    page = officer.post(of(report, f"body/anew/{GROWTH}/"), {"seen": found.seen, "fresh": found.fresh})
    assert page.status_code == 409
    assert key(report, "library.growth").text == before
    again = page.context["found"]
    assert (again.difference.edited, again.same) == (what == "the paragraph", False)
    officer.post(of(report, f"body/anew/{GROWTH}/"), {"seen": again.seen, "fresh": again.fresh})
    assert key(report, "library.growth").text != before


def test_a_paragraph_that_cannot_be_drafted_anew_says_why(officer: Client, report: Report) -> None:
    own = BlockFactory(report=report, place=9000, text="My own.")
    for method in (officer.get, officer.post):
        page = method(of(report, f"body/anew/{own.key}/"))
        assert page.status_code == 422
        assert "was not drafted from data" in text_of(page)
    own.delete()
    fresh = ready(report)
    actions.submit(report=fresh, version=fresh.version, by=author())
    page = officer.post(of(report, f"body/anew/{GROWTH}/"))
    assert page.status_code == 422
    assert "It is in clearance now." in text_of(page)


def test_all_is_drafted_anew_but_what_an_officer_wrote(officer: Client, report: Report) -> None:
    table = key(report, "background.about")
    editing.save(report=report, where=table.key, seen=editing.mark(table), text="What I wrote.", by=author())
    editing.delete(report=report, key="next-step-1", seen=editing.mark(key(report, "next.step-1")), by=author())
    own = editing.add(report=report, after=GROWTH, by=author(), blocks=[("paragraph", "My own paragraph.", {})])[0]
    editing.save(report=report, where="action", seen=editing.mark(report.action), text="We act.", by=author())
    published_on(*["2015-06-03"] * 30)
    zone = ZoneFactory(year=2015)
    SessionFactory(zone=zone, title="Quiet streets")
    page = officer.get(of(report, "draft/"), {"look": 1, "since": "2015-05-01", "zone": 2015})
    assert page.status_code == 200
    kinds = [(one.kind, one.new.text[:30] if one.new else "") for one in page.context["changes"]]
    assert ("added", "Innovation Zone") in kinds
    assert ("changed", "Over 30 case studies have been") in kinds
    sent = dict(page.context["sent"]) | {"version": page.context["report"].version}
    assert officer.post(of(report, "draft/"), sent).status_code == 302
    found = read(report)
    assert headings(found)[:4] == [
        "heading: Background", "heading: Issues", "subheading: Innovation Zone", "subheading: Innovation Database"
    ]  # fmt: skip
    told = under(found, "Innovation Database")
    assert told[0].startswith("Over 30 case studies have")
    assert told[1] == "My own paragraph."
    assert under(found, "Background")[0] == "What I wrote."
    assert under(found, "Next steps") == ["Members are asked to:"], "what was removed stays away"
    assert Block.objects.get(pk=own.pk).text == "My own paragraph."
    assert Report.objects.get(pk=report.pk).action == "We act."
    keys = set(report.figures.values_list("key", flat=True))
    assert keys == editing.used_figures(Report.objects.get(pk=report.pk))


def test_a_table_that_an_officer_changed_is_kept(officer: Client, meeting: Meeting) -> None:
    plan = WorkPlanFactory(board=meeting.board, slug="plan")
    strand = StrandFactory(plan=plan, name="Stories")
    ActivityFactory(strand=strand, text="Write stories")
    report = drafted("plan", meeting)
    table = key(report, "plan.table")
    assert not table.edited
    words = "Theme | What\nStories | Mine"
    editing.save(report=report, where=table.key, seen=editing.mark(table), text=words, by=author())
    ActivityFactory(strand=strand, text="Tell stories")
    page = officer.get(of(report, "draft/"))
    assert [one.kind for one in page.context["kept"]] == ["kept"]
    sent = dict(page.context["sent"]) | {"version": page.context["report"].version}
    officer.post(of(report, "draft/"), sent)
    assert key(report, "plan.table").data["rows"] == [["Stories", "Mine"]]
    assert under(read(report), "Progress")[0].startswith("The plan has two activities")


def test_a_stale_draft_anew_is_refused_and_shown_again(officer: Client, report: Report) -> None:
    page = officer.get(of(report, "draft/"))
    version = page.context["report"].version
    block = key(report, "background.about")
    editing.save(report=report, where=block.key, seen=editing.mark(block), text="Theirs.", by=author())
    published_on("2015-06-03")
    before = list(report.blocks.values_list("text", flat=True))
    page = officer.post(of(report, "draft/"), dict(page.context["sent"]) | {"version": version})
    assert page.status_code == 409
    assert "Somebody changed the report meanwhile." in text_of(page)
    assert list(report.blocks.values_list("text", flat=True)) == before


def test_an_empty_report_is_drafted_from_data(officer: Client, meeting: Meeting) -> None:
    published_on("2015-06-01")
    report = ReportFactory(board=meeting.board, meeting=meeting, kind="update", title="My title", recommendations="")
    page = officer.get(of(report, "body/"))
    assert "Draft it from data" in text_of(page)
    page = officer.get(of(report, "draft/"))
    officer.post(of(report, "draft/"), dict(page.context["sent"]) | {"version": page.context["report"].version})
    found = read(report)
    assert found.title == "My title"
    assert under(found, "Innovation Database")[0].startswith("One case study has")
    assert Report.objects.get(pk=report.pk).recommendations.startswith("That the Board notes")
    assert not any(block.edited for block in report.blocks.all())


def test_what_was_logged_since_is_offered_and_added_at_its_place(officer: Client, meeting: Meeting) -> None:
    board = meeting.board
    ContributionFactory(board=board, heading="Innovation Zone", text="It was prepared.")
    report = drafted("portfolio", meeting)
    block = report.blocks.get(text="It was prepared.")
    editing.save(report=report, where=block.key, seen=editing.mark(block), text="I say it better.", by=author())
    assert officer.get(of(report, "body/")).context["desk"].logged() == 0
    ContributionFactory(board=board, heading="Innovation Zone", text="It was held.")
    workshop = {"part": "leadership", "heading": "Workshop", "source": "List"}
    ContributionFactory(board=board, text="It had 28 participants.", **workshop)
    ContributionFactory(board=board, heading="Camp", text="It was earlier.", happened_on="2015-06-01")
    ContributionFactory(board=board, heading="Camp", text="Next year.", happened_on="2016-06-01")
    assert "3 new items since this draft. Add them" in text_of(officer.get(of(report, "body/")))
    assert officer.post(of(report, "draft/logged/")).headers["Location"] == of(report, "body/")
    found = read(report)
    assert headings(found) == [
        "part: Innovation", "heading: Camp", "heading: Innovation Zone", "part: Leadership", "heading: Workshop",
    ]  # fmt: skip
    assert list(paragraphs(found).values()) == [
        "It was earlier.", "I say it better.", "It was held.", "It had 28 participants.",
    ]  # fmt: skip
    assert report.confirmed_numbers.get().source == "List"
    assert Contribution.objects.filter(used_in=report).count() == 4
    page = officer.post(of(report, "draft/logged/"), follow=True)
    assert "Nothing new is logged any more" in text_of(page)


def test_nothing_logged_gives_way_to_what_is(officer: Client, meeting: Meeting) -> None:
    report = drafted("portfolio", meeting)
    ContributionFactory(board=meeting.board, text="It was held.")
    officer.post(of(report, "draft/logged/"))
    assert list(paragraphs(read(report)).values()) == ["It was held."]


@pytest.mark.parametrize("role", [Role.REPORT_CLEARER, Role.EDITOR])
def test_who_may_not_edit_reports_drafts_none(report: Report, meeting: Meeting, role: Role) -> None:
    client = Client()
    client.force_login(UserFactory(roles=[role]))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, asked(meeting)).status_code == 403
    for page in ("draft/", f"body/anew/{GROWTH}/"):
        assert client.get(of(report, page)).status_code == 403
    assert client.post(of(report, "draft/logged/")).status_code == 403
    if role is Role.REPORT_CLEARER:
        assert "Draft it anew" not in client.get(of(report, "body/")).content.decode()
