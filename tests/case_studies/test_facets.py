"""What the finder's facets count and let through, against a count by hand over every record in the database."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from case_studies.models import CaseStudy, Involvement, Outcome
from tests.factories import (
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SUBJECTS = {"theme": "themes", "service_area": "service_areas", "programme": "programmes", "partner": "partners"}
HOW = ["leadership", "people", "governance", "risk_and_finance", "obstacles"]
STAGES, NOVELTIES = ["", "idea", "pilot", "in-use", "scaled", "stopped"], ["", "new-to-sector", "new-to-area"]
TERMS = ["", "free", "free-with-credit", "ask", "paid"]
COMPLETENESS = ["summary", "partial", "full"]
VALUES = {
    "theme": ["one", "two", "three"],
    "service_area": ["one", "two", "three"],
    "programme": ["one", "two", "three"],
    "partner": ["one", "two", "three"],
    "council": ["oneshire", "twoshire", "threeshire", "fourshire"],
    "council_kind": ["county", "unitary", "welsh"],
    "region": ["london", "south-east", "wales"],
    "nation": ["england", "wales"],
    "year": ["2013", "2014", "2015"],
    "stage": STAGES[1:],
    "novelty": [*NOVELTIES[1:], "micro-innovation"],
    "evidence": ["1", "2", "3", "4", "5"],
    "has": ["savings", "reuse", "how", "failures"],
    "completeness": COMPLETENESS,
}
few = st.lists(st.integers(0, 2), max_size=2, unique=True)
record = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Quiet lanes", "Night shift"]),
        "state": st.sampled_from(["published"] * 5 + ["draft", "archived"]),
        **dict.fromkeys(SUBJECTS.values(), few),
        "councils": st.lists(st.integers(0, 3), max_size=3, unique=True),
        "year": st.none() | st.integers(2013, 2015),
        "begun_on": st.none() | st.dates(date(2013, 1, 1), date(2015, 12, 31)),
        "stage": st.sampled_from(STAGES),
        "novelty": st.sampled_from(NOVELTIES),
        "evidence_level": st.none() | st.integers(1, 5),
        "outcomes": st.lists(st.sampled_from(["saving", "income", "people"]), max_size=2),
        "reuse_terms": st.sampled_from(TERMS),
        "how": st.none() | st.sampled_from(HOW),
        "what_did_not_work": st.sampled_from(["", "<p>The first form.</p>"]),
        "completeness": st.sampled_from(COMPLETENESS),
    }
)
chosen_values = st.lists(
    st.sampled_from([(key, value) for key, values in VALUES.items() for value in values]), max_size=4
)
question = st.tuples(st.sampled_from(["", "lanes"]), chosen_values, st.sampled_from(["newest", "visits"]))


@pytest.fixture
def world() -> SimpleNamespace:
    """What records may be about."""
    places = [("county", "south-east", "england"), ("unitary", "london", "england"), ("welsh", "wales", "wales")]
    numbers = ("One", "Two", "Three")
    factories = {
        "themes": ThemeFactory,
        "service_areas": ServiceAreaFactory,
        "programmes": ProgrammeFactory,
        "partners": PartnerFactory,
    }
    return SimpleNamespace(
        by=UserFactory(),
        councils=[
            CouncilFactory(short_name=f"{name}shire", kind=kind, region=region, nation=nation)
            for name, (kind, region, nation) in zip((*numbers, "Four"), [*places, places[0]], strict=True)
        ],
        **{name: [factory(name=number) for number in numbers] for name, factory in factories.items()},
    )


def write(world: SimpleNamespace, records: list[dict[str, Any]]) -> None:
    """Put the records into the database, in the few statements that an import uses as well."""
    began = datetime(2015, 7, 1, tzinfo=UTC)
    studies = []
    for number, one in enumerate(records):
        at = began + timedelta(days=number)
        studies.append(
            CaseStudy(
                title=f"{one['title']} {number}",
                slug=f"record-{number}",
                summary="It happened.",
                **{name: one[name] for name in (
                    "state", "year", "begun_on", "stage", "novelty", "evidence_level", "reuse_terms",
                    "what_did_not_work", "completeness",
                )},
                **({one["how"]: "<p>Told.</p>"} if one["how"] else {}),
                **({"published_at": at, "published_by": world.by} if one["state"] == "published" else {}),
                **({"archived_at": at, "archived_by": world.by} if one["state"] == "archived" else {}),
            )
        )  # fmt: skip
    CaseStudy.objects.bulk_create(studies)
    for name in SUBJECTS.values():
        link = getattr(CaseStudy, name).through
        key = next(field.attname for field in link._meta.fields if field.attname not in ("id", "casestudy_id"))
        link.objects.bulk_create(
            link(casestudy_id=study.pk, **{key: getattr(world, name)[number].pk})
            for study, one in zip(studies, records, strict=True)
            for number in one[name]
        )
    Involvement.objects.bulk_create(
        Involvement(case_study=study, council=world.councils[number])
        for study, one in zip(studies, records, strict=True)
        for number in one["councils"]
    )
    Outcome.objects.bulk_create(
        Outcome(case_study=study, kind=kind, amount=number, unit="pounds")
        for study, one in zip(studies, records, strict=True)
        for number, kind in enumerate(one["outcomes"])
    )


def by_hand(study: CaseStudy) -> dict[str, set[str]]:
    """Return the values that the issue's words give to one record, read off the record itself."""
    councils = list(study.councils.all())
    year = study.year or (study.begun_on and study.begun_on.year)
    has = {
        "savings": any(outcome.kind == "saving" for outcome in study.outcomes.all()),
        "reuse": study.reuse_terms in ("free", "free-with-credit"),
        "how": any(getattr(study, name) for name in HOW),
        "failures": bool(study.what_did_not_work),
    }
    return {
        **{key: {one.slug for one in getattr(study, name).all()} for key, name in SUBJECTS.items()},
        "council": {one.slug for one in councils},
        "council_kind": {one.kind for one in councils},
        "region": {one.region for one in councils},
        "nation": {one.nation for one in councils},
        "year": {str(year)} if year else set(),
        "stage": {study.stage} - {""},
        "novelty": {study.novelty} - {""},
        "evidence": {str(study.evidence_level)} if study.evidence_level else set(),
        "has": {key for key, told in has.items() if told},
        "completeness": {study.completeness},
    }


