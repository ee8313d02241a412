"""The admin's field for an uploaded file: what is kept, shown through its own view, and a choice of another."""

from typing import Any

from django import forms


class KeptFileInput(forms.FileInput):
    """A file input that shows the file's record: its `thumbnail` where it has one, and a link to it."""

    template_name = "innovation_db/forms/kept_file.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        record = getattr(value, "instance", None)
        context["kept"] = record if record is not None and record.pk and getattr(value, "_committed", False) else None
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and not initial
