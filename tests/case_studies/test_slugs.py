"""Addresses of case studies: made once, changed with a redirect for ever, never given to another."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from case_studies.models import CaseStudy, FormerSlug
from case_studies.slugs import LENGTH, base, unique_slugs
from tests.factories import CaseStudyFactory


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("Café & co: 2nd try", "cafe-co-2nd-try", id="accents and signs"),
        pytest.param("Gofal yn y gymuned – Sir y Fflint", "gofal-yn-y-gymuned-sir-y-fflint", id="welsh"),
        pytest.param("数字", "case-study", id="nothing that an address can hold"),
        pytest.param("word " * 40, "-".join(["word"] * 16), id="cut at a word"),
        pytest.param("x" * 200, "x" * LENGTH, id="one long word"),
    ],
)
def test_slug_comes_from_the_title(title: str, slug: str) -> None:
    assert base(title) == slug


@pytest.mark.django_db
def test_equal_titles_get_numbers_and_a_year_in_a_title_is_no_number() -> None:
    titles = ["Budget 2015", "Budget", "Budget", "Budget", "Map", "budget!"]
    made = [CaseStudyFactory(title=title, slug="").slug for title in titles]
    assert made == ["budget-2015", "budget", "budget-2", "budget-3", "map-2", "budget-4"]
    assert unique_slugs(["Budget", "New one", "Budget"]) == ["budget-5", "new-one", "budget-6"]


@pytest.mark.django_db
def test_slug_stays_when_the_title_changes() -> None:
    study = CaseStudyFactory(title="Bins", slug="")
    study.title = "Refuse"
    study.save()
    assert CaseStudy.objects.get().slug == "bins"
    assert not FormerSlug.objects.exists()


def _by_save(study: CaseStudy, slug: str) -> None:
    study.slug = slug
    study.save()


def _by_some_fields(study: CaseStudy, slug: str) -> None:
    study.slug = slug
    study.save(update_fields=["slug"])


def _by_update(study: CaseStudy, slug: str) -> None:
    CaseStudy.objects.filter(pk=study.pk).update(slug=slug)


def _by_bulk_update(study: CaseStudy, slug: str) -> None:
    study.slug = slug
    CaseStudy.objects.bulk_update([study], ["slug"])


PATHS = [_by_save, _by_some_fields, _by_update, _by_bulk_update]


@pytest.mark.django_db
@pytest.mark.parametrize("change", PATHS)
def test_every_former_slug_redirects_in_one_step(change: Callable[[CaseStudy, str], None], client: Client) -> None:
    study = CaseStudyFactory(slug="first", published=True)
    for slug in ("second", "third"):
        change(study, slug)
        study.refresh_from_db()
    for old in ("first", "second", "FIRST"):
        response = client.get(f"/case-studies/{old}/?from=paper")
        assert (response.status_code, response["Location"]) == (301, "/case-studies/third/?from=paper")
    assert client.get("/case-studies/third/").status_code == 200


@pytest.mark.django_db
def test_a_slug_taken_back_leads_straight_to_its_case_study(client: Client) -> None:
    study = CaseStudyFactory(slug="first", published=True)
    for slug in ("second", "first"):
        study.slug = slug
        study.save()
    assert client.get("/case-studies/first/").status_code == 200
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["second"]


@pytest.mark.django_db
def test_former_slug_of_an_unpublished_case_study_tells_nobody(client: Client) -> None:
    study = CaseStudyFactory(slug="first")
    _by_save(study, "second")
    assert client.get("/case-studies/first/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("change", PATHS)
def test_a_former_slug_is_never_given_to_another(change: Callable[[CaseStudy, str], None]) -> None:
    first = CaseStudyFactory(title="Bins in Leeds", slug="bins")
    _by_save(first, "leeds-bins")
    other = CaseStudyFactory(title="Bins", slug="")
    assert other.slug == "bins-2"
    other.slug = "bins"
    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert refusal.value.message_dict["slug"] == [
        "This address still leads to “Bins in Leeds”, which had it before. Choose another one."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        change(other, "bins")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudy.objects.bulk_create([CaseStudy(title="Bins", slug="bins", summary="x")])


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_title_all_get_an_address() -> None:
    start = threading.Barrier(6)

    def make() -> None:
        start.wait()
        try:
            CaseStudyFactory(title="Same title", slug="")
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(CaseStudy.objects.values_list("slug", flat=True)) == [
        "same-title", *(f"same-title-{number}" for number in range(2, 7)),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_slug_that_is_being_left_cannot_be_taken_by_another() -> None:
    study = CaseStudyFactory(slug="old")
    outcome: list[str] = []

    def take() -> None:
        try:
            CaseStudy.objects.bulk_create([CaseStudy(title="Taker", slug="old", summary="x")])
            outcome.append("taken")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connection.close()

    taker = threading.Thread(target=take)
    with transaction.atomic():
        _by_save(study, "new")
        taker.start()
        taker.join(timeout=0.5)  # it waits in the index for this transaction
    taker.join()
    assert outcome == ["refused"]
