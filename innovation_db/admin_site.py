"""The admin site: Django's own with our name and a start page of work lists; apps register what it shows."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


class InnovationAdminSite(admin.AdminSite):
    site_header = "Innovation in councils"
    site_title = "Innovation in councils"
    index_title = "Today"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from innovation_db.admin import work_lists  # the models are not there yet when this module is read

        context = {"work_lists": work_lists.for_start_page(request.user), **(extra_context or {})}  # type: ignore[arg-type]
        return super().index(request, context)
