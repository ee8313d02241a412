"""Design-system forms, once for the whole site: a renderer, fields with plain-English errors, and the error summary.

Inherit from `HouseForm` (or put `HouseFormMixin` before a ModelForm) and write `{{ form.title.as_field_group }}` or
just `{{ form }}`; `{% error_summary form %}` goes above the heading. The admin keeps Django's own rendering.
"""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.forms.widgets import Input
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import cached_property

from innovation_db.invisible import without_invisible

# The class each kind of control carries; the first that fits counts. Choice lists style their options themselves.
CONTROLS: tuple[tuple[tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.RadioSelect, forms.CheckboxSelectMultiple), ""),
    ((forms.CheckboxInput,), "govuk-checkboxes__input"),
    ((forms.Textarea,), "govuk-textarea"),
    ((forms.Select,), "govuk-select"),
    ((forms.FileInput,), "govuk-file-upload"),
    ((forms.MultiWidget,), ""),
    ((Input,), "govuk-input"),
)


def part_names(widget: forms.MultiWidget) -> list[str]:
    """The endings that name the inputs of a widget of several parts: `["_day", "_month", "_year"]`."""
    return list(widget.widgets_names)  # type: ignore[attr-defined]


class HouseBoundField(BoundField):
    """A field that knows how the design system shows it."""

    @property
    def is_radios(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect)

    @property
    def is_checkbox(self) -> bool:
        """Whether it is one tick box, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_page_heading(self) -> bool:
        """Whether its label is the heading of a page that asks one question."""
        return getattr(self.form, "page_heading", None) == self.name

    @property
    def is_optional(self) -> bool:
        return not self.field.required and not self.field.disabled and not getattr(self.field, "hide_optional", False)

    @property
    def prefix(self) -> str:
        """What stands before the input, such as £."""
        return getattr(self.field, "prefix", "")

    @property
    def suffix(self) -> str:
        return getattr(self.field, "suffix", "")

    @property
    def limit(self) -> int | None:
        """The most characters a textarea takes, which readers are told."""
        limit = getattr(self.field, "max_length", None)
        return limit if isinstance(self.field.widget, forms.Textarea) else None

    @property
    def error_target(self) -> str:
        """The id that the error summary links to: the first input that can take the focus."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        if isinstance(widget, forms.MultiWidget):
            return f"{self.auto_id}{part_names(widget)[0]}"
        return self.id_for_label or self.auto_id

    @cached_property
    def aria_describedby(self) -> str | None:
        own = super().aria_describedby or ""
        parts = [*own.split(), *([f"{self.auto_id}_limit"] if self.limit and self.auto_id else [])]
        return " ".join(parts) or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        widget.attrs.pop("maxlength", None)  # a browser would cut off what is pasted beyond it, without a word
        if widget.is_hidden:
            return attrs
        css = next((css for kinds, css in CONTROLS if isinstance(widget, kinds)), "")
        own = [widget.attrs.get("class", ""), attrs.get("class", ""), getattr(self.field, "width_class", "")]
        error = f"{css}--error" if css and self.errors and not self.is_checkbox else ""
        if classes := " ".join(filter(None, [css, *own, error])):
            attrs["class"] = classes
        return attrs


class HouseRenderer(TemplatesSetting):
    """Looks for `innovation_db/forms/…` where Django asks for `django/forms/…`, and falls back to Django's own."""

    form_template_name = "innovation_db/forms/form.html"
    field_template_name = "innovation_db/forms/field.html"
    bound_field_class = HouseBoundField

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/"):
            try:
                return get_template("innovation_db/forms/" + template_name.removeprefix("django/forms/"))
            except TemplateDoesNotExist:
                pass
        return super().get_template(template_name)


class NotTooLong(MaxLengthValidator):
    """Refuses a text over its limit and says by how much; a line end counts as one, as readers count it."""

    def __call__(self, value: Any) -> None:
        length, limit = self.clean(value), int(self.limit_value)  # type: ignore[arg-type]
        if length > limit:
            params = {"limit_value": limit, "limit": f"{limit:,}", "over": _characters(length - limit), "value": value}
            raise ValidationError(self.message, code=self.code, params=params)

    def clean(self, x: Any) -> int:
        return len(_one_line_end(str(x)))


def _characters(number: int) -> str:
    return f"{number:,} character" if number == 1 else f"{number:,} characters"


def _one_line_end(text: str) -> str:
    """Return `text` with the line ends that browsers send, which are two characters, as one."""
    return text.replace("\r\n", "\n")


