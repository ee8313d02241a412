"""Ways on when nothing was found: words to leave out, spellings, filters to clear, similar councils' records."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection

from case_studies.search import results
from case_studies.search.plan import Plan

MOST_TRIED = 6  # words that are left out, or tried alone
_NEIGHBOURS = """
SELECT n.short_name, n.slug, count(DISTINCT d.case_study_id)
FROM case_studies_councilneighbour l
JOIN case_studies_council n ON n.id = l.neighbour_id
JOIN case_studies_involvement i ON i.council_id = n.id
JOIN case_studies_searchdocument d ON d.case_study_id = i.case_study_id
WHERE l.council_id = ANY (%s)
GROUP BY n.id ORDER BY min(l.rank) LIMIT 5
"""


@dataclass
class WaysOn:
    """Each way as what to show, how many records it leads to, and the address that takes it.

    `filters` are facets to leave out, of several, and `filters_alone` those to keep where that does not help. The
    numbers of `drops` (a word less) and `alone` (one word only) are of records with all the remaining words.
    """

    unfiltered: int = 0
    filters: list[tuple[str, int, str]] = field(default_factory=list)
    filters_alone: list[tuple[str, int, str]] = field(default_factory=list)
    drops: list[tuple[str, int, str]] = field(default_factory=list)
    alone: list[tuple[str, int, str]] = field(default_factory=list)
    spellings: list[tuple[str, str]] = field(default_factory=list)
    tried: str = ""
    council: str = ""
    neighbours: list[tuple[str, int, str]] = field(default_factory=list)


def ways_on(
    plan: Plan,
    chosen: Mapping[int, Sequence[int]],
    unfiltered: int,
    without: Sequence[tuple[str, int, str]],
    only: Sequence[tuple[str, int, str]],
    address: Callable[..., str],
) -> WaysOn:
    """Return what would find something. At most two queries.

    `unfiltered` counts those without any filter; `without` and `only` are ways without one of them, and with one.
    """
    ways = WaysOn(unfiltered=unfiltered if chosen else 0, filters=_most(without))
    ways.filters_alone = [] if ways.filters else _most(only)
    if not plan.searching:
        return ways
    _words(plan, chosen, address, ways)
    for word, others in plan.near.items():
        for other in others:
            text = " ".join(re.sub(rf"\b{re.escape(word)}\b", other, term.typed.lower()) for term in plan.terms)
            ways.spellings.append((other, address(q=text)))
    tried = list(dict.fromkeys(word for term in plan.terms for word in term.tried))
    ways.tried = ", ".join(f"“{word}”" for word in tried[:8])
    councils = sorted({council for term in plan.terms for council in term.councils})
    if councils:
        ways.council = plan.names.council_names.get(councils[0], "")
        with connection.cursor() as cursor:
            cursor.execute(_NEIGHBOURS, [councils])
            ways.neighbours = [
                (name, count, address({"council": [slug]}, q="")) for name, slug, count in cursor.fetchall()
            ]
    return ways


def _words(plan: Plan, chosen: Mapping[int, Sequence[int]], address: Callable[..., str], ways: WaysOn) -> None:
    """Find out which word to leave out, or which to keep when leaving one out is not enough."""
    terms = plan.terms[:MOST_TRIED]
    excluded = plan.question.excluded_text
    tries: list[tuple[str, Plan]] = []
    if excluded and terms:
        tries.append((excluded, replace(plan, excluded=[], excluded_exact=[])))
    if len(plan.terms) > 1:
        tries += [(term.typed, replace(plan, terms=[one for one in plan.terms if one is not term])) for term in terms]
    drops = len(tries)
    if len(plan.terms) > 2:  # of two words, one without the other has been tried already
        tries += [(term.typed, replace(plan, terms=[term])) for term in terms]
    if not tries:
        return
    found = []
    for (label, kept), count in zip(tries, results.counts([kept for _, kept in tries], chosen), strict=True):
        words = [term.typed for term in kept.terms] + ([excluded] if kept.excluded or kept.excluded_exact else [])
        found.append((label, count, address(q=" ".join(words))))
    ways.drops = _most(found[:drops])
    ways.alone = [] if ways.drops else _most(found[drops:])


def _most(ways: Sequence[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """Return those that lead somewhere, the widest first."""
    return sorted((way for way in ways if way[1]), key=lambda way: -way[1])
