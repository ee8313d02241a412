"""The numbers of paragraphs, by the rules that the Board's papers follow."""

import re

from hypothesis import given
from hypothesis import strategies as st

from board_reports.numbering import Kind, numbers


def numbered(*kinds: Kind) -> list[str]:
    found = numbers(enumerate(kinds))
    return [found[place].text if place in found else "" for place in range(len(kinds))]


def test_paragraphs_run_on_through_headings_and_those_below_begin_again() -> None:
    kinds = [
        Kind.HEADING, Kind.PARAGRAPH, Kind.HEADING, Kind.SUBHEADING, Kind.PARAGRAPH, Kind.SUBPARAGRAPH,
        Kind.SUBPARAGRAPH, Kind.TABLE, Kind.SUBPARAGRAPH, Kind.PARAGRAPH, Kind.SUBPARAGRAPH,
    ]  # fmt: skip
    assert numbered(*kinds) == ["", "1", "", "", "2", "2.1", "2.2", "", "2.3", "3", "3.1"]


def test_a_subparagraph_with_nothing_above_it_counts_as_a_paragraph() -> None:
    assert numbered(Kind.SUBPARAGRAPH, Kind.SUBPARAGRAPH) == ["1", "1.1"]
    assert numbered(Kind.PARAGRAPH, Kind.HEADING, Kind.SUBPARAGRAPH) == ["1", "", "2"]


def test_appendices_are_counted_by_themselves() -> None:
    kinds = [Kind.PARAGRAPH, Kind.APPENDIX, Kind.TEXT, Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.APPENDIX, Kind.PARAGRAPH]
    assert numbered(*kinds) == ["1", "Appendix 1", "", "A1", "A1.1", "Appendix 2", "B1"]


@given(st.lists(st.sampled_from(Kind), max_size=60))
def test_numbers_never_repeat_and_never_skip(kinds: list[Kind]) -> None:
    found = numbers(enumerate(kinds))
    assert len({number.text for number in found.values()}) == len(found)
    main = [int(number.text) for number in found.values() if re.fullmatch(r"\d+", number.text)]
    assert main == list(range(1, len(main) + 1))
    numbered_kinds = {Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.APPENDIX}
    assert set(found) == {place for place, kind in enumerate(kinds) if kind in numbered_kinds}
