"""The API of the library. The finder's own page answers for case studies: same parameters, same results, same order."""

from typing import Any

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from case_studies import browse
from case_studies.api import serializers
from case_studies.forms import CouncilFilterForm
from case_studies.models import CaseStudy, Council, Theme
from case_studies.parts import with_all_parts
from case_studies.search.facets import FACETS
from case_studies.search.filters import SORTS
from case_studies.search.page import FinderPage
from case_studies.search.results import PAGE_SIZE
from case_studies.views.case_study import Moved, elsewhere
from innovation_db.api.views import List, Pages, Read

LIBRARY = extend_schema(tags=["Library"])


class FinderPages(Pages):
    """The pages of the finder, which are of one size."""

    page_size = PAGE_SIZE
    page_size_query_param = None  # type: ignore[assignment]

    def of(self, found: FinderPage, request: Request, results: Any) -> Response:
        """Return the page that the finder has already cut out."""
        self.page, self.request = found.page, request  # type: ignore[assignment]
        return self.get_paginated_response(results)


@LIBRARY
class CaseStudies(List):
    serializer_class = serializers.CaseStudySerializer
    pagination_class = FinderPages

    @extend_schema(
        operation_id="case_studies",
        summary="Case studies",
        description="Published ones, by the finder’s own parameters, in the finder’s order.",
        parameters=[
            OpenApiParameter("q", str, description="Words to search for, as typed in the finder."),
            *(
                OpenApiParameter(facet.key, str, many=True, description=f"{facet.label}, as in the finder’s address.")
                for facet in FACETS
            ),
            OpenApiParameter("sort", str, enum=list(SORTS), description="Most relevant first where there are words."),
        ],
        responses=serializers.CaseStudySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        found = FinderPage(request.query_params)
        if found.filter.unknown:
            label, value = found.filter.unknown[0]
            raise ParseError(f"“{label}” has no value “{value}”.")
        if found.asked_sort and found.asked_sort not in SORTS:
            raise ParseError(f"“sort” is one of {', '.join(SORTS)}.")
        if found.beyond:
            raise NotFound(Pages.invalid_page_message)
        return FinderPages().of(found, request, self.get_serializer(found.cards, many=True).data)


@LIBRARY
class OneCaseStudy(Read):
    serializer_class = serializers.WholeCaseStudySerializer

    @extend_schema(
        operation_id="case_study",
        summary="One case study",
        description="All of it that its page tells. A former address leads to the present one.",
        responses=serializers.WholeCaseStudySerializer,
    )
    def get(self, request: Request, slug: str) -> Response | HttpResponsePermanentRedirect:
        found = with_all_parts(slug, published=True)
        if found is not None:
            return self.answer(found[0])
        reason = elsewhere(CaseStudy.objects.published(), slug)
        if isinstance(reason, Moved):
            return HttpResponsePermanentRedirect(reverse("library_api:case_study", args=[reason.slug]))
        raise NotFound("No case study has this address.")


@LIBRARY
class Councils(List):
    serializer_class = serializers.CouncilSerializer

    @extend_schema(
        operation_id="councils",
        summary="Councils",
        description="Those of today and those that ended, by name, with how many published case studies each has.",
        parameters=[
            OpenApiParameter("q", str, description="A part of any name it goes or went by."),
            OpenApiParameter("region", str, enum=Council.Region.values),
            OpenApiParameter("kind", str, enum=Council.Kind.values),
            OpenApiParameter("nation", str, enum=Council.Nation.values),
        ],
        responses=serializers.CouncilSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        form = CouncilFilterForm(request.query_params)
        if not form.is_valid():
            name, errors = next(iter(form.errors.items()))
            raise ParseError(f"“{name}”: {errors[0]}")
        chosen = form.chosen()
        chosen.pop("by")
        return self.page(browse.councils_found(**chosen))


@LIBRARY
class Themes(List):
    serializer_class = serializers.ThemeSerializer

    @extend_schema(
        operation_id="themes",
        summary="Themes",
        description="What case studies and sessions are about, by name.",
        responses=serializers.ThemeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.page(browse.counted(Theme))
