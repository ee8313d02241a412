"""Typed numbers: which are counts that need a figure or a source, and which say something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.bare_numbers import find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Over 50 councils showed 2,724 visits.", ["50", "2,724"]),
        ("Savings of £1.5 million, up 12 per cent or 12%.", ["£1.5 million", "12 per cent", "12%"]),
        ("Twelve stories and two pieces every two months", ["Twelve", "two", "two"]),
        ("twenty-one of one hundred and five", ["twenty-one", "hundred and five"]),
        ("Held on 2 and 3 July 2013, then 30 June to 2 July 2015.", []),
        ("from 23 March 2015 to 14th July", []),
        ("in 2013-14, 2014 to 2016 and July 2015", []),
        ("at 11.00 on 14 July 2015, until 5pm or 17:30", []),
        ("Call 020 7664 3000 or +44 20 7664 3000.", []),
        ("see paragraphs 2.1 and 3, Appendix 1, item 6 and Day 2", []),
        ("One of these, for one day, one-to-one", []),
        ("half of them", ["half"]),
        ("2,015 people in 2015", ["2,015"]),
        ("Postcode NG12 5AB", ["5"]),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    assert [one.text for one in find(text)] == expected


@given(st.text(max_size=80))
def test_places_are_those_of_the_text(text: str) -> None:
    assert all(text[one.start :].startswith(one.text) for one in find(text))
