"""What makes two case studies similar, and how it is said."""

from hypothesis import given
from hypothesis import strategies as st

from case_studies.similarity import LikeCouncil, Traits, compare, rank, words

LEEDS = LikeCouncil(1, "Leeds", "metropolitan", 800_000, "yorkshire-and-the-humber")
BRADFORD = LikeCouncil(2, "Bradford", "metropolitan", 540_000, "yorkshire-and-the-humber")
MENDIP = LikeCouncil(3, "Mendip", "district", 116_000, "south-west")
STUDY = Traits(1, "Missed bins reported by telephone in Leeds", themes={1: "Digital"}, councils=(LEEDS,))


def test_reasons_are_said_strongest_first() -> None:
    other = Traits(2, "No more missed bins", themes={1: "Digital"}, councils=(BRADFORD,))
    assert compare(STUDY, other, neighbours=()).reasons == (
        "also about missed and bins",
        "same theme: Digital",
        "council of the same kind and similar size",
    )


def test_statistical_neighbours_count_more_than_kind_and_size() -> None:
    other = Traits(2, "Noise", themes={1: "Digital"}, councils=(BRADFORD,))
    assert compare(STUDY, other, neighbours={2}).reasons == (
        "same theme: Digital",
        "Bradford is statistically like Leeds",
    )


def test_without_a_shared_subject_nothing_is_similar() -> None:
    other = Traits(2, "Leeds sings", councils=(LEEDS,))
    assert compare(STUDY, other, neighbours={1}).score == 0


def test_the_name_of_the_council_and_everyday_words_are_no_subject() -> None:
    assert words("A new council service for the people") == frozenset()
    assert compare(STUDY, Traits(2, "Libraries in Leeds", councils=(MENDIP,)), neighbours=()).score == 0


traits = st.builds(
    Traits,
    id=st.integers(2, 30),
    title=st.sampled_from(["Missed bins", "Telephone calls", "Noise", ""]),
    themes=st.dictionaries(st.integers(1, 3), st.just("Theme"), max_size=3),
    councils=st.lists(st.sampled_from([LEEDS, BRADFORD, MENDIP]), unique=True).map(tuple),
    completeness=st.sampled_from(["summary", "partial", "full"]),
)


@given(st.lists(traits, unique_by=lambda one: one.id, max_size=12), st.randoms())
def test_the_order_never_depends_on_the_order_of_candidates(candidates: list[Traits], chance: object) -> None:
    alike = [compare(STUDY, one, neighbours={2}) for one in candidates]
    ranked = rank(alike, limit=5)
    chance.shuffle(alike)  # type: ignore[attr-defined]
    assert rank(alike, limit=5) == ranked
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    assert all(1 <= len(one.reasons) <= 3 for one in ranked)
