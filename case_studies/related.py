"""What else to read after one case study: similar ones, and what the councils like its own did.

At most about 60 candidates are gathered, whatever the size of the library: those that share most subjects and councils,
the newest first, from the bitmaps by which the finder counts; `case_studies/similarity.py` ranks them.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from pyroaring import BitMap

from case_studies.models import CaseStudy, Council
from case_studies.search import tally
from case_studies.search.facets import BY_KEY, SHIFT
from case_studies.similarity import LikeCouncil, Likeness, Traits, compare, rank
from innovation_db.paths import path_to
from innovation_db.prepared import Prepared

SIMILAR, LIKE_COUNCILS = 3, 5
# Of each theme, programme and so on the newest are looked at; those that share most, counted as `similarity` will, are
# compared.
NEWEST, MOST_COMPARED = 100, 45
SHARED = {"theme": 2.0, "service_area": 2.5, "programme": 1.5, "partner": 1.0, "council": 1.0}
# Of near councils only those count that share a theme: the newest of each of the nearest, a few more than are shown.
NEWEST_OF_NEAR, NEAR_WITH_RECORDS, MOST_NEAR = 2, LIKE_COUNCILS + 2, 15

_NEAR = Prepared(
    "near_councils",
    ("bigint[]", "bigint[]", "int"),
    lambda: (
        """
SELECT (SELECT max(id) FROM case_studies_searchrewrite), n.neighbour_id, n.rank
FROM (SELECT 1) AS always LEFT JOIN (
    SELECT neighbour_id, min(rank) AS rank FROM case_studies_councilneighbour
    WHERE council_id = ANY ($1) AND neighbour_id <> ALL ($2)
    GROUP BY neighbour_id ORDER BY 2, 1 LIMIT $3
) n ON true
"""
    ),
)
_CANDIDATES = Prepared(
    "similar_candidates",
    ("bigint[]",),
    lambda: (
        """
SELECT json_agg(json_build_array(
    c.id, c.slug, c.title, c.summary, coalesce(c.year, extract(year FROM c.begun_on)::int), c.completeness,
    (SELECT colour FROM case_studies_theme t JOIN case_studies_casestudy_themes ct ON ct.theme_id = t.id
        WHERE ct.casestudy_id = c.id ORDER BY t.name LIMIT 1),
    (SELECT json_agg(json_build_array(o.id, o.short_name, o.kind, coalesce(o.population, 0), o.region, o.slug)
            ORDER BY i.role, i.id)
        FROM case_studies_involvement i JOIN case_studies_council o ON o.id = i.council_id
        WHERE i.case_study_id = c.id)
) ORDER BY c.id)
FROM case_studies_casestudy c WHERE c.id = ANY ($1) AND c.state = 'published'
"""
    ),
)
MOST_COUNCILS = 4  # of one candidate
type _Subject = list[tuple[int, str, BitMap]]
_NONE = BitMap()


@dataclass(frozen=True)
class Record:
    """A case study as a line in a list: enough to show and to link it."""

    id: int
    slug: str
    title: str
    summary: str
    year: int | None
    completeness: str
    colour: int | None
    councils: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return path_to("case_studies:case_study", self.slug)

    @property
    def completeness_label(self) -> str:
        return str(CaseStudy.Completeness(self.completeness).label)


@dataclass(frozen=True)
class Related:
    """`similar`: the most similar case studies. `nearby`: one each by councils like this one.

    Those are (council, path of its page, record).
    """

    similar: list[Record]
    nearby: list[tuple[str, str, Record]]


def related(study: CaseStudy) -> Related:
    """Return what to read after `study`, whose parts must be there already. Costs two queries."""
    own = traits(study)
    counting, neighbours = _near(study, own)
    rows = {row[0]: row for row in _candidates(_ids(study.pk, own, neighbours, counting))}
    subjects = _subjects(own, counting)
    candidates = [_traits_of(row, subjects) for row in rows.values()]
    likenesses = {one.id: compare(own, one, neighbours=neighbours) for one in candidates}
    nearby = _nearby(own, candidates, neighbours, {council.pk for council in _adopters(study)})
    shown = {alike.traits.id for _, alike in nearby}
    ranked = rank((alike for key, alike in likenesses.items() if key not in shown), limit=SIMILAR)
    return Related(
        similar=[_record(rows[alike.traits.id], alike.reasons) for alike in ranked],
        nearby=[
            (council.name, _path(rows[alike.traits.id], council), _record(rows[alike.traits.id], alike.reasons))
            for council, alike in nearby
        ],
    )


def traits(study: CaseStudy) -> Traits:
    """Return what `study` is compared by: its lead councils, or all of them when none leads."""
    involved = list(study.involvements.all())
    leads = [one for one in involved if one.role == "lead"] or involved
    return Traits(
        id=study.pk,
        title=study.title,
        themes={one.pk: one.name for one in study.themes.all()},
        service_areas={one.pk: one.name for one in study.service_areas.all()},
        programmes={one.pk: one.name for one in study.programmes.all()},
        partners={one.pk: one.name for one in study.partners.all()},
        councils=tuple(_like_council(one.council) for one in leads),
        completeness=study.completeness,
    )


def _like_council(council: Council) -> LikeCouncil:
    return LikeCouncil(council.pk, council.short_name, council.kind, council.population or 0, council.region)


def _adopters(study: CaseStudy) -> list[Council]:
    return [adoption.council for adoption in study.adoptions.all()]


def _near(study: CaseStudy, own: Traits) -> tuple[tally.Tally, dict[int, int]]:
    """Return the tally of today's documents, and the ranks of the councils that are statistically near. One query."""
    councils = [council.id for council in own.councils]
    successors = [
        successor.pk for involvement in study.involvements.all() for successor in involvement.council.successors.all()
    ]
    with connection.cursor() as cursor:
        _NEAR.execute(cursor, councils + successors, councils, MOST_NEAR)
        rows = cursor.fetchall()
    return tally.current(rows[0][0]), {council: rank for _, council, rank in rows if council is not None}


