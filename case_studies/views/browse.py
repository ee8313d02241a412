"""Pages that lead to case studies: councils, themes, service areas, programmes and partners, and a page for each."""

from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from case_studies import browse
from case_studies.forms import CouncilFilterForm
from case_studies.models import Cohort, Council, Participation, Partner, Programme, ServiceArea, Theme


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
    found = Council.objects.select_related("upper_tier").prefetch_related("successors").filter(slug=slug).first()
    if found is None:
        if slug != slug.lower():
            return redirect("case_studies:council", slug.lower(), permanent=True)
        raise Http404
    before = browse.predecessors(found)
    itself_and_before = [found.pk, *(one.pk for one in before)]
    return render(
        request,
        "case_studies/council.html",
        {
            "council": found,
            "successors": found.successors.all(),
            "predecessors": before,
            "page": browse.paginated(request, "council", itself_and_before),
            "adoptions": browse.adoptions_by(itself_and_before),
            "participations": browse.participations_of(itself_and_before),
            "districts": found.districts.filter(ended_on=None) if found.kind == Council.Kind.COUNTY else [],
            "nearest": browse.nearest(found),
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


def _subject(request: HttpRequest, thing: Any, facet: str, **more: Any) -> HttpResponse:
    """Show one subject with its case studies; `facet` is the finder's parameter for it."""
    context = {"object": thing, "page": browse.paginated(request, facet, [thing.pk]), "finder": facet, **more}
    return render(request, f"case_studies/{thing._meta.model_name}.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, get_object_or_404(Theme, slug=slug), "theme")


@require_safe
def service_area(request: HttpRequest, slug: str) -> HttpResponse:
    return _subject(request, get_object_or_404(ServiceArea, slug=slug), "service_area")


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    took_part = Participation.objects.select_related("council").prefetch_related("council__successors")
    cohorts = Cohort.objects.prefetch_related(Prefetch("participations", took_part.order_by("role", "council")))
    with_cohorts = Programme.objects.prefetch_related(Prefetch("cohorts", cohorts), "partners")
    return _subject(request, get_object_or_404(with_cohorts, slug=slug), "programme")


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Partner.objects.prefetch_related("programmes"), slug=slug)
    return _subject(request, found, "partner")
