"""The two kinds of view of the API: one thing, and a list in pages. Both only read, for anybody, and answer 304."""

from collections.abc import Sequence
from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """`?page=2&per_page=100`; a page that there is not is a 404."""

    page_size = 50
    page_size_query_param = "per_page"
    max_page_size = 200
    invalid_page_message = "There is no such page."


@method_decorator(conditional_page, name="dispatch")
class Read(GenericAPIView):
    """A view that reads. Pages of other sites may ask it, because it answers everybody alike."""

    http_method_names = ["get", "head"]
    pagination_class: type[PageNumberPagination] | None = None

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = "public, no-cache"  # kept, but asked about each time
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    def answer(self, thing: Any) -> Response:
        """Return one thing as its serializer writes it."""
        return Response(self.get_serializer(thing).data)


class List(Read):
    """A view that answers with one page of a list."""

    pagination_class = Pages

    def page(self, rows: Sequence[Any]) -> Response:
        """Return the page of `rows` that was asked for. Raises `NotFound` for one that there is not."""
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)  # type: ignore[arg-type]