def shown(page: str) -> tuple[int, dict[tuple[str, str], int], list[str]]:
    """Return what the page says: its total, the count beside each option, and the titles in their order."""
    (found,) = re.findall(r'class="finder__total"[^>]*>(?:(\d+) case stud|Nothing found)', page)
    total = int(found or 0)
    options = re.findall(
        r'type="checkbox" name="(\w+)" value="([\w-]+)"[^>]*><span>[^<]*</span> <span class="option__count">(\d+)<',
        page,
    )
    titles = re.findall(r'<article.*?<a[^>]*href="/case-studies/([\w-]+)/"', page, re.DOTALL)
    return int(total), {(key, value): int(count) for key, value, count in options}, titles


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(record, min_size=2, max_size=9), st.lists(question, min_size=4, max_size=8))
def test_totals_counts_and_results_are_those_counted_by_hand(
    client: Client, world: SimpleNamespace, records: list[dict[str, Any]], questions: list[Any]
) -> None:
    with transaction.atomic():
        write(world, records)
        everything = CaseStudy.objects.filter(state="published").order_by("-published_at")
        told = [(study.slug, study.title, by_hand(study)) for study in everything]
        for words, chosen_pairs, sort in questions:
            chosen: dict[str, list[str]] = {}
            for key, value in chosen_pairs:
                chosen.setdefault(key, []).append(value)
            matches = [(slug, values) for slug, title, values in told if words in title]

            def accepted(values: dict[str, set[str]], chosen: dict[str, list[str]], but: str = "") -> bool:
                return all(values[key] & set(wanted) for key, wanted in chosen.items() if key != but)

            counts = {
                (key, value): sum(value in values[key] and accepted(values, chosen, but=key) for _, values in matches)
                for key, offered in VALUES.items()
                for value in offered
            }
            expected = [slug for slug, values in matches if accepted(values, chosen)]
            page = client.get("/case-studies/", {"q": words, "sort": sort, **chosen}, follow=True).content.decode()
            assert shown(page) == (
                len(expected),
                {pair: count for pair, count in counts.items() if count or pair in chosen_pairs},
                expected,
            )
        transaction.set_rollback(True)
