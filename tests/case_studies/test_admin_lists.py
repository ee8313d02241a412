"""The admin's start page and lists: each number leads to exactly the rows it counts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from case_studies.models import CaseStudy, Image, Involvement
from innovation_db.admin import work_lists
from innovation_db.history import acting
from innovation_db.models import User
from tests.factories import CaseStudyFactory, CouncilFactory, ImageFactory, SavedFormFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(admin_user: User) -> dict[str, list[CaseStudy]]:
    """One or two records for each work list, by its name, and one that is in none."""
    today = timezone.localdate()
    well = {
        "published": True,
        "completeness": "full",
        "contact_email": "innovation@example.org",
        "last_confirmed_on": today,
        "councils": [CouncilFactory()],
    }
    CaseStudyFactory(**well)
    CaseStudyFactory(title="Somebody else's draft")
    waiting = {
        "mine": [CaseStudyFactory(created_by=admin_user)],
        "told": [told_by_a_council()],
        "in-review": [CaseStudyFactory(state="in-review", submitted_at=timezone.now(), submitted_by=admin_user)],
        "thin": [CaseStudyFactory(**well), CaseStudyFactory(**well)],
        "no-alt": [CaseStudyFactory(**well)],
        "due": [CaseStudyFactory(**well, review_due_on=today)],
        "unconfirmed": [
            CaseStudyFactory(**well | {"last_confirmed_on": None}),
            CaseStudyFactory(**well | {"last_confirmed_on": today - timedelta(days=800)}),
        ],
        "no-contact": [CaseStudyFactory(**well | {"contact_email": ""})],
        "deduced": [CaseStudyFactory(**well)],
    }
    CaseStudy.objects.update(completeness="full")
    CaseStudy.objects.filter(pk__in=[row.pk for row in waiting["thin"]]).update(completeness="summary")
    Image.objects.filter(pk=ImageFactory(case_study=waiting["no-alt"][0]).pk).update(alt="")
    Involvement.objects.filter(case_study=waiting["deduced"][0]).update(inferred=True)
    return waiting


def told_by_a_council() -> CaseStudy:
    study: CaseStudy = CaseStudyFactory()
    SavedFormFactory(became=study, submitted_at=timezone.now(), reference=f"T-{study.pk}")
    return study


def test_what_a_council_told_leaves_its_list_when_an_officer_has_written_at_it(
    admin_client: Client, admin_user: User
) -> None:
    studies = [told_by_a_council(), told_by_a_council()]
    assert set(CaseStudy.objects.told_and_not_taken_up()) == set(studies)
    with acting(user=admin_user):
        CaseStudy.objects.filter(pk=studies[0].pk).update(problem="<p>Asked and told.</p>")
    assert list(CaseStudy.objects.told_and_not_taken_up()) == [studies[1]]


def test_every_number_on_the_start_page_is_the_length_of_its_list(
    admin_client: Client, rows: dict[str, list[CaseStudy]]
) -> None:
    page = admin_client.get("/admin/").content.decode()
    for work in work_lists.LISTS:
        listed = admin_client.get(work.address).context["cl"]
        assert {row.pk for row in listed.queryset} == {row.pk for row in rows.get(work.name, [])}, work.name
        link = re.escape(work.address)
        shown = re.search(rf'href="{link}">\s*<span class="count">(\d+)</span>', page)
        assert shown is not None, work.name
        assert int(shown[1]) == len(rows.get(work.name, [])), work.name


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_many_rows_as_for_few(
    admin_client: Client, django_assert_max_num_queries: object, count: int
) -> None:
    for _ in range(count):
        CaseStudyFactory(councils=[CouncilFactory(), CouncilFactory()])
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert admin_client.get("/admin/case_studies/casestudy/").context["cl"].result_count == count


@pytest.mark.parametrize("words", ["apples", "testford", "apples testford", "Testford Council"])
def test_words_find_titles_and_councils(admin_client: Client, words: str) -> None:
    wanted = CaseStudyFactory(title="Apples for all", councils=[CouncilFactory(short_name="Testford")])
    CaseStudyFactory(title="Pears for all", councils=[CouncilFactory()])
    wanted.councils.get().aliases.create(name="Testford Borough Council")
    listed = admin_client.get("/admin/case_studies/casestudy/", {"q": words}).context["cl"]
    assert list(listed.queryset) == [wanted]


def test_whoever_begins_a_record_is_remembered(admin_client: Client, admin_user: User) -> None:
    data = {"title": "New thing", "slug": "new-thing", "summary": "Something new."}
    for prefix in (
        "involvements", "outcomes", "adoptions", "images", "documents", "links", "videos"
    ):  # fmt: skip
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = admin_client.post("/admin/case_studies/casestudy/add/", data)
    assert response.status_code == 302
    assert CaseStudy.objects.get().created_by == admin_user
