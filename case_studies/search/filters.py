"""The one FilterSet of the library: what the finder's addresses mean, for the page and later for feed, API and CSV.

OR inside a facet, AND across facets. A value that does not exist is set aside and named, never an error.
"""

from typing import Any

import django_filters
from django import forms
from django.http import QueryDict

from case_studies.models import CaseStudy
from case_studies.querysets import CaseStudyQuerySet
from case_studies.search.facets import FACETS, Facet
from case_studies.search.language import tidy
from case_studies.search.names import Names

SORTS = {
    "relevance": "Most relevant",
    "newest": "Newest",
    "saving": "Biggest saving",
    "visits": "Most visited",
}
MOST_VALUES = 60  # of one facet in one address


class Values(forms.Field):
    """Every value of a repeated parameter."""

    widget = forms.MultipleHiddenInput


class FacetFilter(django_filters.Filter):
    """Case studies with any of the facet's values given."""

    field_class = Values

    def __init__(self, facet: Facet) -> None:
        super().__init__(label=facet.label, required=False)
        self.facet = facet

    def filter(self, qs: CaseStudyQuerySet, value: list[str] | None) -> CaseStudyQuerySet:
        codes = self.parent.codes.get(self.facet.number)
        return qs.filter(search_document__facets__overlap=codes) if codes else qs


class Chosen:
    """The facets of an address: `codes` and `chosen` are what is chosen, `unknown` what does not exist."""

    def __init__(self, data: QueryDict, names: Names) -> None:
        self.codes: dict[int, list[int]] = {}
        self.chosen: dict[str, list[str]] = {}
        self.unknown: list[tuple[str, str]] = []
        for facet in FACETS:
            for value in list(dict.fromkeys(data.getlist(facet.key)))[:MOST_VALUES]:
                if not value:
                    continue
                code = facet.code(value, names)
                if code is None:
                    self.unknown.append((facet.label, tidy(value)[:60]))
                else:
                    self.codes.setdefault(facet.number, []).append(code)
                    self.chosen.setdefault(facet.key, []).append(value)


class CaseStudyFilter(django_filters.FilterSet):
    """`CaseStudyFilter(request.GET, names=…).qs` are the case studies that an address asks for."""

    class Meta:
        model = CaseStudy
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, names: Names, queryset: CaseStudyQuerySet | None = None) -> None:
        super().__init__(data, CaseStudy.objects.published() if queryset is None else queryset)
        self.codes = Chosen(data, names).codes


for _facet in FACETS:
    CaseStudyFilter.base_filters[_facet.key] = FacetFilter(_facet)


def parameters(chosen: dict[str, list[str]], **others: Any) -> str:
    """Return the query string of a state of the finder, in one fixed order; empty values are left out."""
    address = QueryDict(mutable=True)
    if others.get("q"):
        address["q"] = others["q"]
    for facet in FACETS:
        if values := chosen.get(facet.key):
            address.setlist(facet.key, values)
    for key in ("sort", "page"):
        if others.get(key):
            address[key] = str(others[key])
    return address.urlencode()
