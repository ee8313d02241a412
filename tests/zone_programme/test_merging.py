"""Fields in braces: what is filled in, what goes, and what an officer is told of a field that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zone_programme.merging import FIELDS, fields_in, merge, unknown_fields


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("Dear {name},", "Dear Ann,"),
        ("Dear { name },", "Dear Ann,"),
        ("{name} and {name}", "Ann and Ann"),
        ("Before\n\n{reason}\n\nafter", "Before\n\nafter"),
        ("Before\n\n{reason} {reason}\n\n\n\nafter", "Before\n\nafter"),
        ("{nothing} here", "{nothing} here"),
        ("{title}", "A {name} in braces, 100%"),
        ("Braces {} and { stay", "Braces {} and { stay"),
    ],
)
def test_merging(text: str, merged: str) -> None:
    values = {"name": "Ann", "reason": "", "title": "A {name} in braces, 100%"}
    assert merge(text, values) == merged


def test_fields_that_are_none_are_named_once() -> None:
    text = "{name}, {nmae} of {council} and {nmae}"
    assert (fields_in(text), unknown_fields(text)) == (["name", "nmae", "council"], ["nmae", "council"])


@given(st.text())
def test_any_text_survives(text: str) -> None:
    values = dict.fromkeys(FIELDS, "x")
    assert not unknown_fields(merge(text, values)) or unknown_fields(text)
