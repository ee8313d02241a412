"""How full a session is, in words, and what presses at its door add up to. Pure; the thresholds are here alone.

| people for each place | words              |
|-----------------------|--------------------|
| below 0.8             | places left        |
| 0.8 and more          | nearly full        |
| 1 and more            | standing room only |
| 1.2 and more          | full               |
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

# People for each place from which on the words hold, in order.
LEVELS = (
    (Fraction(0), "Places left"),
    (Fraction(8, 10), "Nearly full"),
    (Fraction(1), "Standing room only"),
    (Fraction(12, 10), "Full"),
)


def levels(capacity: int) -> list[tuple[int, str]]:
    """Return from how many people on each of the words holds, where `capacity` is the number of places (at least 1)."""
    return [(ceil(capacity * share), words) for share, words in LEVELS]


def fullness(people: int, capacity: int) -> str:
    """Return how full it is, in words, with `people` in a space of `capacity` places (at least 1)."""
    return next(words for least, words in reversed(levels(capacity)) if people >= least)


@dataclass(frozen=True)
class Tally:
    """How many people are inside after the last press, and the most that were at once."""

    now: int = 0
    most: int = 0


def tally(changes: Iterable[int]) -> Tally:
    """Add presses (1 in, -1 out) in their order. Nobody can leave an empty room, so it never falls below 0."""
    now = most = 0
    for change in changes:
        now = max(0, now + change)
        most = max(most, now)
    return Tally(now, most)
