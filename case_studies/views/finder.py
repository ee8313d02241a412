"""The finder: search and filter. What it asks is in `case_studies/search`; here it becomes a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from case_studies.search.page import FinderPage


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    return render(request, "case_studies/finder.html", {"finder": FinderPage(request.GET)})
