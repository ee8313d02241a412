"""What else to read after one case study: similar ones, and what the councils like its own did.

At most about 60 candidates are gathered, whatever the size of the library: those that share most subjects and councils,
the newest first, from the bitmaps by which the finder counts. `case_studies/candidates.py` knows what is compared,
`case_studies/similarity.py` ranks them.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from case_studies import candidates
from case_studies.candidates import Candidate
from case_studies.models import CaseStudy, Council
from case_studies.parts import Surroundings
from case_studies.search import tally
from case_studies.search.facets import BY_KEY, SHIFT
from case_studies.similarity import LikeCouncil, Likeness, Traits, compare, rank
from innovation_db.paths import path_to

SIMILAR, LIKE_COUNCILS = 3, 5
# Of each theme, programme and so on the newest are looked at; those that share most, counted as `similarity` will, are
# compared.
NEWEST, MOST_COMPARED = 100, 45
SHARED = {"theme": 2.0, "service_area": 2.5, "programme": 1.5, "partner": 1.0, "council": 1.0}
# Of near councils only those count that share a theme: the newest of each of the nearest, a few more than are shown.
NEWEST_OF_NEAR, NEAR_WITH_RECORDS, MOST_NEAR = 2, LIKE_COUNCILS + 2, 15

type _Subject = list[tuple[int, str, BitMap]]
_NONE = BitMap()


@dataclass(frozen=True)
class Related:
    """`similar`: the most similar case studies, each with why. `nearby`: one each by councils like this one.

    Those are (council, path of its page, case study).
    """

    similar: list[tuple[Candidate, tuple[str, ...]]]
    nearby: list[tuple[str, str, Candidate]]


def related(study: CaseStudy, surroundings: Surroundings) -> Related:
    """Return what to read after `study`, both as `with_all_parts` gives them.

    Costs no query while this worker has compared the same candidates before and nothing was written since.
    """
    own = traits(study)
    counting = tally.current(surroundings.written)
    neighbours = _neighbours(study, own, surroundings)
    version = (surroundings.written, surroundings.names)
    found = {one.id: one for one in candidates.of(_ids(study.pk, own, neighbours, counting), version)}
    subjects = _subjects(own, counting)
    compared = [_traits_of(one, subjects) for one in found.values()]
    nearby = _nearby(own, compared, neighbours, {council.pk for council in _adopters(study)})
    shown = {alike.traits.id for _, alike in nearby}
    likenesses = (compare(own, one, neighbours=neighbours) for one in compared if one.id not in shown)
    return Related(
        similar=[(found[alike.traits.id], alike.reasons) for alike in rank(likenesses, limit=SIMILAR)],
        nearby=[
            (council.name, path_to("case_studies:council", council.slug), found[alike.traits.id])
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
    return LikeCouncil(
        council.pk, council.short_name, council.kind, council.population or 0, council.region, council.slug
    )


def _adopters(study: CaseStudy) -> list[Council]:
    return [adoption.council for adoption in study.adoptions.all()]


def _neighbours(study: CaseStudy, own: Traits, surroundings: Surroundings) -> dict[int, int]:
    """Return the councils that are statistically near to those of `own`, or to what became of them, with their rank.

    The nearest first.
    """
    councils = {council.id for council in own.councils}
    successors = {
        successor.pk for involvement in study.involvements.all() for successor in involvement.council.successors.all()
    }
    ranks: dict[int, int] = {}
    for council, near, place in surroundings.near:
        if council in councils | successors and near not in councils:
            ranks[near] = min(place, ranks.get(near, place))
    nearest = sorted(ranks, key=lambda near: (ranks[near], near))[:MOST_NEAR]
    return {near: ranks[near] for near in nearest}


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


def _traits_of(one: Candidate, subjects: Iterable[_Subject]) -> Traits:
    """Return the traits of a candidate; of its subjects only those of the page's case study."""
    key = one.id
    themes, areas, programmes, partners = [
        {value: name for value, name, having in values if key in having} for values in subjects
    ]
    return Traits(key, one.title, themes, areas, programmes, partners, one.councils, one.completeness)


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
