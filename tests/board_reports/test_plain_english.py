"""Suggestions of plain English, from words alone."""

import pytest

from board_reports import plain_english, tables

LONG = " ".join(["word"] * 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("Cllr. Peter Fleming spoke. So did Dr. Smith.", ["Cllr. Peter Fleming spoke.", "So did Dr. Smith."]),
        ("It cost £1.5 million. £2 million came back.", ["It cost £1.5 million.", "£2 million came back."]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert plain_english.sentences(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([f"{LONG}."], []),
        ([f"{LONG} more."], ["A sentence of 31 words: “word word word word word word word word …” Make two of it."]),
        (["The DCLG said so.", "DCLG again."], ["Say in full what DCLG is where it comes first: “full name (DCLG)”."]),
        (["The Department for Communities (DCLG) said so.", "DCLG again."], []),
        (["The “Department for Communities” – (the “DCLG”) said so."], []),
        (["(DCLG) said so."], ["Say in full what DCLG is where it comes first: “full name (DCLG)”."]),
        (["DCLG (the Department for Communities) said so."], []),
        (["The LGA and the NHS."], []),
        (["SMEs and an SME."], ["Say in full what SME is where it comes first: “full name (SME)”."]),
        (["INNOVATION"], []),
    ],
)
def test_suggestions(texts: list[str], expected: list[str]) -> None:
    found = plain_english.suggestions(((str(n), text) for n, text in enumerate(texts)), 30)
    assert [one.sentence for one in found] == expected


@pytest.mark.parametrize(("words", "sides"), [(0, 1), (450, 1), (451, 2), (1_801, 5)])
def test_sides(words: int, sides: int) -> None:
    assert plain_english.sides(words, 450) == sides


def test_a_table_goes_into_lines_and_back() -> None:
    rows = [["Council", "What | why"], ["Leeds", ""], ["", "Data"]]
    assert tables.from_lines(tables.as_lines(rows)) == rows
