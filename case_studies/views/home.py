"""The first page: search, figures, ways in, what is new and what is read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from case_studies.front_page import front_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "case_studies/home.html", {"front": front_page()})
