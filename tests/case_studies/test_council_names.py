"""The council resolver: who is meant by a name as people write it, and when it must say that it does not know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_studies.council_fixture import load, read
from case_studies.council_names import CouncilResolver, key
from case_studies.models import Council

FIXTURE = "fixtures/councils.csv"


@pytest.fixture(scope="module")
def resolver(django_db_setup, django_db_blocker) -> CouncilResolver:
    """Every council of the fixture, loaded once for the module and rolled back."""
    from django.conf import settings as django_settings
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load(read(django_settings.BASE_DIR / FIXTURE))
        made = Council.objects.resolver()
        transaction.set_rollback(True)
    with django_db_blocker.block():
        yield made


@pytest.mark.parametrize(
    ("name", "year", "slug"),
    [
        ("London Borough of Croydon", 2015, "croydon"),
        ("  croydon   COUNCIL ", None, "croydon"),
        ("LB Barnet", None, "barnet"),
        ("Royal Borough of Greenwich", None, "greenwich"),
        ("London Borough of Greenwich", None, "greenwich"),
        ("Westminster London Borough", None, "westminster"),
        ("RB Kingston-upon-Thames", None, "kingston-upon-thames"),
        ("Kingston Council", None, "kingston-upon-thames"),
        ("Hull", None, "kingston-upon-hull"),
        ("Kingston upon Hull, City of", None, "kingston-upon-hull"),
        ("Bristol UA", None, "bristol"),
        ("Bristol, City of", None, "bristol"),
        ("The City of Bristol", None, "bristol"),
        ("City of London", None, "city-of-london"),
        ("Cambridge", None, "cambridge"),
        ("Cambridge City Council", None, "cambridge"),
        ("Cambridgeshire", None, "cambridgeshire"),
        ("Cambs CC", None, "cambridgeshire"),
        ("Newcastle City Council", None, "newcastle-upon-tyne"),
        ("Newcastle-under-Lyme BC", None, "newcastle-under-lyme"),
        ("Saint Helens MBC", None, "st-helens"),
        ("St. Helens", None, "st-helens"),
        ("Telford & the Wrekin", None, "telford-and-wrekin"),
        ("Kings Lynn & West Norfolk", None, "kings-lynn-and-west-norfolk"),
        ("Ynys Mon", None, "isle-of-anglesey"),
        ("Caerffili", None, "caerphilly"),
        ("Western Isles", None, "eilean-siar"),
        ("NE Lincolnshire", None, "north-east-lincolnshire"),
        ("E. Sussex", None, "east-sussex"),
        ("Stratford upon Avon", None, "stratford-on-avon"),
        ("Liverpool City Region", None, "liverpool-city-region"),
        ("Sheffield", None, "sheffield"),
        ("Milton Keynes City Council", None, "milton-keynes"),
        ("Northamptonshire", 2013, "northamptonshire"),
        ("Northamptonshire", 2024, "northamptonshire"),
        ("Northants", None, "northamptonshire"),
        ("Dorset", 2015, "dorset-county-former"),
        ("Dorset Council", 2015, "dorset-county-former"),
        ("Dorset", 2020, "dorset"),
        ("Dorset", None, "dorset"),
        ("Dorset County Council", None, "dorset-county-former"),
        ("Dorset County Council", 2022, "dorset"),
        ("Buckinghamshire", 2015, "buckinghamshire-county-former"),
        ("Bucks CC", 2015, "buckinghamshire-county-former"),
        ("Bucks", 2022, "buckinghamshire"),
        ("Somerset", 2015, "somerset-county-former"),
        ("Somerset", 2024, "somerset"),
        ("North Yorkshire", 2013, "north-yorkshire-county-former"),
        ("N Yorks", 2024, "north-yorkshire"),
        ("Cumberland", 2024, "cumberland"),
        ("Forest Heath", 2015, "forest-heath"),
        ("North East Combined Authority", 2025, "north-east-mayoral-combined-authority"),
        ("e06000060", None, "buckinghamshire"),
        ("S12000046", None, "glasgow"),
        ("E10000009", 2024, "dorset-county-former"),
        ("buckinghamshire-county-former", None, "buckinghamshire-county-former"),
    ],
)
def test_a_name_finds_its_council(resolver: CouncilResolver, name: str, year: int | None, slug: str) -> None:
    match = resolver.resolve(name, year=year)

    assert (match.council and match.council.slug, match.suggestions) == (slug, ())


@pytest.mark.parametrize(
    ("name", "year", "suggested"),
    [
        ("Newcastle", None, ["newcastle-under-lyme", "newcastle-upon-tyne"]),
        ("Dorset", 2019, ["dorset", "dorset-county-former"]),
        ("Cumberland", 2013, ["allerdale", "carlisle", "copeland", "cumbria", "cumberland"]),
        ("West Suffolk", 2015, ["forest-heath", "st-edmundsbury", "west-suffolk"]),
        ("Croyden", None, ["croydon"]),
        ("London", None, ["city-of-london", "greater-london"]),
        ("Durham City Council", None, ["county-durham"]),
        ("Essex City Council", None, ["essex"]),
        ("", None, []),
        ("???", 2015, []),
        ("E99999999", None, []),
        ("x" * 10_000, None, []),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_an_unsure_name_brings_suggestions(
    resolver: CouncilResolver, name: str, year: int | None, suggested: list[str]
) -> None:
    match = resolver.resolve(name, year=year)

    assert (match.council, [council.slug for council in match.suggestions]) == (None, suggested)


@pytest.mark.parametrize(
    ("name", "year", "reason"),
    [
        ("Newcastle", None, ("Several councils go by that name: Newcastle-under-Lyme Borough Council or Newcastle City "
         "Council?")),
        ("Croyden", None, "No council is called “Croyden”. Did you mean London Borough of Croydon?"),
        ("West Suffolk", 2015, ("West Suffolk Council began in 2019, after 2015. Did you mean Forest Heath District "
         "Council or St Edmundsbury Borough Council?")),
        ("Dorset", None, "The council of that name today; Dorset County Council ended in 2019."),
        ("Dorset County Council", 2022, "Dorset County Council ended in 2019; this one followed it."),
        ("E99999999", None, "No council has the code E99999999."),
        ("", None, "No council is named."),
    ],
    ids=["several", "close", "too-early", "today", "followed", "code", "nothing"],
)  # fmt: skip
def test_the_reason_is_in_words(resolver: CouncilResolver, name: str, year: int | None, reason: str) -> None:
    assert resolver.resolve(name, year=year).reason == reason


def test_a_council_of_the_wrong_kind_is_suggested_and_not_taken(resolver: CouncilResolver) -> None:
    match = resolver.resolve("Cambridge County Council")

    assert (match.council, [c.slug for c in match.suggestions[:2]]) == (None, ["cambridge", "cambridgeshire"])


PREFIXES = ["", "The ", "  ", "City of ", "Borough of ", "London Borough of ", "Royal Borough of ", "LB "]
SUFFIXES = ["", " Council", " council ", ".", " UA", " MBC", " CC", " DC", " BC", " City Council", " District Council",
            " County Council", " County Borough Council"]  # fmt: skip
SPELLINGS = [
    str, str.upper, str.lower, str.title,
    lambda name: name.replace(" and ", " & "), lambda name: name.replace("-", " "),
    lambda name: name.replace("'", "’"), lambda name: name.replace("’", ""), lambda name: name.replace(" ", "  "),
    lambda name: name.replace("St ", "Saint "), lambda name: name.replace("ô", "o"),
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_a_noisy_name_never_finds_another_council(resolver: CouncilResolver, data: st.DataObject) -> None:
    council = data.draw(st.sampled_from(resolver.councils))
    name = data.draw(st.sampled_from(sorted(resolver.names(council))))
    noisy = (
        data.draw(st.sampled_from(PREFIXES))
        + data.draw(st.sampled_from(SPELLINGS))(name)
        + data.draw(st.sampled_from(SUFFIXES))
    )
    year = data.draw(st.sampled_from([None, 2013, 2016, 2020, 2022, 2025]))

    found = resolver.resolve(noisy, year=year).council

    places = {key(other) for other in resolver.names(found)} if found else set()
    assert found is None or found == council or key(name) in places
    if found and found != council:  # two councils of one name: never the one that was not there
        assert year is None or not (council.existed_in(year) and not found.existed_in(year))


def test_every_name_of_every_council_in_any_spelling_is_its_own(resolver: CouncilResolver) -> None:
    """With the year of the council, no name leads to another; shared names are asked about."""
    strayed, unknown = [], set()
    for council in resolver.councils:
        year = council.ended_on.year - 1 if council.ended_on else 2026
        for name in resolver.names(council):
            for spelled in [spell(name) for spell in SPELLINGS] + [f"The {name}", f"{name}.", f" {name}  Council"]:
                match = resolver.resolve(spelled, year=year)
                if match.council not in (None, council):
                    strayed.append((spelled, year, match.council.slug))
                elif match.council is None and spelled == name:
                    unknown.add(name)
    assert strayed == []
    assert unknown == {"Newcastle"}


def test_without_a_year_a_shared_name_means_the_council_of_today(resolver: CouncilResolver) -> None:
    for council in resolver.councils:
        for name in resolver.names(council):
            found = resolver.resolve(name).council
            assert found in (None, council) or (council.ended_on and not found.ended_on), name


def test_codes_slugs_and_former_codes_are_their_own(resolver: CouncilResolver) -> None:
    for council in resolver.councils:
        for code in filter(None, [council.gss_code, *council.former_codes]):
            assert resolver.resolve(code.lower()).council == council
        found = resolver.resolve(council.slug).council  # a slug that is also a name is read as the name
        assert found == council or key(council.slug) in {key(name) for name in resolver.names(found)}


@pytest.mark.parametrize("say", ["City of {}", "{} Borough Council", "{} District Council", "{} City Council",
                                 "{} County Council", "{} CC", "London Borough of {}"])  # fmt: skip
def test_a_kind_put_to_a_name_finds_that_council_or_none(resolver: CouncilResolver, say: str) -> None:
    for council in resolver.councils:
        year = council.ended_on.year - 1 if council.ended_on else 2026
        assert resolver.resolve(say.format(council.short_name), year=year).council in (None, council)


@given(name=st.text(max_size=60), year=st.none() | st.integers(0, 3000))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered(resolver: CouncilResolver, name: str, year: int | None) -> None:
    match = resolver.resolve(name, year=year)

    assert match.reason
    assert len(match.suggestions) <= 5


@pytest.mark.django_db
def test_ten_thousand_names_cost_three_queries(django_assert_num_queries) -> None:
    load(read_fixture())
    with django_assert_num_queries(3):
        resolver = Council.objects.resolver()
        for number in range(10_000):
            resolver.resolve(("Croydon", "Dorset County Council", f"Nowhere {number}")[number % 3], year=2015)


@pytest.mark.django_db
def test_resolving_from_the_manager_looks_only_among_its_councils() -> None:
    load(read_fixture())

    assert Council.objects.resolve("London Borough of Croydon", year=2015).council == Council.objects.get(
        slug="croydon"
    )
    assert Council.objects.current().resolve("Forest Heath").council is None


def read_fixture():
    from django.conf import settings as django_settings

    return read(django_settings.BASE_DIR / FIXTURE)
