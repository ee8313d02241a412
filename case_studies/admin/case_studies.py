"""Case studies in the admin: one form with everything that belongs to a record; the buttons are in `states.py`."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db.models import FileField, Prefetch, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from case_studies import completeness
from case_studies.actions import after_change
from case_studies.admin.exports import ExportAdmin
from case_studies.admin.record_forms import CaseStudyForm, OutcomeForm
from case_studies.admin.states import StatesAdmin
from case_studies.contact import readers_wrote
from case_studies.models import Adoption, CaseStudy, Council, Document, Image, Involvement, Link, Outcome, Video
from case_studies.submissions import where_from
from innovation_db.admin.editing import EditingAdmin, PlainInline
from innovation_db.admin.work_lists import WorkListFilter
from innovation_db.uploads.widgets import KeptFileInput


class InvolvementInline(PlainInline, admin.TabularInline):
    model = Involvement
    after = "The record"
    autocomplete_fields = ["council"]
    fields = ["council", "role", "inferred"]
    verbose_name_plural = "councils"


class OutcomeInline(PlainInline, admin.StackedInline):
    model = Outcome
    form = OutcomeForm
    after = "What came of it"
    fields = [("kind", "description"), ("amount", "unit", "period", "basis", "year"), "note"]


class AdoptionInline(PlainInline, admin.TabularInline):
    model = Adoption
    after = "Reuse"
    autocomplete_fields = ["council"]
    fields = ["council", "year", "note", "link"]


class ImageInline(PlainInline, admin.StackedInline):
    model = Image
    after = "Upkeep"
    formfield_overrides = PlainInline.formfield_overrides | {FileField: {"widget": KeptFileInput}}
    fields = ["file", "alt", ("caption", "credit", "position")]


class DocumentInline(PlainInline, admin.TabularInline):
    model = Document
    after = "Upkeep"
    formfield_overrides = PlainInline.formfield_overrides | {FileField: {"widget": KeptFileInput}}
    fields = ["title", "file", "position"]


class LinkInline(PlainInline, admin.TabularInline):
    model = Link
    after = "Upkeep"
    fields = ["title", "url", "position"]


class VideoInline(PlainInline, admin.StackedInline):
    model = Video
    after = "Upkeep"
    fields = [("title", "minutes", "position"), ("url", "transcript_url")]


FOLDED = {"How it was done", "Cost, team and time", "Reuse", "Contact", "Upkeep"}


def _folded(name: str, parts: dict[str, Any], case_study: CaseStudy | None) -> bool:
    if name not in FOLDED:
        return False
    return name == "Upkeep" or not any(
        getattr(case_study, field, None) not in (None, "") for field in flatten(parts["fields"])
    )


@admin.register(CaseStudy)
class CaseStudyAdmin(ExportAdmin, StatesAdmin, EditingAdmin):
    place = 1
    list_display = ["titled", "state_tag", "told", "evidence", "changed"]
    list_filter = [
        WorkListFilter,
        "state",
        "completeness",
        "stage",
        ("evidence_level", admin.AllValuesFieldListFilter),
        "themes",
        "service_areas",
        "programmes",
        "partners",
    ]
    search_fields = ["title", "record_id"]
    search_help_text = "Words of the title, a council’s name, or a record’s name in its file."
    ordering = ["-changed_at"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER  # likewise for the counts beside each filter
    show_full_result_count = False  # counting 100,000 rows twice a page helps nobody
    autocomplete_fields = ["themes", "service_areas", "programmes", "partners"]
    fieldsets = [
        ("The record", {"fields": ["title", "slug", "summary"]}),
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
    form = CaseStudyForm
    prepopulated_fields = {"slug": ["title"]}

    @admin.display(description="title and councils", ordering="title")
    def titled(self, case_study: CaseStudy) -> str:
        names = [involvement.council.short_name for involvement in case_study.involvements.all()]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        councils = ", ".join(names[:3]) + more or "No council yet"
        return format_html('{} <span class="under">{}</span>', case_study.title, councils)

    @admin.display(description="state", ordering="state")
    def state_tag(self, case_study: CaseStudy) -> str:
        return format_html('<span class="tag tag--{}">{}</span>', case_study.state, case_study.get_state_display())

    @admin.display(description="told", ordering="completeness")
    def told(self, case_study: CaseStudy) -> str:
        return case_study.get_completeness_display()

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, case_study: CaseStudy) -> str:
        return date_format(localtime(case_study.changed_at))

    @admin.display(description="evidence", ordering="evidence_level")
    def evidence(self, case_study: CaseStudy) -> str:
        return f"{case_study.evidence_level} of 5" if case_study.evidence_level else "Not yet"

    def get_fieldsets(self, request: HttpRequest, obj: CaseStudy | None = None) -> Any:
        """Fold away the parts of `FOLDED` in which nothing is filled in yet: the form is long enough without."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        return [
            (name, {**parts, "classes": ["collapse"]} if _folded(name, parts, obj) else parts)
            for name, parts in fieldsets
        ]

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
        """List beside the form what the record does not tell yet, and what readers wrote about it."""
        if obj is not None:
            context["missing"] = completeness.missing(obj, outcomes=obj.outcomes.exists())
            context["came_from"] = where_from(obj)
            context["written"] = readers_wrote(obj) if request.user.has_perm("innovation_db.view_message") else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        after_change([form.instance.pk])
        if not change:
            _warn_of_the_same(request, form.instance)


def _warn_of_the_same(request: HttpRequest, added: CaseStudy) -> None:
    """Say where a case study of this title and lead council is already: it may be meant, so nothing is refused."""
    for same in CaseStudy.objects.told_like(added):
        address = reverse("admin:case_studies_casestudy_change", args=[same.pk])
        words = 'Looks like <a href="{}">{}</a> of the same council ({}). Is it here twice?'
        messages.warning(request, format_html(words, address, same, same.get_state_display().lower()))
