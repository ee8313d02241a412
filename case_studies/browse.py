"""What the browsing pages ask of the library: lists of councils, what a council did, lists of subjects.

Every function costs a fixed number of queries, whatever the size of the library; views only hand the answers on.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import ExtractYear, JSONObject
from django.http import HttpRequest

from case_studies.council_names import key
from case_studies.models import (
    Adoption,
    CaseStudy,
    Cohort,
    Council,
    CouncilNeighbour,
    Involvement,
    Participation,
    Programme,
    SearchRewrite,
)
from case_studies.search import results, tally
from case_studies.search.cards import cards
from case_studies.search.facets import BY_KEY, FACETS, SHIFT
from case_studies.search.language import Question
from case_studies.search.names import Names
from case_studies.search.plan import Plan


def with_written(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return `rows` that bring along `written`, the last entry in the log of documents, which `paginated` asks for."""
    last = SearchRewrite.objects.order_by("-pk").values("pk")[:1]
    return rows.annotate(written=Subquery(last))


def paginated(request: HttpRequest, facet: str, ids: list[int], written: int | None) -> Page:
    """Return the page that the reader asks for of the case studies with one of these values, as cards, newest first.

    `facet` is a key of the finder's; a page that there is not becomes the nearest one. One query.
    """
    number = BY_KEY[facet].number
    chosen = {number: [(number << SHIFT) + pk for pk in ids]}
    counting = tally.current(written)
    total = len(counting.accepted(counting.everything, chosen))
    page: Any = Paginator(range(total), results.PAGE_SIZE).get_page(request.GET.get("page"))
    everything = Plan(Question(), Names(), written=counting.version)
    page.object_list = cards(results.find(everything, chosen, sort="newest", page=page.number).hits)
    return page


# --- Councils --------------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """Councils under one heading; `anchor` is its name in the address."""

    title: str
    anchor: str
    councils: list[Council] = field(default_factory=list)


def councils_found(*, q: str = "", region: str = "", kind: str = "", nation: str = "") -> list[Council]:
    """Return the councils, current and ended, that fit; `q` is part of any name they go or went by.

    Each carries `case_study_count` and its successors. Costs three queries, one more with words.
    """
    councils = Council.objects.defer("former_codes").prefetch_related("successors")
    for name, value in (("region", region), ("kind", kind), ("nation", nation)):
        if value:
            councils = councils.filter(**{name: value})
    if q:
        folded = key(q)
        named = Q(official_name__icontains=q) | Q(short_name__icontains=q) | Q(gss_code__iexact=q)
        councils = councils.filter(named | Q(aliases__key__contains=folded) if folded else named).distinct()
    counts = tally.now().numbers(BY_KEY["council"].number)
    found = list(councils.order_by("short_name", "ended_on", "gss_code"))
    for council in found:
        setattr(council, "case_study_count", counts.get(council.pk, 0))  # noqa: B010  a count for the page, no field
    return found


def grouped(councils: list[Council], by: str) -> list[Group]:
    """Return `councils` under letters, regions or kinds (`by`: "letter", "region", "kind")."""
    groups: dict[str, Group] = {}
    for council in councils:
        title, anchor = _heading(council, by)
        groups.setdefault(anchor, Group(title, anchor)).councils.append(council)
    choices = {"region": Council.Region.values, "kind": Council.Kind.values}
    order = choices.get(by) or sorted(groups)
    return [groups[anchor] for anchor in order if anchor in groups]


def _heading(council: Council, by: str) -> tuple[str, str]:
    if by == "region":
        return council.get_region_display(), council.region
    if by == "kind":
        return council.get_kind_display(), council.kind
    letter = council.short_name[:1].upper()
    return letter, letter.lower()


@dataclass(frozen=True)
class Kin:
    """The councils that one came from, in the end or on the way, what it became, and its districts of today."""

    predecessors: list[Council]
    successors: list[Council]
    districts: list[Council]


_KIN = """
WITH RECURSIVE before (id) AS (
    SELECT from_council_id FROM case_studies_council_successors WHERE to_council_id = %(council)s
    UNION
    SELECT l.from_council_id FROM case_studies_council_successors l JOIN before b ON b.id = l.to_council_id
)
SELECT c.id, c.slug, c.short_name, c.official_name, c.ended_on, k.kin
FROM (
    SELECT 'predecessor' AS kin, id FROM before WHERE id <> %(council)s
    UNION ALL
    SELECT 'successor', to_council_id FROM case_studies_council_successors WHERE from_council_id = %(council)s
    UNION ALL
    SELECT 'district', id FROM case_studies_council WHERE upper_tier_id = %(council)s AND ended_on IS NULL
) k JOIN case_studies_council c ON c.id = k.id
ORDER BY CASE k.kin WHEN 'predecessor' THEN c.ended_on END DESC, c.short_name, c.gss_code
"""


