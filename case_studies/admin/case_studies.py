"""Case studies in the admin: one form with everything that belongs to a record; the buttons are in `states.py`."""

from typing import Any

from django.contrib import admin
from django.db.models import FileField, Prefetch, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from case_studies import completeness
from case_studies.actions import after_change
from case_studies.admin.states import StatesAdmin
from case_studies.models import Adoption, CaseStudy, Council, Document, Image, Involvement, Link, Outcome, Video
from innovation_db.admin.editing import EditingAdmin
from innovation_db.admin.work_lists import WorkListFilter
from innovation_db.uploads.widgets import KeptFileInput


class InvolvementInline(admin.TabularInline):
    model = Involvement
    autocomplete_fields = ["council"]
    fields = ["council", "role", "inferred"]
    extra = 0
    verbose_name_plural = "councils"


class OutcomeInline(admin.StackedInline):
    model = Outcome
    fields = [("kind", "description"), ("amount", "unit", "period"), ("basis", "year"), "note"]
    extra = 0


class AdoptionInline(admin.TabularInline):
    model = Adoption
    autocomplete_fields = ["council"]
    fields = ["council", "year", "note", "link"]
    extra = 0


class ImageInline(admin.StackedInline):
    model = Image
    formfield_overrides = {FileField: {"widget": KeptFileInput}}
    fields = ["file", "alt", "caption", "credit", "position"]
    extra = 0


class DocumentInline(admin.TabularInline):
    model = Document
    formfield_overrides = {FileField: {"widget": KeptFileInput}}
    fields = ["title", "file", "position"]
    extra = 0


class LinkInline(admin.TabularInline):
    model = Link
    fields = ["title", "url", "position"]
    extra = 0


class VideoInline(admin.TabularInline):
    model = Video
    fields = ["title", "url", "minutes", "transcript_url", "position"]
    extra = 0


@admin.register(CaseStudy)
class CaseStudyAdmin(StatesAdmin, EditingAdmin):
    list_display = ["title", "council_names", "state", "completeness", "evidence", "changed_at"]
    list_filter = [
        WorkListFilter,
        "state",
        "completeness",
        "stage",
        ("evidence_level", admin.AllValuesFieldListFilter),
        ("themes", admin.RelatedOnlyFieldListFilter),
        ("service_areas", admin.RelatedOnlyFieldListFilter),
        ("programmes", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["title", "record_id"]
    search_help_text = "Words of the title, a council’s name, or a record’s name in its file."
    ordering = ["-changed_at"]
    list_per_page = 50
    show_full_result_count = False  # counting 100,000 rows twice a page helps nobody
    autocomplete_fields = ["themes", "service_areas", "programmes", "partners"]
    readonly_fields = ["state", "completeness"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "state", "completeness"]}),
        (
            "What it is about",
            {"fields": ["themes", "service_areas", "programmes", "partners", ("stage", "novelty"), "year"]},
        ),
        ("The story", {"fields": ["problem", "what_we_did"]}),
        ("How it was done", {"fields": ["leadership", "people", "governance", "risk_and_finance", "obstacles"]}),
        ("What came of it", {"fields": ["what_changed", "what_did_not_work", "lessons", "sustained_by"]}),
        ("Cost, team and time", {"fields": [("cost", "cost_note"), "team", "time_taken", ("begun_on", "ended_on")]}),
        ("Reuse", {"fields": ["reuse_terms", "reuse_note", "reuse_link", "reuse_contact"]}),
        ("Evidence", {"fields": ["evidence_level", "evidence_reason"]}),
        ("Contact", {"fields": ["contact_role", "contact_name", "contact_email"]}),
        (
            "Upkeep",
            {"fields": [("last_confirmed_on", "review_due_on"), "record_id", "source", "source_link"]},
        ),
    ]
    inlines = [
        InvolvementInline,
        OutcomeInline,
        AdoptionInline,
        ImageInline,
        DocumentInline,
        LinkInline,
        VideoInline,
    ]
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description="councils")
    def council_names(self, case_study: CaseStudy) -> str:
        return ", ".join(involvement.council.short_name for involvement in case_study.involvements.all()) or "None yet"

    @admin.display(description="evidence", ordering="evidence_level")
    def evidence(self, case_study: CaseStudy) -> str:
        return f"{case_study.evidence_level} of 5" if case_study.evidence_level else "Not judged"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        councils = Prefetch("involvements", Involvement.objects.select_related("council"))
        return super().get_queryset(request).prefetch_related(councils)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Find each word in the title, the record's name or a council's name, without a join that doubles rows."""
        for word in search_term.split():
            named = Council.objects.filter(Q(short_name__icontains=word) | Q(aliases__name__icontains=word))
            involved = Involvement.objects.filter(council__in=named).values("case_study")
            queryset = queryset.filter(Q(title__icontains=word) | Q(record_id__istartswith=word) | Q(pk__in=involved))
        return queryset, False

    def save_model(self, request: HttpRequest, obj: CaseStudy, form: ModelForm, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def view_on_site(self, obj: CaseStudy) -> str:
        """Return where the record is, or would be, on the site; only officers see it there before it is published."""
        address = obj.get_absolute_url()
        return address if obj.state == CaseStudy.State.PUBLISHED else f"{address}?preview"

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: CaseStudy | None = None,
    ) -> HttpResponse:
        """List beside the form what the record does not tell yet."""
        if obj is not None:
            context["missing"] = completeness.missing(obj, outcomes=obj.outcomes.exists())
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        after_change([form.instance.pk])
