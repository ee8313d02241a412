"""Ways on when nothing was found: words to leave out, spellings, filters to clear, similar councils' records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from case_studies.search.plan import Plan

MOST_DROPS = 6
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
    """Each way as what to show and the address that takes it."""

    unfiltered: int = 0
    drops: list[tuple[str, int, str]] = field(default_factory=list)
    spellings: list[tuple[str, str]] = field(default_factory=list)
    tried: str = ""
    council: str = ""
    neighbours: list[tuple[str, int, str]] = field(default_factory=list)


def ways_on(plan: Plan, chosen: Mapping[int, Sequence[int]], address: Callable[..., str]) -> WaysOn:
    """Return what would find something. At most two queries."""
    ways = WaysOn()
    if not plan.searching and not chosen:
        return ways
    _count(plan, chosen, address, ways)
    for word, others in plan.near.items():
        for other in others:
            text = " ".join(other if term.shown.lower() == word else term.shown for term in plan.terms)
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


def _count(plan: Plan, chosen: Mapping[int, Sequence[int]], address: Callable[..., str], ways: WaysOn) -> None:
    """How many there are without the filters, and without each of the words."""
    whole = [term.any for term in plan.terms]
    tries = [(-1, " & ".join(f"({query})" for query in whole))] if chosen else []
    if len(whole) > 1:
        tries += [
            (number, " & ".join(f"({query})" for other, query in enumerate(whole) if other != number))
            for number in range(min(len(whole), MOST_DROPS))
        ]
    if not tries:
        return
    narrowed = "".join(" AND facets && %s::int[]" for codes in chosen.values() if codes)
    parts: list[str] = []
    parameters: list[Any] = []
    for number, query in tries:
        condition = "words @@ %s::tsquery" if query else "true"
        parts.append(
            f"SELECT {number}, count(*) FROM case_studies_searchdocument "  # noqa: S608  constants; values are parameters
            f"WHERE {condition}{narrowed if number >= 0 else ''}"
        )
        parameters += [query] if query else []
        parameters += [list(codes) for codes in chosen.values() if codes] if number >= 0 else []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        counts = dict(cursor.fetchall())
    ways.unfiltered = counts.pop(-1, 0)
    for number, count in counts.items():
        if count:
            words = " ".join(term.shown for other, term in enumerate(plan.terms) if other != number)
            ways.drops.append((plan.terms[number].shown, count, address(q=words)))
    ways.drops.sort(key=lambda way: -way[1])
