"""The finder: search and filter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    return render(request, "case_studies/finder.html")
