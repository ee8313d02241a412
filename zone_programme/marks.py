"""Marks of proposals: one review's weighted mean, and the median and spread of several reviews; pure, no Django.

Marks are exact fractions from 0 to 5, so that equal ones are ties and not a matter of rounding.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

LOWEST, HIGHEST = 0, 5


@dataclass(frozen=True)
class Summary:
    """What several reviews say of one proposal. Without any review the three marks are None."""

    reviews: int
    median: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None

    @property
    def spread(self) -> Fraction | None:
        """How far the reviewers are apart: the highest mark less the lowest."""
        return None if self.highest is None or self.lowest is None else self.highest - self.lowest

    @property
    def order(self) -> tuple[Fraction, Fraction]:
        """What to sort by: the highest median first; of equal ones, those agreed upon; those without reviews last."""
        return -(Fraction(-1) if self.median is None else self.median), self.spread or Fraction()


def weighted_mean(scores: Mapping[int, int], weights: Mapping[int, int]) -> Fraction | None:
    """Return the mark of one review: the mean of its scores, each counted by the weight of its criterion.

    Both go from a criterion's number to 0 to 5 and to a weight of 0 or more. A criterion without a score (one that was
    added later) and a score without a criterion count for nothing; with nothing left to count the mark is None.
    """
    counted = [(scores[criterion], weight) for criterion, weight in weights.items() if criterion in scores]
    total = sum(weight for _, weight in counted)
    return Fraction(sum(score * weight for score, weight in counted), total) if total else None


def summary(marks: Iterable[Fraction | None]) -> Summary:
    """Return median and spread of the marks of several reviews. Reviews without a mark are left out."""
    known = sorted(mark for mark in marks if mark is not None)
    if not known:
        return Summary(0)
    return Summary(len(known), median(known), known[0], known[-1])


def one_place(mark: Fraction | None) -> str:
    """Return a mark as people read it, such as `3.5`, halves rounded up; nothing for no mark."""
    if mark is None:
        return ""
    tenths = (mark * 20 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}"
