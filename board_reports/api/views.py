"""The API of Board reports: the public ones alone, whoever asks, because shared caches may keep the answers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from board_reports import document
from board_reports.api import serializers
from board_reports.api.serializers import Published
from board_reports.models import Report, Version
from innovation_db.api.views import List, Read

REPORTS = extend_schema(tags=["Board reports"])


def public() -> QuerySet[Report]:
    found: QuerySet[Report] = Report.objects.readable_by(AnonymousUser()).order_by("-published_at", "-pk")
    return found


def as_published(reports: list[Report]) -> list[Published]:
    """Return these reports as their newest versions froze them. One query."""
    newest: dict[int, Version] = {}
    for version in Version.objects.published().filter(report__in=reports).order_by("number"):
        newest[version.report_id] = version
    return [Published(one, newest[one.pk], document.from_json(newest[one.pk].content)) for one in reports]


@REPORTS
class Reports(List):
    serializer_class = serializers.ReportSerializer

    @extend_schema(
        operation_id="reports",
        summary="Board reports",
        description="The public ones, the newest first.",
        parameters=[OpenApiParameter("board", str, description="The slug of a board: its reports alone.")],
        responses=serializers.ReportSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        found = public()
        if board := request.query_params.get("board"):
            found = found.filter(board__slug=board)
        cut = self.paginate_queryset(found) or []
        return self.get_paginated_response(self.get_serializer(as_published(list(cut)), many=True).data)


@REPORTS
class OneReport(Read):
    serializer_class = serializers.WholeReportSerializer

    @extend_schema(
        operation_id="report",
        summary="One Board report",
        description="Its words, block by block, and every figure with what was counted.",
        responses=serializers.WholeReportSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        found = public().filter(slug=slug).first()
        if found is None:
            raise NotFound("There is no such report.")
        return self.answer(as_published([found])[0])
