"""How completely a case study is told, and that what is stored is always what would be measured."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_studies import completeness
from case_studies.models import CaseStudy, Outcome
from tests.factories import CaseStudyFactory

STORY = {"problem": "<p>Why</p>", "what_we_did": "<p>What</p>", "people": "<p>Who</p>", "what_changed": "<p>More</p>"}
FACTS: dict[str, Any] = {
    "lessons": "<p>Start small</p>",
    "team": "Two officers",
    "year": 2015,
    "stage": "in-use",
    "evidence_level": 3,
    "evidence_reason": "Counted before and after",
    "contact_email": "waste@example.org",
}


def level(**fields: Any) -> str:
    return completeness.level(CaseStudy(title="x", summary="y", **fields), outcomes=False)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, "summary", id="title and summary"),
        pytest.param(FACTS, "summary", id="facts without a story"),
        pytest.param({"what_we_did": "<p>What</p>"}, "summary", id="one part"),
        pytest.param({"what_we_did": "<p> &nbsp;</p>", "year": 2015, "stage": "idea"}, "summary", id="blank"),
        pytest.param({"what_we_did": "<p>What</p>", "year": 2015, "stage": "idea"}, "summary", id="three"),
        pytest.param({"what_we_did": "<p>What</p>", "year": 2015, "stage": "idea", "team": "x"}, "partial", id="four"),
        pytest.param(STORY, "partial", id="story without facts"),
        pytest.param(STORY | FACTS, "full", id="everything"),
        pytest.param(STORY | FACTS | {"stage": "", "contact_email": ""}, "full", id="eight"),
        pytest.param(STORY | FACTS | {"stage": "", "contact_email": "", "year": None}, "partial", id="seven"),
        pytest.param(STORY | FACTS | {"people": ""}, "partial", id="how it was done is missing"),
    ],
)  # fmt: skip
def test_level(fields: dict[str, Any], expected: str) -> None:
    assert level(**fields) == expected


@given(
    st.fixed_dictionaries({}, optional={key: st.just(value) for key, value in (STORY | FACTS).items()}), st.booleans()
)
def test_telling_more_never_lowers_the_level(fields: dict[str, Any], outcomes: bool) -> None:
    order = [completeness.SUMMARY, completeness.PARTIAL, completeness.FULL]
    before = completeness.level(CaseStudy(**fields), outcomes=outcomes)
    for key, value in (STORY | FACTS).items():
        after = completeness.level(CaseStudy(**(fields | {key: value})), outcomes=True)
        assert order.index(after) >= order.index(before)
    assert len(completeness.missing(CaseStudy(**fields), outcomes=outcomes)) <= len(completeness.PARTS)


def test_missing_is_said_in_words() -> None:
    assert completeness.missing(CaseStudy(**(STORY | FACTS | {"team": "", "lessons": ""})), outcomes=False) == [
        "what did not work, or what was learned",
        "what it took: cost, team or time",
    ]


@pytest.mark.django_db
def test_stored_level_follows_saves_and_outcomes() -> None:
    study = CaseStudyFactory(**(STORY | FACTS | {"what_changed": ""}))
    assert study.completeness == "partial"
    outcome = Outcome.objects.create(case_study=study, kind="saving", amount=Decimal(10), unit="pounds")
    study.refresh_from_db()
    assert study.completeness == "full"
    study.problem = ""
    study.save(update_fields=["problem"])
    study.refresh_from_db()
    assert study.completeness == "partial"
    study.problem = "<p>Why</p>"
    study.save()
    outcome.delete()
    study.refresh_from_db()
    assert study.completeness == "partial"


@pytest.mark.django_db
def test_bulk_writing_is_measured_afterwards() -> None:
    full, thin = CaseStudyFactory(**(STORY | FACTS)), CaseStudyFactory()
    CaseStudy.objects.update(completeness="partial")
    assert CaseStudy.objects.refresh_completeness() == 2
    assert CaseStudy.objects.refresh_completeness() == 0
    assert dict(CaseStudy.objects.values_list("pk", "completeness")) == {full.pk: "full", thin.pk: "summary"}
