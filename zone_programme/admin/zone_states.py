"""The buttons that change a Zone's state; what each demands is `zone_programme/zone_states.py`."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from innovation_db.refusals import RefusedError
from zone_programme.models import Zone
from zone_programme.zone_states import BY_NAME, STEPS, change_state


class ZoneStatesAdmin(admin.ModelAdmin):
    """Adds the state, in words, and its buttons above the form of a Zone."""

    change_form_template = "zone_programme/admin/zone_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.state_view))
        return [path("<int:pk>/state/<slug:name>/", view, name="zone_programme_zone_state"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = Zone.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        may = request.user.has_perm  # type: ignore[union-attr]
        steps = [step for step in STEPS if row and row.state in step.states and may(step.permission)]
        return super().change_view(request, object_id, form_url, {"zone": row, "steps": steps, **(extra_context or {})})

    def state_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask whether to take a step, say what is missing, and take it."""
        step, zone = BY_NAME.get(name), get_object_or_404(Zone, pk=pk)
        if step is None:
            raise Http404
        if not request.user.has_perm(step.permission):  # type: ignore[union-attr]
            raise PermissionDenied
        back = reverse("admin:zone_programme_zone_change", args=[pk])
        problems = step.missing(zone)
        if request.method == "POST":
            try:
                change_state(zone=zone, step=step, by=request.user, seen=request.POST.get("seen", ""))  # type: ignore[arg-type]
            except RefusedError as refusal:
                problems = refusal.sentences
                zone.refresh_from_db()
            else:
                messages.success(request, f"{step.done}.")
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": step.button, "subtitle": str(zone), "name": str(zone),
            "zone": zone, "step": step, "problems": problems, "addresses": {"change": back},
        }  # fmt: skip
        return TemplateResponse(request, "zone_programme/admin/zone_state.html", context)
