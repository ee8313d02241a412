"""What else to read after one case study: similar ones, and what the councils like its own did.

One query gathers at most about 150 candidates through indexes, whatever the size of the library;
`case_studies/similarity.py` ranks them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from case_studies.models import CaseStudy, Council
from case_studies.similarity import LikeCouncil, Likeness, Traits, compare, rank

SIMILAR, LIKE_COUNCILS = 3, 5

# Each branch stops early on an index: the newest of each theme, service area, programme and partner, the newest of the
# case study's own councils, and the newest of each statistically near council.
_CANDIDATES = """
WITH near AS (
    SELECT neighbour_id, min(rank) AS rank FROM case_studies_councilneighbour
    WHERE council_id = ANY(%(near_to)s) AND neighbour_id <> ALL(%(councils)s) GROUP BY neighbour_id
    ORDER BY 2, 1 LIMIT 15
), candidate AS (
    SELECT id FROM unnest(%(themes)s) AS subject, LATERAL (
        SELECT c.id FROM case_studies_casestudy_themes t JOIN case_studies_casestudy c ON c.id = t.casestudy_id
        WHERE t.theme_id = subject AND c.state = 'published' ORDER BY t.casestudy_id DESC LIMIT 20) AS newest
    UNION
    SELECT id FROM unnest(%(service_areas)s) AS subject, LATERAL (
        SELECT c.id FROM case_studies_casestudy_service_areas s JOIN case_studies_casestudy c ON c.id = s.casestudy_id
        WHERE s.servicearea_id = subject AND c.state = 'published' ORDER BY s.casestudy_id DESC LIMIT 20) AS newest
    UNION
    SELECT id FROM unnest(%(programmes)s) AS subject, LATERAL (
        SELECT c.id FROM case_studies_casestudy_programmes p JOIN case_studies_casestudy c ON c.id = p.casestudy_id
        WHERE p.programme_id = subject AND c.state = 'published' ORDER BY p.casestudy_id DESC LIMIT 10) AS newest
    UNION
    SELECT id FROM unnest(%(partners)s) AS subject, LATERAL (
        SELECT c.id FROM case_studies_casestudy_partners p JOIN case_studies_casestudy c ON c.id = p.casestudy_id
        WHERE p.partner_id = subject AND c.state = 'published' ORDER BY p.casestudy_id DESC LIMIT 10) AS newest
    UNION
    SELECT id FROM unnest(%(councils)s) AS council, LATERAL (
        SELECT c.id FROM case_studies_involvement i JOIN case_studies_casestudy c ON c.id = i.case_study_id
        WHERE i.council_id = council AND c.state = 'published' ORDER BY i.case_study_id DESC LIMIT 10) AS newest
    UNION
    SELECT id FROM near, LATERAL (
        SELECT c.id FROM case_studies_involvement i JOIN case_studies_casestudy c ON c.id = i.case_study_id
        WHERE i.council_id = near.neighbour_id AND c.state = 'published' AND EXISTS (
            SELECT 1 FROM case_studies_casestudy_themes t WHERE t.casestudy_id = c.id AND t.theme_id = ANY(%(themes)s))
        ORDER BY i.case_study_id DESC LIMIT 3) AS newest
)
SELECT c.id, c.slug, c.title, c.summary, coalesce(extract(year FROM c.begun_on)::int, c.year), c.completeness,
    (SELECT colour FROM case_studies_theme t JOIN case_studies_casestudy_themes ct ON ct.theme_id = t.id
        WHERE ct.casestudy_id = c.id ORDER BY t.name LIMIT 1),
    ARRAY(SELECT theme_id FROM case_studies_casestudy_themes WHERE casestudy_id = c.id),
    ARRAY(SELECT servicearea_id FROM case_studies_casestudy_service_areas WHERE casestudy_id = c.id),
    ARRAY(SELECT programme_id FROM case_studies_casestudy_programmes WHERE casestudy_id = c.id),
    ARRAY(SELECT partner_id FROM case_studies_casestudy_partners WHERE casestudy_id = c.id),
    ARRAY(SELECT jsonb_build_array(o.id, o.short_name, o.kind, coalesce(o.population, 0), o.region, o.slug)
        FROM case_studies_involvement i JOIN case_studies_council o ON o.id = i.council_id
        WHERE i.case_study_id = c.id ORDER BY i.role, i.id LIMIT 4),
    ARRAY(SELECT jsonb_build_array(neighbour_id, rank) FROM near)
