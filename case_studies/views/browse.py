"""Pages that lead to case studies: councils, themes, service areas, programmes and partners."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from case_studies.models import Council, Partner, Programme, ServiceArea, Theme


def _page(request: HttpRequest, model: type[models.Model], slug: str) -> HttpResponse:
    thing: Any = get_object_or_404(model, slug=slug)
    return render(request, f"case_studies/{model._meta.model_name}.html", {"object": thing})


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    return render(request, "case_studies/councils.html", {"councils": Council.objects.all()})


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, Council, slug)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, Theme, slug)


@require_safe
def service_area(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, ServiceArea, slug)


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, Programme, slug)


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, Partner, slug)
