"""The page of a case study: what it says, what it keeps to itself, and what it costs."""

import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from case_studies.models import Adoption, CaseStudy, CouncilNeighbour, Outcome
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ImageFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert('1 & 2')</script>"


def json_ld(page: str) -> Any:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_hostile_words_stay_words_in_page_and_structured_data(client: Client) -> None:
    study = CaseStudyFactory(title=HOSTILE, summary=HOSTILE, slug="hostile", published=True)
    page = client.get(study.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    article, trail = json_ld(page)["@graph"]
    assert (article["headline"], article["description"]) == (HOSTILE, HOSTILE)
    assert [step["name"] for step in trail["itemListElement"]] == ["Home", "Case studies", HOSTILE]


def test_contact_address_is_nowhere_in_the_page(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="hidden@example.org", contact_role="Waste manager")
    for path in (study.get_absolute_url(), f"{study.get_absolute_url()}contact/"):
        response = client.get(path)
        assert (response.status_code, b"hidden@" in response.content) == (200, False)


def test_outcomes_are_told_with_unit_period_basis_year_and_note(client: Client) -> None:
    study = CaseStudyFactory(published=True)
    Outcome.objects.create(
        case_study=study,
        kind="saving",
        description="overtime",
        amount=Decimal("1250000.50"),
        unit="pounds",
        period="yearly",
        year=2015,
        note="Fuel.",
    )
    page = client.get(study.get_absolute_url()).content.decode()
    (table,) = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
    assert text_of(table) == "Money saved: overtime Fuel. £1,250,000.50 Each year Achieved 2015"


def test_what_is_not_known_is_asked_for(client: Client) -> None:
    study = CaseStudyFactory(published=True, problem="<p>Why</p>")
    page = client.get(study.get_absolute_url()).content.decode()
    (unknown,) = re.findall(r'<section class="case-study__unknown".*?</section>', page, re.DOTALL)
    assert text_of(unknown) == (
        "What we do not know yet This summary record does not say: how it was done what changed what did not work "
        "what was learned how it is kept going Do you know more? Tell us and we will add it."
    )


def test_unpublished_is_not_there_except_as_a_preview_for_staff(client: Client) -> None:
    study = CaseStudyFactory()
    path = study.get_absolute_url()
    assert [client.get(path).status_code, client.get(f"{path}?preview").status_code] == [404, 404]
    client.force_login(UserFactory(roles=[Role.BOARD_MEMBER]))
    assert client.get(f"{path}?preview").status_code == 404
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    assert client.get(path).status_code == 404
    response = client.get(f"{path}?preview")
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_similar_case_studies_say_why_and_drafts_are_never_among_them(client: Client) -> None:
    theme = ThemeFactory(name="Digital")
    one, other = CouncilFactory(population=100_000), CouncilFactory(population=120_000)
    study = CaseStudyFactory(title="Potholes by app", published=True, councils=[one], themes=[theme])
    CaseStudyFactory(title="Potholes by post", published=True, councils=[other], themes=[theme])
    CaseStudyFactory(title="Potholes in draft", councils=[other], themes=[theme])
    page = client.get(study.get_absolute_url()).content.decode()
    assert [text_of(why) for why in re.findall(r'<p class="why">.*?</p>', page, re.DOTALL)] == [
        "Why similar: also about potholes; same theme: Digital; council of the same kind and similar size"
    ]


def test_a_record_has_the_same_cover_wherever_it_is_shown(client: Client) -> None:
    second, first = ThemeFactory(name="Waste", colour=2), ThemeFactory(name="Data", colour=3)
    study = CaseStudyFactory(published=True)
    study.themes.add(second)
    study.themes.add(first)
    for path in (study.get_absolute_url(), "/case-studies/", "/", f"/themes/{second.slug}/"):
        page = client.get(path).content.decode()
        assert set(re.findall(r'src="/covers/\d+/(.+?)\.svg"', page)) == {f"3-{study.pk}"}, path


def test_neighbours_that_did_it_stand_nearest_first(client: Client) -> None:
    theme = ThemeFactory()
    council, near, nearer = CouncilFactory.create_batch(3)
    for rank, neighbour in enumerate((nearer, near), 1):
        CouncilNeighbour.objects.create(council=council, neighbour=neighbour, rank=rank)
    study = CaseStudyFactory(published=True, councils=[council], themes=[theme])
    for neighbour in (near, nearer):
        CaseStudyFactory(title=f"By {neighbour.short_name}", published=True, councils=[neighbour], themes=[theme])
    context = client.get(study.get_absolute_url()).context
    assert [(name, record.title) for name, _, record in context["related"].nearby] == [
        (nearer.short_name, f"By {nearer.short_name}"),
        (near.short_name, f"By {near.short_name}"),
    ]


@pytest.mark.parametrize("parts", [1, 12])
def test_the_page_costs_three_queries_however_much_it_holds(client: Client, parts: int) -> None:
    """Itself, where it was told, and the case studies beside it, which a worker keeps while nothing is written."""
    theme = ThemeFactory()
    study = CaseStudyFactory(published=True, councils=CouncilFactory.create_batch(parts), themes=[theme])
    for _ in range(parts):
        Outcome.objects.create(case_study=study, kind="people", amount=1, unit="people")
        Adoption.objects.create(case_study=study, council=CouncilFactory())
        CaseStudyFactory(published=True, councils=[CouncilFactory()], themes=[theme])
    client.get(study.get_absolute_url())
    assert queries_of(client, study) == 2
    CaseStudyFactory(published=True, themes=[theme])
    client.get("/case-studies/")  # has the facets counted anew
    assert queries_of(client, study) == 3


def queries_of(client: Client, study: CaseStudy) -> int:
    """Return how many queries its page sends, the visit left out."""
    with CaptureQueriesContext(connection) as queries:
        client.get(study.get_absolute_url())
        return len([one for one in queries.captured_queries if "innovation_db_pagevisit" not in one["sql"]])


def test_what_stands_beside_a_case_study_is_as_it_is_now(client: Client) -> None:
    """Candidates are kept by the worker: an edit, a council's new name and an archived one show at once."""
    theme = ThemeFactory()
    study = CaseStudyFactory(published=True, themes=[theme])
    council = CouncilFactory(short_name="Oldham")
    other = CaseStudyFactory(title="Bins with sensors", published=True, councils=[council], themes=[theme])

    def beside() -> list[tuple[str, str]]:
        context = client.get(study.get_absolute_url()).context
        return [(one.title, one.council_names) for one, _ in context["related"].similar]

    assert beside() == [("Bins with sensors", "Oldham")]
    CaseStudy.objects.filter(pk=other.pk).update(title="Bins that call")
    assert beside() == [("Bins that call", "Oldham")]
    council.short_name = "Newham"
    council.save()
    assert beside() == [("Bins that call", "Newham")]
    other.themes.clear()
    assert beside() == []


def test_the_first_picture_stands_on_top_once_and_keeps_its_credit(client: Client) -> None:
    theme = ThemeFactory()
    study = CaseStudyFactory(title="Quiet lanes", published=True, themes=[theme])
    beside = CaseStudyFactory(title="Quieter lanes", published=True, themes=[theme])
    drawn = client.get(study.get_absolute_url()).content.decode()
    assert 'class="case-study__cover"' in drawn
    first = ImageFactory(case_study=study, alt="A lane at dawn", credit="Asha of Leeds", position=1)
    ImageFactory(case_study=study, alt="The same lane at dusk", position=2)
    page = client.get(study.get_absolute_url()).content.decode()
    assert 'class="case-study__cover"' not in page
    assert (page.count('alt="A lane at dawn"'), page.count("Picture: Asha of Leeds")) == (1, 1)
    assert page.index("A lane at dawn") < page.index("answer-box") < page.index("The same lane at dusk")
    assert "More pictures" in text_of(page)
    assert f'class="card__cover" src="{first.smallest}"' in client.get(beside.get_absolute_url()).content.decode()
    assert f'class="hit__cover" src="{first.smallest}"' in client.get("/case-studies/").content.decode()
    assert f'class="card__cover" src="{first.smallest}"' in client.get("/").content.decode()


def test_a_picture_without_copies_leaves_the_drawn_cover(client: Client) -> None:
    study = CaseStudyFactory(published=True)
    ImageFactory(case_study=study, alt="A lane at dawn")
    study.images.update(widths=[])
    page = client.get(study.get_absolute_url()).content.decode()
    assert ('class="case-study__cover"' in page, "A lane at dawn" in page) == (True, False)


def test_social_card_shows_the_picture_with_its_credit(client: Client) -> None:
    study = CaseStudyFactory(title="Quiet lanes", published=True)
    drawn = study.card_url
    image = ImageFactory(case_study=study, file__width=900, file__height=900, file__color="#00ff00", credit="A" * 150)

    def pixel(x: int, y: int) -> tuple[int, ...]:
        shown = Image.open(io.BytesIO(client.get(CaseStudy.objects.get().card_url).content)).convert("RGB")
        assert shown.size == (1200, 630)
        found = shown.getpixel((x, y))
        assert isinstance(found, tuple)
        return tuple(int(value) for value in found)

    assert study.card_url != drawn
    assert (pixel(1100, 300)[1] > 240, pixel(1195, 625)) == (True, (29, 19, 48))
    image.credit = ""
    image.save()
    assert pixel(1195, 625)[1] > 240
    image.file.storage.delete(image.file.name)  # its file has gone, and nobody has drawn it since
    image.credit = "Asha"
    image.save()
    assert pixel(1100, 300)[1] < 240


def test_social_card_is_a_picture_to_keep_and_moves_with_its_title(client: Client) -> None:
    study = CaseStudyFactory(title="Ŵ " + "long words of a title " * 8, slug="card", published=True)
    old = study.card_url
    response = client.get(old)
    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(old, headers={"If-None-Match": response["ETag"]}).status_code == 304
    CaseStudy.objects.filter(pk=study.pk).update(title="Another", slug="new")
    moved = client.get(old)
    assert moved.status_code == 301
    again = client.get(moved["Location"])
    study.refresh_from_db()
    assert (again.status_code, again["Location"]) == (302, study.card_url)
    assert client.get(study.card_url).content != response.content


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 1), "Last confirmed with the council in March 2026."),
        (date(2015, 3, 1), "Last confirmed with the council in March 2015. It may have changed since."),
        (None, "Nobody at the council has confirmed this record yet."),
    ],
    ids=["lately", "long ago", "never"],
)
def test_it_says_how_fresh_it_is(client: Client, day: date | None, sentence: str) -> None:
    study = CaseStudyFactory(published=True, last_confirmed_on=day, contact_email="contact@example.org")
    with time_machine.travel("2026-11-26 12:00", tick=False):
        text = text_of(client.get(study.get_absolute_url()).text)
    assert f"Send a message {sentence} Adopted by" in text
