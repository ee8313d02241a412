"""The first page: search, figures, ways in, what is new and what is read."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from case_studies.models import CaseStudy, Council, ServiceArea, Theme

NEWEST = 6
MOST_VISITED = 5
VISITED_WITHIN = timedelta(days=90)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest, visited = _case_studies()
    themes, service_areas = _subjects()
    context = {
        "figures": CaseStudy.objects.figures() | {"councils": Council.objects.featured().count()},
        "themes": themes,
        "service_areas": service_areas,
        "newest": newest,
        "visited": visited,
    }
    return render(request, "case_studies/home.html", context)


def _case_studies() -> tuple[list[CaseStudy], list[CaseStudy]]:
    """Return the newest and the most visited, fetched together."""
    since = timezone.localdate() - VISITED_WITHIN
    wanted = Q(pk__in=CaseStudy.objects.newest(NEWEST).values("pk")) | Q(
        pk__in=CaseStudy.objects.most_visited(MOST_VISITED * 2, since).values("pk")
    )
    found = list(CaseStudy.objects.filter(wanted).with_visits(since).for_cards().order_by("-published_at", "-pk"))
    visited = sorted((one for one in found if one.visits), key=lambda one: -one.visits)
    return found[:NEWEST], visited[:MOST_VISITED]


def _subjects() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return themes and service areas that have published case studies, the fullest first, fetched together."""
    published = Count("case_studies", filter=Q(case_studies__state=CaseStudy.State.PUBLISHED))

    def counted(subjects: QuerySet, kind: str, colour: Any) -> QuerySet:
        return (
            subjects.order_by()
            .annotate(kind=Value(kind), tint=colour, number=published)
            .filter(number__gt=0)
            .values("kind", "pk", "name", "slug", "tint", "number")
        )

    rows = counted(Theme.objects.all(), "theme", F("colour")).union(
        counted(ServiceArea.objects.all(), "service area", Value(0)), all=True
    )
    ordered = sorted(rows, key=lambda row: (-row["number"], row["name"]))
    return [row for row in ordered if row["kind"] == "theme"], [row for row in ordered if row["kind"] != "theme"]
