"""Work lists: what waits for an officer, counted on the admin's start page and opened as a filtered list.

Number and list come from the same question, so they cannot disagree. Each app registers its own lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from innovation_db.models import User

type Narrow = Callable[[Any, User], Any]


@dataclass(frozen=True)
class WorkList:
    """One list: `narrow(queryset, user)` keeps the rows that wait; `name` is its value in the address."""

    model: type[Model]
    name: str
    title: str
    hint: str
    narrow: Narrow

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    @property
    def address(self) -> str:
        list_page = reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist")
        return f"{list_page}?{WorkListFilter.parameter_name}={self.name}"


LISTS: list[WorkList] = []


def register(*lists: WorkList) -> None:
    LISTS.extend(lists)


def for_start_page(user: User) -> list[dict[str, object]]:
    """Return title, hint, address and count of each list whose rows `user` may see. One query a list."""
    return [
        {
            "title": work.title,
            "hint": work.hint,
            "address": work.address,
            "count": work.narrow(work.model._default_manager.all(), user).count(),
        }
        for work in LISTS
        if user.has_perm(work.permission)
    ]


class WorkListFilter(admin.SimpleListFilter):
    """The lists of the model as a filter beside its rows."""

    title = "work list"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(work.name, work.title) for work in LISTS if work.model is model_admin.model]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        chosen = next((work for work in LISTS if work.model is queryset.model and work.name == self.value()), None)
        assert isinstance(request.user, User)
        return chosen.narrow(queryset, request.user) if chosen else None
