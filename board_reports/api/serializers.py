"""The fields of a report in the API, with what each means. All are of the document that was published."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from board_reports.document import Block, Document, Figure, plain
from board_reports.models import Report, Version
from board_reports.numbering import Kind
from innovation_db.addresses import without_addresses


class Published:
    """A report with its newest published version, as the API tells it; e-mail addresses in texts are kept back."""

    def __init__(self, report: Report, version: Version, document: Document) -> None:
        self.report, self.document = report, document
        self.slug, self.title, self.kind = report.slug, without_addresses(document.title), document.kind
        self.board = {"slug": document.board_slug, "name": document.board}
        self.meeting, self.item = document.date or None, document.item
        self.purpose = document.purpose
        self.summary = without_addresses(plain(document.summary))
        self.recommendations = [without_addresses(plain(one)) for one in document.recommendations]
        self.previous = document.previous_slug
        self.published_at, self.version = report.published_at, version.number
        self.corrected = version.kind == Version.Kind.CORRECTED
        self.address = settings.SITE_URL + report.get_absolute_url()
        self.blocks, self.figures = document.blocks, document.figures


class BoardSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the report in addresses.")
    title = serializers.CharField()
    kind = serializers.CharField(help_text=f"What kind of report it is: {', '.join(Report.Type.values)}.")
    board = BoardSerializer(help_text="The board it was written for.")
    meeting = serializers.DateField(allow_null=True, help_text="The day of the meeting that it is for.")
    item = serializers.CharField(allow_blank=True, help_text="Its number on the agenda, or empty.")
    purpose = serializers.CharField(help_text="What the board was asked for.")
    summary = serializers.CharField(allow_blank=True)
    recommendations = serializers.ListField(child=serializers.CharField())
    previous = serializers.CharField(allow_blank=True, help_text="The report before it on the subject, or empty.")
    published_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Grows with each correction.")
    corrected = serializers.BooleanField(help_text="Whether it was corrected after it was published.")
    address = serializers.URLField(help_text="Of its page.")


class TableSerializer(serializers.Serializer):
    caption = serializers.CharField(allow_blank=True)
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class BlockSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="Stays with the block from version to version; the page has it as an anchor.")
    kind = serializers.CharField(help_text=f"One of {', '.join(Kind)}.")
    number = serializers.CharField(allow_blank=True, help_text="As it is printed, such as 2.1, or empty.")
    text = serializers.SerializerMethodField()
    table = serializers.SerializerMethodField()

    def get_text(self, block: Block) -> str:
        return without_addresses(block.text)

    @extend_schema_field(TableSerializer(allow_null=True))
    def get_table(self, block: Block) -> dict[str, Any] | None:
        if block.table is None:
            return None
        rows = [[without_addresses(plain(cell)) for cell in row] for row in block.table.rows]
        return {"caption": block.table.caption, "columns": block.table.columns, "rows": rows}


class RowSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not of the field
    address = serializers.CharField(source="url", allow_blank=True, help_text="The path of its page, or empty.")
    detail = serializers.CharField(allow_blank=True)


class FigureSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="Names the figure in this report.")
    figure = serializers.CharField(source="definition_key", help_text="Names the figure in every report.")
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(source="phrase", help_text="The words that stand in the report.")
    value = serializers.SerializerMethodField("get_number")
    unit = serializers.CharField()
    about = serializers.CharField(allow_blank=True, help_text="What it was narrowed to, in words.")
    window = serializers.CharField(allow_blank=True, help_text="The days that count, in words.")
    counted_at = serializers.CharField(source="at", help_text="When it was worked out.")
    definition = serializers.CharField(help_text="What it means, in plain English.")
    revision = serializers.IntegerField(help_text="Grows when the way of working it out changes.")
    rows = RowSerializer(many=True, help_text="What was counted, as it was then.")

    @extend_schema_field(OpenApiTypes.NUMBER)
    def get_number(self, figure: Figure) -> float | int | None:
        if not figure.number:
            return None
        return float(figure.number) if "." in figure.number else int(figure.number)


class WholeReportSerializer(ReportSerializer):
    blocks = BlockSerializer(many=True, help_text="The body in reading order.")
    figures = FigureSerializer(many=True, help_text="Every figure in it, with what was counted.")
