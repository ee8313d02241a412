"""Made-up records: always the same for a seed, marked, published, and gone without a trace."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from case_studies.models import CaseStudy, Council, SearchDocument, Theme
from innovation_db.models import User
from tests.factories import CaseStudyFactory, CouncilFactory

pytestmark = pytest.mark.django_db


def make(*arguments: str) -> str:
    out = StringIO()
    call_command("make_synthetic", *arguments, stdout=out)
    return out.getvalue().strip()


def everything() -> list[tuple[Any, ...]]:
    studies = CaseStudy.objects.filter(synthetic=True).order_by("slug")
    return [
        (
            *(getattr(study, name) for name in ("record_id", "slug", "summary", "problem", "cost", "published_at")),
            sorted(study.councils.values_list("slug", flat=True)),
            sorted(study.themes.values_list("slug", flat=True)),
            sorted(study.outcomes.values_list("kind", "amount")),
        )
        for study in studies
    ]


@pytest.fixture
def councils() -> list[Council]:
    return CouncilFactory.create_batch(12)


def test_the_same_seed_makes_the_same_records_and_removing_leaves_the_rest(councils: list[Council]) -> None:
    kept = CaseStudyFactory(published=True, councils=councils[:1])
    assert make("60", "--seed", "7") == "60 synthetic records of seed 7 made."
    first = everything()
    assert (len(first), len({row[1] for row in first}), CaseStudy.objects.published().count()) == (60, 60, 61)
    assert make("--remove") == "60 synthetic records removed."
    assert list(CaseStudy.objects.all()) == [kept]
    assert (Theme.objects.count(), User.objects.filter(email="synthetic@example.org").count()) == (0, 0)
    assert not SearchDocument.objects.exclude(case_study=kept).exists()
    make("60", "--seed", "7")
    assert everything() == first
    make("5", "--seed", "8")
    assert len(everything()) == 65


def test_it_uses_the_themes_there_are(councils: list[Council]) -> None:
    theme = Theme.objects.create(name="Digital", slug="digital")
    make("5")
    assert [list(study.themes.all()) for study in CaseStudy.objects.all()] == [[theme]] * 5


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["5"], "There are no councils: run “manage.py load_councils” first.", id="no councils"),
        pytest.param([], "Say how many records to make, or --remove.", id="neither"),
        pytest.param(["5", "--remove"], "Say how many records to make, or --remove.", id="both"),
        pytest.param(["0"], "Make between 1 and 1,000,000 records.", id="none"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        make(*arguments)
    assert str(refused.value) == sentence


def test_the_same_seed_twice_is_refused(councils: list[Council]) -> None:
    make("2")
    with pytest.raises(CommandError, match=r"^There are synthetic records of seed 1 already"):
        make("2")
    assert CaseStudy.objects.count() == 2


def test_a_real_database_is_left_alone(councils: list[Council], settings: Any) -> None:
    settings.LOCAL = False
    for arguments in (["5"], ["--remove"]):
        with pytest.raises(CommandError, match=r"^This is not the site's own test database"):
            make(*arguments)
    assert CaseStudy.objects.count() == 0
    make("3", "--yes")
    assert CaseStudy.objects.count() == 3
