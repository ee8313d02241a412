"""A chart of a report as SVG, the same in the page, in PDF and (as pixels) in Word.

A picture only: whoever shows one shows its numbers as a table too. It has attributes and no styles, so that the
site's Content-Security-Policy lets it into a page.
"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from board_reports.document import Chart
from board_reports.outputs.parts import line

INK, HEATHER, HAIR, QUIET = "#1d1330", "#4a2574", "#d9d2e3", "#57516a"
FONT = "'Source Sans 3', 'Source Sans', Arial, sans-serif"
WIDTH = 680
TEXT = 16
ROW, BAR = 40, 24  # of a bar chart
LABELS, VALUES = 240, 110  # left of the bars and right of the longest
LINE_HEIGHT = 300
_LETTER = 7.6  # how wide a letter of this size is, or a little more
_DOTS = 5
_GRID = 4


class Point(NamedTuple):
    label: str
    number: Decimal | None
    words: str


def described(chart: Chart, title: str) -> str:
    """Return what stands for the picture to those who cannot see it."""
    kind = "Line chart" if _is_line(chart) else "Bar chart"
    return f"{kind}: {line(title) or 'no title'}. The table after it has the numbers."


def svg(chart: Chart, title: str) -> SafeString:
    """Return the drawing; `title` is the chart's, for its description."""
    points = [Point(line(label), _number(number), line(words)) for label, number, words in chart.rows]
    draw = _line if _is_line(chart) else _bars
    height, shapes = draw(points)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}"'
        ' font-family="{}" font-size="{}" fill="{}">{}</svg>',
        WIDTH, height, WIDTH, height, described(chart, title), FONT, TEXT, INK,
        format_html_join("", "{}", ((shape,) for shape in shapes)),
    )  # fmt: skip


def _is_line(chart: Chart) -> bool:
    """Whether it is drawn as a line, which needs two points."""
    return chart.kind == "line" and len(chart.rows) > 1


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _bars(points: list[Point]) -> tuple[int, list[SafeString]]:
    """Draw a bar for each point, one below the other, from a line at nought."""
    known = [point.number for point in points if point.number is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    length = WIDTH - LABELS - VALUES
    scale = float(length) / float(high - low) if high > low else 0.0
    nought = LABELS + float(-low) * scale
    shapes: list[SafeString] = []
    for at, point in enumerate(points):
        top = at * ROW + (ROW - BAR) / 2
        middle = at * ROW + ROW / 2
        shapes += _label(point.label, middle)
        end = nought
        if point.number is not None:
            size = abs(float(point.number)) * scale
            start = nought - size if point.number < 0 else nought
            end = max(nought, start + size)
            shapes.append(_rectangle(start, top, size, BAR))
        words, fill = (point.words, INK) if point.number is not None else ("not known", QUIET)
        shapes.append(_text(end + 8, middle + 5.5, words, weight="600", fill=fill))
    height = max(len(points), 1) * ROW
    shapes.append(_path(f"M{nought:.1f} 0V{height}"))
    return height, shapes


def _label(label: str, middle: float) -> list[SafeString]:
    """Write a label in one line or two, ending left of the bars."""
    lines = _broken(label, int((LABELS - 14) / _LETTER), 2)
    first = middle + 5.5 - (len(lines) - 1) * 9
    return [_text(LABELS - 12, first + at * 18, one, anchor="end") for at, one in enumerate(lines)]


def _broken(label: str, letters: int, most: int) -> list[str]:
    """Break a label into at most so many lines; what does not fit ends in an ellipsis, and is whole in the table."""
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += " …"
    return [one if len(one) <= letters else f"{one[: letters - 1].rstrip(' …')}…" for one in kept]


def _line(points: list[Point]) -> tuple[int, list[SafeString]]:
    """Draw a line from point to point, with its values above it, over a grid that begins at nought."""
    known = [point.number for point in points if point.number is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    left, right, top, bottom = 48, WIDTH - 48, 40, LINE_HEIGHT - 56
    scale = float(bottom - top) / float(high - low) if high > low else 0.0
    nought = bottom - float(-low) * scale
    step = (right - left) / (len(points) - 1)
    lines = [top + (bottom - top) * at / _GRID for at in range(_GRID + 1)]
    shapes = [_path(f"M0 {across:.1f}H{WIDTH}", stroke=HAIR, width=1) for across in lines]
    shapes.append(_path(f"M0 {nought:.1f}H{WIDTH}"))
    places = [
        (left + at * step, nought - float(point.number) * scale) if point.number is not None else None
        for at, point in enumerate(points)
    ]
    drawn, pen = "", "M"
    for place in places:  # a gap where a number is not known
        drawn += f"{pen}{place[0]:.1f} {place[1]:.1f}" if place else ""
        pen = "L" if place else "M"
    shapes.append(_path(drawn, stroke=HEATHER, width=3))
    letters = max(int((step - 8) / _LETTER), 3)
    for at, (point, place) in enumerate(zip(points, places, strict=True)):
        across = left + at * step
        if place:
            dot = format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', *map(_at, place), _DOTS, HEATHER)
            shapes.append(dot)
            shapes.append(_text(place[0], place[1] - 12, point.words, anchor="middle", weight="600"))
        for below, one in enumerate(_broken(point.label, letters, 2)):
            shapes.append(_text(across, bottom + 24 + below * 18, one, anchor="middle"))
    return LINE_HEIGHT, shapes


def _rectangle(x: float, y: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', _at(x), _at(y), _at(width), _at(height), HEATHER
    )


def _path(drawn: str, *, stroke: str = INK, width: float = 1.5) -> SafeString:
    return format_html('<path d="{}" fill="none" stroke="{}" stroke-width="{}"/>', drawn, stroke, width)


def _text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "400", fill: str = INK) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-weight="{}" fill="{}">{}</text>',
        _at(x), _at(y), anchor, weight, fill, words,
    )  # fmt: skip


def _at(place: float) -> str:
    return f"{place:.1f}"
