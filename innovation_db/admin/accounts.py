"""Accounts in the admin: who there is, with which roles and which second step; for administrators only."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from innovation_db import account_actions
from innovation_db.admin.editing import EditingAdmin
from innovation_db.models import User
from innovation_db.roles import DESCRIPTIONS, Role, roles_named

BOTH = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group: Any) -> str:
        return f"{group.name}: {DESCRIPTIONS[Role(group.name)]}"


class AccountForm(forms.ModelForm):
    groups = RolesField(
        label="Roles",
        queryset=Group.objects.filter(name__in=list(Role)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SecondStepFilter(admin.SimpleListFilter):
    title = "second step"
    parameter_name = "second_step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Set up"), ("no", "Not set up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "yes":
                return queryset.filter(has_second_step=True)
            case "no":
                return queryset.filter(has_second_step=False)
        return queryset


@admin.register(User)
class UserAdmin(EditingAdmin):
    form = AccountForm
    list_display = ["who", "organisation", "show_roles", "show_second_step", "is_active", "last_login"]
    list_filter = ["groups", SecondStepFilter, "is_active"]
    search_fields = ["name", "email", "organisation"]
    readonly_fields = ["is_active", "last_login", "date_joined", "show_second_step"]
    fieldsets = [
        (None, {"fields": ["name", "email", "organisation", "job_title"]}),
        ("What they may do", {"fields": ["groups", "is_active"]}),
        ("Signing in", {"fields": ["show_second_step", "last_login", "date_joined"]}),
    ]
    actions = ["invite", "close_accounts", "open_accounts", "forget_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factor = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return super().get_queryset(request).prefetch_related("groups").annotate(has_second_step=Exists(factor))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        own = ["show_roles"] if obj == request.user else []
        return [*super().get_readonly_fields(request, obj), *own]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody changes their own roles: the field is shown, not offered."""
        fieldsets: Any = super().get_fieldsets(request, obj)
        if obj is None or obj != request.user:
            return fieldsets
        swap = {"groups": "show_roles"}
        return [(title, {**parts, "fields": [swap.get(f, f) for f in parts["fields"]]}) for title, parts in fieldsets]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are closed, not deleted: history names them."""
        return False

    def _may_restore(self, request: HttpRequest, thing: Any) -> bool:
        """Older versions are shown, not restored: that would give roles back past `give_roles`."""
        return False

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise_if_reauthentication_required(request, app="allauth.account")
        return super().add_view(request, *args, **kwargs)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise_if_reauthentication_required(request, app="allauth.account")
        return super().change_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            raise_if_reauthentication_required(request, app="allauth.account")
        return super().changelist_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Roles go through the action that guards and logs them; a new account gets its invitation."""
        if "groups" in form.cleaned_data:
            wanted = roles_named(group.name for group in form.cleaned_data.pop("groups"))
            try:
                account_actions.give_roles(user=form.instance, roles=wanted, by=request.user)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
        super().save_related(request, form, formsets, change)
        if not change:
            account_actions.invite(user=form.instance, by=request.user)
            messages.info(request, f"We have sent {form.instance.email} a link to set a password.")

    @admin.display(description="name and e-mail", ordering="name")
    def who(self, user: User) -> str:
        return format_html('{} <span class="under">{}</span>', user.name, user.email)

    @admin.display(description="roles")
    def show_roles(self, user: User) -> str:
        return ", ".join(sorted(user.roles)) or "None"

    @admin.display(description="second step", boolean=True)
    def show_second_step(self, user: User) -> bool:
        return bool(getattr(user, "has_second_step", False))

    @admin.action(description="Send the invitation again", permissions=["change"], location=BOTH)
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, account_actions.invite, "Invitations sent: %d.")

    @admin.action(description="Close these accounts", permissions=["change"], location=BOTH)
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, account_actions.close, "Accounts closed: %d.")

    @admin.action(description="Open these accounts again", permissions=["change"], location=BOTH)
    def open_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, account_actions.open_again, "Accounts opened: %d.")

    @admin.action(description="Take away a lost second step", permissions=["change"], location=BOTH)
    def forget_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, account_actions.forget_second_factor, "They set up a new second step: %d.")

    def _each(self, request: Any, queryset: QuerySet[User], action: Callable[..., None], done: str) -> None:
        count = 0
        for user in queryset:
            try:
                action(user=user, by=request.user)
                count += 1
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
        if count:
            messages.success(request, done % count)
