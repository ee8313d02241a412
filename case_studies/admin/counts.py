"""How many case studies stand beside a theme, a programme or a council in its list: counted by the list's own query."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from innovation_db.admin.editing import EditingAdmin


class CountedAdmin(EditingAdmin):
    """A model admin for what case studies are sorted by. `filter_name` is the field of the case study that holds it."""

    filter_name = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        relation: Any = self.model._meta.get_field("case_studies").field  # type: ignore[union-attr]
        own = relation.m2m_reverse_field_name()
        rows = relation.remote_field.through.objects.filter(**{own: OuterRef("pk")}).order_by().values(own)
        count = Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
        return super().get_queryset(request).annotate(used=Coalesce(count, 0))

    @admin.display(description="case studies", ordering="used")
    def case_study_count(self, thing: Any) -> str:
        if not thing.used:
            return "0"
        address = reverse("admin:case_studies_casestudy_changelist")
        return format_html(
            '<a href="{}?{}__id__exact={}">{}</a>', address, self.filter_name, thing.pk, f"{thing.used:,}"
        )
