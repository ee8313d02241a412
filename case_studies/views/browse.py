"""Pages that lead to case studies: councils, themes, service areas, programmes and partners, and a page for each."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from case_studies import browse
from case_studies.forms import CouncilFilterForm
from case_studies.models import Council, Partner, Programme, ServiceArea, Theme


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    form = CouncilFilterForm(request.GET)
    form.is_valid()
    chosen = form.chosen()
    by = chosen.pop("by")
    found = browse.councils_found(**chosen)
    return render(
        request,
        "case_studies/councils.html",
        {
            "form": form,
            "by": by,
            "arrangements": form.ARRANGEMENTS,
            "kept": [(name, value) for name, value in {**chosen, "by": by}.items() if value and name != "q"],
            "narrowed": any(chosen.values()),
            "groups": browse.grouped(found, by),
            "total": len(found),
            "suggestions": form.suggestions() if chosen["q"] and not found else [],
        },
    )


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one council with what it and its predecessors did. Six queries."""
    found = browse.with_written(Council.objects.select_related("upper_tier").filter(slug=slug)).first()
    if found is None:
        if slug != slug.lower():
            return redirect("case_studies:council", slug.lower(), permanent=True)
        raise Http404
    kin = browse.kin(found)
    itself_and_before = [found.pk, *(one.pk for one in kin.predecessors)]
    alive = [one.pk for one in kin.successors] if found.ended_on else []  # an ended one has its successors' nearest
    adopted, took_part = browse.adopted_and_took_part(itself_and_before)
    return render(
        request,
        "case_studies/council.html",
        {
            "council": found,
            "kin": kin,
            "page": browse.paginated(request, "council", itself_and_before, found.written),
            "adopted": adopted,
            "took_part": took_part,
            "nearest": browse.nearest(alive or [found.pk]),
        },
    )


def _subjects(request: HttpRequest, model: type[models.Model], title: str, lead: str) -> HttpResponse:
    things = browse.counted(model)
    context = {"title": title, "lead": lead, "things": things, "kind": model._meta.model_name}
    return render(request, "case_studies/subjects.html", context)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    return _subjects(request, Theme, "Themes", "What case studies are about. Zones choose new themes each year.")


@require_safe
def service_areas(request: HttpRequest) -> HttpResponse:
    return _subjects(request, ServiceArea, "Service areas", "The services that councils changed.")


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    return _subjects(request, Programme, "Programmes", "Improvement programmes and funds that councils took part in.")


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    return _subjects(request, Partner, "Partners", "Organisations that councils innovate with.")


def _subject(request: HttpRequest, rows: QuerySet[Any], slug: str, facet: str) -> HttpResponse:
    """Show one subject of `rows` with its case studies; `facet` is the finder's parameter for it."""
    thing = get_object_or_404(browse.with_written(rows), slug=slug)
    page = browse.paginated(request, facet, [thing.pk], thing.written)
    template = f"case_studies/{thing._meta.model_name}.html"
    return render(request, template, {"object": thing, "page": page, "finder": facet})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, Theme.objects.all(), slug, "theme")


@require_safe
def service_area(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, ServiceArea.objects.all(), slug, "service_area")


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, browse.programmes(), slug, "programme")


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, Partner.objects.prefetch_related("programmes"), slug, "partner")
