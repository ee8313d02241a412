"""A draft as rows: its blocks, its figures under the keys that the report has for them, and what differs from before.

Nothing is stored here; `actions.py` and `anew.py` do that.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from board_reports import inline
from board_reports.drafting.paper import DraftedBlock, DraftedFigure, Paper
from board_reports.models import Block, ConfirmedNumber, FigureUse, Report

CHANGED, ADDED, REMOVED, KEPT = "changed", "added", "removed", "kept"


@dataclass(frozen=True)
class Change:
    """What a new draft does to a report at one block: `old` is there now, `new` is what the data make of it.

    `KEPT` is a block for which the data have other words by now, but which somebody wrote at.
    """

    kind: str
    source: str
    old: Block | None
    new: Block | None


class Rewriting:
    """A report, with the blocks and figures that it has, and the draft that the data make of it now.

    `uses` are the figures that the report has once the draft is in it, by key; `new_uses` those that it lacks.
    """

    def __init__(
        self, report: Report, paper: Paper, blocks: Iterable[Block] = (), uses: Iterable[FigureUse] = ()
    ) -> None:
        self.report, self.paper, self.blocks = report, paper, list(blocks)
        self.uses = {use.key: use for use in uses}
        self.new_uses: list[FigureUse] = []
        self._there = {block.source: block for block in self.blocks if block.source}
        self._fresh = {one.source: one for one in paper.blocks}

    def fresh(self, old: Block) -> Block | None:
        """Return the block with the words that the data have for it now; None where they have nothing to say."""
        drafted = self._fresh.get(old.source)
        return self._made(drafted, old) if drafted else None

    def words(self, notation: str) -> str:
        """Return words of the head with the report's keys for their figures."""
        return _named(notation, self._keys(inline.figures_in([notation])))

    def changes(self) -> list[Change]:
        """Return what the new draft changes: in its own order, then what it has no more.

        A paragraph that was drafted before and that an officer removed does not come back.
        """
        known = set(self.report.drafted_from.get("sources", ()))
        found = []
        for drafted in self.paper.blocks:
            old = self._there.get(drafted.source)
            if old is None:
                if drafted.source not in known:
                    found.append(Change(ADDED, drafted.source, None, self._made(drafted)))
                continue
            new = self._made(drafted, old)
            if old.edited:
                if new.drafted != old.drafted:
                    found.append(Change(KEPT, drafted.source, old, new))
            elif (new.text, new.data) != (old.text, old.data):
                found.append(Change(CHANGED, drafted.source, old, new))
        gone = [block for source, block in self._there.items() if source not in self._fresh and not block.edited]
        return found + [Change(REMOVED, block.source, block, None) for block in gone]

    def order_with(self, added: Iterable[Block], without: Iterable[Block] = ()) -> list[Block]:
        """Return the blocks with new ones after the paragraph that they follow in the draft, else before the next."""
        gone = {block.key for block in without}
        order = [block for block in self.blocks if block.key not in gone]
        sources = [one.source for one in self.paper.blocks]
        for block in added:
            at = {one.source: place for place, one in enumerate(order) if one.source}
            here = sources.index(block.source)
            before = next((at[one] for one in reversed(sources[:here]) if one in at), None)
            after = next((at[one] for one in sources[here:] if one in at), len(order))
            order.insert(after if before is None else before + 1, block)
        return order

    def confirmed(self, blocks: Iterable[Block]) -> list[ConfirmedNumber]:
        """Return where the numbers typed in these blocks come from."""
        by_source = {one.source.replace(".", "-").replace(":", "-"): one.key for one in blocks}
        return [
            ConfirmedNumber(
                report=self.report,
                block=by_source[one.source],
                number=one.number[:60],
                words=one.words,
                source=one.origin,
            )
            for one in self.paper.confirmed
            if one.source in by_source
        ]

    def _made(self, drafted: DraftedBlock, old: Block | None = None) -> Block:
        """Return the block as it would be, of its old key, place and kind where there is one."""
        keys = self._keys(figures_of(drafted))
        data = dict(drafted.data)
        if "rows" in data:
            data["rows"] = [[_named(cell, keys) for cell in row] for row in data["rows"]]
        block = Block(
            report=self.report, key=old.key if old else drafted.key, place=old.place if old else 0,
            kind=old.kind if old else drafted.kind.value, text=_named(drafted.text, keys), data=data,
            source=drafted.source,
        )  # fmt: skip
        block.pk = old.pk if old else None
        block.drafted = block.as_drafted
        return block

    def _keys(self, wanted: Iterable[str]) -> dict[str, str]:
        """Return the report's key for each of the draft's; figures that it does not have are added to `new_uses`."""
        named, keys = set(wanted), {}
        for one in self.paper.figures:
            if one.key not in named:
                continue
            same = next((key for key, use in self.uses.items() if _same(use, one)), None)
            if same is None:
                same = f"f{max((int(key[1:]) for key in self.uses if key[1:].isdigit()), default=0) + 1}"
                self.uses[same] = use_of(self.report, one, same)
                self.new_uses.append(self.uses[same])
            keys[one.key] = same
        return keys


def figures_of(block: DraftedBlock) -> set[str]:
    """Return the draft's keys of the figures that a block names."""
    return set(inline.figures_in([block.text, *(cell for row in block.data.get("rows", ()) for cell in row)]))


def use_of(report: Report, one: DraftedFigure, key: str) -> FigureUse:
    return FigureUse(
        report=report, key=key, definition=one.definition, arguments=one.arguments, qualifier=one.qualifier.value,
        stated=one.stated, baseline=one.baseline, baseline_source=one.baseline_source, style=one.style.value,
        with_noun=one.with_noun,
    )  # fmt: skip


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


def _named(notation: str, keys: dict[str, str]) -> str:
    """Return the words with the report's keys, all at once, so that no key is taken for another."""
    return re.sub(r"\[\[(f\d+)\]\]", lambda found: inline.figure(keys.get(found[1], found[1])), notation)
