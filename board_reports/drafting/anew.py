"""Writing anew what was drafted from data: one paragraph, all that nobody touched, or only what was logged since.

An officer's own words stay. A paragraph that somebody wrote at is replaced only when they ask for it by itself, once
they have seen both texts.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from board_reports import document, editing, inline, reading
from board_reports.drafting.actions import confirmed_in_head, head_of, kept, use_contributions, written
from board_reports.drafting.brief import Choices, resolve
from board_reports.drafting.paper import Paper
from board_reports.drafting.rows import ADDED, CHANGED, REMOVED, Change, Rewriting
from board_reports.models import Block, ConfirmedNumber, Contribution, FigureUse, Report
from innovation_db.history import acting
from innovation_db.history.words import Piece, compare
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError


@dataclass(frozen=True)
class Difference:
    """A change as an officer reads it: both texts as they read, and what differs. None where there is no such text."""

    kind: str
    old: document.Block | None
    new: document.Block | None
    edited: bool
    pieces: list[Piece]


@dataclass(frozen=True)
class Anew:
    """One paragraph with the words that the data have for it now; `seen` and `fresh` are the marks of the two."""

    source: str
    seen: str
    fresh: str
    difference: Difference

    @property
    def same(self) -> bool:
        return self.seen == self.fresh


@dataclass(frozen=True)
class Looked:
    """What drafting a report anew would do; nothing is stored yet."""

    paper: Paper
    differences: list[Difference]


def look(*, report: Report, key: str, today: datetime.date | None = None) -> Anew:
    """Return one paragraph as it is and as it would be drafted now. Raises `RefusedError` where it cannot be."""
    rows = _rewriting(report, gathers=False, today=today)
    old, new = _pair(rows, key=key)
    [difference] = _differences(rows, [Change(CHANGED, old.source, old, new)])
    return Anew(old.source, editing.mark(old), editing.mark(new), difference)


def look_at_all(*, report: Report, choices: Choices | None = None, today: datetime.date | None = None) -> Looked:
    """Return what drafting all of it anew would do. Raises `RefusedError`."""
    rows = _rewriting(report, choices, today=today)
    return Looked(rows.paper, _differences(rows, rows.changes()))


@transaction.atomic
def redraft(
    *, report: Report, by: User, source: str = "", key: str = "", seen: str = "", fresh: str = "",
    today: datetime.date | None = None,
) -> Block:  # fmt: skip
    """Write one drafted paragraph anew from the data of now, and leave everything else as it is. Return its block.

    It is named by `Block.source` or by its key; `seen` and `fresh` are the marks of the two texts that `by` saw, where
    they matter. Raises `ChangedMeanwhileError`, and `RefusedError` where the report is no draft any more, the paragraph
    was removed from it, or the data have nothing to say there now.
    """
    row = _locked(report)
    rows = _rewriting(row, gathers=False, today=today)
    old, new = _pair(rows, source=source, key=key)
    if seen and seen != editing.mark(old):
        raise ChangedMeanwhileError("Somebody changed this paragraph while you were looking. Here is how it is now.")
    if fresh and fresh != editing.mark(new):
        raise ChangedMeanwhileError("The data have changed meanwhile. Here is what they say now.")
    with acting(user=by, reason="Drafted a paragraph anew"):
        _write(rows, [Change(CHANGED, old.source, old, new)])
    return new


@transaction.atomic
def draft_anew(
    *, report: Report, by: User, version: int | None = None, choices: Choices | None = None,
    today: datetime.date | None = None,
) -> list[Change]:  # fmt: skip
    """Write anew all that nobody touched: changed, added and removed paragraphs, and the head. Return what was done.

    What somebody wrote at stays, and what they removed. Raises `ChangedMeanwhileError` where the report is no longer
    of the `version` that `by` saw, and `RefusedError`.
    """
    row = _locked(report, version)
    rows = _rewriting(row, choices, today=today)
    changes = [one for one in rows.changes() if one.kind in (CHANGED, ADDED, REMOVED)]
    with acting(user=by, reason="Drafted anew from data"):
        _write(rows, changes)
        _write_head(rows)
        use_contributions(row, rows.paper.brief)
    return changes


@transaction.atomic
def add_contributions(*, report: Report, by: User, today: datetime.date | None = None) -> int:
    """Put what was logged since the draft into it, at its place, and return how many items. Raises `RefusedError`."""
    row = _locked(report)
    rows = _rewriting(row, today=today)
    new = [one for one in rows.paper.brief.contributions() if one.used_in_id is None]
    if not new:
        raise ChangedMeanwhileError("Nothing new is logged any more: somebody added it before you.")
    changes = [one for one in rows.changes() if one.kind == ADDED or one.source == "contribution.none"]
    with acting(user=by, reason="Added what was logged since the draft"):
        _write(rows, changes)
        Report.objects.filter(pk=row.pk).update(drafted_from=kept(rows.paper, rows))
        use_contributions(row, rows.paper.brief)
    return len(new)


def new_contributions(report: Report) -> list[Contribution]:
    """Return what was logged and is in no report yet, for a portfolio holder's report that is still a draft."""
    if report.kind != Report.Type.PORTFOLIO or report.state != Report.State.DRAFT or not report.drafted_from:
        return []
    until = report.meeting.date if report.meeting else None
    return list(Contribution.objects.new_for(report.board, until=until))