FROM candidate JOIN case_studies_casestudy c USING (id) WHERE c.id <> %(id)s
"""


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
    def completeness_label(self) -> str:
        return str(CaseStudy.Completeness(self.completeness).label)


@dataclass(frozen=True)
class Related:
    """`similar`: the most similar case studies. `nearby`: one each by councils like this one, as (council, record)."""

    similar: list[Record]
    nearby: list[tuple[str, str, Record]]


def related(study: CaseStudy) -> Related:
    """Return what to read after `study`, whose parts must be there already. Costs one query."""
    own = traits(study)
    near_to = [one.id for one in own.councils] + [
        successor.pk for involvement in study.involvements.all() for successor in involvement.council.successors.all()
    ]
    rows = _candidates(study, own, near_to)
    neighbours = dict(rows[0][-1]) if rows else {}
    by_id = {row[0]: row for row in rows}
    candidates = [_traits_of(row, own) for row in rows]
    nearby = _nearby(own, candidates, neighbours, {council.pk for council in _adopters(study)})
    shown = {alike.traits.id for _, alike in nearby}
    ranked = rank(own, (one for one in candidates if one.id not in shown), neighbours=neighbours, limit=SIMILAR)
    return Related(
        similar=[_record(by_id[alike.traits.id], alike.reasons) for alike in ranked],
        nearby=[
            (council.name, _slug(by_id[alike.traits.id], council), _record(by_id[alike.traits.id], alike.reasons))
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


def _candidates(study: CaseStudy, own: Traits, near_to: list[int]) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "id": study.pk,
        "themes": list(own.themes),
        "service_areas": list(own.service_areas),
        "programmes": list(own.programmes),
        "partners": list(own.partners),
        "councils": [council.id for council in own.councils],
        "near_to": near_to,
    }
    sql = _CANDIDATES
    for name in values:
        if name != "id":
            sql = sql.replace(f"%({name})s", f"%({name})s::bigint[]")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        # Django leaves JSON from raw SQL as text.
        return [
            (*row[:-2], [json.loads(one) for one in row[-2]], [json.loads(one) for one in row[-1]])
            for row in cursor.fetchall()
        ]


def _traits_of(row: tuple[Any, ...], own: Traits) -> Traits:
    """Return the traits of a candidate; of its subjects only those shared with `own` need their names."""

    def shared(keys: list[int], names: Mapping[int, str]) -> dict[int, str]:
        return {key: names[key] for key in keys if key in names}

    return Traits(
        id=row[0],
        title=row[2],
        themes=shared(row[7], own.themes),
        service_areas=shared(row[8], own.service_areas),
        programmes=shared(row[9], own.programmes),
        partners=shared(row[10], own.partners),
        councils=tuple(LikeCouncil(*council[:5]) for council in row[11]),
        completeness=row[5],
    )


def _nearby(
    own: Traits, candidates: list[Traits], neighbours: dict[int, int], adopters: set[int]
) -> list[tuple[LikeCouncil, Likeness]]:
    """Return for each near council, nearest first, its record most like `own` that shares a theme with it."""
    best: dict[int, tuple[LikeCouncil, Likeness]] = {}
    for candidate in candidates:
        alike = compare(own, candidate, neighbours=())
        for council in candidate.councils:
            if council.id in neighbours and council.id not in adopters and candidate.themes:
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


def _slug(row: tuple[Any, ...], council: LikeCouncil) -> str:
    return next(str(one[5]) for one in row[11] if one[0] == council.id)


def _record(row: tuple[Any, ...], reasons: tuple[str, ...]) -> Record:
    key, slug, title, summary, year, completeness, colour = row[:7]
    councils = tuple(str(one[1]) for one in row[11])
    return Record(key, slug, title, summary, year, completeness, colour, councils, reasons)