class HouseFormMixin:
    """What makes a form ours. `page_heading` names the field whose label is the page's heading.

    What is too long is never cut off: it is refused with a sentence and kept.
    """

    default_renderer: ClassVar[Any] = HouseRenderer
    use_required_attribute = False
    page_heading: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def _clean_fields(self) -> None:
        self._say_by_how_much()
        super()._clean_fields()  # type: ignore[misc]
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if isinstance(cleaned.get(name), str) and not isinstance(field.widget, forms.PasswordInput):
                cleaned[name] = without_invisible(_one_line_end(cleaned[name]))

    def _say_by_how_much(self) -> None:
        """Have every field with a limit refuse what is too long with a sentence that says how to mend it."""
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if getattr(field, "max_length", None):
                asked = str(field.label or pretty_name(name)).replace("%", "%%")
                said = f"Shorten “{asked}” by %(over)s. It can have up to %(limit)s."
                field.error_messages.setdefault("max_length", said)
                field.validators = [
                    NotTooLong(one.limit_value) if type(one) is MaxLengthValidator else one for one in field.validators
                ]


class HouseForm(HouseFormMixin, forms.Form):
    """A plain form in house style."""


class HouseModelForm(HouseFormMixin, forms.ModelForm):
    """A model's form in house style."""


def in_house_style(form: forms.BaseForm) -> forms.BaseForm:
    """Give a form of another package our rendering, before any of its fields is shown."""
    if not isinstance(form.renderer, HouseRenderer):
        form.renderer = HouseRenderer()
        form.bound_field_class = HouseBoundField
        form.use_required_attribute = False
        form.label_suffix = ""
        form._bound_fields_cache.clear()  # type: ignore[attr-defined]
    return form


def error_links(form: forms.BaseForm | forms.BaseFormSet) -> Iterator[tuple[str, str]]:
    """Yield (message, id of its field or "") for everything wrong in a form or formset, in the order of the page."""
    if isinstance(form, forms.BaseFormSet):
        for message in form.non_form_errors():
            yield str(message), ""
        for one in form.forms:
            yield from error_links(one)
        return
    if not form.is_bound:
        return
    in_house_style(form)
    for message in form.non_field_errors():
        yield str(message), ""
    for field in form:
        for message in field.errors:
            yield str(message), "" if field.is_hidden else getattr(field, "error_target", field.id_for_label)


class DateInput(forms.MultiWidget):
    """Three inputs: day, month, year. What was typed comes back as it was typed."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        css = "govuk-input govuk-date-input__input govuk-input--width-"
        super().__init__(
            {
                "day": forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": f"{css}2"}),
                "month": forms.TextInput({"autocomplete": "off", "class": f"{css}2"}),  # may be a word
                "year": forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": f"{css}4"}),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and value:
            value = datetime.date.fromisoformat(value[:10])
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Take the three parts, or one ISO date under the plain name (saved answers, scripts)."""
        if name in data and not any(f"{name}{part}" in data for part in part_names(self)):
            return self.decompress_text(data[name])
        return super().value_from_datadict(data, files, name)

    def decompress_text(self, text: Any) -> list[Any]:
        try:
            return self.decompress(text)
        except ValueError:
            return [text, "", ""]


MONTHS = {
    name: number
    for number in range(1, 13)
    for full in [datetime.date(2000, number, 1).strftime("%B").lower()]
    for name in (full, full[:3], *(["sept"] if number == 9 else []))
}


class DateField(forms.Field):
    """A date in three inputs; a month may be a number or a word."""

    widget = DateInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Enter a date, such as 14 7 2015.",
        "parts": "The date must include a %(missing)s.",
        "invalid": "Enter a real date, such as 14 7 2015.",
        "year": "Enter the year with four figures, such as 2015.",
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if value is None or isinstance(value, datetime.date):
            return value
        parts = [str(part or "").strip() for part in (value if isinstance(value, list | tuple) else [])]
        if not any(parts):
            return None
        missing = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(
                self.error_messages["parts"], code="parts", params={"missing": " and a ".join(missing)}
            )
        day, month, year = parts
        if not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return datetime.date(int(year), MONTHS.get(month.lower().rstrip(".")) or int(month), int(day))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class MoneyField(forms.DecimalField):
    """Pounds, typed as people type them: 1200, £1,200.50, 1.2 million, 50k."""

    prefix = "£"
    width_class = "govuk-input--width-10"
    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "Enter an amount in pounds, such as 1,200 or 1.2 million.",
    }
    WORDS: ClassVar[dict[str, int]] = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "min_value": 0, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "spellcheck": "false"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if not isinstance(value, str):
            return super().to_python(value)
        text = value.strip().lower().replace("£", "").replace(",", "").strip()
        for word, power in sorted(self.WORDS.items(), key=lambda item: -len(item[0])):
            if text.endswith(word) and (figure := text.removesuffix(word).strip()):
                amount = super().to_python(figure)
                return amount and (amount * Decimal(10) ** power).quantize(Decimal("0.01"))
        return super().to_python(text)
