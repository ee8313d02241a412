"""The buttons that change a Zone's state; what each demands is `zone_programme/zone_states.py`."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from innovation_db.refusals import RefusedError
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.admin.zone_tools import tools
from zone_programme.models import Zone
from zone_programme.zone_states import BY_NAME, STEPS, change_state


class ZoneStatesAdmin(ZonePagesAdmin):
    """Adds the state, in words, and its buttons above the form of a Zone."""

    change_form_template = "zone_programme/admin/zone_form.html"

    def zone_pages(self) -> list[Page]:
        return [("state/<slug:name>/", "state", FORM(self.state_view)), *super().zone_pages()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = Zone.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        may = request.user.has_perm  # type: ignore[union-attr]
        steps = [step for step in STEPS if row and row.state in step.states and may(step.permission)]
        pages = tools(row, request.user) if row else []  # type: ignore[arg-type]
        context = {"zone": row, "steps": steps, "zone_tools": pages, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def state_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask whether to take a step, say what is missing, and take it."""
        step = BY_NAME.get(name)
        if step is None:
            raise Http404
        zone = self.zone_for(request, pk, step.permission)
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
        context = self.zone_context(request, zone, step.button) | {"step": step, "problems": problems}
        return TemplateResponse(request, "zone_programme/admin/zone_state.html", context)
