"""The page of one case study."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from case_studies.models import CaseStudy


@require_safe
def case_study(request: HttpRequest, slug: str) -> HttpResponse:
    return render(
        request,
        "case_studies/case_study.html",
        {"case_study": get_object_or_404(CaseStudy.objects.published(), slug=slug)},
    )
