"""Making the document of a report: a draft with its figures as they are now, a published one as it was frozen.

What a document is, is `document.py`; what a figure is worth, `figures/`.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from board_reports import audience, comparing, document, inline, notations, typed_numbers
from board_reports.document import Document, Span, Words
from board_reports.figures import registry
from board_reports.figures.qualifiers import Qualifier, holds, phrase
from board_reports.figures.registry import ParameterKind, WrongArgumentsError
from board_reports.figures.wording import Style, Unit, beginning, counted, written
from board_reports.models import Activity, Block, Board, Contact, FigureUse, Report, Version, WorkPlan
from board_reports.numbering import Kind, Number, numbers
from case_studies.models import CaseStudy, Council, Outcome, Programme, ServiceArea, Theme
from innovation_db.history.words import day as in_words
from zone_programme.models import Session

_NAMED: dict[ParameterKind, Any] = {
    ParameterKind.THEME: Theme,
    ParameterKind.SERVICE_AREA: ServiceArea,
    ParameterKind.PROGRAMME: Programme,
    ParameterKind.BOARD: Board,
    ParameterKind.PLAN: WorkPlan,
    ParameterKind.CASE_STUDY: CaseStudy,
}
_CHOICES: dict[ParameterKind, Any] = {
    ParameterKind.REGION: Council.Region,
    ParameterKind.COUNCIL_KIND: Council.Kind,
    ParameterKind.BASIS: Outcome.Basis,
    ParameterKind.EVIDENCE: CaseStudy.Evidence,
    ParameterKind.STATUS: Activity.Status,
}
_ABOUT = {
    ParameterKind.ZONE: "the Innovation Zone of {name}",
    ParameterKind.PATH: "the page {name}",
    ParameterKind.REGION: "councils in {name}",
    ParameterKind.COUNCIL_KIND: "councils of the kind {name}",
    ParameterKind.BASIS: "amounts of the basis {name}",
    ParameterKind.BOARD: "the {name}",
    ParameterKind.PLAN: "the {name}",
    ParameterKind.CASE_STUDY: "“{name}”",
    ParameterKind.STATUS: "those with the status “{name}”",
}
type Titles = Mapping[tuple[str, str], tuple[str, str]]  # (kind, target) → (title, address)


def draft(report: Report, *, rows: bool = False) -> Document:
    """Return the report as it would read now. `rows` brings what was counted, as for a version.

    Costs eight queries and at most three for each figure.
    """
    prefetch_related_objects([report], "blocks", "figures", "contacts", "confirmed_numbers")
    return made_of(report, report.blocks.all(), report.figures.all(), report.contacts.all(), rows=rows)


def made_of(
    report: Report, blocks: Iterable[Block], uses: Iterable[FigureUse], contacts: Iterable[Contact], *,
    rows: bool = False,
) -> Document:  # fmt: skip
    """Return how these blocks would read in the report; none of it needs to be in the database."""
    blocks = list(blocks)
    numbered = numbers((block.key, Kind(block.kind)) for block in blocks)
    figures = {use.key: figure(use, rows=rows) for use in uses}
    titles = _titles(_references(report, blocks))
    resolve = _Resolver(figures, numbered, titles).words
    item = getattr(report, "agenda_item", None)
    previous = report.previous if report.previous and audience.may_name(report, report.previous) else None
    read = tuple(_block(block, numbered, resolve, figures) for block in blocks)
    return Document(
        title=report.title,
        board=report.board.name,
        board_slug=report.board.slug,
        slug=report.slug,
        kind=report.kind,
        purpose=f"{report.get_purpose_display()}." if report.purpose else "",
        summary=resolve(report.summary),
        recommendations=tuple(resolve(line) for line in report.recommendations.splitlines() if line.strip()),
        action=resolve(report.action),
        contacts=tuple(document.Person(one.name, one.position, one.telephone, one.email) for one in contacts),
        date=report.meeting.date.isoformat() if report.meeting else "",
        item=str(item.number) if item else "",
        previous_title=previous.title if previous else "",
        previous_slug=previous.slug if previous else "",
        restricted=report.restricted,
        restricted_reason=report.restricted_reason,
        restricted_to=report.restricted_to,
        review_on=report.restriction_review_on.isoformat() if report.restriction_review_on else "",
        about_the_figures=report.about_the_figures,
        blocks=read,
        figures=tuple(figures.values()),
        given=_given(report, read),
    )


def published(report: Report) -> Document | None:
    """Return the report as its newest published version froze it; None where there is none. Costs a query."""
    content = Version.objects.published().filter(report=report).newest_first().values_list("content", flat=True).first()
    return document.from_json(content) if content else None


def figure(use: FigureUse, *, rows: bool = False, pinned: bool = True) -> document.Figure:
    """Return the figure as it stands: as it was pinned where it was, and `pinned` is wanted, else as it is now.

    It never fails: a definition that is gone, or an argument that names what is not there any more, is its `problem`.
    """
    definition = registry.find(use.definition)
    if pinned and use.pinned_at is not None and use.pinned:
        kept = document.figure_from_json(use.pinned)
        return kept if rows else replace(kept, rows=())
    if definition is None:
        return _unknown(use, f"There is no figure “{use.definition}” any more.")
    try:
        number, counted_rows = _worked_out(definition, use.arguments, rows=rows)
    except WrongArgumentsError as wrong:
        return _unknown(use, str(wrong), definition)
    now, compared = timezone.now(), comparing.of_use(use)
    unknown = "It is not known: nothing was counted." if number is None else ""
    return document.Figure(
        key=use.key,
        definition_key=definition.key,
        label=definition.label,
        definition=definition.definition,
        revision=definition.revision,
        unit=definition.unit.value,
        number="" if number is None else _as_text(number),
        value=written(number, definition.unit, Style.DIGITS),
        phrase=_phrase(use, number, definition, compared.number),
        at=timezone.localtime(now).isoformat(timespec="minutes"),
        arguments=dict(use.arguments),
        about=about(definition, use.arguments),
        window=window(definition, use.arguments, now),
        holds=holds(Qualifier(use.qualifier), number, **use.said | {"baseline": compared.number}),
        problem=unknown or compared.problem,
        baseline="" if compared.number is None else _as_text(compared.number),
        baseline_source=compared.source,
        compared_with=use.compared_with,
        rows=counted_rows,
    )


def _worked_out(
    definition: registry.Definition, arguments: Mapping[str, Any], *, rows: bool
) -> tuple[Decimal | None, tuple[registry.Row, ...]]:
    """Return the number and what was counted, of one moment: somebody may publish between the two queries."""
    value = definition.value(arguments)
    if not rows:
        return value.number, ()
    while True:
        listed = tuple(value.listed())
        again = definition.value(arguments)
        if again.number == value.number:
            return value.number, listed
        value = again


def _unknown(use: FigureUse, problem: str, definition: registry.Definition | None = None) -> document.Figure:
    """Return a figure that cannot be worked out."""
    unit = definition.unit if definition else Unit.COUNT
    return document.Figure(
        key=use.key,
        definition_key=use.definition,
        label=definition.label if definition else use.definition,
        definition=definition.definition if definition else "",
        revision=definition.revision if definition else 0,
        unit=unit.value,
        number="",
        value=written(None, unit),
        phrase=_phrase(use, None, definition),
        at=timezone.localtime().isoformat(timespec="minutes"),
        arguments=dict(use.arguments),
        holds=False,
        problem=problem,
        baseline="" if use.baseline is None else _as_text(use.baseline),
        baseline_source="" if use.compared_with else use.baseline_source,
        compared_with=use.compared_with,
    )


def _phrase(
    use: FigureUse, number: Decimal | None, definition: registry.Definition | None, compared: Decimal | None = None
) -> str:
    """Return the words that stand in the text, with what is counted where the officer wants that."""
    unit = definition.unit if definition else Unit.COUNT
    words = phrase(Qualifier(use.qualifier), number, unit, Style(use.style), **use.words | {"baseline": compared})
    if not use.with_noun or definition is None or not definition.many:
        return words
    return f"{words} {counted(use.stated if use.stated is not None else number or 0, definition.one, definition.many)}"


def window(definition: registry.Definition, arguments: Mapping[str, Any], at: datetime.datetime) -> str:
    """Return the window in words, "" where the figure has none."""
    if not any(one.kind is ParameterKind.DATE for one in definition.parameters):
        return ""
    since, until = arguments.get("since"), arguments.get("until") or timezone.localtime(at).date().isoformat()
    return f"from {day(since)} to {day(until)}" if since else f"until {day(until)}"


def about(definition: registry.Definition, arguments: Mapping[str, Any]) -> str:
    """Return what a figure was narrowed to, in words: "theme Digital, the Innovation Zone of 2015"."""
    parts = []
    for parameter in definition.parameters:
        given = arguments.get(parameter.name)
        if given not in (None, "") and parameter.kind is not ParameterKind.DATE:
            name = _name(parameter.kind, given)
            parts.append(_ABOUT.get(parameter.kind, "{kind} {name}").format(kind=parameter.kind, name=name))
    return ", ".join(parts)


def _name(kind: ParameterKind, given: Any) -> str:
    """Return what readers call an argument: the name of a theme, the label of a region."""
    if kind in _NAMED:
        return str(_NAMED[kind].objects.filter(slug=given).first() or given)
    choices = _CHOICES.get(kind)
    return str(dict(choices.choices).get(given, given)) if choices else str(given)


def day(date: str | datetime.date | None) -> str:
    """Return "14 July 2015"."""
    if not date:
        return ""
    return in_words(datetime.date.fromisoformat(date) if isinstance(date, str) else date)


def _as_text(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _references(report: Report, blocks: Iterable[Block]) -> list[inline.Reference]:
    texts = [report.summary, report.recommendations, report.action]
    for block in blocks:
        texts += notations.of_block(block.kind, block.text, block.data)
    return [span for text in texts for span in inline.parse(text) if isinstance(span, inline.Reference)]


def _given(report: Report, blocks: Iterable[document.Block]) -> tuple[document.Given, ...]:
    """Return the typed numbers with their sources, in the order of the text."""
    if report.pk is None or not report.confirmed_numbers.all():
        return ()
    places, heading = {}, ""
    for block in blocks:
        if block.kind in (Kind.PART, Kind.HEADING, Kind.SUBHEADING, Kind.APPENDIX):
            heading = block.text
        if block.kind is Kind.APPENDIX:
            places[block.key] = block.number
        elif block.table:
            places[block.key] = f"the table “{block.table.caption}”" if block.table.caption else "a table"
        else:
            places[block.key] = f"paragraph {block.number}" if block.number else f"under “{heading}”"
    found = [
        document.Given(one.said, places.get(one.block, one.block), one.block if one.block in places else "", one.source)
        for one in typed_numbers.find(report) if one.source
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _titles(references: Iterable[inline.Reference]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return titles and addresses of the case studies and sessions that are named. Costs at most two queries."""
    cases = {one.target for one in references if one.kind == "case"}
    sessions = {one.target for one in references if one.kind == "session"}
    found = {}
    if cases:
        for slug, title in CaseStudy.objects.published().filter(slug__in=cases).values_list("slug", "title"):
            found["case", slug] = (title, f"/case-studies/{slug}/")
    if sessions:
        slugs = {target.partition("/")[2] for target in sessions}
        rows = Session.objects.filter(slug__in=slugs).values_list("zone__year", "slug", "title")
        for year, slug, title in rows:
            found["session", f"{year}/{slug}"] = (title, f"/zone/{year}/sessions/{slug}/")
    return found


