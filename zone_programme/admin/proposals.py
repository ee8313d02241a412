"""Proposals in the admin: the list that officers search and filter, and one proposal on a page.

Deciding is not an edit: the states have actions of their own.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from case_studies.models import Council
from innovation_db.admin.editing import EditingAdmin, PlainInline
from zone_programme.admin.erasures import ErasableMixin
from zone_programme.admin.fields import NeedsMixin
from zone_programme.models import Proposal, ProposedSpeaker


class ProposedSpeakerInline(PlainInline, admin.StackedInline):
    model = ProposedSpeaker
    fields = [("position", "name", "role", "chairs"), ("council", "organisation", "email")]
    autocomplete_fields = ["council"]
    verbose_name_plural = "who would speak or chair"


class CouncilFilter(admin.SimpleListFilter):
    """Proposals of councils of one kind or region; subclasses say which column and which words."""

    column = ""
    choices_of: Any

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(self.choices_of.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        councils = Council.objects.filter(**{self.column: self.value()})
        return queryset.filter(pk__in=Proposal.councils.through.objects.filter(council__in=councils).values("proposal"))


class RegionFilter(CouncilFilter):
    title, parameter_name, column, choices_of = "region", "region", "region", Council.Region


class KindFilter(CouncilFilter):
    title, parameter_name, column, choices_of = "council kind", "kind", "kind", Council.Kind


def _councils_named() -> bool:
    return bool(Proposal.councils.through.objects.exists())


@admin.register(Proposal)
class ProposalAdmin(ErasableMixin, NeedsMixin, EditingAdmin):
    address_column = "proposer_email"
    place = 21
    list_display = ["title", "whose", "theme", "format", "state", "sent_on"]
    list_filter = ["zone", "state", "theme", "format", RegionFilter, KindFilter]
    search_fields = [
        "title", "reference", "problem", "what", "how", "proposer_name", "councils__official_name", "speakers__name",
    ]  # fmt: skip
    list_select_related = ["theme"]
    autocomplete_fields = ["zone", "theme", "councils", "case_studies"]
    readonly_fields = ["reference", "state", "decision_reason", "decided_at", "decided_by", "submitted_at", "session"]
    fieldsets = [
        (None, {"fields": [("reference", "state", "submitted_at"), "zone", "title", "problem", "what", "how"]}),
        ("What it is", {"fields": ["theme", "format", "expected", "needs", "other_needs"]}),
        ("Whose it is", {"fields": ["councils", "case_studies", "proposer_name", "proposer_role", "proposer_email"]}),
        ("Decision", {"fields": ["decision_reason", ("decided_at", "decided_by"), "session"]}),
    ]
    inlines = [ProposedSpeakerInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Proposals come by the form."""
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out the column of councils while no proposal names one."""
        return [name for name in self.list_display if name != "whose" or _councils_named()]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [one for one in self.list_filter if one not in (RegionFilter, KindFilter) or _councils_named()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("councils")

    @admin.display(description="sent", ordering="submitted_at")
    def sent_on(self, proposal: Proposal) -> str:
        return date_format(timezone.localtime(proposal.submitted_at), "j M Y")

    @admin.display(description="councils")
    def whose(self, proposal: Proposal) -> str:
        return ", ".join(council.short_name for council in proposal.councils.all())
