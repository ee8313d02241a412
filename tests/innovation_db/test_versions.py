"""`version` grows with every change of a row, of its parts and of its many-to-manys, whatever the path."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from case_studies.models import CaseStudy, Cohort, Involvement, Link, Outcome, Participation
from tests import factories

pytestmark = pytest.mark.django_db


def version(row: Any) -> int:
    return int(type(row).objects.values_list("version", flat=True).get(pk=row.pk))


def raw(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def case_study() -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(councils=[factories.CouncilFactory()])
    made.themes.add(factories.ThemeFactory())
    Outcome.objects.create(case_study=made, kind="people", amount=10, unit="people")
    Link.objects.create(case_study=made, title="Report", url="https://example.org/")
    return made


PATHS: dict[str, Callable[[CaseStudy], object]] = {
    "save": lambda c: c.save(),
    "update": lambda c: CaseStudy.objects.filter(pk=c.pk).update(title="Other"),
    "bulk_update": lambda c: CaseStudy.objects.bulk_update([CaseStudy(pk=c.pk, summary="Other")], ["summary"]),
    "raw SQL": lambda c: raw("UPDATE case_studies_casestudy SET team = 'two' WHERE id = %s", c.pk),
    "part added": lambda c: c.outcomes.create(kind="people", amount=1, unit="people"),
    "parts added in bulk": lambda c: Link.objects.bulk_create(Link(case_study=c, title=str(n)) for n in range(3)),
    "part changed": lambda c: c.outcomes.update(amount=11),
    "parts changed in bulk": lambda c: Outcome.objects.bulk_update(
        [Outcome(pk=o.pk, amount=12) for o in c.outcomes.all()], ["amount"]
    ),
    "part changed in raw SQL": lambda c: raw("UPDATE case_studies_link SET title = 'x' WHERE case_study_id = %s", c.pk),
    "part deleted": lambda c: c.links.all().delete(),
    "part deleted in raw SQL": lambda c: raw("DELETE FROM case_studies_outcome WHERE case_study_id = %s", c.pk),
    "council replaced": lambda c: Involvement.objects.filter(case_study=c).update(council=factories.CouncilFactory()),
    "many-to-many added": lambda c: c.partners.add(factories.PartnerFactory()),
    "many-to-many set": lambda c: c.themes.set([factories.ThemeFactory()]),
    "many-to-many cleared": lambda c: c.themes.clear(),
    "many-to-many from the other side": lambda c: factories.ServiceAreaFactory().case_studies.add(c),
    "many-to-many in bulk": lambda c: CaseStudy.programmes.through.objects.bulk_create(
        [CaseStudy.programmes.through(casestudy=c, programme=factories.ProgrammeFactory())]
    ),
    "many-to-many in raw SQL": lambda c: raw("DELETE FROM case_studies_casestudy_themes WHERE casestudy_id = %s", c.pk),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_every_path_counts(path: Callable[[CaseStudy], object], case_study: CaseStudy) -> None:
    before = version(case_study)
    path(case_study)
    assert version(case_study) > before


def test_a_part_that_moves_counts_for_both_parents(case_study: CaseStudy) -> None:
    other = factories.CaseStudyFactory()
    before = version(case_study), version(other)
    case_study.links.update(case_study=other)
    assert (version(case_study), version(other)) == (before[0] + 1, before[1] + 1)


def test_many_parts_at_once_count_once(case_study: CaseStudy) -> None:
    before = version(case_study)
    Link.objects.bulk_create(Link(case_study=case_study, title=str(n)) for n in range(50))
    assert version(case_study) == before + 1


def test_an_update_that_changes_nothing_does_not_count(case_study: CaseStudy) -> None:
    before = version(case_study)
    case_study.outcomes.update(amount=10)
    CaseStudy.objects.filter(pk=case_study.pk).update(title=case_study.title)
    assert version(case_study) == before


def test_a_participation_counts_for_cohort_and_programme() -> None:
    cohort = Cohort.objects.create(programme=factories.ProgrammeFactory(), name="First")
    before = version(cohort), version(cohort.programme)
    Participation.objects.create(cohort=cohort, council=factories.CouncilFactory())
    assert (version(cohort), version(cohort.programme)) == (before[0] + 1, before[1] + 1)


def test_successors_count_for_the_council_that_has_them() -> None:
    ended, successor = factories.CouncilFactory(), factories.CouncilFactory()
    before = version(ended), version(successor)
    ended.successors.add(successor)
    assert (version(ended), version(successor)) == (before[0] + 1, before[1])


def test_counting_leaves_no_event_of_the_parent(case_study: CaseStudy) -> None:
    before = case_study.events.count()
    case_study.themes.clear()
    case_study.links.all().delete()
    assert case_study.events.count() == before