def kin(council: Council) -> Kin:
    """Return the kin of `council`; one query."""
    found: dict[str, list[Council]] = {"predecessor": [], "successor": [], "district": []}
    one: Any
    for one in Council.objects.raw(_KIN, {"council": council.pk}):
        found[one.kin].append(one)
    return Kin(found["predecessor"], found["successor"], found["district"])


def nearest(of: list[int]) -> list[dict[str, Any]]:
    """Return the councils statistically nearest to these, nearest first, each with its count and newest case study.

    One query.
    """
    published = Involvement.objects.filter(council=OuterRef("neighbour"), case_study__state=CaseStudy.State.PUBLISHED)
    newest = published.order_by("-case_study_id").values(
        row=JSONObject(
            title=F("case_study__title"), slug=F("case_study__slug"), year=F("case_study__year"), id=F("case_study__id")
        )
    )[:1]
    how_many = models.Subquery(published.order_by().values("council").annotate(number=Count("pk")).values("number"))
    near = CouncilNeighbour.objects.filter(council__in=of).exclude(neighbour__in=of)
    rows: dict[int, dict[str, Any]] = {}
    columns = ("neighbour", "neighbour__slug", "neighbour__short_name", "neighbour__kind", "neighbour__region")
    for row in (
        near.order_by("rank", "neighbour")
        .annotate(newest=ArraySubquery(newest), number=how_many)
        .values(*columns, "newest", "number")
    ):
        rows.setdefault(row["neighbour"], row)
    return [
        {
            "slug": row["neighbour__slug"],
            "name": row["neighbour__short_name"],
            "kind": Council.Kind(row["neighbour__kind"]).label,
            "region": Council.Region(row["neighbour__region"]).label,
            "newest": row["newest"][0] if row["newest"] else None,
            "others": (row["number"] or 1) - 1,
        }
        for row in list(rows.values())[:10]
    ]


class Adopted(NamedTuple):
    """Something that a council did after another one."""

    title: str
    slug: str
    year: int | None
    note: str


class TookPart(NamedTuple):
    """A council in a cohort of a programme; `year` is when the cohort was launched."""

    programme: str
    slug: str
    year: int | None
    role: str
    cohort: str
    council_id: int
    council: str


def adopted_and_took_part(councils: list[int]) -> tuple[list[Adopted], list[TookPart]]:
    """Return what these councils publicly adopted from others, and the cohorts they were in. One query."""
    adoptions = Adoption.objects.filter(council__in=councils, case_study__state=CaseStudy.State.PUBLISHED)
    participations = Participation.objects.filter(council__in=councils)
    rows: Any = (
        participations.order_by()
        .annotate(launched=ExtractYear("cohort__launched_on"), source=Value("programme"))
        .values_list(
            "source", "cohort__programme__name", "cohort__programme__slug", "launched", "role", "cohort__name",
            "council", "council__short_name",
        )
        .union(
            adoptions.order_by()
            .annotate(source=Value("adoption"), cohort=Value(""))
            .values_list(
                "source", "case_study__title", "case_study__slug", "year", "note", "cohort", "council",
                "council__short_name",
            ),
            all=True,
        )
    )  # fmt: skip
    adopted, took_part = [], []
    for source, *row in rows:
        if source == "adoption":
            adopted.append(Adopted(*row[:4]))
        else:
            took_part.append(TookPart(*row))
    return (
        sorted(adopted, key=lambda one: (-(one.year or 0), one.title)),
        sorted(took_part, key=lambda one: (one.programme, one.year or 0, one.cohort, one.council)),
    )


# --- Subjects --------------------------------------------------------------------------------------------------------


def counted(model: type[models.Model]) -> list[Any]:
    """Return every row of a subject with `case_study_count`, the published ones; costs two queries."""
    (facet,) = (facet for facet in FACETS if facet.model is model)
    numbers = tally.now().numbers(facet.number)
    things = list(model._default_manager.all())
    for thing in things:
        setattr(thing, "case_study_count", numbers.get(thing.pk, 0))  # noqa: B010  a count for the page, no field
    return things


def programmes() -> models.QuerySet[Programme]:
    """Return the programmes with cohorts, participations and partners, each council with its `successors` now."""
    after = Council.objects.filter(predecessors=OuterRef("council")).values(
        row=JSONObject(slug=F("slug"), short_name=F("short_name"))
    )
    took_part = Participation.objects.select_related("council").annotate(successors=ArraySubquery(after))
    cohorts = Cohort.objects.prefetch_related(Prefetch("participations", took_part.order_by("role", "council")))
    return Programme.objects.prefetch_related(Prefetch("cohorts", cohorts), "partners")
