"""Sessions and speakers in the admin. Where and when a session is belongs to the timetable's editor."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from innovation_db.admin.editing import EditingAdmin
from innovation_db.admin.work_lists import WorkListFilter
from zone_programme.admin.erasures import ErasableMixin
from zone_programme.admin.fields import NeedsMixin, within
from zone_programme.models import Appearance, Availability, Session, SessionFile, Speaker
from zone_programme.speaker_links import ask


class AppearanceFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            speaker = form.cleaned_data.get("speaker") if hasattr(form, "cleaned_data") else None
            if speaker and speaker.zone_id != self.instance.zone_id:
                form.add_error("speaker", f"This is a speaker of the {speaker.zone}. Choose one of the session’s Zone.")


class AppearanceInline(admin.TabularInline):
    model = Appearance
    formset = AppearanceFormSet
    autocomplete_fields = ["speaker"]
    fields = ["speaker", "role", "confirmed", "declined"]
    extra = 0
    verbose_name_plural = "who speaks or chairs"


class SessionFileInline(admin.TabularInline):
    model = SessionFile
    fields = ["title", "file", "state"]
    extra = 0
    verbose_name_plural = "slides and documents"


class PlacedFilter(admin.SimpleListFilter):
    title = "timetable"
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", "Not yet placed"), ("yes", "Placed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "no":
                return queryset.unscheduled()  # type: ignore[attr-defined, no-any-return]
            case "yes":
                return queryset.filter(slots__isnull=False).distinct()
        return queryset


@admin.register(Session)
class SessionAdmin(NeedsMixin, EditingAdmin):
    place = 22
    list_display = ["title", "zone", "format", "minutes", "theme", "state"]
    list_filter = [WorkListFilter, "zone", PlacedFilter, "state", "format", "theme"]
    search_fields = ["title", "summary", "councils__official_name", "appearances__speaker__name"]
    list_select_related = ["zone", "theme"]
    autocomplete_fields = ["zone", "theme", "councils", "case_studies", "not_against"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["zone", "title", "slug", "state", ("format", "minutes"), "theme", "summary", "how"]}),
        ("Whose it is", {"fields": ["councils", "case_studies"]}),
        (
            "What it needs",
            {"fields": ["needs", "headphones", "expected", "day_wanted", "not_against"]},
        ),
    ]
    inlines = [AppearanceInline, SessionFileInline]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "day_wanted" in form.base_fields:
            days = form.base_fields["day_wanted"]
            days.queryset = days.queryset.filter(zone=obj.zone_id if obj else None)
            if obj is None:
                days.help_text = "Save the session first: its Zone’s days can then be chosen."
        return form


class AvailabilityInline(admin.TabularInline):
    model = Availability
    fields = ["day", "starts_at", "ends_at"]
    extra = 0
    verbose_name_plural = "when they can be there (without any: always)"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        zone = obj.zone_id if obj else None
        return super().get_formset(request, obj, formfield_callback=within(zone, self, request), **kwargs)


@admin.register(Speaker)
class SpeakerAdmin(ErasableMixin, EditingAdmin):
    place = 23
    list_display = ["name", "role", "council", "organisation", "zone"]
    list_filter = ["zone"]
    search_fields = ["name", "organisation", "council__official_name"]
    list_select_related = ["zone", "council"]
    autocomplete_fields = ["zone", "council"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["zone", "name", "slug", "role", "council", "organisation", "biography", "picture", "email"]
    # Django gives a file a legend for its remove box, and the file itself no name.
    formfield_overrides: ClassVar = {models.FileField: {"widget": AdminFileWidget({"aria-label": "Picture"})}}
    actions = ["ask_to_confirm"]
    inlines = [AvailabilityInline]

    @admin.action(description="Ask selected speakers to confirm, by e-mail", permissions=["change"])
    def ask_to_confirm(self, request: HttpRequest, queryset: QuerySet) -> None:
        """E-mail each its link; say who has no address."""
        asked, without = 0, []
        for speaker in queryset.select_related("zone"):
            if speaker.email:
                ask(speaker=speaker, by=request.user)  # type: ignore[arg-type]
                asked += 1
            else:
                without.append(speaker.name)
        if asked:
            messages.success(request, f"{asked} {'speaker was' if asked == 1 else 'speakers were'} asked to confirm.")
        if without:
            messages.warning(request, f"No e-mail address is known of {', '.join(without)}.")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """The days to choose from are those of the speaker's Zone, so that is saved first."""
        return self.inlines if obj else []
