"""Zones in the admin, with their days, breaks, spaces and openings on one page."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.checks import InlineModelAdminChecks
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Count, F, Q, QuerySet
from django.forms import BaseModelFormSet, modelformset_factory
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from innovation_db.admin.editing import EditingAdmin
from innovation_db.admin.work_lists import WorkListFilter
from zone_programme.admin.afterwards import AfterwardsAdmin
from zone_programme.admin.appointments import AppointmentsAdmin
from zone_programme.admin.cards import CardsAdmin
from zone_programme.admin.fields import NeedsMixin, within
from zone_programme.admin.letters import LettersAdmin
from zone_programme.admin.programme_pages import ProgrammePagesAdmin
from zone_programme.admin.reviews import ReviewsAdmin
from zone_programme.admin.shortlist import ShortlistAdmin
from zone_programme.admin.stewards import StewardsAdmin
from zone_programme.admin.timetable import TimetableAdmin
from zone_programme.admin.zone_states import ZoneStatesAdmin
from zone_programme.models import Break, Criterion, Day, Opening, Space, Zone

YEAR = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), "Write the year of the Zone in four figures, from 2013 to 2100."
) | {"unique": "There is a Zone of this year already. Open that one, or write another year."}


class DayInline(admin.TabularInline):
    model = Day
    fields = ["date", "opens_at", "closes_at", "track", "theme"]
    extra = 0


class SpaceInline(NeedsMixin, admin.StackedInline):
    model = Space
    fields = [
        ("name", "slug", "kind"),
        ("capacity", "at_once", "turn_round_minutes", "position"),
        ("headphones", "headphone_pairs", "equipment"),
    ]
    prepopulated_fields = {"slug": ["name"]}
    extra = 0


class CriterionInline(admin.StackedInline):
    model = Criterion
    fields = [("name", "weight", "position"), "question", ("lowest", "highest")]
    extra = 0
    verbose_name_plural = "criteria that proposals are scored by"


class OfDaysFormSet(BaseModelFormSet):
    """Rows that belong to a Zone by way of their day, in the manner of an inline formset."""

    model: type[Break | Opening]
    owner = "day__zone"

    def __init__(self, *args: Any, instance: Any = None, save_as_new: bool = False, **kwargs: Any) -> None:
        self.instance, self.save_as_new = instance, save_as_new
        known = instance is not None and instance.pk
        rows = kwargs.pop("queryset", None)
        rows = self.model._default_manager.all() if rows is None else rows
        kwargs["queryset"] = rows.filter(**{self.owner: instance}) if known else rows.none()
        super().__init__(*args, **kwargs)

    @classmethod
    def get_default_prefix(cls) -> str:
        return f"{cls.model._meta.model_name}s"


class OfDaysChecks(InlineModelAdminChecks):
    def _check_relation(self, obj: Any, parent_model: Any) -> list[Any]:
        return []  # Django looks for a foreign key to the Zone; the day has it

    def _check_exclude_of_parent_model(self, obj: Any, parent_model: Any) -> list[Any]:
        return []


class OfDaysInline(admin.TabularInline):
    """An inline of what belongs to the days of the Zone."""

    checks_class = OfDaysChecks
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return modelformset_factory(
            self.model,
            formset=OfDaysFormSet,
            fields=flatten_fieldsets(self.get_fieldsets(request, obj)),
            formfield_callback=within(obj.pk if obj else None, self, request),
            extra=0,
            can_delete=self.has_delete_permission(request, obj),
        )


class BreakInline(OfDaysInline):
    model = Break
    fields = ["day", "kind", "title", "starts_at", "ends_at"]


class OpeningInline(OfDaysInline):
    model = Opening
    fields = ["day", "space", "opens_at", "closes_at"]
    verbose_name_plural = "openings of spaces (a space without any is open all day)"


@admin.register(Zone)
class ZoneAdmin(
    TimetableAdmin,
    ProgrammePagesAdmin,
    ReviewsAdmin,
    ShortlistAdmin,
    LettersAdmin,
    ZoneStatesAdmin,
    StewardsAdmin,
    AppointmentsAdmin,
    CardsAdmin,
    AfterwardsAdmin,
    EditingAdmin,
):
    place = 20
    list_display = ["name", "state", "session_count", "unscheduled_count", "choosing_links", "timetable_link"]
    list_filter = [WorkListFilter, "state"]
    search_fields = ["year", "city", "venue"]
    autocomplete_fields = ["themes", "partners"]
    fieldsets = [
        (None, {"fields": ["year", "introduction", "demonstration"]}),
        ("Where", {"fields": ["conference", "venue", "city", "time_zone"]}),
        ("What it is about", {"fields": ["themes", "partners"]}),
        ("Timetable", {"fields": ["grid_minutes", "walk_minutes", "headphone_pairs"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "year":
            kwargs["error_messages"] = YEAR
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Breaks and openings choose from the days and spaces, so those are saved first."""
        first = [DayInline, SpaceInline, CriterionInline]
        return [*first, BreakInline, OpeningInline] if obj else first

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        running = ~Q(sessions__state__in=["withdrawn", "cancelled"])
        return (
            super()
            .get_queryset(request)
            .annotate(
                session_total=Count("sessions", filter=running, distinct=True),
                unscheduled_total=Count("sessions", filter=running & Q(sessions__slots=None), distinct=True),
            )
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(isinstance(formset, OfDaysFormSet) and formset.has_changed() for formset in formsets):
            # The database counts changes of days and spaces as the Zone's; these lie one step further away.
            Zone.objects.filter(pk=form.instance.pk).update(version=F("version") + 1)

    @admin.display(description="zone", ordering="year")
    def name(self, zone: Zone) -> str:
        return f"{zone} (demonstration)" if zone.demonstration else str(zone)

    @admin.display(description="sessions", ordering="session_total")
    def session_count(self, zone: Any) -> int:
        return int(zone.session_total)

    @admin.display(description="not yet placed", ordering="unscheduled_total")
    def unscheduled_count(self, zone: Any) -> int:
        return int(zone.unscheduled_total)

    @admin.display(description="timetable")
    def timetable_link(self, zone: Zone) -> str:
        address = reverse("admin:zone_programme_zone_timetable", args=[zone.pk])
        return format_html('<a href="{}">Timetable<span class="visually-hidden"> of {}</span></a>', address, zone.year)
