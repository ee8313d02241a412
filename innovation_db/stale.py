"""No lost update: the version a form started from, and what to make of two people's edits of one thing.

The admin's part is `innovation_db/admin/stale.py`. `StaleGuardForm` is for the public side's model forms.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.db import models
from django.db.models.functions import Now

from innovation_db.history.timeline import from_stamp, stamp
from innovation_db.history.words import Piece, compare, day, moment, readable

FIELD = "started_from"


@dataclass(frozen=True)
class Token:
    """The version that a form started from, and when it was read: `12@1777812345123456` in the form's hidden field."""

    version: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.version}@{stamp(self.at)}"


class _Clock(Now):
    """The time by the clock that stamps the history, which goes on inside a transaction."""

    template = "CLOCK_TIMESTAMP()"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CLOCK_TIMESTAMP()", **extra)


def token_of(model: type[models.Model], pk: Any) -> Token | None:
    """Return the token for a form that is about to show a row, or None when there is no such row. Costs one query."""
    rows = model._base_manager.filter(pk=pk).annotate(read_at=_Clock()).values_list("version", "read_at")
    found = rows.first()
    return Token(*found) if found else None


def parse(text: str | None) -> Token | None:
    """Return the token that a form sent back, or None when it sent none or nonsense."""
    version, _, at = (text or "").partition("@")
    read_at = from_stamp(at)
    if not version.isdecimal() or len(version) > 10 or read_at is None:
        return None
    return Token(int(version), read_at)


@dataclass(frozen=True)
class Unit:
    """One thing to decide after a refused save: a field, or a row of a part.

    `was`, `mine` and `theirs` are texts; `choice` is "mine", "theirs" or "" where only the officer can say.
    """

    key: str
    label: str
    was: str | None
    mine: str
    theirs: str
    choice: str
    mine_label: str = "Keep mine"
    theirs_label: str = "Take theirs"

    @property
    def pieces(self) -> list[Piece]:
        """How theirs differs from mine, word by word."""
        return compare(self.theirs, self.mine)


def choice_for(*, i_changed: bool, they_changed: bool) -> str:
    """Return the choice that loses nothing, where there is one."""
    if i_changed and they_changed:
        return ""
    return "mine" if i_changed else "theirs"


def text_of(bound: forms.BoundField) -> str:
    """Return a form field's value in words, whether it was typed or read from the database."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
        return ", ".join(sorted(_labels(field, value)))
    if isinstance(field, forms.BooleanField):
        return "Yes" if value and value != "False" else "No"
    if isinstance(field, forms.ChoiceField):
        options: Any = field.choices
        choices = {str(key): str(label) for key, label in options if not isinstance(label, list | tuple)}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(choices.get(str(one), str(one)) for one in values if one not in (None, ""))
    return _plain(field, value)


def _plain(field: forms.Field, value: Any) -> str:
    from django_prose_editor.fields import ProseEditorFormField

    if value is None:
        return ""
    if isinstance(field, ProseEditorFormField):
        return readable(str(value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(value, "strftime"):
        return day(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value).replace("\r\n", "\n")


def _labels(field: Any, value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    keys = [str(getattr(item, "pk", item)) for item in values if item not in (None, "")]
    known = field.queryset.filter(pk__in=[key for key in keys if key.isdecimal()])
    names = {str(row.pk): str(row) for row in known}
    return [names.get(key, key) for key in keys]


class StaleGuardForm(forms.ModelForm):
    """A model form that refuses to save over somebody else's edit, and shows both texts while keeping what was typed.

    Use it inside `transaction.atomic()`: cleaning locks the row until then. After a refusal `conflicts` lists what
    differs, and the form, shown again as it is, starts from the other's version: a second sending is a knowing one.
    The page shows `{{ form.started_from }}` like any hidden field, and `innovation_db/_conflicts.html`.
    """

    started_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Unit] = []
        if self.instance.pk and not self.is_bound:
            self.initial[FIELD] = str(token_of(type(self.instance), self.instance.pk) or "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_if_stale(parse(cleaned.get(FIELD)))
        return cleaned

    def _refuse_if_stale(self, token: Token | None) -> None:
        model = type(self.instance)
        theirs: Any = model._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
        if theirs is None:
            self.add_error(None, "It was removed while you were writing. Copy what you need before you leave.")
            return
        if token is not None and token.version == theirs.version:
            return
        current = type(self)(instance=theirs)
        self.conflicts = [
            Unit(name, str(self[name].label), None, text_of(self[name]), text_of(current[name]), "")
            for name in self.fields
            if name != FIELD and text_of(self[name]) != text_of(current[name])
        ]
        self.data = self._with_token(str(token_of(model, theirs.pk)))
        self.add_error(
            None,
            "Somebody else saved this while you were writing, so yours is not saved yet. Nothing you typed is lost. "
            "Compare the two below, change yours if need be, and send it again.",
        )

    def _with_token(self, token: str) -> Any:
        """Return the form's data, as immutable as it came, starting from another version."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(FIELD)] = token
        return data
