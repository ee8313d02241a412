"""What changed between two versions of a report, part by part and word by word. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from board_reports.document import Document
from board_reports.texts import Part, parts
from innovation_db.history.words import Piece, compare, shorten

type Parts = Callable[[Document], list[Part]]


@dataclass(frozen=True)
class Change:
    """One part that differs. `kind` is “added”, “changed” or “removed”; `name` is that of the newer version.

    What was removed has no place in the newer one, so it has the name that it had.
    """

    key: str
    name: str
    kind: str
    pieces: tuple[Piece, ...]

    @property
    def label(self) -> str:
        """What officers read: the name, and whether the whole part is new or was taken out."""
        return self.name + {"added": ", new", "removed": ", taken out"}.get(self.kind, "")


def count(older: Document, newer: Document) -> int:
    """Return how many parts differ: as many as `between` returns, without comparing their words."""
    return len(_differing(older, newer, parts))


def between(older: Document, newer: Document, parts: Parts = parts) -> list[Change]:
    """Return the parts by which `newer` differs, in its order; what was removed follows what it followed.

    A part that only moved or was renumbered says the same, so it is not among them. `parts` are those of a document
    that are compared: for readers its words.
    """
    return [_change(old, new) for old, new in _differing(older, newer, parts)]


def _change(old: Part | None, new: Part | None) -> Change:
    if old is None:
        assert new is not None
        return Change(new.key, new.name, "added", (Piece("added", new.text),))
    if new is None:
        return Change(old.key, old.name, "removed", (Piece("removed", old.text),))
    return Change(new.key, new.name, "changed", tuple(shorten(compare(old.text, new.text))))


def _differing(older: Document, newer: Document, parts: Parts) -> list[tuple[Part | None, Part | None]]:
    before = {part.key: part for part in parts(older)}
    now = {part.key: part for part in parts(newer)}
    pairs = [(before.get(key), now.get(key)) for key in _in_order(list(before), list(now))]
    return [(old, new) for old, new in pairs if not (old and new and old.text == new.text)]


def _in_order(before: list[str], now: list[str]) -> list[str]:
    """Return the keys of the newer version, and after each those that followed it and are gone."""
    gone: dict[str, list[str]] = {}
    last = ""
    for key in before:
        if key in now:
            last = key
        else:
            gone.setdefault(last, []).append(key)
    ordered = list(gone.get("", ()))
    for key in now:
        ordered += [key, *gone.get(key, ())]
    return ordered
