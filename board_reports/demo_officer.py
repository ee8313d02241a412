"""What an officer of the demonstration changes in a drafted report, through the functions that the editor uses.

A change is a dictionary: `do` is what is done, `at` the block that it is done to. A block is called by the source
that it was drafted from, or by its first words where its source has a row's number in it.

| do | also says |
|---|---|
| remove | with a heading, all that stands under it |
| add | `kind`, `text`; it comes after the block |
| append | `text`; `before`, the words that it goes before, else it goes to the end; `at` may be a part of the head |
| write | `text` in place of what is there |
| move | `after`, the block that it goes behind |

Numbers that come in with a text have its `source`.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile
from typing import Any

from board_reports import editing, typed_numbers
from board_reports.models import Block, Report
from board_reports.numbering import Kind
from innovation_db.models import User


def edit(report: Report, changes: Iterable[dict[str, Any]], by: User) -> None:
    """Make the changes one after the other. Where somebody took out what a change is about, there is none."""
    for change in changes:
        with suppress(_GoneError):
            _DONE[change["do"]](report, change, by)


class _GoneError(Exception):
    pass


def _block(report: Report, called: str) -> Block:
    for one in report.blocks.all():
        if one.source == called or one.text.startswith(called):
            return one
    raise _GoneError(called)


def _remove(report: Report, change: dict[str, Any], by: User) -> None:
    first = _block(report, change["at"])
    following = report.blocks.filter(place__gt=first.place) if first.kind == Kind.HEADING else ()
    section = takewhile(lambda one: one.kind not in (Kind.HEADING, Kind.APPENDIX), following)
    for one in [first, *section]:
        editing.delete(report=report, key=one.key, seen=editing.mark(one), by=by)


def _add(report: Report, change: dict[str, Any], by: User) -> None:
    after = _block(report, change["at"]).key
    [new] = editing.add(report=report, after=after, blocks=[(change["kind"], change["text"], {})], by=by)
    _confirm(report, new.key, change, by)


def _append(report: Report, change: dict[str, Any], by: User) -> None:
    where, text, before = change["at"], change["text"], change.get("before", "")
    if where in editing.HEAD:
        there = str(getattr(Report.objects.get(pk=report.pk), where))
    else:
        block = _block(report, where)
        where, there = block.key, block.text
    if before not in there:
        raise _GoneError(before)
    at, token = (there.index(before), f"{text} ") if before else (None, text)
    editing.insert(report=report, where=where, token=token, at=at, by=by)
    _confirm(report, where, change, by)


def _write(report: Report, change: dict[str, Any], by: User) -> None:
    block = _block(report, change["at"])
    editing.save(report=report, where=block.key, seen=editing.mark(block), text=change["text"], by=by)
    _confirm(report, block.key, change, by)


def _move(report: Report, change: dict[str, Any], by: User) -> None:
    """Move it one place at a time, as the buttons of the editor do."""
    key, after = _block(report, change["at"]).key, _block(report, change["after"]).key
    while True:
        order = list(report.blocks.values_list("key", flat=True))
        place, wanted = order.index(key), order.index(after)
        if place == wanted + 1:
            return
        editing.move(report=report, key=key, up=place > wanted, by=by)


def _confirm(report: Report, where: str, change: dict[str, Any], by: User) -> None:
    """Say where the numbers come from that came in with a text."""
    fresh = Report.objects.get(pk=report.pk)
    for one in typed_numbers.find(fresh):
        if one.block == where and not one.source and "source" in change:
            editing.confirm(report=fresh, where=where, words=one.words, source=change["source"], by=by)


_DONE = {"remove": _remove, "add": _add, "append": _append, "write": _write, "move": _move}
