"""Writing the words of a report as HTML: its figures as buttons, its references as links."""

import datetime
from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from board_reports import agenda, commenting, reading
from board_reports.commenting import Note, Notes
from board_reports.document import Block, Document, Span
from board_reports.models import Report
from board_reports.outputs import charts, parts

register = template.Library()


@register.simple_tag
def standing(report: Report) -> agenda.Standing | None:
    """Return where the report stands on an agenda. Costs two queries."""
    return agenda.of(report)


@register.filter
def words(spans: Iterable[Span]) -> SafeString:
    """Return the words; a figure opens what it was worked out from, on press and without JavaScript."""
    return format_html_join("", "{}", ((_span(span),) for span in spans))


@register.filter
def marked(spans: Iterable[Span]) -> SafeString:
    """Return the words as their editor sees them: figures are marked, references lead nowhere."""
    return format_html_join("", "{}", ((_marked(span),) for span in spans))


def _marked(span: Span) -> SafeString:
    if span.figure:
        return format_html('<mark class="chip" title="{}">{}</mark>', span.figure, span.text)
    if span.text.endswith(" is missing]"):
        return format_html('<strong class="missing">{}</strong>', span.text)
    return _span(Span(span.text, span.bold, span.italic))


def _span(span: Span) -> SafeString:
    text: str | SafeString = span.text
    if span.bold:
        text = format_html("<strong>{}</strong>", text)
    if span.italic:
        text = format_html("<em>{}</em>", text)
    if span.figure:
        return format_html(
            '<button type="button" class="figure-button" popovertarget="figure-{}">{}</button>', span.figure, text
        )
    if span.href:
        return format_html('<a href="{}">{}</a>', span.href, text)
    return format_html("{}", text)


@register.filter
def drawing(block: Block) -> SafeString | str:
    """Return the picture of a chart, which its table follows; nothing where there is nothing to draw."""
    return charts.svg(block.chart, parts.chart_title(block)) if block.chart and block.chart.rows else ""


@register.filter
def taken_to(document: Document) -> str:
    """Return which board, on which day and as which item: “Improvement and Innovation Board, 14 July 2015, item 6”."""
    return ", ".join(filter(None, [document.board, parts.running(document)]))


@register.filter
def iso_day(date: str) -> str:
    """2015-07-14 → 14 July 2015."""
    return reading.day(date)


@register.filter
def iso_moment(moment: str) -> str:
    """2015-07-14T16:02+01:00 → 14 July 2015, 16:02."""
    when = datetime.datetime.fromisoformat(moment)
    return f"{reading.day(when.date())}, {when:%H:%M}"


@register.filter
def inside(label: str) -> str:
    """Return a figure's label as it reads within a sentence: a Zone keeps its capital."""
    return label if label.startswith("Zone") else label[:1].lower() + label[1:]


@register.filter
def at(notes: Notes, key: str) -> list[Note]:
    """Return the notes at the block of this key."""
    return notes.at.get(key, [])


@register.filter
def takes_notes(block: Block) -> bool:
    """Whether a note may stand at this block: not at headings and page breaks."""
    return block.kind in commenting.PLACES
