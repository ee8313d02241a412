"""Storing a draft, and writing one paragraph of it anew. What a draft says is the generators' business."""

import datetime
import re
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from board_reports import inline
from board_reports.document import Person
from board_reports.drafting import blank, portfolio, programme_plan, strategy, update, zone_report
from board_reports.drafting.brief import Brief, Choices, resolve
from board_reports.drafting.paper import DraftedBlock, DraftedFigure, Paper
from board_reports.models import (
    Block,
    Board,
    ConfirmedNumber,
    Contact,
    Contribution,
    FigureUse,
    Meeting,
    Report,
)
from innovation_db.history import acting
from innovation_db.history.words import day
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

WRITERS: dict[str, Callable[[Paper], None]] = {
    Report.Type.UPDATE: update.write,
    Report.Type.ZONE: zone_report.write,
    Report.Type.PLAN: programme_plan.write,
    Report.Type.STRATEGY: strategy.write,
    Report.Type.PORTFOLIO: portfolio.write,
    Report.Type.BLANK: blank.write,
}


def written(brief: Brief) -> Paper:
    """Return the draft that the data make now; nothing is stored. Raises `RefusedError` where there is no subject."""
    paper = Paper(brief)
    WRITERS[brief.kind](paper)
    return paper


@transaction.atomic
def draft(
    *, kind: str, board: Board, meeting: Meeting, by: User, choices: Choices | None = None,
    contacts: Sequence[Person] = (), today: datetime.date | None = None,
) -> Report:  # fmt: skip
    """Write a complete first draft for a meeting and return it. Without `contacts`, whoever drafts is the contact.

    Raises `RefusedError` where there is one of this kind for this meeting already, or no subject for it. A blank one
    may be drafted as often as one likes.
    """
    if kind not in WRITERS:
        raise RefusedError(f"“{kind}” is no kind of report. Choose one of {', '.join(WRITERS)}.")
    if meeting.board_id != board.pk:
        raise RefusedError("That is a meeting of another board.")
    Meeting.objects.select_for_update().get(pk=meeting.pk)  # of two who draft the same, the second is told
    there = Report.objects.filter(kind=kind, meeting=meeting).first()
    if there is not None and kind != Report.Type.BLANK:
        raise RefusedError(
            f"There is one for {day(meeting.date)} already, “{there.title}”. Write its paragraphs anew, or remove it."
        )
    chosen = choices or Choices()
    brief = resolve(kind, board, meeting, chosen, today=today or timezone.localdate())
    paper = written(brief)
    title = chosen.title or paper.title
    with acting(user=by, reason="Drafted from data"):
        report = Report.objects.create(
            board=board, meeting=meeting, kind=kind, title=title, slug=_slug(title, meeting.date),
            purpose=paper.purpose, summary=paper.summary, recommendations="\n".join(paper.recommendations),
            action=paper.action, previous=brief.previous, drafted_from=_kept(chosen, paper),
        )  # fmt: skip
        Contact.objects.bulk_create(
            Contact(report=report, name=one.name, position=one.position, telephone=one.telephone, email=one.email)
            for one in contacts or [Person(by.name or by.email, by.job_title, "", by.email)]
        )
        FigureUse.objects.bulk_create(_use(report, one, one.key) for one in paper.used_figures())
        Block.objects.bulk_create(_block(report, place, one) for place, one in enumerate(paper.blocks, start=1))
        ConfirmedNumber.objects.bulk_create(
            ConfirmedNumber(report=report, block=one.source, number=one.number, source=one.origin)
            for one in paper.confirmed
        )
        if kind == Report.Type.PORTFOLIO:
            Contribution.objects.filter(pk__in=[one.pk for one in brief.contributions()]).update(used_in=report)
    return Report.objects.get(pk=report.pk)


@transaction.atomic
def redraft(
    *, report: Report, source: str, by: User, version: int | None = None, today: datetime.date | None = None
) -> Block:
    """Write one generated paragraph anew from the data of now, and leave everything else as it is. Return its block.

    `source` is `Block.source`; `version` that of the draft which `by` saw, where it matters. Raises
    `ChangedMeanwhileError`, and `RefusedError` where the report is no draft any more, the paragraph was removed from
    it, or the data have nothing to say there now.
    """
    row = (
        Report.objects.select_for_update(of=("self",)).select_related("board", "meeting", "previous").get(pk=report.pk)
    )
    if version is not None and row.version != version:
        raise ChangedMeanwhileError("Somebody changed the report meanwhile. Nothing of yours was done: look again.")
    if row.state != Report.State.DRAFT:
        raise RefusedError(f"It is {row.get_state_display().lower()} now.")
    block = row.blocks.filter(source=source).first() if source else None
    if block is None:
        raise RefusedError("That paragraph is not in the report any more, or was not drafted from data.")
    choices = Choices.from_json(row.drafted_from.get("choices", {}))
    brief = resolve(row.kind, row.board, row.meeting, choices, today=today or timezone.localdate(), report=row)
    paper = written(brief)
    fresh = next((one for one in paper.blocks if one.source == source), None)
    if fresh is None:
        raise RefusedError("The data have nothing to say there now. Remove the paragraph where it is not wanted.")
    with acting(user=by, reason="Drafted a paragraph anew"):
        _replace(row, block, fresh, paper)
    return block


