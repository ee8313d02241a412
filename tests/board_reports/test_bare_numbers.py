"""Typed numbers: which are counts that need a figure or a source, and which say something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.bare_numbers import find
from board_reports.figures import catalogue, registry

assert catalogue  # it fills the registry
NOUNS = sorted({one.many for one in registry.everything() if one.many})


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
        ("Over 2000 visits and 1950 councils were counted.", ["2000", "1950"]),
        ("2015 case studies, 2010 published case studies", ["2015", "2010"]),
        ("£2000 was saved, 2000 per cent, £2015 million", ["£2000", "2000 per cent", "£2015 million"]),
        ("nearly 2000, more than 1999.", ["2000", "1999"]),
        ("Over 2015 the Board met; about 2015 in all", []),
        ("the 2015 programme, 2015 conferences, the 2015 sessions, its 2014 councils", []),
        ("In 2015 councils came, since 2014 sessions were longer", []),
        ("Innovation Zone 2015, Innovation Zone 2015 sessions, Plan 2013-2014", []),
        ("A quarter of councils, a third of them, two thirds, three-quarters, one fifth",
         ["A quarter", "a third", "two thirds", "three-quarters", "one fifth"]),
        ("fell by a tenth, over a quarter came", ["a tenth", "a quarter"]),
        ("in the third quarter, a third party, for a third time, the third of July, a quarterly report", []),
        ("Twice as many, doubled, double the number, three times as many, tenfold",
         ["Twice", "doubled", "double", "three", "tenfold"]),
        ("a double-sided page, to do nothing twice, never done twice, to think twice", []),
        ("one in four councils, nine out of ten, 1 in 5, two in every three",
         ["one in four", "nine out of ten", "1 in 5", "two in every three"]),
    ],
)  # fmt: skip
def test_find(text: str, expected: list[str]) -> None:
    assert [one.text for one in find(text)] == expected


@given(st.integers(1000, 9999), st.sampled_from(["Over", "nearly", "more than", "some"]), st.sampled_from(NOUNS))
def test_a_count_of_something_is_found_whatever_year_it_looks_like(count: int, said: str, noun: str) -> None:
    assert [one.text for one in find(f"{said} {count} {noun} were there.")] == [str(count)]
    assert [one.text for one in find(f"{count} {noun} were there.")] == [str(count)]


@given(st.integers(1900, 2098), st.sampled_from(["Innovation Zone", "Plan", "the", "In", "since", "of July"]))
def test_a_year_is_none(year: int, before: str) -> None:
    for text in (f"{before} {year}", f"{before} {year} programme", f"{before} {year}-{year + 1}", f"{before} {year}."):
        assert find(text) == []


@given(st.text(max_size=80))
def test_places_are_those_of_the_text(text: str) -> None:
    assert all(text[one.start :].startswith(one.text) for one in find(text))
