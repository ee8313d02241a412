"""What the first page tells of the library: its figures, its subjects, the newest and the most visited. Four queries.

What can be counted is counted in the bitmaps that the finder counts by, so the page costs the same for 100,000 records.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from case_studies.models import CaseStudy, Theme
from case_studies.search import names, plan, tally
from case_studies.search.cards import Card, Hit, cards
from case_studies.search.facets import BY_KEY, MASK, SHIFT, Has

NEWEST = 6
MOST_VISITED = 5
VISITED_WITHIN = timedelta(days=90)

# The visits as `PageVisit` counts them; some of the pages may be withdrawn, so more are looked at than shown.
_SHOWN = """
(SELECT case_study_id, card, NULL::numeric FROM case_studies_searchdocument
 ORDER BY published_at DESC, case_study_id DESC LIMIT %(newest)s)
UNION ALL
(SELECT d.case_study_id, d.card, r.total
 FROM (
    SELECT split_part(path, '/', 3) AS slug, sum(count) AS total FROM innovation_db_pagevisit
    WHERE path LIKE '/case-studies/_%%' AND day >= %(since)s GROUP BY path ORDER BY total DESC, path LIMIT %(looked_at)s
 ) r JOIN case_studies_casestudy c USING (slug) JOIN case_studies_searchdocument d ON d.case_study_id = c.id
 ORDER BY r.total DESC, c.id LIMIT %(visited)s)
"""


@dataclass(frozen=True)
class Subject:
    """A theme or a service area with how many published case studies it has; `colour` of a theme."""

    id: int
    name: str
    slug: str
    number: int
    colour: int = 0


@dataclass(frozen=True)
class FrontPage:
    """`figures` are counts by name; subjects stand in order of their numbers, cards as they are shown."""

    figures: dict[str, int]
    themes: list[Subject]
    service_areas: list[Subject]
    newest: list[Card]
    visited: list[Card]


def front_page() -> FrontPage:
    version, written, *_ = plan.look_up([])
    known, counting = names.current(version), tally.current(written)
    newest, visited = _case_studies()
    colours = dict(Theme.objects.values_list("pk", "colour"))
    return FrontPage(_figures(counting), _subjects("theme", known, counting, colours),
                     _subjects("service_area", known, counting, {}), newest, visited)  # fmt: skip


def _figures(counting: tally.Tally) -> dict[str, int]:
    """Return how many records there are, of how many councils, how many are free to reuse, and how many confirmed."""
    free = (BY_KEY["has"].number << SHIFT) + Has.values.index(Has.REUSE) + 1
    return {
        "case_studies": len(counting.everything),
        "councils": sum(code >> SHIFT == BY_KEY["council"].number for code in counting.having),
        "free": len(counting.having.get(free, ())),
        "confirmed": CaseStudy.objects.confirmed_this_year().count(),
    }


def _subjects(key: str, known: names.Names, counting: tally.Tally, colours: dict[int, int]) -> list[Subject]:
    found = []
    for code, having in counting.having.items():
        if code >> SHIFT == BY_KEY[key].number and code in known.labels:
            slug, name = known.labels[code]
            found.append(Subject(code & MASK, name, slug, len(having), colours.get(code & MASK, 0)))
    return sorted(found, key=lambda subject: (-subject.number, subject.name))


def _case_studies() -> tuple[list[Card], list[Card]]:
    """Return the newest and the most visited."""
    parameters: dict[str, Any] = {
        "newest": NEWEST,
        "visited": MOST_VISITED,
        "looked_at": 4 * MOST_VISITED,
        "since": timezone.localdate() - VISITED_WITHIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, parameters)
        rows = cursor.fetchall()
    newest = cards(Hit(pk, True, card) for pk, card, visits in rows if visits is None)
    return newest, cards(Hit(pk, True, card) for pk, card, visits in rows if visits is not None)