def _replace(report: Report, block: Block, fresh: DraftedBlock, paper: Paper) -> None:
    """Give a block its new words, with the report's own keys for its figures; drop figures that no text names."""
    kept = {use.key: use for use in report.figures.all()}
    keys = _keys(report, kept, [one for one in paper.figures if one.key in _figures_of(fresh)])
    block.text, block.data = _renamed(fresh, keys)
    block.drafted = block.text
    block.save(update_fields=["text", "data", "drafted"])
    report.confirmed_numbers.filter(block=block.key).delete()
    ConfirmedNumber.objects.bulk_create(
        ConfirmedNumber(report=report, block=block.key, number=one.number, source=one.origin)
        for one in paper.confirmed if one.source == fresh.key
    )  # fmt: skip
    texts = [report.summary, report.recommendations, report.action]
    for one in report.blocks.all():
        texts += [one.text, *(str(cell) for row in one.data.get("rows", ()) for cell in row)]
        texts += [inline.figure(str(row[-1])) for row in one.data.get("rows", ()) if one.kind == "chart"]
    report.figures.exclude(key__in=inline.figures_in(texts)).delete()


def _keys(report: Report, kept: dict[str, FigureUse], wanted: list[DraftedFigure]) -> dict[str, str]:
    """Return the report's key for each figure of the fresh paragraph; figures that it does not have are added."""
    keys = {}
    last = max((int(key[1:]) for key in kept), default=0)
    for one in wanted:
        same = next((key for key, use in kept.items() if _same(use, one)), None)
        if same is None:
            last += 1
            same = f"f{last}"
            kept[same] = use = _use(report, one, same)
            use.save()
        keys[one.key] = same
    return keys


def _same(use: FigureUse, one: DraftedFigure) -> bool:
    return (
        use.definition == one.definition
        and use.arguments == one.arguments
        and use.qualifier == one.qualifier
        and use.stated == one.stated
        and use.baseline == one.baseline
        and use.style == one.style
        and use.with_noun == one.with_noun
    )


def _renamed(fresh: DraftedBlock, keys: dict[str, str]) -> tuple[str, dict[str, object]]:
    """Return the words and the data with the report's keys, all at once, so that no key is taken for another."""

    def name(notation: str) -> str:
        return re.sub(r"\[\[(f\d+)\]\]", lambda found: inline.figure(keys.get(found[1], found[1])), notation)

    data = dict(fresh.data)
    if "rows" in data:
        data["rows"] = [[name(cell) for cell in row] for row in data["rows"]]
    return name(fresh.text), data


def _figures_of(block: DraftedBlock) -> set[str]:
    return set(inline.figures_in([block.text, *(cell for row in block.data.get("rows", ()) for cell in row)]))


def _use(report: Report, one: DraftedFigure, key: str) -> FigureUse:
    return FigureUse(
        report=report, key=key, definition=one.definition, arguments=one.arguments, qualifier=one.qualifier.value,
        stated=one.stated, baseline=one.baseline, baseline_source=one.baseline_source, style=one.style.value,
        with_noun=one.with_noun,
    )  # fmt: skip


def _block(report: Report, place: int, one: DraftedBlock) -> Block:
    return Block(
        report=report, key=one.key, place=place, kind=one.kind.value, text=one.text, data=one.data,
        source=one.source, drafted=one.text,
    )  # fmt: skip


def _kept(choices: Choices, paper: Paper) -> dict[str, object]:
    """Return what the report keeps of how it was drafted, for its editor."""
    return {
        "choices": choices.as_json(),
        "since": paper.brief.since.isoformat(),
        "highlights": [
            {"text": one.text, "reason": one.reason, "address": one.address} for one in paper.highlights
        ],
    }  # fmt: skip


def _slug(title: str, date: datetime.date) -> str:
    """Return an address that no report has: "innovation-in-councils-2015-07-14", else with a number behind it."""
    base = f"{slugify(title)[:90].strip('-')}-{date.isoformat()}"
    taken = set(Report.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
