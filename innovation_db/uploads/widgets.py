"""The admin's field for an uploaded file: what is kept, shown through its own view, and a choice of another."""

from typing import Any

from django import forms


class KeptFileInput(forms.FileInput):
    """A file input that shows the file's record: its `thumbnail` where it has one, and a link to it.

    A browser lets go of a chosen file when its form comes back; the field then says which one to choose again.
    """

    let_go = ""  # the name of the file that came with the form
    template_name = "innovation_db/forms/kept_file.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        record = getattr(value, "instance", None)
        context["kept"] = record if record is not None and record.pk and getattr(value, "_committed", False) else None
        context["let_go"] = self.let_go
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        self.let_go = chosen.name if chosen else ""
        return chosen

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and not initial
