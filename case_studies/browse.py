"""What the browsing pages ask of the library: lists of councils, what a council did, lists of subjects.

Every function costs a fixed number of queries, whatever the size of the library; views only hand the answers on.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from case_studies.council_names import key
from case_studies.models import Adoption, CaseStudy, Council, CouncilNeighbour, Involvement, Participation
from case_studies.search import results, tally
from case_studies.search.cards import cards
from case_studies.search.facets import BY_KEY, FACETS, SHIFT
from case_studies.search.language import Question
from case_studies.search.names import Names
from case_studies.search.plan import Plan


def paginated(request: HttpRequest, facet: str, ids: list[int]) -> Page:
    """Return the page that the reader asks for of the case studies with one of these values, as cards, newest first.

    `facet` is a key of the finder's; a page that there is not becomes the nearest one. Three queries.
    """
    number = BY_KEY[facet].number
    chosen = {number: [(number << SHIFT) + pk for pk in ids]}
    counting = tally.now()
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


def predecessors(council: Council) -> list[Council]:
    """Return the councils that `council` came from, and those they came from; costs two queries."""
    came_from = defaultdict(set)
    for before, after in Council.successors.through.objects.values_list("from_council", "to_council"):
        came_from[after].add(before)
    found: set[int] = set()
    to_do = [council.pk]
    while to_do:
        new = came_from[to_do.pop()] - found
        found |= new
        to_do.extend(new)
    found.discard(council.pk)
    return list(Council.objects.filter(pk__in=found).order_by("-ended_on", "short_name")) if found else []


def nearest(council: Council) -> list[dict[str, Any]]:
    """Return the statistically nearest councils, nearest first, each with its count and its newest case study.

    One query. For an ended council they are the nearest of its successors.
    """
    of = [council.pk]
    if council.ended_on:
        of = [one.pk for one in council.successors.all()] or of
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


def adoptions_by(councils: list[int]) -> list[Adoption]:
    """Return what these councils adopted from others, as far as it is public; costs one query."""
    return list(
        Adoption.objects.filter(council__in=councils, case_study__state=CaseStudy.State.PUBLISHED)
        .select_related("case_study", "council")
        .only("year", "note", "council__short_name", "case_study__title", "case_study__slug")
        .order_by("-year", "case_study__title")
    )


def participations_of(councils: list[int]) -> list[Participation]:
    """Return the cohorts of programmes that these councils were in; costs one query."""
    return list(
        Participation.objects.filter(council__in=councils)
        .select_related("cohort__programme", "council")
        .order_by("cohort__programme__name", "cohort__launched_on")
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
