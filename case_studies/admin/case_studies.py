"""Case studies in the admin: one form with everything that belongs to a record; the buttons are in `states.py`."""

from django.contrib import admin

from case_studies.models import Adoption, CaseStudy, Document, Image, Involvement, Link, Outcome, Video
from innovation_db.admin.editing import EditingAdmin


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
    fields = ["file", "alt", "caption", "credit", "position"]
    extra = 0


class DocumentInline(admin.TabularInline):
    model = Document
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
class CaseStudyAdmin(EditingAdmin):
    list_display = ["title", "state", "completeness", "changed_at"]
    list_filter = ["state", "completeness", "stage", "themes", "service_areas"]
    search_fields = ["title", "record_id", "involvements__council__short_name"]
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
