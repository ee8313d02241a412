"""Search documents follow every edit, whatever its path; finding them is in `test_finder.py`."""

import io
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction

from case_studies.models import (
    Adoption,
    CaseStudy,
    Council,
    Image,
    Involvement,
    Outcome,
    SearchChange,
    SearchDocument,
    VocabularyWord,
)
from case_studies.search import language, plan, results
from case_studies.search.cards import Card, cards
from case_studies.search.facets import FACETS
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    ImageFactory,
    PartnerFactory,
    ProgrammeFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def found(words: str) -> list[int]:
    """Return the ids of the case studies that have all the words."""
    return [hit.id for hit in results.find(plan.make(language.parse(words)), {}).hits if hit.whole]


def test_only_what_is_published_is_found() -> None:
    published = CaseStudyFactory(title="Quiet lanes", published=True)
    CaseStudyFactory(title="Quiet streets")
    assert found("quiet") == [published.pk]


def test_the_first_picture_stands_for_the_record_while_there_is_one() -> None:
    study = CaseStudyFactory(title="Quiet lanes", published=True)

    def cover() -> str:
        (card,) = cards(results.find(plan.make(language.parse("")), {}).hits)
        return card.cover

    drawn = cover()
    second = ImageFactory(case_study=study, position=2)
    assert cover() == second.smallest != drawn
    first = ImageFactory(case_study=study, position=1, file__width=1800, file__height=1200)
    assert (cover(), first.widths[0]) == (first.smallest, 480)
    first.position = 3
    first.save()
    assert cover() == second.smallest
    second.file = ContentFile(ImageFactory.build(case_study=None).file.read(), name="new.jpg")
    second.save()
    assert cover() == second.smallest
    Image.objects.filter(pk=second.pk).update(widths=[])  # its copies could not be made
    assert cover() == first.smallest
    Image.objects.all().delete()
    assert cover() == drawn


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_what_is_taken_back_is_gone_at_once(state: str) -> None:
    case_study = CaseStudyFactory(title="Quiet lanes", published=True)
    at = case_study.published_at if state == "archived" else None
    by = case_study.published_by if state == "archived" else None
    CaseStudy.objects.filter(pk=case_study.pk).update(state=state, archived_at=at, archived_by=by)
    assert found("quiet") == []
    assert SearchDocument.objects.count() == VocabularyWord.objects.count() == 0


