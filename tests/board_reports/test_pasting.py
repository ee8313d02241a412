"""Pasting: which numbers in front are those of paragraphs, which are figures and stay; and what headings become."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board_reports.pasting import from_html, from_text


def html(text: str) -> list[str]:
    return [one[1] for one in from_html(text)]


def lines(text: str) -> list[str]:
    return [one[1] for one in from_text(text)]


STAY = [
    "2.5 million people live in the area.",
    "2.5 Million people live in the area.",
    "10.5 per cent of visits",
    "4.2 of 5 was the mean score",
    "4.2 Leeds",
    "1.5 FTE officers",
    "12 councils came.",
    "40. of them came",
    "3.5) of 5",
    "100 Councils came",
    "2015. The year",
    "£2.5 million",
    "1.5",
    "40",
    "2.1.",
]


@pytest.mark.parametrize("text", STAY)
def test_a_figure_in_front_stays(text: str) -> None:
    assert html(f"<p>{text}</p>") == html(f"<ul><li>{text}</li></ul>") == lines(text) == [text]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1. The Board met.", ["The Board met."]),
        ("2.1. The Board met.", ["The Board met."]),
        ("2.1\tMembers agreed.", ["Members agreed."]),
        ("2.1\tText", ["Text"]),
        ("(3) Councils came.", ["Councils came."]),
        ("a) first", ["first"]),
        ("Background\n12. The Zone was lively.", ["Background", "The Zone was lively."]),
        ("2.1 Councils\n2.2 Members", ["Councils", "Members"]),
        ("• 2.5 million people", ["2.5 million people"]),
        ("2.1 The Board met.", ["The Board met."]),
        ("1. apples\n2. pears", ["apples", "pears"]),
        ("1. 40 councils came\n2. £5 was paid", ["40 councils came", "£5 was paid"]),
        ("1. One\n1.1 Leeds came\n1.2 York came\n2. Two", ["One", "Leeds came", "York came", "Two"]),
        ("Leeds\n4.2\tLeeds\n3.9\tYork", ["Leeds", "4.2 Leeds", "3.9 York"]),
        ("2.1\tLeeds\t40", ["2.1 Leeds 40"]),
        ("1.1 Leeds came\n2.5 million people\n1.2 York came", ["Leeds came", "2.5 million people", "York came"]),
        (
            "The number of councils that came to the Innovation Zone this year was over\n40. Some came twice.",
            ["The number of councils that came to the Innovation Zone this year was over", "40. Some came twice."],
        ),
    ],
)
def test_the_number_of_a_line_goes(text: str, kept: list[str]) -> None:
    assert lines(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<p class=MsoListParagraph><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span>2.5 million</p>",
         ["2.5 million"]),
        ("<p>2.1<span style='mso-tab-count:1'>      </span>Members agreed.</p>", ["Members agreed."]),
        ("<p>2.1&nbsp;&nbsp;&nbsp;&nbsp; Members agreed.</p>", ["Members agreed."]),
        ("<p>2.5&nbsp;million&nbsp;people</p>", ["2.5 million people"]),
        ("<h2>2.1 Costs</h2><p>2.4 Leeds</p>", ["Costs", "2.4 Leeds"]),
        ("<h2>2.5 million visits</h2>", ["2.5 million visits"]),
        ("<p>1. <b>Bold</b> and [more]</p>", [r"**Bold** and \[more\]"]),
        ("<ol><li>4.2 of 5</li></ol>", ["4.2 of 5"]),
    ],
)  # fmt: skip
def test_the_number_of_a_pasted_paragraph_goes(text: str, kept: list[str]) -> None:
    assert html(text) == kept


# --- For any text -----------------------------------------------------------------------------------------------------

WORDS = st.text("abcdefgh", min_size=1, max_size=6)
SENTENCES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
DECIMALS = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(lambda two: f"{two[0]}.{two[1]}")


@given(st.lists(st.tuples(DECIMALS, SENTENCES), min_size=1, max_size=6))
@example([("2.5", "million"), ("2.6", "million")])
def test_a_decimal_before_a_small_letter_is_never_lost(parts: list[tuple[str, str]]) -> None:
    texts = [f"{number} {words}" for number, words in parts]
    assert lines("\n".join(texts)) == texts
    assert html("".join(f"<p>{one}</p>" for one in texts)) == texts


@st.composite
def outlines(draw: st.DrawFn) -> list[str]:
    """Paragraph numbers as a document has them: 1, 1.1, 1.2, 2, 2.1 …, of up to three steps."""
    found = [[1]]
    for _ in range(draw(st.integers(1, 12))):
        steps = found[-1]
        depth = draw(st.integers(0, min(len(steps), 2)))
        found.append([*steps, 1] if depth == len(steps) else [*steps[:depth], steps[depth] + 1])
    return [".".join(map(str, one)) for one in found]


@given(outlines(), st.sampled_from([". ", ".\t", ") "]), st.data())
def test_numbers_in_sequence_all_go(numbers: list[str], sign: str, data: st.DataObject) -> None:
    words = [data.draw(SENTENCES) for _ in numbers]
    assert lines("\n".join(f"{number}{sign}{said}" for number, said in zip(numbers, words, strict=True))) == words


@given(st.lists(st.text("0123456789.)(\t £%abAB", max_size=12), max_size=6))
def test_nothing_but_one_number_or_bullet_in_front_is_ever_lost(texts: list[str]) -> None:
    there = [" ".join(one.split()) for one in "\n".join(texts).splitlines() if one.strip()]
    for before, after in zip(there, lines("\n".join(texts)), strict=True):
        gone = before.removesuffix(after)
        assert before.endswith(after)
        assert after
        assert gone.strip().count(" ") == 0


# --- Headings ---------------------------------------------------------------------------------------------------------


def headings(text: str, *, parts: bool = False) -> list[str]:
    return [str(kind) for kind, _, _ in from_html(text, parts=parts)]


@pytest.mark.parametrize(
    ("pasted", "kinds"),
    [
        ("<h1>A</h1><h2>B</h2>", ["heading", "subheading"]),
        ("<h2>A</h2><h3>B</h3><h2>C</h2>", ["heading", "subheading", "heading"]),
        ("<h1>A</h1><h3>B</h3>", ["heading", "subheading"]),
        ("<h1>A</h1><h2>B</h2><h3>C</h3>", ["heading", "subheading", "subheading"]),
        ("<h3>A</h3><h4>B</h4>", ["heading", "subheading"]),
        ("<h2>B</h2><h1>A</h1>", ["subheading", "heading"]),
        ("<h1>A</h1>", ["heading"]),
        ("<h2>A</h2>", ["heading"]),
        ("<h3>A</h3>", ["subheading"]),
        ("<p class=MsoHeading1>A</p><p class=MsoHeading2>B</p>", ["heading", "subheading"]),
    ],
)
def test_the_shallowest_heading_leads(pasted: str, kinds: list[str]) -> None:
    assert headings(pasted) == kinds


@pytest.mark.parametrize(
    ("pasted", "kinds"),
    [
        ("<h1>INNOVATION</h1><h2>Zone</h2><h3>Themes</h3>", ["part", "heading", "subheading"]),
        ("<h1>INNOVATION</h1><h2>Zone</h2>", ["part", "heading"]),
        ("<h1>Innovation</h1><h2>Zone</h2><h3>Themes</h3>", ["part", "heading", "subheading"]),
        ("<h1>Zone</h1><h2>Themes</h2>", ["heading", "subheading"]),
        ("<h3>Themes</h3>", ["subheading"]),
    ],
)
def test_a_portfolio_holders_report_has_parts_above(pasted: str, kinds: list[str]) -> None:
    assert headings(pasted, parts=True) == kinds
