"""The finder through its page: what is found, in which order, which counts stand beside it, and what bad input gets."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from case_studies.models import (
    Abbreviation,
    CaseStudy,
    CouncilAlias,
    CouncilNeighbour,
    Outcome,
    SearchDocument,
    SearchRewrite,
    SynonymGroup,
)
from case_studies.search import tally
from case_studies.search.page import FinderPage
from innovation_db.models import PageVisit
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def page(client: Client, **parameters: object) -> FinderPage:
    response = client.get("/case-studies/", {name: value for name, value in parameters.items() if value})
    assert response.status_code == 200
    return response.context["finder"]


def titles(client: Client, q: str, **parameters: object) -> list[str]:
    return [card.title for card in page(client, q=q, **parameters).cards]


def published(title: str, summary: str = "It happened.", **others: object) -> None:
    CaseStudyFactory(title=title, summary=summary, published=True, **others)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('"garden waste"', ["Garden waste charge"]),
        ('"waste garden"', []),
        ("waste -garden", ["Food waste rounds"]),
        ("-waste", ["Quiet lanes"]),
        ("garden or lanes", ["Quiet lanes", "Garden waste charge"]),
        ("gardens", ["Garden waste charge"]),
        ("GARDEN’S", ["Garden waste charge"]),
    ],
)
def test_the_query_language(client: Client, q: str, expected: list[str]) -> None:
    for title in ("Garden waste charge", "Food waste rounds", "Quiet lanes"):
        published(title)
    assert sorted(titles(client, q)) == sorted(expected)


def test_records_with_all_the_words_come_before_those_with_most(client: Client) -> None:
    published("Pothole calls answered once", "Repeat calls about one pothole are joined.")
    published("Pothole repairs")
    published("Phone menus", "Fewer calls.")
    for number in range(8):
        published(f"Telephone calls {number}")
    finder = page(client, q="too many calls about the same pothole")
    assert [card.title for card in finder.cards[:2]] == ["Pothole calls answered once", "Pothole repairs"]
    assert [card.divider for card in finder.cards[:2]] == [False, True]


def test_a_misspelling_is_corrected_and_said(client: Client) -> None:
    council = CouncilFactory(short_name="Buckinghamshire", official_name="Buckinghamshire Council")
    published("Waste collection by subscription", councils=[council])
    published("Pears", "What was sold was picked where it was grown.")  # “was” is as near to “wast”, and means nothing
    published("Apples", "It was the first.")
    finder = page(client, q="buckinghamshre wast colection")
    assert finder.corrected == "buckinghamshire waste collection"
    assert [card.title for card in finder.cards] == ["Waste collection by subscription"]
    assert titles(client, '"buckinghamshre" "wast" "colection"') == []


def test_a_word_that_the_corpus_knows_is_never_corrected(client: Client) -> None:
    published("Wast lanes")
    published("Waste lanes")
    assert page(client, q="wast").corrected == ""


def test_a_former_name_a_nickname_and_a_code_find_the_council_and_its_successor(client: Client) -> None:
    now = CouncilFactory(short_name="West Suffolk")
    former = CouncilFactory(short_name="Forest Heath", ended_on="2019-04-01")
    former.successors.add(now)
    CouncilAlias.objects.create(council=former, name="The Heath")
    published("Older", councils=[former])
    published("Newer", councils=[now])
    published("Forestry elsewhere")
    for q in ("forest heath", "the heath", former.gss_code):
        assert titles(client, q)[:2] == ["Older", "Newer"]
    assert titles(client, "west suffolk") == ["Newer", "Older"]
    assert page(client, q="forest heath").cards[0].councils == "Forest Heath (now West Suffolk)"


def test_the_council_that_was_named_comes_before_a_better_fit_elsewhere(client: Client) -> None:
    now = CouncilFactory(short_name="Buckinghamshire")
    former = CouncilFactory(short_name="Aylesbury Vale", ended_on="2020-04-01")
    former.successors.add(now)
    SynonymGroup.objects.create(terms=["waste collection", "kerbside collection"])
    published("Garden waste service charge", councils=[former])
    published("Waste collection routes", "Routes of waste collection.")
    expected = ["Garden waste service charge", "Waste collection routes"]
    assert titles(client, "buckinghamshire waste collection") == expected


def test_synonyms_and_abbreviations_work_both_ways(client: Client) -> None:
    SynonymGroup.objects.create(terms=["bins", "refuse"])
    Abbreviation.objects.create(short="SEND", long="special educational needs and disabilities")
    published("Refuse rounds")
    published("A shared SEND service")
    published("Special educational needs and disabilities told")
    assert titles(client, "bin") == ["Refuse rounds"]
    assert set(titles(client, "SEND")) == set(titles(client, "special educational needs and disabilities"))
    assert len(titles(client, "SEND")) == 2


def test_what_means_the_same_as_the_long_form_does_so_for_the_abbreviation(client: Client) -> None:
    SynonymGroup.objects.create(terms=["looked-after children", "children in care"])
    Abbreviation.objects.create(short="LAC", long="looked-after children")
    published("A bond for children in care")
    assert titles(client, "lac") == ["A bond for children in care"]


def test_an_abbreviation_that_no_record_has_is_found_by_the_words_of_its_long_form(client: Client) -> None:
    Abbreviation.objects.create(short="MTFS", long="medium-term financial strategy")
    published("A financial strategy for ten years")
    published("A strategy for quiet lanes")  # one word of four says nothing
    finder = page(client, q="mtfs")
    assert [(card.title, card.whole) for card in finder.cards] == [("A financial strategy for ten years", False)]


def test_words_used_alike_find_what_has_nothing_better(client: Client) -> None:
    published("Stores that stay open late")
    published("Quiet lanes")
    finder = page(client, q="shops")
    assert (finder.total, [card.title for card in finder.related]) == (0, ["Stores that stay open late"])
    assert "<mark>Stores</mark>" in client.get("/case-studies/", {"q": "shops"}).content.decode()
    published("Shops reopened")
    published("A shop", summary="Stores and shops.")
    assert titles(client, "shops") == ["A shop", "Shops reopened", "Stores that stay open late"]
    assert titles(client, '"shops"') == ["A shop", "Shops reopened"]


def test_what_is_only_loosely_related_is_listed_apart_and_not_counted(client: Client) -> None:
    for number in range(7):
        published(f"Stores {number}")
    shown = client.get("/case-studies/", {"q": "shops"}).content.decode()
    heading = re.search(r'id="results"[^>]*>(.*?)</h2>', shown)
    assert heading is not None
    assert heading[1] == "Nothing found"
    assert '<h2 id="related">Loosely related</h2>' in shown
    finder = page(client, q="shops")
    assert (finder.total, len(finder.cards), len(finder.related), finder.panels) == (0, 0, 5, [])
    published("Shops reopened")
    finder = page(client, q="shops")
    assert (finder.total, finder.related) == (8, [])  # one word found makes the others worth counting


def test_a_common_word_is_no_answer_to_a_question_of_words_that_no_record_has(client: Client) -> None:
    for number in range(30):
        published(f"Neighbours {number}")
    published("Quiet lanes")
    finder = page(client, q="neighbours zebras penguins walruses")
    assert (finder.total, len(finder.related)) == (0, 5)
    assert finder.sentences == ["No record has “zebras” or “penguins” or “walruses”."]


@pytest.mark.parametrize("q", ["jobless", "out of work", "OUT OF WORK"])
def test_a_phrase_of_which_one_stem_remains_is_held_to_its_words(client: Client, q: str) -> None:
    SynonymGroup.objects.create(terms=["jobless", "out of work", "unemployed"])
    published("Working together", summary="How it works out.")
    published("People out of work", summary="They trained.")
    published("Unemployed people")
    assert set(titles(client, q)) == {"People out of work", "Unemployed people"}


def test_a_phrase_of_which_one_stem_remains_finds_nothing_by_it(client: Client) -> None:
    SynonymGroup.objects.create(terms=["jobless", "out of work"])
    published("Working together")
    for q in ("jobless", "out of work"):
        assert (page(client, q=q).total, page(client, q=q).related) == (0, [])


def test_the_plural_of_an_abbreviation_is_no_misspelling(client: Client) -> None:
    Abbreviation.objects.create(short="NEET", long="not in education, employment or training")
    published("Needs told")
    published("Young NEET people")
    finder = page(client, q="neets")
    assert (finder.corrected, [card.title for card in finder.cards]) == ("", ["Young NEET people"])


@pytest.mark.parametrize(
    ("q", "missing"), [("council tax", "tax"), ("district zebra", "zebra"), ("local authority zebra", "zebra")]
)
def test_council_and_the_like_find_nothing_by_themselves(client: Client, q: str, missing: str) -> None:
    SynonymGroup.objects.create(terms=["council tax", "local tax"])
    for number in range(3):
        published(f"What a council told {number}", summary="A district of the local authority.")
    finder = page(client, q=q)
    assert (finder.total, finder.related, finder.sentences) == (0, [], [f"No record has “{missing}”."])
    assert page(client, q="council").total == page(client, q="local authority").total == 3


def test_a_phrase_is_found_by_its_words_that_tell(client: Client) -> None:
    SynonymGroup.objects.create(terms=["council housing", "social housing"])
    published("Housing sold")
    published("Council meetings")
    assert titles(client, "council housing") == ["Housing sold"]


@pytest.mark.parametrize("q", ["wifi", "wi-fi", "Wi-Fi", "WiFi"])
@pytest.mark.parametrize("written", ["Wi-Fi", "wifi"])
def test_hyphened_and_joined_forms_find_each_other(client: Client, q: str, written: str) -> None:
    published(f"Free {written} in parks")
    published("Fields told")
    assert titles(client, q) == [f"Free {written} in parks"]
    assert page(client, q=q).corrected == ""


def test_a_word_with_a_hyphen_is_named_whole_where_no_record_has_it(client: Client) -> None:
    published("Quiet lanes")
    assert page(client, q="E-mail lanes").sentences == ["No record has “E-mail”."]


def test_an_abbreviation_that_is_an_everyday_word_counts_in_full_only_in_capitals(client: Client) -> None:
    Abbreviation.objects.create(short="BID", long="business improvement district")
    published("Winning a bid", summary="Winning a bid, and how the bid was won.")
    published("A business improvement district", summary="A business improvement district.")
    assert titles(client, "bid")[0] == "Winning a bid"
    assert set(titles(client, "BID")) == {"Winning a bid", "A business improvement district"}


@pytest.mark.parametrize("q", ["RBK", "rbk", "RBK bridges", "BHCC", "CWAC"])
def test_a_council_is_found_by_its_initials(client: Client, q: str) -> None:
    for name, official in [
        ("Kingston upon Thames", "Royal Borough of Kingston upon Thames"),
        ("Brighton and Hove", "Brighton and Hove City Council"),
        ("Cheshire West and Chester", "Cheshire West and Chester Council"),
    ]:
        council = CouncilFactory(short_name=name, official_name=official)
        published(f"Bridges of {name}", councils=[council], summary="Bridges mended.")
    wanted = {"R": "Kingston upon Thames", "B": "Brighton and Hove", "C": "Cheshire West and Chester"}[q[0].upper()]
    assert titles(client, q)[:1] == [f"Bridges of {wanted}"]


def test_initials_that_are_a_word_of_a_record_are_that_word(client: Client) -> None:
    council = CouncilFactory(short_name="Anytown", official_name="Anytown Rural Towns Council")
    published("Bridges", councils=[council])
    published("An artc of a word")
    assert titles(client, "artc") == ["An artc of a word"]
    assert set(titles(client, "ARTC")) == {"Bridges", "An artc of a word"}


def test_a_phrase_with_synonyms_is_found_by_its_words_apart_too(client: Client) -> None:
    SynonymGroup.objects.create(terms=["waste collection", "bin rounds"])
    published("Collection of garden waste")
    published("Bin rounds by sensor")
    published("Waste weighed")
    published("Quiet lanes")
    finder = page(client, q="waste collection")
    assert sorted(card.title for card in finder.cards if card.whole) == [
        "Bin rounds by sensor",
        "Collection of garden waste",
    ]
    assert [card.title for card in finder.cards if not card.whole] == ["Waste weighed"]
    assert titles(client, '"waste collection"') == []


def test_a_stop_word_is_not_an_abbreviation_that_stems_to_it(client: Client) -> None:
    Abbreviation.objects.create(short="ONS", long="Office for National Statistics")
    published("Lanes on the hills")
    published("Figures of the Office for National Statistics")
    finder = page(client, q="lanes on hills")
    assert [(card.title, card.whole) for card in finder.cards] == [("Lanes on the hills", True)]
    assert titles(client, "ONS") == titles(client, "ons") == ["Figures of the Office for National Statistics"]


def test_words_that_no_record_has_do_not_keep_others_from_being_found(client: Client) -> None:
    for terms in (["loneliness", "social isolation"], ["dementia", "Alzheimer"], ["fostering", "foster care"]):
        SynonymGroup.objects.create(terms=terms)
    published("Tea for older people")
    for number in range(8):
        published(f"Potholes {number}")
    assert titles(client, "loneliness dementia fostering older") == ["Tea for older people"]


def test_marks_are_on_what_was_found_and_phrases_are_marked_whole(client: Client) -> None:
    SynonymGroup.objects.create(terms=["town centre", "high street"])
    published(
        "The High Street, a café’s view", summary="Less high-sugar drink in the town centre’s streets, says Élan."
    )
    (card,) = page(client, q="town centre cafe").cards
    assert [text for text, hit in card.title_parts if hit] == ["High Street", "café"]
    assert [text for text, hit in card.summary_parts if hit] == ["town centre"]
    assert "".join(text for text, _ in card.summary_parts) == card.summary


def test_a_facets_counts_ignore_its_own_selection(client: Client) -> None:
    digital, health = ThemeFactory(name="Digital", slug="digital"), ThemeFactory(name="Health", slug="health")
    published("One", themes=[digital], stage="pilot")
    published("Two", themes=[health], stage="pilot")
    published("Three", themes=[health], stage="scaled")
    finder = page(client, theme="health", stage="pilot")
    counts = {panel.facet.key: {o.value: o.count for o in panel.first} for panel in finder.panels}
    assert finder.total == 1
    assert (counts["theme"], counts["stage"]) == ({"digital": 1, "health": 1}, {"pilot": 1, "scaled": 1})
    assert page(client, theme=["health", "digital"]).total == 3
    assert [label for _, label, _ in finder.chips] == ["Health", "Pilot"]


def test_unknown_values_are_set_aside_and_named(client: Client) -> None:
    published("One")
    finder = page(client, theme="no\x00pe", year="soon", evidence="9", sort="oldest", page="-7")
    assert finder.total == 1
    assert len(finder.sentences) == 4


def test_the_biggest_saving_comes_first(client: Client) -> None:
    for title, amount in (("Small", 5), ("Big", 500), ("None", None)):
        case_study = CaseStudyFactory(title=title, published=True)
        if amount:
            Outcome.objects.create(case_study=case_study, kind="saving", amount=amount, unit="pounds")
    assert [card.title for card in page(client, sort="saving").cards] == ["Big", "Small", "None"]
    assert [card.title for card in page(client, has="savings", sort="saving").cards] == ["Big", "Small"]


def test_each_order_is_a_link_that_keeps_words_and_filters(client: Client) -> None:
    published("Quiet lanes", themes=[ThemeFactory(slug="roads")])
    published("Loud lanes", themes=[ThemeFactory(slug="noise")])
    shown = client.get("/case-studies/?q=lanes&sort=saving").content.decode()
    nav = shown.partition('aria-label="Order"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', nav) == ["?q=lanes", "?q=lanes&amp;sort=newest", "?q=lanes&amp;sort=visits"]
    shown = client.get("/case-studies/?theme=roads&theme=noise&page=1").content.decode()
    nav = shown.partition('aria-label="Order"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', nav) == [
        "?theme=roads&amp;theme=noise&amp;sort=saving",
        "?theme=roads&amp;theme=noise&amp;sort=visits",
    ]


def test_nothing_found_says_which_word_to_drop_and_who_is_alike(client: Client) -> None:
    here, there = CouncilFactory(short_name="Hereshire"), CouncilFactory(short_name="Thereshire")
    CouncilNeighbour.objects.create(council=here, neighbour=there, rank=1)
    published("Quiet lanes", councils=[there])
    ways = page(client, q="hereshire").ways_on
    assert [(name, count) for name, count, _ in ways.neighbours] == [("Thereshire", 1)]
    ways = page(client, q='"hereshire" "quiet"').ways_on
    assert [(word, count) for word, count, _ in ways.drops] == [('"hereshire"', 1)]


@pytest.mark.parametrize(
    ("q", "chosen", "ways"),
    [
        ('"quiet lanes" "zebra"', {}, ['"zebra"']),
        ('"quiet" "zebra" "penguin" lanes', {}, ['"quiet"', "lanes"]),
        ('"lanes quiet" lanes', {}, ['"lanes quiet"']),
        ("lanes -quiet -night", {}, ["-quiet -night"]),
        ('-"quiet lanes" "quiet lanes"', {}, ['-"quiet lanes"']),
        ("zebra quiet lanes", {"theme": "roads"}, ["filters"]),
        ("night lanes", {"theme": "roads"}, ["filters"]),
        ('"night" crew', {"theme": "crews"}, ['"night"', "filters"]),
        ('"at night" or zebra "penguin"', {}, ['"penguin"']),
        ("quiet -night", {"theme": "crews"}, []),
    ],
)  # fmt: skip
def test_each_way_on_finds_what_it_promises(client: Client, q: str, chosen: dict[str, str], ways: list[str]) -> None:
    ThemeFactory(name="Roads", slug="roads")
    published("Quiet lanes at night")
    published("Quiet lanes by night")
    published("Crew rotas", themes=[ThemeFactory(name="Crews", slug="crews")])
    finder = page(client, q=q, **chosen)
    assert finder.total == 0
    found = finder.ways_on
    offered = [*found.drops, *found.alone]
    if found.unfiltered:
        offered.append(("filters", found.unfiltered, finder.clear))
    for label, count, address in offered:
        after = client.get(f"/case-studies/{address}").context["finder"]
        assert (label, after.results.total if label == "filters" else after.results.whole) == (label, count)
    assert [label for label, _, _ in offered] == ways


@pytest.mark.parametrize("q", ["", "lanes", "quiet lanes zebra"])
def test_nothing_found_names_each_filter_that_could_go(client: Client, q: str) -> None:
    roads, crews = ThemeFactory(name="Roads", slug="roads"), ThemeFactory(name="Crews", slug="crews")
    london = CouncilFactory(region="london", short_name="Hereshire")
    for number in range(2):
        published(f"Quiet lanes {number}", themes=[roads], stage="pilot")
    published("Loud lanes", themes=[crews], councils=[london], stage="pilot")
    asked = {"q": q, "theme": ["roads", "crews"], "region": "london", "stage": "stopped"}
    assert [label for label, _, _ in page(client, **asked).ways_on.filters] == ["Stopped"]
    finder = page(client, q=q, theme="roads", region="london", stage="pilot")
    assert finder.total == 0
    ways = finder.ways_on.filters
    assert [label for label, _, _ in ways] == ["London", "Roads"]
    for _, count, address in ways:
        assert client.get(f"/case-studies/{address}").context["finder"].total == count > 0
    shown = client.get(f"/case-studies/{finder.first_page}")
    assert "without London</a>: 2 case studies" in shown.content.decode()


def test_where_no_filter_alone_is_to_blame_each_is_offered_by_itself(client: Client) -> None:
    published("Quiet lanes", themes=[ThemeFactory(name="Roads", slug="roads")])
    published("Loud lanes", councils=[CouncilFactory(region="london")])
    ways = page(client, q="lanes", theme="roads", region="london", stage="stopped").ways_on
    assert ways.filters == []
    assert ways.filters_alone == [
        ("Roads", 1, "?q=lanes&theme=roads"),
        ("London", 1, "?q=lanes&region=london"),
    ]
    for _, count, address in ways.filters_alone:
        assert client.get(f"/case-studies/{address}").context["finder"].total == count


def test_a_single_filter_is_cleared_not_left_out(client: Client) -> None:
    ThemeFactory(name="Roads", slug="roads")
    published("Quiet lanes")
    ways = page(client, theme="roads").ways_on
    assert (ways.unfiltered, ways.filters) == (1, [])


def test_words_that_nothing_has_are_named_and_their_nearest_spelling_is_offered_even_in_quotes(client: Client) -> None:
    published("Waste collection")
    finder = page(client, q="zebra penguin")
    assert finder.sentences == ["No record has “zebra” or “penguin”."]
    finder = page(client, q='"colection"')
    assert finder.ways_on.spellings == [("collection", "?q=%22collection%22")]


@pytest.mark.parametrize(
    ("q", "number", "divider"),
    [
        ("quiet lanes night", 1, "The record above has all your words. These have some of them, or words used alike."),
        ("quiet lanes night", 2, "These records have some of your words, or words used alike."),
        ("zebra owls", 1, "No record has all your words. This one has some of them, or words used alike."),
    ],
)
def test_the_divider_says_how_many_records_have_all_the_words(
    client: Client, q: str, number: int, divider: str
) -> None:
    published("Quiet lanes at night")
    for count in range(25):
        published(f"Night lanes {count}")
    published("An owl")
    shown = client.get("/case-studies/", {"q": q, "page": number}).content.decode()
    assert re.findall('class="finder__divider">(.*?)</p>', shown) == [divider]


@pytest.mark.parametrize("q", ["", "quiet lanes", "quiet potholes", "quite"])
@pytest.mark.parametrize("number", [3, 25])
def test_a_page_costs_at_most_six_queries(client: Client, q: str, number: int) -> None:
    theme = ThemeFactory()
    for n in range(number):
        published(f"Quiet lanes {n}", themes=[theme], councils=[CouncilFactory()])
    page(client, q=q, theme=theme.slug)  # the first look after an edit also reads what workers keep in memory
    with CaptureQueriesContext(connection) as queries:
        page(client, q=q, theme=theme.slug)
    searched = [query for query in queries if not re.search("pagevisit|SAVEPOINT", query["sql"])]
    assert len(searched) <= 6, [query["sql"][:150] for query in searched]


def test_the_most_visited_come_first_and_keep_their_visits(client: Client) -> None:
    quiet, loud = (CaseStudyFactory(title=f"{word} lanes", published=True) for word in ("Quiet", "Loud"))
    for study, times in ((quiet, 3), (loud, 2)):
        for _ in range(times):
            PageVisit.objects.add_one(f"/case-studies/{study.slug}/")
    assert [card.title for card in page(client, sort="visits").cards] == ["Quiet lanes", "Loud lanes"]
    assert [card.title for card in page(client, q="lanes", sort="visits").cards] == ["Quiet lanes", "Loud lanes"]
    PageVisit.objects.filter(path=f"/case-studies/{quiet.slug}/").delete()
    assert [card.title for card in page(client, sort="visits").cards] == ["Loud lanes", "Quiet lanes"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["add", "change", "take back"]), st.integers(0, 5)), min_size=1, max_size=8))
def test_what_a_worker_remembers_is_what_the_documents_say(client: Client, edits: list[tuple[str, int]]) -> None:
    themes = [ThemeFactory() for _ in range(2)]
    studies = [CaseStudyFactory(published=True) for _ in range(2)]
    for what, number in edits:
        if what == "add":
            studies.append(CaseStudyFactory(published=True, themes=[themes[number % 2]]))
        elif what == "change":
            studies[number % len(studies)].themes.set([themes[number % 2]])
        else:
            CaseStudy.objects.filter(pk=studies[number % len(studies)].pk).update(state="draft")
        page(client)  # so that the worker follows edit by edit
    kept = tally.current(SearchRewrite.objects.latest("pk").pk)
    documents = dict(SearchDocument.objects.values_list("case_study_id", "facets"))
    assert set(kept.everything) == set(documents)
    assert {(pk, code) for code, having in kept.having.items() for pk in having} == {
        (pk, code) for pk, codes in documents.items() for code in codes
    }


@pytest.mark.parametrize(
    "q", ["x" * 10_000, "会" * 1000, "a " * 5000, '"', "-", "' OR 1=1; --", "\x00\x07", "🗑️", "مرحبا", "%s %(q)s", "\\'"]
)
def test_any_query_is_answered(client: Client, q: str) -> None:
    published("Quiet lanes")
    assert client.get("/case-studies/", {"q": q}).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
@example(q='waste or or -"or" "" -', value="1")
@example(q="'a' & !b | <-> :*A", value="٣")
def test_no_query_breaks_the_page(client: Client, q: str, value: str) -> None:
    parameters = {"q": q, "year": value, "theme": value, "evidence": value, "page": value, "sort": value}
    assert client.get("/case-studies/", parameters, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("q=&theme=roads", "?theme=roads"),
        ("q=bins&theme=&sort=&region=+", "?q=bins"),
        ("theme=", ""),
        ("q=&theme", ""),
        ("q=&utm=x&theme=roads&theme=&theme=waste", "?utm=x&theme=roads&theme=waste"),
    ],
)
def test_empty_parameters_are_taken_off_the_address_once(client: Client, asked: str, tidy: str) -> None:
    response = client.get(f"/case-studies/?{asked}")
    assert (response.status_code, response["Location"]) == (302, f"/case-studies/{tidy}")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("asked", ["", "?q=", "?q=bins&theme=roads"])
def test_a_tidy_address_is_answered_as_it_stands(client: Client, asked: str) -> None:
    assert client.get(f"/case-studies/{asked}").status_code == 200


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        ("🎉" * 500, "🎉🎉🎉"),
        ("bins " + "🎉 " * 200 + "missed", "bins 🎉 🎉 🎉 missed"),
        ("x" * 1000 + " bins", "x" * 60 + " bins"),
        ("&" * 900, "&&&"),
        ("bins " * 200, ("bins " * 60).strip()),
    ],
    ids=["emoji", "emoji between words", "long word", "signs", "many words"],
)
def test_what_is_shown_again_is_no_longer_than_what_is_searched(client: Client, q: str, shown: str) -> None:
    published("Bins that were missed")
    response = client.get("/case-studies/", {"q": q})
    page = response.context["finder"]
    assert page.q == shown
    assert any(sentence.startswith("That was a long question") for sentence in page.sentences)
    assert len(response.content) - len(client.get("/case-studies/").content) < 12_000


def test_the_words_of_a_synonym_may_stand_apart_where_nothing_better_is_found(client: Client) -> None:
    SynonymGroup.objects.create(terms=["council-owned company", "trading company"])
    published("Leisure", summary="A company that the council owns runs the pools.")
    published("Bins")
    assert titles(client, "trading company") == ["Leisure"]
    published("A trading company for bins")
    assert titles(client, "trading company") == ["A trading company for bins", "Leisure"]


def test_an_english_word_that_nothing_has_is_no_misspelling(client: Client) -> None:
    """“Rising” is no slip of “Riding”, though only a council's name has a word like it."""
    CaseStudyFactory(title="Transport costs", published=True, councils=[CouncilFactory(short_name="East Riding")])
    page = client.get("/case-studies/?q=rising+transport+costs").content.decode()
    assert "Showing results for" not in page
    assert "Transport" in page
