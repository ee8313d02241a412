"""One more row in a part of a change form, without scripts: a button sends the form and gets it back with a row more.

Nothing is saved and nothing judged meanwhile, so that what is half written comes back as it was typed. Where Django's
scripts run, their own link adds rows and the style sheet hides the button.
"""

from typing import Any

from django.contrib import admin, messages
from django.forms.formsets import TOTAL_FORM_COUNT
from django.forms.utils import ErrorDict
from django.http import HttpRequest

MORE = "_more"  # the button; its value is the prefix of the rows that get one more


class MoreRowsAdmin(admin.ModelAdmin):
    """A model admin whose change form gives one more row of anything, also without scripts."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if is_for_a_row(request):
            _add_row(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return _unjudged(form) if is_for_a_row(request) else form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield (_unjudged_rows(formset) if is_for_a_row(request) else formset), inline


def is_for_a_row(request: HttpRequest) -> bool:
    """Whether the form was sent for one more row, and not to be saved."""
    return request.method == "POST" and MORE in request.POST


def _add_row(request: HttpRequest) -> None:
    sent = request.POST.copy()
    name = f"{sent[MORE]}-{TOTAL_FORM_COUNT}"
    count = sent.get(name, "")
    if count.isdecimal() and len(count) < 5:
        sent[name] = str(int(count) + 1)
    request.POST = sent  # type: ignore[assignment]
    if request.FILES:
        files = ", ".join(sorted(str(file) for file in request.FILES.values()))
        messages.warning(request, f"Choose again before you save: {files}.")


def _unjudged(form: Any) -> Any:
    class Unjudged(form):  # type: ignore[misc]
        """The form as it was sent, never valid and never at fault."""

        def full_clean(self) -> None:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}

        def is_valid(self) -> bool:
            return False

    # What was narrowed on the form's class, such as a choice among one board's reports, stays narrowed.
    Unjudged.base_fields = form.base_fields
    return Unjudged


def _unjudged_rows(formset: Any) -> Any:
    class UnjudgedRows(formset):  # type: ignore[misc]
        """The rows as they were sent."""

        form = _unjudged(formset.form)

        def full_clean(self) -> None:
            self._errors: list[Any] = []
            self._non_form_errors = self.error_class()

        def is_valid(self) -> bool:
            return False

    return UnjudgedRows