def test_an_edit_in_plain_sql_is_found() -> None:
    case_study = CaseStudyFactory(title="Quiet lanes", summary="Lanes.", published=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE case_studies_casestudy SET title = 'Loud lanes' WHERE id = %s", [case_study.pk])
    assert (found("quiet"), found("loud")) == ([], [case_study.pk])


def test_accents_and_tags_do_not_matter() -> None:
    case_study = CaseStudyFactory(title="Café Môn", problem="<p>The <em>pier</em></p><p>rusts</p>", published=True)
    assert found("cafe mon pier rust") == found("CAFÉ MÔN") == [case_study.pk]
    assert found("em") == []


def test_every_noun_a_case_study_hangs_on_is_found_by_its_new_name() -> None:
    theme, council = ThemeFactory(name="Ageing"), CouncilFactory(short_name="Oldshire", official_name="-")
    partner, programme = PartnerFactory(name="Acme"), ProgrammeFactory(name="Pathfinders")
    case_study = CaseStudyFactory(published=True, themes=[theme], councils=[council])
    case_study.partners.add(partner)
    case_study.programmes.add(programme)
    for thing, field, old, new in [
        (theme, "name", "ageing", "longevity"),
        (council, "short_name", "oldshire", "newshire"),
        (partner, "name", "acme", "widgets"),
        (programme, "name", "pathfinders", "trailblazers"),
    ]:
        assert found(old) == [case_study.pk]
        setattr(thing, field, new.title())
        thing.save()
        assert (found(old), found(new)) == ([], [case_study.pk])


def test_parts_that_move_or_go_are_forgotten() -> None:
    council = CouncilFactory(short_name="Oldshire")
    first, second = CaseStudyFactory(published=True, councils=[council]), CaseStudyFactory(published=True)
    outcome = Outcome.objects.create(case_study=first, kind="saving", amount=5, unit="pounds", note="turnstiles")
    Outcome.objects.filter(pk=outcome.pk).update(case_study=second)
    Involvement.objects.all().delete()
    assert (found("turnstiles"), found("oldshire")) == ([second.pk], [])
    assert list(SearchDocument.objects.order_by("pk").values_list("saving", flat=True)) == [None, 5]


def test_a_card_shows_what_is_so_now() -> None:
    """Whatever a result shows of a case study or of what it hangs on, an edit of it shows at once."""
    new, old = CouncilFactory(short_name="Newshire", slug="newshire"), CouncilFactory(short_name="Oldshire", slug="old")
    theme = ThemeFactory(name="Ageing", slug="ageing", colour=1)
    study = CaseStudyFactory(title="Quiet lanes", published=True, themes=[theme], councils=[old])

    def card() -> Card:
        (found_now,) = cards(results.find(plan.make(language.parse("")), {}).hits)
        return found_now

    before = card().cover
    theme.colour = 2
    theme.save()
    assert card().cover != before
    old.ended_on = date(2023, 3, 31)
    old.save()
    old.successors.add(new)
    assert card().councils == "Oldshire (now Newshire)"
    new.short_name = "Newland"
    new.save()
    assert card().councils == "Oldshire (now Newland)"
    old.successors.clear()
    assert card().councils == "Oldshire"
    Council.objects.filter(pk=old.pk).update(slug="oldshire")
    assert [place.slug for place in card().places] == ["oldshire"]
    outcome = Outcome.objects.create(case_study=study, kind="saving", amount=5, unit="pounds", basis="achieved")
    assert card().outcome == "Money saved: £5"
    outcome.delete()
    Adoption.objects.create(case_study=study, council=new)
    CaseStudy.objects.filter(pk=study.pk).update(slug="lanes", last_confirmed_on=date(2026, 6, 1), stage="in-use")
    assert (card().outcome, card().adoptions, card().url) == ("", 1, "/case-studies/lanes/")
    assert ("Confirmed June 2026", "") in card().tags


def test_deleting_a_case_study_takes_its_words_along() -> None:
    CaseStudyFactory(title="Quiet lanes", published=True).delete()
    assert SearchDocument.objects.count() == VocabularyWord.objects.count() == 0


def test_rebuilding_changes_nothing_that_was_right() -> None:
    for number in range(3):
        CaseStudyFactory(title=f"Quiet lanes {number}", published=True)

    def kept() -> tuple[list, list]:
        return (
            list(SearchDocument.objects.order_by("pk").values_list()),
            list(VocabularyWord.objects.order_by("pk").values_list()),
        )

    before = kept()
    call_command("rebuild_search", stdout=io.StringIO())
    assert kept() == before


@pytest.mark.django_db(transaction=True)
def test_documents_are_written_when_the_transaction_commits() -> None:
    with transaction.atomic():
        case_study = CaseStudyFactory(title="Quiet lanes", published=True)
        assert found("quiet") == []
    assert found("quiet") == [case_study.pk]
    assert SearchChange.objects.count() == 0


def test_facet_numbers_in_sql_and_in_python_agree() -> None:
    """Each choice of each facet, written by the database, reads back as itself."""
    for facet in FACETS:
        if facet.choices is None or facet.key == "has":
            continue
        for choice in facet.choices:
            if facet.key in {"council_kind", "region", "nation"}:
                field = "kind" if facet.key == "council_kind" else facet.key
                case_study = CaseStudyFactory(published=True, councils=[CouncilFactory(**{field: choice})])
            else:
                field = "evidence_level" if facet.key == "evidence" else facet.key
                case_study = CaseStudyFactory(published=True)
                CaseStudy.objects.filter(pk=case_study.pk).update(**{field: choice})  # completeness is computed on save
            codes = SearchDocument.objects.get(pk=case_study.pk).facets
            names = plan.make(language.parse("")).names
            values = [facet.value(code, names) for code in codes if code >> 24 == facet.number]
            assert [value for value, _ in filter(None, values)] == [str(choice.value)]
