"""The finder: search and filter. What it asks is in `case_studies/search`; here it becomes a page."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from case_studies.search.page import FinderPage


def without_empty(asked: QueryDict) -> str | None:
    """Return the parameters of an address without the empty ones that a form sends; None where there are none.

    `?q=` alone is a search for nothing, which is answered as it stands.
    """
    if all(value.strip() for _, values in asked.lists() for value in values) or list(asked.lists()) == [("q", [""])]:
        return None
    tidier = asked.copy()
    for name, values in asked.lists():
        tidier.setlist(name, [value for value in values if value.strip()])
    return tidier.urlencode()


@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    if (tidier := without_empty(request.GET)) is not None:
        return redirect(f"{request.path}?{tidier}" if tidier else request.path)
    return render(request, "case_studies/finder.html", {"finder": FinderPage(request.GET)})
