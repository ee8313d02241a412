"""The admin site: Django's own with our name and a start page of work lists; apps register what it shows."""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse

# Tables of libraries, kept right by their own pages: an officer would find only noise there, or a way past a rule.
HIDDEN_APPS = frozenset({"account", "auth", "mfa", "socialaccount", "django_tasks_database"})


class InnovationAdminSite(admin.AdminSite):
    site_header = "Innovation in councils"
    site_title = "Innovation in councils"
    index_title = "Today"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in HIDDEN_APPS]
        super().register(shown, admin_class, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the menu: what is used most stands first, as each admin class says by its `place` (99 if silent)."""

        def place(entry: Any) -> int:
            return int(getattr(self._registry.get(entry["model"]), "place", 99))

        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=place)
        return sorted(apps, key=lambda app: place(app["models"][0]))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Ask for a sign-in as Django does, but swallow no form: what was typed into one is handed back."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            from innovation_db.admin import kept_forms

            return kept_forms.page(request) if kept_forms.lost_without(request) else inner(request, *args, **kwargs)

        return answer

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from innovation_db.admin import work_lists  # the models are not there yet when this module is read

        context = {"work_lists": work_lists.for_start_page(request.user), **(extra_context or {})}  # type: ignore[arg-type]
        return super().index(request, context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the site's own sign-in; somebody who has signed in but is no officer gets 403."""
        return secure_admin_login(lambda request: redirect("admin:index"))(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return account.logout(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("mfa_index")
