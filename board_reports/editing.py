"""Writing at a report: its blocks and the words at its head, one at a time, so that two officers can write at once.

Every change locks the report. Words carry a mark of what their writer saw (`seen`), and are refused where somebody
else changed the same words meanwhile; other blocks are nobody's hindrance. Figures are in `figure_actions.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import transaction

from board_reports import inline, notations, tables, typed_numbers
from board_reports.models import Block, ConfirmedNumber, Report
from board_reports.numbering import Kind
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

HEAD = {"summary": "Summary", "recommendations": "Recommendations", "action": "Action"}
# Kinds that are words alone: one becomes another by a choice. The others keep their kind.
IN_WORDS = (
    Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.HEADING, Kind.SUBHEADING, Kind.PART, Kind.TEXT, Kind.APPENDIX,
)  # fmt: skip
CHARTS = {"bar": "Bars", "line": "A line from one to the next"}  # how a chart is drawn
GAP = 100  # between the places of two blocks, so that one between them moves no other
LONGEST = 20_000  # characters of one block
MOST_BLOCKS = 2_000


class Typed(NamedTuple):
    """A block as text boxes show it: its words, or the lines of a table or chart; and the caption of these two."""

    text: str
    caption: str = ""


class OvertakenError(ChangedMeanwhileError):
    """Somebody else changed the same words; `theirs` is what stands there now, `seen` its mark."""

    def __init__(self, theirs: Typed, seen: str) -> None:
        super().__init__("Somebody else changed these words while you were writing, so yours are not saved yet.")
        self.theirs, self.seen = theirs, seen


def typed(block: Block) -> Typed:
    """Return a block as its text boxes show it."""
    if block.kind == Kind.TABLE:
        rows = [block.data.get("columns", ()), *block.data.get("rows", ())]
        return Typed(tables.as_lines(rows) if any(rows) else "", str(block.data.get("caption", "")))
    if block.kind == Kind.CHART:
        return Typed(tables.as_lines(block.data.get("rows", ())), block.text)
    if block.kind == Kind.IMAGE:
        return Typed(block.text, str(block.data.get("alt", "")))
    return Typed(block.text)


def mark(thing: Block | str) -> str:
    """Return the mark of what somebody sees: another one as soon as these words, their kind or their table change."""
    what = [thing] if isinstance(thing, str) else [thing.kind, thing.text, thing.data]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def save(
    *,
    report: Report,
    where: str,
    seen: str,
    text: str,
    by: User,
    caption: str = "",
    kind: str = "",
    decorative: str | None = None,
    chart: str = "",
) -> Block | None:
    """Write the words of a block, or of the head (`where` is a block's key, or one of `HEAD`). Return the block.

    `decorative` says of a picture whether it only adorns ("yes") or shows something (""); None leaves that. `chart` is
    how a chart is drawn, "bar" or "line"; "" leaves that. Nothing is written where nothing changes. Raises
    `OvertakenError`, `ChangedMeanwhileError` when the block is gone, and `RefusedError`.
    """
    text = _clean(text)
    with _writing(report, by) as row:
        if where in HEAD:
            now = getattr(row, where)
            if now != text:
                _check(seen, mark(now), Typed(now))
                setattr(row, where, text)
                row.save(update_fields=[where])
            return None
        block = _block(row, where)
        before, mark_before = Typed(*typed(block)), mark(block)
        _write(block, Typed(text, _clean(caption).strip()), kind)
        if block.kind == Kind.IMAGE and decorative is not None:
            block.data = block.data | {"decorative": decorative == "yes"}
        if block.kind == Kind.CHART and chart:
            if chart not in CHARTS:
                raise RefusedError("A chart is drawn as bars or as a line: choose one of the two.")
            block.data = block.data | {"chart": chart}
        if mark(block) != mark_before:
            _check(seen, mark_before, before)
            block.save(update_fields=["kind", "text", "data"])
        return block


@transaction.atomic
def show(*, report: Report, where: str, seen: str, url: str, kind: Kind, by: User) -> None:
    """Let a block show the picture at `url`. Raises `OvertakenError`, `ChangedMeanwhileError`, `RefusedError`."""
    with _writing(report, by) as row:
        block = _block(row, where)
        _check(seen, mark(block), typed(block))
        if block.kind != kind:
            raise RefusedError("Only a picture’s own block shows one. Add a picture below and upload it there.")
        block.data = block.data | {"url": url}
        block.save(update_fields=["data"])


@transaction.atomic
def add(
    *, report: Report, after: str, by: User, blocks: Sequence[tuple[str, str, dict[str, Any]]], before: bool = False
) -> list[Block]:
    """Put new blocks (kind, text, data) after the block `after`, or before it; "" is the end. Return them.

    Raises `RefusedError`.
    """
    if any(kind not in Kind for kind, _, _ in blocks):
        raise RefusedError("Choose what kind of block it is to be.")
    with _writing(report, by) as row:
        there = list(row.blocks.all())
        if len(there) + len(blocks) > MOST_BLOCKS:
            raise RefusedError(f"A report has at most {MOST_BLOCKS:,} blocks: make it several reports.")
        at = next((n for n, one in enumerate(there) if one.key == after), len(there) - 1)
        at += 0 if before and there else 1
        low = there[at - 1].place if at > 0 else 0
        high = there[at].place if at < len(there) else low + GAP * (len(blocks) + 1)
        step = (high - low) // (len(blocks) + 1)
        if step == 0:
            _spread(there, room_at=at, room=len(blocks))
            low, step = at * GAP, GAP
        return Block.objects.bulk_create(
            Block(report=row, place=low + step * (n + 1), kind=kind, text=_clean(text), data=data)
            for n, (kind, text, data) in enumerate(blocks)
        )


@transaction.atomic
def move(*, report: Report, key: str, up: bool, by: User) -> None:
    """Let a block change places with the one above or below it; at the end it stays. Raises `RefusedError`."""
    with _writing(report, by) as row:
        there = list(row.blocks.all())
        at = next((n for n, one in enumerate(there) if one.key == key), None)
        if at is None:
            raise _gone()
        other = at - 1 if up else at + 1
        if 0 <= other < len(there):
            if there[at].place == there[other].place:
                _spread(there)
            there[at].place, there[other].place = there[other].place, there[at].place
            Block.objects.bulk_update([there[at], there[other]], ["place"])


@transaction.atomic
def delete(*, report: Report, key: str, seen: str, by: User) -> None:
    """Delete a block as its officer saw it; one that is gone is gone. Raises `OvertakenError`, `RefusedError`."""
    with _writing(report, by) as row:
        block = row.blocks.filter(key=key).first()
        if block is not None:
            _check(seen, mark(block), typed(block))
            block.delete()
            row.confirmed_numbers.filter(block=key).delete()


@transaction.atomic
def insert(*, report: Report, where: str, token: str, by: User, at: int | None = None, instead_of: str = "") -> None:
    """Put `token` (such as `[[f3]]`) into words: at a place, in place of a typed number, or at the end.

    Raises `ChangedMeanwhileError` when the words are gone, `RefusedError`.
    """
    with _writing(report, by) as row:
        if where in HEAD:
            setattr(row, where, _with(getattr(row, where), token, at, instead_of))
            row.save(update_fields=[where])
            return
        block = _block(row, where)
        now = typed(block)
        if block.kind == Kind.TABLE and instead_of and _typed_at(now.text, instead_of) is None:
            _write(block, now._replace(caption=_with(now.caption, token, None, instead_of)), "")
        elif block.kind == Kind.TABLE:
            _write(block, now._replace(text=_with(now.text, token, at, instead_of)), "")
        else:
            if block.kind == Kind.CHART and instead_of and _typed_at(block.text, instead_of) is None:
                raise RefusedError(f"“{instead_of}” is in a label of the chart: say where it comes from instead.")
            block.text = _with(block.text, token, at, instead_of)
        block.save(update_fields=["text", "data"])


@transaction.atomic
def confirm(*, report: Report, where: str, words: str, source: str, by: User) -> str:
    """Note where a typed number comes from, or say it anew; `words` are those of `TypedNumber`. Return the number.

    Raises `ChangedMeanwhileError` when other words stand there now, and `RefusedError`.
    """
    if not source.strip():
        raise RefusedError(f"Say where “{words}” comes from, so that anybody can check it.")
    with _writing(report, by) as row:
        found = next((one for one in typed_numbers.find(row) if (one.block, one.words) == (where, words)), None)
        if found is None:
            raise ChangedMeanwhileError(f"“{words}” is no longer in the text.")
        row.confirmed_numbers.filter(block=where, number=found.number[:60]).filter(words="").delete()
        ConfirmedNumber.objects.update_or_create(
            report=row, block=where, number=found.number[:60], words=words, defaults={"source": source.strip()[:300]}
        )
    return found.number


@transaction.atomic
def withdraw(*, report: Report, where: str, words: str, by: User) -> None:
    """Take back where a typed number comes from: it is open again. Raises `RefusedError`."""
    with _writing(report, by) as row:
        row.confirmed_numbers.filter(block=where, words=words).delete()


def used_figures(report: Report) -> set[str]:
    """Return the keys of the figures that stand somewhere in the report, or that one of its figures is compared with.

    Costs the blocks and the figures.
    """
    texts, charted = [report.summary, report.recommendations, report.action], set()
    for block in report.blocks.all():
        texts += notations.of_block(block.kind, block.text, block.data)
        if block.kind == Kind.CHART:
            charted |= {str(row[1]) for row in block.data.get("rows", ()) if len(row) > 1}
    compared = {one.compared_with for one in report.figures.all() if one.compared_with}
    return {*inline.figures_in(texts), *charted, *compared}


@contextmanager
def _writing(report: Report, by: User) -> Iterator[Report]:
    """Give the report, locked. Raises `RefusedError` in clearance: what was submitted is what is cleared."""
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.state == Report.State.CLEARANCE:
        raise RefusedError("It is in clearance now, so its words stay as they were submitted.")
    with acting(user=by):
        yield row
    getattr(report, "_prefetched_objects_cache", {}).clear()


def _block(row: Report, key: str) -> Block:
    block = row.blocks.filter(key=key).first()
    if block is None:
        raise _gone()
    return block


def _gone() -> ChangedMeanwhileError:
    return ChangedMeanwhileError("Somebody else removed this block while you were writing.")


def _check(seen: str, now: str, theirs: Typed) -> None:
    if seen != now:
        raise OvertakenError(theirs, now)


def _write(block: Block, what: Typed, kind: str) -> None:
    """Set the columns of a block by what its text boxes say. Raises `RefusedError`."""
    if block.kind == Kind.TABLE:
        columns, *rows = tables.from_lines(what.text) or [[]]
        block.data = block.data | {"caption": what.caption, "columns": columns, "rows": rows}
    elif block.kind == Kind.CHART:
        # A label whose figure is not chosen yet stays; what is missing is told before the report is submitted.
        lines = tables.from_lines(what.text)
        rows = [[label, next(filter(None, cells), "").strip("[] ")] for label, *cells in lines]
        block.text, block.data = what.caption, block.data | {"rows": rows}
    elif block.kind == Kind.IMAGE:
        block.text, block.data = what.text, block.data | {"alt": what.caption}
    elif block.kind != Kind.PAGE_BREAK:
        block.text = what.text
        if kind and kind != block.kind:
            if kind not in IN_WORDS:
                raise RefusedError("Words cannot become that. Add a block of that kind below instead.")
            block.kind = kind


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise RefusedError(f"One block holds up to {LONGEST:,} characters: part it into several.")
    return text


def _with(text: str, token: str, at: int | None, instead_of: str) -> str:
    if instead_of:
        place = _typed_at(text, instead_of)
        if place is None:
            raise ChangedMeanwhileError(f"“{instead_of}” is no longer in the text.")
        return f"{text[:place]}{token}{text[place + len(instead_of) :]}"
    if at is not None and 0 <= at <= len(text):
        return text[:at] + token + text[at:]
    space = "" if not text or text[-1].isspace() else " "
    return f"{text}{space}{token}"


def _typed_at(text: str, number: str) -> int | None:
    """Return where `number` stands in the notation as a number of its own, not as part of another or of a reference."""
    start = text.find(number)
    while start >= 0:
        before, after = text[:start], text[start + len(number) :]
        apart = not before[-1:].isalnum() and not (after[:1].isalnum() or (after[:1] in ",." and after[1:2].isdigit()))
        if apart and before.count("[[") == before.count("]]"):
            return start
        start = text.find(number, start + 1)
    return None


def _spread(there: list[Block], room_at: int = -1, room: int = 0) -> None:
    """Give every block a place of its own, with room for as many before the one at `room_at`."""
    for n, one in enumerate(there):
        one.place = (n + 1 + (room if 0 <= room_at <= n else 0)) * GAP
    Block.objects.bulk_update(there, ["place"])


def sections(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """Return (key, words) of the headings, for finding one's way in a long report."""
    return [(one.key, one.text) for one in blocks if one.kind in (Kind.PART, Kind.HEADING, Kind.APPENDIX)]