class _Resolver:
    """Turns the notation of a report's words into the words that are read."""

    def __init__(self, figures: Mapping[str, document.Figure], numbered: Mapping[str, Number], titles: Titles) -> None:
        self.figures, self.numbered, self.titles = figures, numbered, titles

    def words(self, notation: str, *, sentences: bool = True) -> Words:
        """Return the words; a cell of a table is no sentence, so a number in it keeps its digits."""
        spans: list[Span] = []
        for one in inline.parse(notation):
            span = self._span(one)
            if span.figure and _begins_sentence(document.plain(spans)):
                text = beginning(span.text) if sentences else span.text[:1].upper() + span.text[1:]
                span = Span(text, span.bold, span.italic, span.href, span.figure)
            spans.append(span)
        return tuple(spans)

    def _span(self, one: inline.Span) -> Span:
        if isinstance(one, inline.Text):
            return Span(one.text, one.bold, one.italic, one.href)
        if isinstance(one, inline.FigureMark):
            known = self.figures.get(one.key)
            text = known.phrase if known else f"[figure {one.key} is missing]"
            return Span(text, one.bold, one.italic, figure=one.key if known else "")
        if one.kind == "paragraph":
            number = self.numbered.get(one.target)
            text = number.text if number else "[paragraph is missing]"
            text = text if number is None or text.startswith("Appendix") else f"paragraph {text}"
            return Span(text, one.bold, one.italic, f"#{one.target}" if number else "")
        title, address = self.titles.get((one.kind, one.target), (f"[{one.kind} {one.target} is missing]", ""))
        return Span(title, one.bold, one.italic, address)


