"""The import page: send a CSV file, read what its import would do, import it, fetch what was rejected.

What happens with a file is in `case_studies/imports/files.py`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from case_studies.imports import columns, files
from case_studies.imports.rejected import path_for
from case_studies.models import ImportFile
from innovation_db import jobs

PERMISSION = "case_studies.import_casestudy"


class ImportForm(forms.ModelForm):
    file = forms.FileField(
        label="CSV file",
        help_text=f"Up to {files.MAX_BYTES // 1_000_000} MB. You see what would happen before anything is written.",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    class Meta:
        model = ImportFile
        fields = ["publish", "overwrite"]

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        files.check_upload(upload)
        return upload


@admin.register(ImportFile)
class ImportFileAdmin(admin.ModelAdmin):
    place = 2
    form = ImportForm
    list_display = ["name", "how_far", "found", "sent_by", "sent_at"]
    list_display_links = ["name"]
    list_select_related = ["job", "sent_by"]
    search_fields = ["name"]
    actions = None
    view_on_site = False
    change_list_template = "innovation_db/admin/jobs.html"
    add_form_template = "case_studies/admin/import_form.html"
    change_form_template = "case_studies/admin/import_file.html"

    # One permission decides: whoever may import may look at every import, so that two officers can help each other.
    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_view_permission(self, request: HttpRequest, obj: ImportFile | None = None) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def has_change_permission(self, request: HttpRequest, obj: ImportFile | None = None) -> bool:
        return False  # what was sent stays as it was

    def has_delete_permission(self, request: HttpRequest, obj: ImportFile | None = None) -> bool:
        return request.user.has_perm(PERMISSION) and not (obj and obj.is_under_way)

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("<int:pk>/check/", require_POST(self.check_view), "check"),
            ("<int:pk>/import/", require_POST(self.import_view), "import"),
            ("<int:pk>/rejected/", require_safe(self.rejected_view), "rejected"),
        ]
        return [
            *(path(route, self.admin_site.admin_view(view), name=f"case_studies_importfile_{name}")
              for route, view, name in own),
            *super().get_urls(),
        ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportFile]:
        jobs.bury_the_lost()
        return super().get_queryset(request).select_related("job", "sent_by").defer("content", "rejected_rows")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not request.user.has_perm("case_studies.publish_casestudy"):
            form.base_fields.pop("publish", None)
        return form

    def get_fields(self, request: HttpRequest, obj: ImportFile | None = None) -> Any:
        return ["sent_by", "sent_at", "publish", "overwrite"] if obj else ["file", "publish", "overwrite"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, self.with_progress(extra_context))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Import case studies", "columns": columns.TOLD}
        return super().add_view(request, form_url, context | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        file = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if file is not None:
            about = {"file": file, "subtitle": str(file), "kept_until": files.kept_until(file)}
            extra_context = about | self.with_progress(extra_context)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: ImportFile, form: Any, change: bool) -> None:
        """Keep the file and start its check."""
        given = form.cleaned_data
        kept = files.receive(
            given["file"],
            publish=given.get("publish", False),
            overwrite=given["overwrite"],
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk = kept.pk

    def response_add(self, request: HttpRequest, obj: ImportFile, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:case_studies_importfile_change", obj.pk)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave Django's own log out: the page itself says who sent what, for as long as it is kept."""

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start the check once more."""
        return self._start(request, pk, files.check_again)

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start the import of a checked file."""
        return self._start(request, pk, files.start_import)

    def _start(self, request: HttpRequest, pk: int, start: Callable[..., ImportFile]) -> HttpResponse:
        file = self._file(request, pk)
        if file.publish and not request.user.has_perm("case_studies.publish_casestudy"):
            raise PermissionDenied
        try:
            start(file, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("admin:case_studies_importfile_change", pk)

    def rejected_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the rejected rows: their numbers, the reasons, and the lines as they were sent."""
        file = self._file(request, pk)
        if not file.rejected_rows:
            raise Http404
        name = path_for(Path(file.name)).name
        return HttpResponse(
            file.rejected_rows.encode("utf-8-sig"),  # without the mark Excel misreads accents
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

    def _file(self, request: HttpRequest, pk: int) -> ImportFile:
        if not self.has_view_permission(request):
            raise PermissionDenied
        file: ImportFile = get_object_or_404(ImportFile.objects.select_related("job"), pk=pk)
        return file

    def with_progress(self, context: dict[str, Any] | None) -> dict[str, Any]:
        """What a page that shows jobs needs."""
        more = {"worker_is_there": jobs.worker_is_there(), "progress_url": reverse("admin:innovation_db_job_progress")}
        return more | (context or {})

    @admin.display(description="state", ordering="step")
    def how_far(self, file: ImportFile) -> str:
        return render_to_string("case_studies/admin/_import_state.html", {"file": file})

    @admin.display(description="what it holds")
    def found(self, file: ImportFile) -> str:
        result = file.result
        return f"{result['rows']:,} rows, {result['rejected']:,} rejected" if result else "–"
