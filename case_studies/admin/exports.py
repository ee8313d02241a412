"""Case studies as a table, CSV or Excel, from the filtered list; the columns are named as in docs/importing.md.

Three columns stand at the end that an import does not take: `state`, `completeness` and `address`.
"""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from tablib import Dataset

from case_studies.imports.columns import PLAIN, SUBJECTS
from case_studies.models import CaseStudy, Involvement
from innovation_db.spreadsheets import BYTE_ORDER_MARK, harmless

XLSX_LIMIT = 20_000  # a workbook is put together in memory
PERMISSION = "case_studies.export_casestudy"


class CaseStudyTable(ModelResource):
    """One row a case study. Reads involvements, subjects and nothing else that costs a query a row."""

    council = Field(column_name="council")
    partner_councils = Field(column_name="partner_councils")
    themes = Field(column_name="themes")
    service_areas = Field(column_name="service_areas")
    programmes = Field(column_name="programmes")
    partners = Field(column_name="partners")
    address = Field(column_name="address")

    class Meta:
        model = CaseStudy
        fields = (*PLAIN, "council", "partner_councils", *SUBJECTS, "state", "completeness", "address")
        export_order = fields

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        """Return a value as it is, dates as dates and numbers as numbers, but no text that is a formula."""
        put_together = getattr(self, f"dehydrate_{field.column_name}", None)
        value = put_together(instance) if put_together else getattr(instance, field.attribute)
        return "" if value is None else harmless(value)

    def dehydrate_council(self, study: CaseStudy) -> str:
        return self._councils(study, Involvement.Role.LEAD)

    def dehydrate_partner_councils(self, study: CaseStudy) -> str:
        return self._councils(study, Involvement.Role.PARTNER)

    def dehydrate_themes(self, study: CaseStudy) -> str:
        return _slugs(study.themes)

    def dehydrate_service_areas(self, study: CaseStudy) -> str:
        return _slugs(study.service_areas)

    def dehydrate_programmes(self, study: CaseStudy) -> str:
        return _slugs(study.programmes)

    def dehydrate_partners(self, study: CaseStudy) -> str:
        return _slugs(study.partners)

    def dehydrate_address(self, study: CaseStudy) -> str:
        return study.get_absolute_url()

    def _councils(self, study: CaseStudy, role: str) -> str:
        return ";".join(row.council.slug for row in study.involvements.all() if row.role == role)

    def rows(self, studies: QuerySet) -> Iterator[list[Any]]:
        """Yield the heading, then a row for each of `studies`, 500 at a time."""
        yield self.get_export_headers()
        for study in studies.prefetch_related(*SUBJECTS).iterator(chunk_size=500):
            yield self.export_resource(study)


def _slugs(relation: Any) -> str:
    return ";".join(thing.slug for thing in relation.all())


class _Echo:
    """A file that gives back what is written to it, so that a table can leave line by line."""

    def write(self, line: str) -> str:
        return line


class ExportAdmin(admin.ModelAdmin):
    """Adds the list's two buttons “Export to Excel” and “Export as CSV”, for whom the table of roles allows it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.export_view))
        return [path("export/<slug:form>/", view, name="case_studies_casestudy_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        allowed = {"may_export": request.user.has_perm(PERMISSION)}
        return super().changelist_view(request, allowed | (extra_context or {}))

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Answer with the table of what the list shows under the same filters, all its pages together."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        studies = self.get_changelist_instance(request).queryset
        table, name = CaseStudyTable(), f"case-studies-{timezone.localdate():%Y-%m-%d}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if form == "csv":
            writer = csv.writer(_Echo())
            lines = (writer.writerow(row) for row in table.rows(studies))
            return StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8", headers=headers)
        if form != "xlsx":
            raise Http404
        if (count := studies.count()) > XLSX_LIMIT:
            messages.error(
                request,
                f"An Excel file holds up to {XLSX_LIMIT:,} case studies here, and these are {count:,}. "
                "Filter the list first, or export as CSV.",
            )
            return redirect(f"../../?{request.GET.urlencode()}")
        heading, *rows = table.rows(studies)
        workbook = XLSX()
        content = workbook.export_data(Dataset(*rows, headers=heading))
        return HttpResponse(content, content_type=workbook.get_content_type(), headers=headers)


def _marked(lines: Iterator[Any]) -> Iterator[Any]:
    yield BYTE_ORDER_MARK
    yield from lines