def _locked(report: Report, version: int | None = None) -> Report:
    row: Report = (
        Report.objects.select_for_update(of=("self",)).select_related("board", "meeting", "previous").get(pk=report.pk)
    )
    if version is not None and row.version != version:
        raise ChangedMeanwhileError("Somebody changed the report meanwhile. Nothing of yours was done: look again.")
    return row


def _rewriting(
    report: Report, choices: Choices | None = None, *, gathers: bool = True, today: datetime.date | None = None
) -> Rewriting:
    """Return the report with its draft of now, by other choices than it was drafted with where there are some."""
    if report.state != Report.State.DRAFT:
        raise RefusedError(f"It is {report.get_state_display().lower()} now.")
    chosen = choices or Choices.from_json(report.drafted_from.get("choices", {}))
    brief = resolve(
        report.kind, report.board, report.meeting, chosen,
        today=today or timezone.localdate(), report=report, gathers=gathers,
    )  # fmt: skip
    return Rewriting(report, written(brief), report.blocks.all(), report.figures.all())


def _pair(rows: Rewriting, *, source: str = "", key: str = "") -> tuple[Block, Block]:
    old = next((one for one in rows.blocks if one.source and (one.source == source or one.key == key)), None)
    if old is None:
        raise RefusedError("That paragraph is not in the report any more, or was not drafted from data.")
    new = rows.fresh(old)
    if new is None:
        raise RefusedError("The data have nothing to say there now. Remove the paragraph where it is not wanted.")
    return old, new


def _differences(rows: Rewriting, changes: list[Change]) -> list[Difference]:
    """Return changes as they read, the figures of both texts worked out now."""
    new = {one.new.key: one.new for one in changes if one.new}
    after = rows.order_with(
        [one.new for one in changes if one.kind == ADDED and one.new],
        without=[one.old for one in changes if one.kind == REMOVED and one.old],
    )
    uses = list(rows.uses.values())
    then = {one.key: one for one in reading.made_of(rows.report, rows.blocks, uses, ()).blocks}
    now = {
        one.key: one for one in reading.made_of(rows.report, [new.get(one.key, one) for one in after], uses, ()).blocks
    }
    found = []
    for one in changes:
        old = then[one.old.key] if one.old else None
        made = now[one.new.key] if one.new else None
        pieces = compare(old.text, made.text) if old and made and not old.table else []
        found.append(Difference(one.kind, old, made, bool(one.old and one.old.edited), pieces))
    return found


def _write(rows: Rewriting, changes: Iterable[Change]) -> None:
    """Store the changes with their figures and the sources of their numbers; drop figures that no text names now."""
    changes = list(changes)
    report = rows.report
    named_before = set(
        inline.figures_in(
            str(text) for one in changes if one.old
            for text in (one.old.text, *(cell for row in one.old.data.get("rows", ()) for cell in row))
        )
    )  # fmt: skip
    removed = [one.old for one in changes if one.kind == REMOVED and one.old]
    changed = [one.new for one in changes if one.kind == CHANGED and one.new]
    added = [one.new for one in changes if one.kind == ADDED and one.new]
    order = rows.order_with(added, without=removed)
    Block.objects.filter(pk__in=[one.pk for one in removed]).delete()
    Block.objects.bulk_update(changed, ["text", "data", "drafted"])
    if added:
        _make_room(order)
        Block.objects.bulk_create(added)
    report.confirmed_numbers.filter(block__in=[one.key for one in [*removed, *changed]]).delete()
    ConfirmedNumber.objects.bulk_create(rows.confirmed([*changed, *added]))
    _store_figures(rows, named_before)


def _make_room(order: list[Block]) -> None:
    """Give new blocks places between their neighbours; where there is no room, give every block another place."""
    places = [one.place for one in order]
    for at, one in enumerate(order):
        if one.pk is None:
            high = next((other.place for other in order[at + 1 :] if other.pk), None)
            low = order[at - 1].place if at else 0
            one.place = low + editing.GAP if high is None else (low + high) // 2
    if any(one.place >= other.place for one, other in pairwise(order)):
        for at, one in enumerate(order, start=1):
            one.place = at * editing.GAP
    moved = [one for one, before in zip(order, places, strict=True) if one.pk and one.place != before]
    Block.objects.bulk_update(moved, ["place"])


def _write_head(rows: Rewriting) -> None:
    """Write the parts of the head that nobody touched; a title that stands stays."""
    report, before = rows.report, rows.report.drafted_from.get("head", {})
    for name, words in head_of(rows.paper).items():
        if getattr(report, name) in ("", before.get(name)):
            setattr(report, name, rows.words(words))
            report.confirmed_numbers.filter(block=name).delete()
            ConfirmedNumber.objects.bulk_create(
                one for one in confirmed_in_head(report, rows.paper) if one.block == name
            )
    if not report.drafted_from:
        report.previous = rows.paper.brief.previous
    report.drafted_from = kept(rows.paper, rows)
    report.save(update_fields=["summary", "recommendations", "action", "previous", "drafted_from"])
    _store_figures(rows, set(inline.figures_in(before.values())))


def _store_figures(rows: Rewriting, named_before: set[str]) -> None:
    used = editing.used_figures(Report.objects.get(pk=rows.report.pk)) | set(
        inline.figures_in([rows.report.summary, rows.report.recommendations, rows.report.action])
    )
    FigureUse.objects.bulk_create(use for use in rows.new_uses if use.key in used and use.pk is None)
    FigureUse.objects.filter(report=rows.report, key__in=named_before - used).delete()
