"""Charts of a report as SVG: what they draw, for whoever sees them and whoever does not."""

import re
from typing import Any

import pytest
from lxml import etree

from board_reports.document import Chart
from board_reports.outputs.charts import svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(kind: str, *rows: tuple[str, str, str], title: str = "Stories") -> Any:
    return etree.fromstring(str(svg(Chart(kind, title, rows), title)))


def words(drawing: Any) -> list[str]:
    return [one.text for one in drawing.iter(f"{SVG}text")]


def test_bars_are_as_long_as_their_numbers() -> None:
    drawing = drawn("bar", ("Digital", "40", "40"), ("Ageing", "10", "10"), ("Health", "", "not known"))
    lengths = [float(one.get("width")) for one in drawing.iter(f"{SVG}rect")]
    assert lengths == [330.0, 82.5]
    assert words(drawing) == ["Digital", "40", "Ageing", "10", "Health", "not known"]
    assert drawing.get("aria-label") == "Bar chart: Stories. The table after it has the numbers."
    assert drawing.get("role") == "img"


def test_bars_below_nought_go_the_other_way() -> None:
    up, down = drawn("bar", ("Up", "30", "30"), ("Down", "-10", "−10")).iter(f"{SVG}rect")
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")), abs=0.2)


def test_a_line_has_a_gap_where_a_number_is_not_known() -> None:
    drawing = drawn("line", ("May", "1", "1"), ("June", "3", "3"), ("July", "", "?"), ("August", "2", "2"))
    lines = [one.get("d") for one in drawing.iter(f"{SVG}path") if one.get("stroke-width") == "3"]
    assert [len(re.findall("[ML]", line)) for line in lines] == [3]
    assert re.sub(r"[^ML]", "", lines[0]) == "MLM"
    assert len(list(drawing.iter(f"{SVG}circle"))) == 3


@pytest.mark.parametrize("kind", ["bar", "line", "pie"])
@pytest.mark.parametrize(
    "rows",
    [(), (("One", "1", "1"),), (("Nought", "0", "0"), ("", "", "")), (("x", "1e400", "∞"), ("y", "NaN", ""))],
    ids=["none", "one", "nought", "no numbers"],
)
def test_odd_numbers_draw_something(kind: str, rows: tuple[tuple[str, str, str], ...]) -> None:
    assert drawn(kind, *rows).tag == f"{SVG}svg"


def test_a_line_through_one_point_is_a_bar_and_called_so() -> None:
    drawing = drawn("line", ("May", "1", "1"))
    assert len(list(drawing.iter(f"{SVG}rect"))) == 1
    assert drawing.get("aria-label").startswith("Bar chart: Stories.")


def test_words_are_words_and_long_ones_are_cut() -> None:
    label = '<script>alert("x")</script> ' + "very long words " * 9
    drawing = drawn("bar", (label, "1", "1"), title='"><script>')
    assert not list(drawing.iter(f"{SVG}script"))
    assert words(drawing)[0].startswith("<script>")
    assert words(drawing)[1].endswith("…")
    assert not [one for one in drawing.iter() if one.get("style") or one.get("onload")]
