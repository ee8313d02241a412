"""Background jobs in the admin: how far each is, what came of it, and a way to stop it. Starting them is the apps'."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from innovation_db import jobs
from innovation_db.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ["title", "progress", "message", "started_by", "created_at", "finished_at"]
    list_filter = ["state", "created_at"]
    search_fields = ["title", "message"]
    list_select_related = ["started_by"]
    readonly_fields = ["progress", "created_at", "result", "details"]
    change_list_template = "innovation_db/admin/jobs.html"
    change_form_template = "innovation_db/admin/job.html"
    actions = ["stop"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def has_stop_permission(self, request: HttpRequest) -> bool:
        """Whether this person may stop jobs: what the table of roles calls changing them."""
        return request.user.has_perm("innovation_db.change_job")

    def get_fields(self, request: HttpRequest, obj: Job | None = None) -> Any:
        fields = ["progress", "message", "result", "started_by", "created_at", "started_at", "finished_at"]
        # What the program said is for those who mend it.
        return [*fields, "details"] if request.user.has_perm("innovation_db.delete_job") else fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        jobs.bury_the_lost()
        return super().get_queryset(request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.progress_of_many))
        return [path("progress/", view, name="innovation_db_job_progress"), *super().get_urls()]

    def progress_of_many(self, request: HttpRequest) -> HttpResponse:
        """Answer, as JSON, how far the jobs `?id=1&id=2` are: what a page that is open asks every other second."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        numbers = [
            int(one) for one in request.GET.getlist("id")[:100] if one.isascii() and one.isdecimal() and len(one) < 16
        ]
        found = self.get_queryset(request).filter(pk__in=numbers)
        return JsonResponse(
            {str(one.pk): {"html": self.progress(one), "message": one.message, "ended": one.ended} for one in found}
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, self.with_worker(extra_context))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, self.with_worker(extra_context))

    def with_worker(self, context: dict[str, Any] | None) -> dict[str, Any]:
        more = {"worker_is_there": jobs.worker_is_there(), "progress_url": reverse("admin:innovation_db_job_progress")}
        return more | (context or {})

    @admin.display(description="state", ordering="state")
    def progress(self, job: Job) -> str:
        return render_to_string("innovation_db/admin/_job_progress.html", {"job": job})

    @admin.display(description="what came of it")
    def result(self, job: Job) -> str:
        return format_html('<a href="{}">See what came of it</a>', job.result_url) if job.result_url else "–"

    @admin.display(description="details for administrators")
    def details(self, job: Job) -> str:
        return format_html("<pre>{}</pre>", job.traceback) if job.traceback else "–"

    @admin.action(
        description="Stop", permissions=["stop"], location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]
    )
    def stop(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        for job in queryset:
            if job.ended:
                self.message_user(request, f"“{job}” has ended already.", messages.WARNING)
                continue
            jobs.ask_to_stop(job=job, by=request.user)  # type: ignore[arg-type]
            self.message_user(request, f"“{job}” stops at its next step.", messages.SUCCESS)
