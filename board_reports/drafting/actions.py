"""Storing a first draft. What it says is the generators' business, and writing anew what was drafted `anew.py`'s."""

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from board_reports import reading
from board_reports.document import Document, Person
from board_reports.drafting import blank, portfolio, programme_plan, strategy, update, zone_report
from board_reports.drafting.brief import Brief, Choices, resolve
from board_reports.drafting.paper import Paper
from board_reports.drafting.rows import Rewriting
from board_reports.editing import GAP
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
from innovation_db.refusals import RefusedError

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


def previewed(paper: Paper) -> Document:
    """Return how a draft would read; nothing is stored."""
    brief = paper.brief
    report = Report(
        board=brief.board, meeting=brief.meeting, kind=brief.kind, title=brief.choices.title or paper.title,
        purpose=paper.purpose, previous=brief.previous,
    )  # fmt: skip
    rows = Rewriting(report, paper)
    report.summary, report.action = rows.words(paper.summary), rows.words(paper.action)
    report.recommendations = rows.words("\n".join(paper.recommendations))
    blocks = [one.new for one in rows.changes() if one.new]
    return reading.made_of(report, blocks, rows.uses.values(), ())


def refuse_a_second(kind: str, meeting: Meeting, title: str) -> None:
    """Raise `RefusedError` where the meeting has a report of this kind, and the new one has no `title` of its own.

    Of blank ones there may be many.
    """
    there = Report.objects.filter(kind=kind, meeting=meeting).first()
    if there is None or kind == Report.Type.BLANK:
        return
    titles = {one.casefold() for one in Report.objects.filter(meeting=meeting).values_list("title", flat=True)}
    if not title or title.casefold() in titles:
        raise RefusedError(
            f"There is one for {day(meeting.date)} already, “{there.called_elsewhere}”. "
            "Draft its paragraphs anew, or give this one a title of its own."
        )


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
    chosen = choices or Choices()
    refuse_a_second(kind, meeting, chosen.title)
    brief = resolve(kind, board, meeting, chosen, today=today or timezone.localdate())
    paper = written(brief)
    title = chosen.title or paper.title
    with acting(user=by, reason="Drafted from data"):
        report = Report.objects.create(
            board=board, meeting=meeting, kind=kind, title=title, slug=_slug(title, meeting.date),
            purpose=paper.purpose, previous=brief.previous,
        )  # fmt: skip
        rows = Rewriting(report, paper)
        for name, words in head_of(paper).items():
            setattr(report, name, rows.words(words))
        blocks = [one.new for one in rows.changes() if one.new]
        for place, block in enumerate(blocks, start=1):
            block.place = place * GAP
        report.drafted_from = kept(paper, rows)
        report.save(update_fields=["summary", "recommendations", "action", "drafted_from"])
        Contact.objects.bulk_create(
            Contact(report=report, name=one.name, position=one.position, telephone=one.telephone, email=one.email)
            for one in contacts or [Person(by.name or by.email, by.job_title, "", by.email)]
        )
        FigureUse.objects.bulk_create(rows.new_uses)
        Block.objects.bulk_create(blocks)
        ConfirmedNumber.objects.bulk_create(rows.confirmed(blocks) + confirmed_in_head(report, paper))
        use_contributions(report, brief)
    return Report.objects.get(pk=report.pk)


def head_of(paper: Paper) -> dict[str, str]:
    """Return what a draft says at the head of the report, by column."""
    return {
        "summary": paper.summary, "recommendations": "\n".join(paper.recommendations), "action": paper.action
    }  # fmt: skip


def confirmed_in_head(report: Report, paper: Paper) -> list[ConfirmedNumber]:
    return [
        ConfirmedNumber(report=report, block=one.source, number=one.number[:60], words=one.words,
                        source=one.origin)
        for one in paper.confirmed if one.source in head_of(paper)
    ]  # fmt: skip


def use_contributions(report: Report, brief: Brief) -> None:
    """Note that what was logged went into this report."""
    if brief.kind == Report.Type.PORTFOLIO:
        new = [one.pk for one in brief.contributions() if one.used_in_id is None]
        Contribution.objects.filter(pk__in=new).update(used_in=report)


def kept(paper: Paper, rows: Rewriting) -> dict[str, object]:
    """Return what the report keeps of how it was drafted, for its editor and for drafting it anew."""
    brief = paper.brief
    sources = dict.fromkeys([*rows.report.drafted_from.get("sources", ()), *(one.source for one in paper.blocks)])
    return {
        "choices": brief.choices.as_json(),
        "since": brief.since.isoformat(),
        "zone": brief.zone.year if brief.zone else None,
        "plan": brief.plan.slug if brief.plan else "",
        "sources": list(sources),
        "head": {name: rows.words(words) for name, words in head_of(paper).items()},
        "highlights": [
            {"key": one.key, "text": one.text, "reason": one.reason, "address": one.address}
            for one in paper.highlights
        ],
    }  # fmt: skip


def _slug(title: str, date: datetime.date) -> str:
    """Return an address that no report has: "innovation-in-councils-2015-07-14", else with a number behind it."""
    base = f"{slugify(title)[:90].strip('-')}-{date.isoformat()}"
    taken = set(Report.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
