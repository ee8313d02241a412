"""No lost update in the admin: a change form says which version it started from, and the second of two saves is
refused with both texts shown, field by field and row by row. What to choose from is `innovation_db/admin/conflicts.py`.
"""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from innovation_db.admin.conflicts import Conflicts
from innovation_db.admin.kept_forms import typed_words
from innovation_db.admin.more_rows import is_for_a_row
from innovation_db.history.aggregates import aggregate_of
from innovation_db.history.timeline import latest_entry
from innovation_db.stale import FIELD, Token, parse, token_of

TYPED, BASE, REVIEW, FILES = "_typed", "_base", "_review", "_files"


class StaleGuardAdmin(admin.ModelAdmin):
    """A model admin whose change form refuses to save over somebody else's edit. The model is `Versioned`."""

    change_form_template = "innovation_db/admin/change_form.html"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        if self.list_editable:
            message = "Rows edited in a list carry no version, so one officer would overwrite another."
            return [*super().check(**kwargs), checks.Error(message, obj=type(self), id="innovation_db.E001")]
        return list(super().check(**kwargs))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        if object_id is None or "_saveasnew" in request.POST or request.method != "POST":
            if object_id is not None:
                context[FIELD] = self._token(object_id)
            return super().changeform_view(request, object_id, form_url, context)
        with transaction.atomic():
            row = self._locked(object_id)
            if row is None or not self.has_change_permission(request, row):
                return self._gone(request, object_id) or super().changeform_view(request, object_id, form_url, context)
            if not is_for_a_row(request) and (refusal := self._refusal(request, row)):
                return refusal
            context[FIELD] = request.POST.get(FIELD)
            return super().changeform_view(request, object_id, form_url, context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if not getattr(request, REVIEW, False):
            return form

        class Reviewed(form):  # type: ignore[misc, valid-type]
            """The merged form, shown once more before it is saved."""

            def clean(self) -> Any:
                super().clean()
                raise ValidationError("Nothing is saved yet. This is the form with your choices: check it, then save.")

        return Reviewed

    def _token(self, object_id: str) -> Token | None:
        try:
            return token_of(self.model, self.model._meta.pk.to_python(unquote(object_id)))  # type: ignore[union-attr]
        except ValidationError:
            return None

    def _locked(self, object_id: str) -> Any:
        """Return the row, locked: of two simultaneous saves the second waits here and then sees the first."""
        try:
            pk = self.model._meta.pk.to_python(unquote(object_id))  # type: ignore[union-attr]
        except ValidationError:
            return None
        return self.model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()

    def _refusal(self, request: HttpRequest, row: Any) -> HttpResponse | None:
        """Return the page that refuses a stale save, or None when it may go on (with the choices merged in)."""
        token = parse(request.POST.get(FIELD))
        if TYPED not in request.POST:
            if token is not None and token.version == row.version:
                return None
            return self._refused_page(request, row, token)
        sent = request.POST
        base = parse(sent.get(BASE))
        request.POST = _unpacked(sent[TYPED])  # type: ignore[assignment]
        if token is None or token.version != row.version:
            return self._refused_page(request, row, base, chosen=sent)
        conflicts = self._conflicts(request, row, base)
        if not conflicts.complete(sent):
            return self._refused_page(request, row, base, chosen=sent, incomplete=True)
        setattr(request, REVIEW, REVIEW in sent or bool(sent.get(FILES)))
        if sent.get(FILES):
            messages.warning(request, f"Choose again before you save: {sent[FILES]}.")
        merged = conflicts.merged(sent)
        merged[FIELD] = str(token)
        request.POST = merged  # type: ignore[assignment]
        return None

    def _conflicts(self, request: HttpRequest, row: Any, base: Token | None) -> Conflicts:
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=fields)
        formsets = [formset for formset, _ in self.get_formsets_with_inlines(request, row)]
        return Conflicts(aggregate_of(self.model), row, form, self._prefixed(formsets), request.POST, base)

    def _prefixed(self, formsets: list[Any]) -> list[tuple[str, Any]]:
        """Return formset classes with the prefixes that Django's admin gives them."""
        prefixes: dict[str, int] = {}
        pairs = []
        for formset in formsets:
            prefix = formset.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            pairs.append((prefix if prefixes[prefix] == 1 else f"{prefix}-{prefixes[prefix]}", formset))
        return pairs

    def _refused_page(
        self, request: HttpRequest, row: Any, base: Token | None, *, chosen: Any = None, incomplete: bool = False
    ) -> HttpResponse:
        conflicts = self._conflicts(request, row, base)
        aggregate = aggregate_of(self.model)
        files = ", ".join(sorted(str(file) for file in request.FILES.values()))
        return TemplateResponse(
            request,
            "innovation_db/admin/refused.html",
            {
                **self.admin_site.each_context(request),
                "title": "Not saved: somebody else saved first",
                "subtitle": str(row),
                "name": str(row),
                "opts": self.opts,
                "addresses": {"change": request.path, "history": self._address("history", row.pk)},  # type: ignore[attr-defined]
                "groups": conflicts.groups(chosen),
                "other": latest_entry(aggregate, row.pk, since=base.at if base else None),
                "base": base,
                "incomplete": incomplete,
                "started_from": token_of(self.model, row.pk),
                "typed": _packed(request.POST),
                "files": (chosen or {}).get(FILES) or files,
                "names": {"typed": TYPED, "base": BASE, "review": REVIEW, "files": FILES, "started_from": FIELD},
            },
            status=409,
        )

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """Return the page for a save of what was deleted meanwhile: everything typed, to be copied."""
        if not self.has_change_permission(request) or self._locked(object_id) is not None:
            return None
        typed = _unpacked(request.POST[TYPED]) if TYPED in request.POST else request.POST
        context = {
            **self.admin_site.each_context(request),
            "title": "Not saved: it was removed",
            "name": f"{self.opts.verbose_name} {unquote(object_id)}",
            "opts": self.opts,
            "addresses": {"change": self._list_address(), "history": self._history_of(object_id)},
            "typed": typed_words(typed),
        }
        return TemplateResponse(request, "innovation_db/admin/gone.html", context, status=409)

    def _list_address(self) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _history_of(self, object_id: str) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_history"
        return reverse(name, args=[unquote(object_id)])


def _packed(typed: QueryDict) -> str:
    return json.dumps({name: values for name, values in typed.lists() if name not in (FIELD, "csrfmiddlewaretoken")})


def _unpacked(text: str) -> QueryDict:
    """Return the form as it was first sent. What is no such form counts as an empty one."""
    typed = QueryDict(mutable=True)
    try:
        for name, values in json.loads(text).items():
            typed.setlist(str(name), [str(value) for value in values])
    except (ValueError, AttributeError, TypeError):
        return QueryDict(mutable=True)
    return typed