def _ids(pk: int, own: Traits, neighbours: Iterable[int], counting: tally.Tally) -> list[int]:
    """Return the ids of the candidates for the case study `pk`."""

    subjects = {
        "theme": own.themes,
        "service_area": own.service_areas,
        "programme": own.programmes,
        "partner": own.partners,
        "council": [council.id for council in own.councils],
    }
    points: dict[int, float] = defaultdict(float)
    for key, values in subjects.items():
        for value in values:
            for other in _having(counting, key, value)[-NEWEST:]:
                points[other] += SHARED[key]
    points.pop(pk, None)
    found = set(heapq.nlargest(MOST_COMPARED, points, key=lambda other: (points[other], other)))
    same_theme = BitMap().union(*(_having(counting, "theme", theme) for theme in own.themes))
    with_records = 0
    for council in neighbours:  # nearest first
        if alike := (_having(counting, "council", council) & same_theme)[-NEWEST_OF_NEAR:]:
            found.update(alike)
            with_records += 1
        if with_records == NEAR_WITH_RECORDS:
            break
    return sorted(found - {pk})


def _having(counting: tally.Tally, key: str, value: int) -> BitMap:
    """Return the ids of the case studies that have `value` of the facet `key`."""
    return counting.having.get((BY_KEY[key].number << SHIFT) + value, _NONE)


def _candidates(ids: list[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        _CANDIDATES.execute(cursor, ids)
        (found,) = cursor.fetchone()
        return [(*row, (councils or [])[:MOST_COUNCILS]) for *row, councils in found or []]


def _traits_of(row: tuple[Any, ...], subjects: Iterable[_Subject]) -> Traits:
    """Return the traits of a candidate; of its subjects only those of the page's case study."""
    key = row[0]
    themes, areas, programmes, partners = [
        {value: name for value, name, having in values if key in having} for values in subjects
    ]
    councils = tuple([LikeCouncil(*council[:5]) for council in row[7]])
    return Traits(key, row[2], themes, areas, programmes, partners, councils, row[5])


def _subjects(own: Traits, counting: tally.Tally) -> list[_Subject]:
    """Return each theme of `own` as (id, name, ids of the case studies that have it), and so on for other subjects."""
    kinds = {
        "theme": own.themes,
        "service_area": own.service_areas,
        "programme": own.programmes,
        "partner": own.partners,
    }
    return [
        [(value, name, _having(counting, key, value)) for value, name in names.items()] for key, names in kinds.items()
    ]


def _nearby(
    own: Traits, candidates: list[Traits], neighbours: dict[int, int], adopters: set[int]
) -> list[tuple[LikeCouncil, Likeness]]:
    """Return for each near council, nearest first, its record most like `own` that shares a theme with it."""
    best: dict[int, tuple[LikeCouncil, Likeness]] = {}
    for candidate in candidates:
        councils = [one for one in candidate.councils if one.id in neighbours and one.id not in adopters]
        if not councils or not candidate.themes:
            continue
        alike = compare(own, candidate, neighbours=())  # that the council is near is said above the list
        for council in councils:
            known = best.get(council.id)
            if known is None or (alike.score, candidate.id) > (known[1].score, known[1].traits.id):
                best[council.id] = (council, alike)
    chosen, seen = [], set()
    for council_id in sorted(best, key=lambda key: (neighbours[key], key)):
        council, alike = best[council_id]
        if alike.traits.id not in seen:
            seen.add(alike.traits.id)
            chosen.append((council, alike))
    return chosen[:LIKE_COUNCILS]


def _path(row: tuple[Any, ...], council: LikeCouncil) -> str:
    return path_to("case_studies:council", next(str(one[5]) for one in row[7] if one[0] == council.id))


def _record(row: tuple[Any, ...], reasons: tuple[str, ...]) -> Record:
    key, slug, title, summary, year, completeness, colour = row[:7]
    councils = tuple(str(one[1]) for one in row[7])
    return Record(key, slug, title, summary, year, completeness, colour, councils, reasons)
