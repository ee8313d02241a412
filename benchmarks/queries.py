"""The addresses that are measured: 40 searches of one to four words, common to rare, plain and filtered, and pages."""

import random
from urllib.parse import urlencode

from case_studies.synthetic import words

# Ranks in the vocabulary of the synthetic records: below 400 stands in most records, beyond 1,000 in few.
ONE = (52, 55, 60, 75, 110, 180, 300, 420, 900, 4000)
FILTERS = (
    ("region", "london"), ("council_kind", "district"), ("theme", "synthetic-rounds"), ("evidence", "3"),
    ("stage", "in-use"), ("has", "savings"), ("year", "2024"), ("service_area", "synthetic-homes"),
)  # fmt: skip


def searches() -> list[str]:
    """Return 40 queries: ten of each length, of which the first are of common words and the last of rare ones."""
    known = words.vocabulary()[0]
    found = []
    for length in (1, 2, 3, 4):
        for place, rank in enumerate(ONE):
            # The other words are commoner than the first, as in “waste app”, and different for each query.
            ranks = [rank, *(50 + (place * 7 + step * 13) % 120 for step in range(1, length))]
            found.append(" ".join(known[each] for each in ranks))
    return found


def paths(slugs: list[str]) -> dict[str, list[str]]:
    """Return the addresses of each kind of page; `slugs` are case studies to open."""
    found = searches()
    plain = [f"/case-studies/?{urlencode({'q': query})}" for query in found]
    filtered = [
        f"/case-studies/?{urlencode([('q', query), FILTERS[i % len(FILTERS)], FILTERS[(i // 8 + 3) % len(FILTERS)]])}"
        for i, query in enumerate(found)
    ]
    browsing = ["/case-studies/", *(f"/case-studies/?{urlencode([one])}" for one in FILTERS)]
    return {
        "Finder, words": plain,
        "Finder, words and two filters": filtered,
        "Finder, no words": browsing,
        "Case study": [f"/case-studies/{slug}/" for slug in random.Random(1).sample(slugs, min(40, len(slugs)))],
        "Home": ["/"],
    }
