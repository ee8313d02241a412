"""The notation of a block's words: what each mark means, and that any text can be written in it."""

from hypothesis import given
from hypothesis import strategies as st

from board_reports.inline import FigureMark, Reference, Text, escape, figures_in, parse, plain


def test_marks() -> None:
    assert parse("**Over** [[f1]] councils, see _[[paragraph:b2]]_ or [the map](https://example.org/map).") == [
        Text("Over", bold=True),
        Text(" "),
        FigureMark("f1"),
        Text(" councils, see "),
        Reference("paragraph", "b2", italic=True),
        Text(" or "),
        Text("the map", href="https://example.org/map"),
        Text("."),
    ]


def test_what_is_no_mark_stands_for_itself() -> None:
    for text in ("2 * 3 ** 4", "a_b_c", "_ alone", "[words](javascript:alert)", "[[f]]", '#read("/etc/passwd")', "**"):
        assert plain(parse(text), str) == text
        assert all(isinstance(span, Text) and not span.bold and not span.italic for span in parse(text)), text


def test_figures_each_once_in_order() -> None:
    assert figures_in(["[[f2]] of [[f1]]", r"\[[f9]] [[f2]]"]) == ["f2", "f1"]


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse(escape(text)) == ([Text(text)] if text else [])


@given(st.text(alphabet="ab *_[]f1", max_size=40))
def test_nothing_typed_is_an_error_or_lost(text: str) -> None:
    words = plain(parse(text), lambda span: f"[[{span.key}]]" if isinstance(span, FigureMark) else "")
    assert [one for one in words if one not in "*_"] == [one for one in text if one not in "*_"]
