"""Which sessions the same visitors star more often than chance would have it: the lift of a pair. Pure.

Lift is the interest of Brin, Motwani, Ullman and Tsur, “Dynamic itemset counting and implication rules for market
basket data”, SIGMOD 1997: P(a and b) / (P(a) P(b)). One means no connection.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

SUPPORT = 5  # visitors who starred both; below it a lift says more about chance than about wishes


def lifts(sets: Iterable[Iterable[int]], support: int = SUPPORT) -> dict[tuple[int, int], float]:
    """Return the lift of each pair of sessions, the lower id first, that at least `support` of `sets` have together."""
    total = 0
    alone: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for chosen in sets:
        ids = sorted(set(chosen))
        total += 1
        alone.update(ids)
        together.update(combinations(ids, 2))
    return {
        (one, other): count * total / (alone[one] * alone[other])
        for (one, other), count in together.items()
        if count >= support
    }
