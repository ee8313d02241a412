"""The first page: what it counts, what it shows, and what it costs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from case_studies import covers
from innovation_db.models import PageVisit
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def test_an_empty_library_is_met_with_an_invitation(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "There is no case study here yet" in response.content.decode()


def test_figures_count_published_records_alone(client: Client) -> None:
    council, theme = CouncilFactory(), ThemeFactory()
    CaseStudyFactory(published=True, councils=[council], themes=[theme], reuse_terms="free")
    CaseStudyFactory(published=True, councils=[council], last_confirmed_on=timezone.localdate())
    CaseStudyFactory(councils=[CouncilFactory()], themes=[theme], reuse_terms="free")
    response = client.get("/")
    front = response.context["front"]
    assert front.figures == {"case_studies": 2, "councils": 1, "free": 1, "confirmed": 1}
    assert [(subject.name, subject.number) for subject in front.themes] == [(theme.name, 1)]


def test_most_visited_follows_the_last_three_months(client: Client) -> None:
    today = timezone.localdate()
    quiet, read, old = (CaseStudyFactory(published=True) for _ in range(3))
    withdrawn = CaseStudyFactory()
    for one, day, count in (
        (quiet, today, 2),
        (read, today, 2),
        (read, today - timedelta(days=3), 2),
        (old, today - timedelta(days=200), 900),
        (withdrawn, today, 50),
    ):
        PageVisit.objects.create(path=one.get_absolute_url(), day=day, count=count)
    assert [card.id for card in client.get("/").context["front"].visited] == [read.pk, quiet.pk]


@pytest.mark.parametrize("number", [1, 8])
def test_it_costs_four_queries_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        CaseStudyFactory(published=True, councils=[CouncilFactory(), CouncilFactory()], themes=[ThemeFactory()])
    client.get("/")  # what a worker keeps between requests is there
    with django_assert_num_queries(4):
        assert len(client.get("/").context["front"].newest) == min(number, 6)


def test_a_cover_is_kept_for_ever_and_is_its_own(client: Client) -> None:
    one, other = (client.get(covers.address(2, number)) for number in (17, 18))
    assert one["Cache-Control"] == "public, max-age=31536000, immutable"
    assert one.content == client.get(covers.address(2, 17)).content
    assert one.content != other.content
    assert len(one.content) < 4_000
    assert client.get("/covers/1/9-1.svg").status_code == 404
    assert client.get("/covers/0/2-1.svg").status_code == 404


def test_the_colours_of_covers_are_those_of_the_style_sheet() -> None:
    tokens = (settings.BASE_DIR / "static/scss/_tokens.scss").read_text()
    for number, palette in covers.PALETTES.items():
        assert f"{number}: ({palette[0]}," in tokens
