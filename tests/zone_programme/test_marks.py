"""Marks: one review's weighted mean, the median and spread of several, and how a list is sorted by them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zone_programme.marks import HIGHEST, LOWEST, Summary, one_place, summary, weighted_mean

scores = st.dictionaries(st.integers(1, 6), st.integers(LOWEST, HIGHEST), min_size=1)
weights = st.dictionaries(st.integers(1, 6), st.integers(0, 10))
marks = st.lists(st.fractions(min_value=LOWEST, max_value=HIGHEST, max_denominator=30))


@pytest.mark.parametrize(
    ("given_scores", "by_weight", "mark"),
    [
        pytest.param({1: 5, 2: 2}, {1: 1, 2: 1}, Fraction(7, 2), id="equal weights"),
        pytest.param({1: 5, 2: 2}, {1: 2, 2: 1}, Fraction(4), id="one counts twice"),
        pytest.param({1: 5}, {1: 1, 2: 9}, Fraction(5), id="a criterion without a score"),
        pytest.param({1: 5, 3: 0}, {1: 1}, Fraction(5), id="a score without a criterion"),
        pytest.param({1: 5}, {1: 0}, None, id="nothing counts"),
        pytest.param({}, {1: 1}, None, id="nothing scored"),
    ],
)
def test_the_mark_of_one_review(given_scores: dict[int, int], by_weight: dict[int, int], mark: Fraction | None) -> None:
    assert weighted_mean(given_scores, by_weight) == mark


@given(scores, weights)
def test_a_mark_lies_between_its_scores(given_scores: dict[int, int], by_weight: dict[int, int]) -> None:
    counted = [score for criterion, score in given_scores.items() if by_weight.get(criterion)]
    mark = weighted_mean(given_scores, by_weight)
    assert (mark is None) == (not counted)
    assert mark is None or min(counted) <= mark <= max(counted)


@given(scores, weights, st.integers(2, 9))
def test_only_the_ratio_of_weights_counts(given_scores: dict[int, int], by_weight: dict[int, int], factor: int) -> None:
    larger = {criterion: weight * factor for criterion, weight in by_weight.items()}
    assert weighted_mean(given_scores, larger) == weighted_mean(given_scores, by_weight)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param([], (0, None, None), id="no reviews"),
        pytest.param([None], (0, None, None), id="a review without a mark"),
        pytest.param([Fraction(3)], (1, Fraction(3), Fraction(0)), id="one"),
        pytest.param([Fraction(1), Fraction(4)], (2, Fraction(5, 2), Fraction(3)), id="two"),
        pytest.param([Fraction(5), Fraction(1), Fraction(2)], (3, Fraction(2), Fraction(4)), id="three"),
    ],
)
def test_median_and_spread(of: list[Fraction | None], expected: tuple[int, Fraction | None, Fraction | None]) -> None:
    found = summary(of)
    assert (found.reviews, found.median, found.spread) == expected


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_reviews_says_nothing(of: list[Fraction], chance: object) -> None:
    shuffled = list(of)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert summary(shuffled) == summary(of)


@given(marks.filter(bool))
def test_half_the_reviewers_are_on_each_side_of_the_median(of: list[Fraction]) -> None:
    found = summary(of)
    assert found.median is not None
    assert found.spread is not None
    assert 2 * sum(mark <= found.median for mark in of) >= len(of) <= 2 * sum(mark >= found.median for mark in of)
    assert all(abs(mark - found.median) <= found.spread for mark in of)


def test_higher_then_more_agreed_upon_then_unscored() -> None:
    agreed, disputed = summary([Fraction(3)] * 2), summary([Fraction(1), Fraction(5)])
    best, worst, unscored = summary([Fraction(4)]), summary([Fraction(0)]), Summary(0)
    in_order = [best, agreed, disputed, worst, unscored]
    assert sorted([unscored, worst, disputed, agreed, best], key=lambda one: one.order) == in_order


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (None, ""),
        (Fraction(0), "0.0"),
        (Fraction(10, 3), "3.3"),
        (Fraction(17, 4), "4.3"),  # 4.25: halves go up
        (Fraction(499, 100), "5.0"),
    ],
)
def test_a_mark_as_people_read_it(mark: Fraction | None, text: str) -> None:
    assert one_place(mark) == text
