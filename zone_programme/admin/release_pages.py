"""The pages of releasing: what would be released with who is told what, one press to do it, and setting the draft back.

What was released is looked at in `releases.py`.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import actions
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.differences import setting_back
from zone_programme.drafts import draft
from zone_programme.models import Release, Zone
from zone_programme.programme import from_json, without_marks
from zone_programme.releasing import plan


class ReleaseForm(forms.Form):
    """`after` and `revision` say what the officer had before their eyes."""

    note = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "aria-describedby": "note-help"}),
        label="Note",
        error_messages={"max_length": "Keep the note under 1,000 characters."},
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    revision = forms.CharField(widget=forms.HiddenInput)


class ReleasePagesAdmin(ZonePagesAdmin):
    """Adds the page that releases the draft, and the one that sets it back to a release."""

    def zone_pages(self) -> list[Page]:
        return [
            ("release/", "release", FORM(self.release_view)),
            ("release/<int:number>/set-back/", "set_back", FORM(self.set_back_view)),
            *super().zone_pages(),
        ]

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a release would do, and make it."""
        zone = self.zone_for(request, pk, actions.ALLOWED["release"])
        form = ReleaseForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                release = actions.release(zone=zone, by=request.user, **said)  # type: ignore[arg-type]
            except ChangedMeanwhileError as refusal:
                return self._release_page(request, zone, form, refusal.sentences, status=409)
            except RefusedError as refusal:
                return self._release_page(request, zone, form, refusal.sentences, status=422)
            count = release.notices.count()
            told = f"{count} {'person is' if count == 1 else 'people are'} told" if count else "nobody had to be told"
            messages.success(request, f"Release {release.number} is public, and {told}.")
            return redirect("admin:zone_programme_release_change", release.pk)
        status = 422 if request.method == "POST" else 200
        return self._release_page(request, zone, form, [], status=status)

    def _release_page(
        self, request: HttpRequest, zone: Zone, form: ReleaseForm, problems: list[str], *, status: int
    ) -> HttpResponse:
        planned = plan(zone)
        context: dict[str, Any] = {
            **self.zone_context(request, zone, "Release the programme"),
            "plan": planned,
            "problems": problems,
            "form": form,
            "note": form.data.get("note", ""),
            "earlier": zone.releases.newest_first().select_related("released_by").defer("content"),
        }
        return TemplateResponse(request, "zone_programme/admin/release.html", context, status=status)

    def set_back_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Ask whether the draft is to be set back to a release, and do it."""
        zone = self.zone_for(request, pk, actions.ALLOWED["restore"])
        release = get_object_or_404(Release, zone=zone, number=number)
        problems: list[str] = []
        if request.method == "POST":
            try:
                actions.restore(release=release, by=request.user)  # type: ignore[arg-type]
            except RefusedError as refusal:
                problems = refusal.sentences
            else:
                messages.success(
                    request, f"The draft is as in release {number}. Nothing is public until you release it."
                )
                return redirect("admin:zone_programme_zone_release", zone.pk)
        there = without_marks(from_json(release.content))
        context = {
            **self.zone_context(request, zone, f"Set the draft back to release {number}"),
            "release": release,
            "problems": problems,
            "changes": setting_back(draft(zone), there),
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "zone_programme/admin/set_back.html", context, status=status)
