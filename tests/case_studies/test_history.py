"""History of a case study with its parts: entries in words, comparison word by word, restoring as a new version."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pghistory
import pytest

from case_studies.history import CASE_STUDY
from case_studies.models import CaseStudy, FormerSlug, Outcome, Theme
from innovation_db.history import acting
from innovation_db.history.aggregates import aggregate_of, database_clock
from innovation_db.history.comparing import compare_states
from innovation_db.history.restoring import CannotRestoreError, restore
from innovation_db.history.timeline import Entry, page_of_entries
from tests import factories

pytestmark = pytest.mark.django_db


def entries(thing: Any, page: int = 1) -> list[Entry]:
    return page_of_entries(aggregate_of(type(thing)), thing.pk, page)[0]


@pytest.fixture
def officer() -> Any:
    return factories.UserFactory(name="Ann Officer")


@pytest.fixture
def case_study(officer: Any) -> CaseStudy:
    with acting(user=officer):
        made: CaseStudy = factories.CaseStudyFactory(
            title="Fewer missed bins",
            what_we_did="<p>We asked the crews.</p>",
            themes=[factories.ThemeFactory(name="Waste")],
        )
        made.outcomes.create(kind="saving", amount=4000, unit="pounds")
    return made


def test_one_save_with_its_parts_is_one_entry(case_study: CaseStudy, officer: Any) -> None:
    with acting(user=officer, reason="Corrected after a call"):
        CaseStudy.objects.filter(pk=case_study.pk).update(title="No missed bins", team="Two officers")
        case_study.outcomes.update(amount=5000)
        case_study.themes.set([factories.ThemeFactory(name="Transport")])
    newest, first = entries(case_study)
    assert (newest.who, newest.reason) == ("Ann Officer", "Corrected after a call")
    assert newest.changes == [
        "Changed: Title and team",
        "Themes added: Transport",
        "Themes removed: Waste",
        "Outcomes changed: Money saved, 5,000, Pounds",
    ]
    assert first.changes == ["Created", "Themes added: Waste", "Outcomes added: Money saved, 4,000, Pounds"]


@pytest.mark.parametrize(
    ("metadata", "who"),
    [
        ({}, "Not known: changed in the database itself"),
        ({"command": "load_councils", "account": "web"}, "The command load_councils, run by web"),
        ({"email": "ann@example.org"}, "ann@example.org, by an e-mailed link"),
        ({"user": 999999}, "Account 999999 (removed)"),
        ({"url": "/contact/"}, "A reader without an account"),
    ],
    ids=["raw", "command", "link", "removed account", "anonymous"],
)
def test_who(metadata: dict[str, Any], who: str, case_study: CaseStudy) -> None:
    with pghistory.context(**metadata) if metadata else nullcontext():
        CaseStudy.objects.filter(pk=case_study.pk).update(team="Three")
    assert entries(case_study)[0].who == who


def test_rich_text_is_compared_as_words(case_study: CaseStudy) -> None:
    before = CASE_STUDY.state(case_study.pk)
    CaseStudy.objects.update(what_we_did="<p>We <strong>asked</strong> all the crews.</p>", summary="Other")
    CaseStudy.objects.update(summary=case_study.summary)
    changes = compare_states(CASE_STUDY, before, CASE_STUDY.state(case_study.pk)).changes
    assert [(change.label, change.pieces) for change in changes] == [
        ("What we did", [("same", "We asked"), ("added", "all"), ("same", "the crews.")])
    ]


def test_formatting_alone_is_said(case_study: CaseStudy) -> None:
    before = CASE_STUDY.state(case_study.pk)
    CaseStudy.objects.update(what_we_did="<p>We <em>asked</em> the crews.</p>")
    (change,) = compare_states(CASE_STUDY, before, CASE_STUDY.state(case_study.pk)).changes
    assert (change.pieces, change.note) == ([], "Only the formatting changed, not the words.")


def test_restoring_brings_fields_parts_and_links_back(case_study: CaseStudy, officer: Any) -> None:
    then = database_clock()
    before = CASE_STUDY.state(case_study.pk)
    CaseStudy.objects.update(title="Ruined", what_we_did="")
    case_study.outcomes.all().delete()
    case_study.links.create(title="New", url="https://example.org/")
    case_study.themes.clear()
    _, problems = restore(CASE_STUDY, case_study.pk, then, by=officer)
    assert problems == []
    comparison = compare_states(CASE_STUDY, before, CASE_STUDY.state(case_study.pk))
    assert (comparison.changes, comparison.parts) == ([], {})
    assert entries(case_study)[0].reason.startswith("Restored the version of ")


def test_restoring_chosen_fields_leaves_the_rest(case_study: CaseStudy, officer: Any) -> None:
    then = database_clock()
    CaseStudy.objects.update(title="Kept", team="Ruined")
    case_study.outcomes.all().delete()
    restore(CASE_STUDY, case_study.pk, then, by=officer, only=["team"])
    case_study.refresh_from_db()
    assert (case_study.title, case_study.team, case_study.outcomes.count()) == ("Kept", "", 0)


def test_restoring_leaves_the_state_alone(case_study: CaseStudy, officer: Any) -> None:
    then = database_clock()
    CaseStudy.objects.update(state="published", published_at=then, published_by=officer, team="x")
    restore(CASE_STUDY, case_study.pk, then, by=officer)
    case_study.refresh_from_db()
    assert (case_study.state, case_study.team) == ("published", "")


def test_what_no_longer_exists_is_left_out_with_a_sentence(case_study: CaseStudy, officer: Any) -> None:
    council = factories.CouncilFactory(official_name="Oldshire Council")
    case_study.involvements.create(council=council)
    factories.DocumentFactory(case_study=case_study, title="Plan")
    then = database_clock()
    document = case_study.documents.get()
    document.file.storage.delete(document.file.name)
    document.delete()
    case_study.involvements.all().delete()
    council.delete()
    Theme.objects.all().delete()
    _, problems = restore(CASE_STUDY, case_study.pk, then, by=officer)
    assert problems == [
        "Councils: “Oldshire Council (no longer exists), Lead” was left out.",
        "Themes: “Waste (no longer exists)” was left out.",
        "Documents: “Plan” was left out: its file no longer exists.",
    ]


def test_an_address_taken_since_stays_with_its_new_owner(case_study: CaseStudy, officer: Any) -> None:
    then = database_clock()
    CaseStudy.objects.filter(pk=case_study.pk).update(slug="moved", team="x")
    FormerSlug.objects.all().delete()
    factories.CaseStudyFactory(slug="fewer-missed-bins")
    thing, problems = restore(CASE_STUDY, case_study.pk, then, by=officer)
    assert problems == ["Slug stays “moved”: “fewer-missed-bins” is taken by another."]
    assert CaseStudy.objects.get(pk=thing.pk).team == ""


def test_a_deleted_thing_comes_back_under_its_key(officer: Any) -> None:
    theme = factories.ThemeFactory(name="Digital")
    then, pk = database_clock(), theme.pk
    theme.delete()
    restore(aggregate_of(Theme), pk, then, by=officer)
    assert Theme.objects.get(pk=pk).name == "Digital"
    assert page_of_entries(aggregate_of(Theme), pk, 1)[0][0].changes == ["Created"]


def test_nothing_to_restore_before_it_was_made(case_study: CaseStudy, officer: Any) -> None:
    with pytest.raises(CannotRestoreError):
        restore(CASE_STUDY, case_study.pk, datetime.fromisoformat("2001-01-01T00:00:00Z"), by=officer)


def test_a_part_that_moved_away_is_no_part_any_more(case_study: CaseStudy) -> None:
    other = factories.CaseStudyFactory()
    Outcome.objects.update(case_study=other)
    assert (len(CASE_STUDY.state(case_study.pk)["outcomes"]), len(CASE_STUDY.state(other.pk)["outcomes"])) == (0, 1)


def test_a_thousand_versions_take_pages_and_few_queries(
    case_study: CaseStudy, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        with acting(command=f"step {number}"):
            CaseStudy.objects.update(team=f"{number} officers")
    with django_assert_max_num_queries(2 * 12 + 8):
        page, count = page_of_entries(CASE_STUDY, case_study.pk, 2)
    assert (count, len(page), page[0].who) == (61, 25, "The command step 34")
