"""Erasing a person who asks to be forgotten: shown first, asked twice. The list says that it was done, never to whom.

Only administrators: no other role has `zone_programme.add_erasure` (`innovation_db/roles.py`).
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from innovation_db.models import User
from innovation_db.refusals import RefusedError
from zone_programme import erasing
from zone_programme.models import Erasure


class ErasableMixin:
    """Lets the page of a record lead to erasing whose it is; `address_column` holds the address."""

    address_column = "email"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kw: Any) -> Any:
        email = getattr(obj, self.address_column, "")
        if email and request.user.has_perm("zone_programme.add_erasure"):  # type: ignore[union-attr]
            page = f"{reverse('admin:zone_programme_erasure_add')}?{urlencode({'email': email})}"
            context["tools"] = [("Erase this person", page)]
        return super().render_change_form(request, context, *args, obj=obj, **kw)  # type: ignore[misc]


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin):
    place = 80
    list_display = ["__str__", "at", "by", "what"]
    list_select_related = ["by"]
    fields = ["at", "by", "what"]
    readonly_fields = ["at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show what is known of an address (GET), and erase it once it was typed again (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        email, problems = asked.get("email", "").strip(), []
        if request.method == "POST":
            if asked.get("typed", "").strip().casefold() != email.casefold() or not email:
                problems = ["Type the address exactly as it is shown."]
            else:
                try:
                    entry = erasing.erase(email=email, by=request.user)  # type: ignore[arg-type]
                except RefusedError as refusal:
                    problems = refusal.sentences
                else:
                    messages.success(request, f"Erased for ever: {entry.what}. This list says so, but not who it was.")
                    return redirect("admin:zone_programme_erasure_changelist")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Erase a person",
            "name": "People erased",
            "addresses": {"change": reverse("admin:zone_programme_erasure_changelist")},
            "email": email,
            "known": erasing.known_of(email) if email else None,
            "account": User.objects.filter(email__iexact=email).first() if email else None,
            "problems": problems,
        }
        return TemplateResponse(request, "zone_programme/admin/erase.html", context)