def _begins_sentence(before: str) -> bool:
    return not before.strip() or (before.rstrip()[-1:] in ".!?" and before[-1:].isspace())


def _block(
    block: Block, numbered: Mapping[str, Number], resolve: Any, figures: Mapping[str, document.Figure]
) -> document.Block:
    number = numbered.get(block.key)
    table = picture = chart = None
    if block.kind == Kind.TABLE:
        columns = tuple(document.plain(resolve(str(name), sentences=False)) for name in block.data.get("columns", ()))
        rows = tuple(tuple(resolve(str(cell), sentences=False) for cell in row) for row in block.data.get("rows", ()))
        table = document.Table(document.plain(resolve(str(block.data.get("caption", "")))), columns, rows)
    elif block.kind == Kind.IMAGE:
        adorns = bool(block.data.get("decorative"))
        alt = "" if adorns else str(block.data.get("alt", ""))
        picture = document.Picture(str(block.data.get("url", "")), alt, adorns)
    elif block.kind == Kind.CHART:
        known = [(label, figures[key]) for label, key in block.data.get("rows", ()) if key in figures]
        rows_of = tuple((str(label), one.number, one.value) for label, one in known)
        chart = document.Chart(str(block.data.get("chart", "bar")), document.plain(resolve(block.text)), rows_of)
    return document.Block(
        key=block.key,
        kind=Kind(block.kind),
        words=resolve(block.text),
        number=number.text if number else "",
        level=number.level if number else 1,
        table=table,
        picture=picture,
        chart=chart,
    )
