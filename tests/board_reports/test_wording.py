"""How figures read, and whether what is said about them is true."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.figures.qualifiers import COMPARING, Qualifier, holds, phrase, suggested
from board_reports.figures.wording import Style, Unit, beginning, written
from innovation_db.history.words import listed


@pytest.mark.parametrize(
    ("value", "unit", "style", "expected"),
    [
        (0, Unit.COUNT, Style.HOUSE, "no"),
        (1, Unit.COUNT, Style.HOUSE, "one"),
        (10, Unit.COUNT, Style.HOUSE, "ten"),
        (11, Unit.COUNT, Style.HOUSE, "11"),
        (6, Unit.COUNT, Style.DIGITS, "6"),
        (2724, Unit.COUNT, Style.HOUSE, "2,724"),
        (Decimal(370000000000), Unit.MONEY, Style.HOUSE, "£370 billion"),
        (Decimal(1250000), Unit.MONEY, Style.HOUSE, "£1.25 million"),
        (Decimal("950.5"), Unit.MONEY, Style.HOUSE, "£950.50"),
        (Decimal("79.5"), Unit.PER_CENT, Style.HOUSE, "80 per cent"),
        (Decimal("4.25"), Unit.SCORE, Style.HOUSE, "4.3"),
        (None, Unit.COUNT, Style.HOUSE, "not known"),
    ],
)
def test_written(value: Decimal | None, unit: Unit, style: Style, expected: str) -> None:
    assert written(value, unit, style) == expected


def test_listed() -> None:
    assert [listed(list("abc")[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("qualifier", "value", "stated", "expected"),
    [
        (Qualifier.OVER, 2724, 2724, False),
        (Qualifier.OVER, 2725, 2724, True),
        (Qualifier.AT_LEAST, 2724, 2724, True),
        (Qualifier.NEARLY, 50, 50, False),
        (Qualifier.NEARLY, 45, 50, True),
        (Qualifier.NEARLY, 44, 50, False),
        (Qualifier.ALMOST, 47, 50, False),
        (Qualifier.ALMOST, 48, 50, True),
        (Qualifier.UNDER, 50, 50, False),
        (Qualifier.OVER, 3, None, False),
    ],
)
def test_a_rounded_number_is_checked(qualifier: Qualifier, value: int, stated: int | None, expected: bool) -> None:
    given_number = None if stated is None else Decimal(stated)
    assert holds(qualifier, Decimal(value), stated=given_number) is expected


def test_a_comparison_is_checked_against_its_baseline() -> None:
    assert holds(Qualifier.MORE_THAN_HALF, Decimal(7), baseline=Decimal(12))
    assert not holds(Qualifier.MORE_THAN_HALF, Decimal(6), baseline=Decimal(12))
    assert holds(Qualifier.UP_FROM, Decimal(102), baseline=Decimal(40))
    assert not holds(Qualifier.UP_FROM, Decimal(40), baseline=Decimal(40))
    assert not holds(Qualifier.UP_FROM, Decimal(40))


def test_phrases() -> None:
    value, forty = Decimal(102), Decimal(40)
    assert phrase(Qualifier.EXACTLY, value) == "102"
    assert phrase(Qualifier.OVER, value, stated=Decimal(100)) == "over 100"
    assert phrase(Qualifier.UP_FROM, value, baseline=forty) == "up from 40 to 102"
    assert phrase(Qualifier.ADDED_TO, value, baseline=forty) == "102 added to 40"
    last_year = {"stated": Decimal(100), "baseline": forty}
    assert phrase(Qualifier.ADDED_TO, value, **last_year, whose="last year’s") == "over 100 added to last year’s 40"
    assert holds(Qualifier.ADDED_TO, value, **last_year)
    assert not holds(Qualifier.ADDED_TO, Decimal(100), **last_year)
    assert phrase(Qualifier.MORE_THAN_HALF, Decimal(7), baseline=Decimal(12)) == "more than half of 12"


@given(st.integers(min_value=0, max_value=10**9))
def test_what_is_suggested_is_true_and_shorter(value: int) -> None:
    found = suggested(Decimal(value))
    if found is not None:
        qualifier, stated = found
        assert qualifier not in COMPARING
        assert holds(qualifier, Decimal(value), stated=stated)
        assert len(str(int(stated)).rstrip("0")) <= len(str(value))


def test_suggestions() -> None:
    assert suggested(Decimal(103)) == (Qualifier.OVER, Decimal(100))
    assert suggested(Decimal(49)) == (Qualifier.NEARLY, Decimal(50))
    assert suggested(Decimal(2725)) == (Qualifier.OVER, Decimal(2700))
    assert suggested(Decimal(12)) is None
    assert suggested(Decimal(100)) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [("16 case studies", "Sixteen case studies"), ("42", "Forty-two"), ("20", "Twenty"), ("126", "126"),
     ("16.5", "16.5"), ("16 per cent", "Sixteen per cent"), ("over 50", "Over 50")],
)  # fmt: skip
def test_no_sentence_begins_with_a_digit_below_a_hundred(words: str, found: str) -> None:
    assert beginning(words) == found


@pytest.mark.parametrize(("value", "said"), [(126, None), (128, (Qualifier.NEARLY, 130)), (49, (Qualifier.NEARLY, 50))])
def test_nearly_is_proposed_only_close_below(value: int, said: object) -> None:
    assert suggested(Decimal(value)) == said
