"""Stewards in the admin: sending each the link that opens the counters of a Zone, and seeing who has one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from zone_programme import counting
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.models import DoorCount

SEND = "zone_programme.change_zone"
MOST_AT_ONCE = 60


class StewardsForm(forms.Form):
    emails = forms.CharField(
        label="E-mail addresses",
        help_text="One a line. Each gets a link of their own. Who has one already gets it again.",
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        error_messages={"required": "Enter at least one e-mail address."},
    )

    def clean_emails(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["emails"].splitlines() if line.strip()]
        emails = list(dict.fromkeys(line.lower() for line in lines))
        errors = []
        for email in emails:
            try:
                validate_email(email)
            except ValidationError:
                errors.append(ValidationError(f"“{email}” is no e-mail address. Write one a line."))
        if len(emails) > MOST_AT_ONCE:
            errors.append(ValidationError(f"Send up to {MOST_AT_ONCE} at once."))
        if errors:
            raise ValidationError(errors)
        return emails


class StewardsAdmin(ZonePagesAdmin):
    """Adds the page to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [("stewards/", "stewards", FORM(self.stewards_view)), *super().zone_pages()]

    def stewards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        zone = self.zone_for(request, pk, SEND)
        form = StewardsForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            sent = counting.send_links(zone=zone, emails=form.cleaned_data["emails"], by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"{sent} link{'' if sent == 1 else 's'} on the way.")
            return redirect(request.path)
        context = self.zone_context(request, zone, "Stewards") | {
            "form": form,
            "links": counting.links_of(zone),
            "released": zone.releases.exists(),
        }
        return TemplateResponse(
            request, "zone_programme/admin/stewards.html", context, status=400 if form.errors else 200
        )


@admin.register(DoorCount)
class DoorCountAdmin(admin.ModelAdmin):
    """What was counted, to be read."""

    place = 26
    list_display = ["session", "space", "starts_at", "now", "most", "capacity", "pressed_at"]
    list_filter = ["session__zone", "space"]
    search_fields = ["session__title", "space"]
    list_select_related = ["session"]
    readonly_fields = ["slot"]
    date_hierarchy = "starts_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
