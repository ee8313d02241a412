"""One officer's sent form against what another has saved since: what differs, who changed it, and the two merged."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from innovation_db.controls import Values, controls
from innovation_db.history.aggregates import Aggregate, Row, State
from innovation_db.stale import Token, Unit, choice_for, text_of

CHOICE = "_choice:"


class Conflicts:
    """What `typed` and the row's present state disagree on; `base` is the version the typing started from.

    `form` is the form class, `formsets` are the inlines' classes with their prefixes.
    """

    def __init__(
        self,
        aggregate: Aggregate,
        row: Any,
        form: Any,
        formsets: list[tuple[str, Any]],
        typed: QueryDict,
        base: Token | None,
    ) -> None:
        self.aggregate, self.row, self.typed = aggregate, row, typed
        self.now = aggregate.state(row.pk)
        self.then: State | None = self._state_at(base) if base else None
        self.mine = form(typed, instance=_copy(row))
        self.theirs = form(instance=_copy(row))
        self.was = self._form_as_it_was(form)
        self.inlines = [InlineConflicts(self, prefix, formset) for prefix, formset in formsets]

    def _state_at(self, base: Token) -> State | None:
        """Return everything as it was when the form was made.

        The row's own columns go by the version, which is exact; its parts by the clock.
        """
        state = self.aggregate.state(self.row.pk, base.at)
        own = self.aggregate.events(self.row.pk)[""].filter(version__lte=base.version).order_by("-pgh_id").values()
        if first := own.first():
            state[""] = {self.row.pk: {name: value for name, value in first.items() if not name.startswith("pgh_")}}
        return state if state[""] else None

    def _form_as_it_was(self, form: Any) -> Any:
        if self.then is None:
            return None
        columns = {field.attname for field in self.row._meta.concrete_fields}
        own = {name: value for name, value in self.then[""][self.row.pk].items() if name in columns}
        links = {
            name: [row[f"{part.other}_id"] for row in self.then[part.name].values()]
            for name, part in self._many_to_manys().items()
        }
        was = _copy(self.row)
        for name, value in own.items():
            setattr(was, name, value)
        return lambda *data: form(*data, instance=was, initial=links)

    def _many_to_manys(self) -> dict[str, Any]:
        """Return the parts that are many-to-many fields of the row, by the field's name."""
        tables = {part.model._meta.db_table: part for part in self.aggregate.parts if part.other}
        return {
            field.name: tables[table]
            for field in self.row._meta.many_to_many
            if (table := field.remote_field.through._meta.db_table) in tables
        }

    def own_units(self) -> list[Unit]:
        """Return the fields that differ between what was typed and what is saved now."""
        mine_since = set(self.was(self.typed).changed_data) if self.was else set(self.mine.fields)
        was = self.was() if self.was else None
        return [
            Unit(
                f"field:{name}",
                str(self.mine[name].label),
                text_of(was[name]) if was else None,
                text_of(self.mine[name]),
                text_of(self.theirs[name]),
                choice_for(i_changed=name in mine_since, they_changed=self._they_changed(name)),
            )
            for name in self.mine.changed_data
            if not self.mine[name].field.widget.needs_multipart_form
        ]

    def _they_changed(self, name: str) -> bool:
        if self.then is None:
            return True
        if part := self._many_to_manys().get(name):
            column = f"{part.other}_id"
            then, now = ({row[column] for row in state[part.name].values()} for state in (self.then, self.now))
            return then != now
        attname = self.row._meta.get_field(name).attname
        return bool(self.then[""][self.row.pk].get(attname) != getattr(self.row, attname))

    def units(self) -> list[Unit]:
        return [*self.own_units(), *(unit for inline in self.inlines for unit in inline.units())]

    def complete(self, sent: QueryDict) -> bool:
        """Whether every difference has a choice."""
        return all(sent.get(CHOICE + unit.key) in ("mine", "theirs") for unit in self.units())

    def groups(self, sent: Any = None) -> list[tuple[str, list[Unit]]]:
        """Return the differences by who changed what, with the choices already made."""
        units = [(unit, sent.get(CHOICE + unit.key, unit.choice) if sent else unit.choice) for unit in self.units()]
        titles = {"": "You both changed this", "mine": "Only you changed this", "theirs": "Only they changed this"}
        return [
            (title, group)
            for choice, title in titles.items()
            if (group := [replace(unit, choice=made) for unit, made in units if unit.choice == choice])
        ]

    def merged(self, sent: QueryDict) -> QueryDict:
        """Return the form as it would have been sent with the choices made."""
        merged = self.typed.copy()
        for unit in self.own_units():
            if sent.get(CHOICE + unit.key) == "theirs":
                for name, values in controls(str(self.theirs[unit.key.removeprefix("field:")])).items():
                    merged.setlist(name, values) if values else merged.pop(name, None)
        for inline in self.inlines:
            inline.merge(sent, merged)
        return merged


class InlineConflicts:
    """The same for the rows of one inline. Keys are `row:<prefix>:<primary key>`, or `…:new-<index>`."""

    def __init__(self, conflicts: Conflicts, prefix: str, formset: Any) -> None:
        self.prefix, self.formset, self.typed = prefix, formset, conflicts.typed
        parts = [part for part in conflicts.aggregate.parts if part.model is formset.model]
        self.then: dict[int, Row] | None = conflicts.then[parts[0].name] if conflicts.then and parts else None
        self.now: dict[int, Row] = conflicts.now[parts[0].name] if parts else {}
        owner = getattr(formset, "owner", None) or formset.fk.name  # the path to the row, where that is no foreign key
        rows = formset.model._default_manager.filter(**{owner: conflicts.row})
        self.current = {str(row.pk): row for row in rows}
        self.label = str(formset.model._meta.verbose_name).capitalize()
        self.sent = self._sent_rows()

    def _sent_rows(self) -> list[tuple[str, str, Values]]:
        """Return what was typed, by row: the primary key ("" for a new row), the row's prefix, its controls."""
        total = self.typed.get(f"{self.prefix}-TOTAL_FORMS", "0")
        rows = []
        for index in range(min(int(total) if total.isdecimal() else 0, 2000)):
            start = f"{self.prefix}-{index}-"
            values = {key.removeprefix(start): v for key, v in self.typed.lists() if key.startswith(start)}
            pk = (values.get(self.formset.model._meta.pk.name) or [""])[0]
            rows.append((pk, f"{self.prefix}-{index}", values))
        return rows

    def units(self) -> list[Unit]:
        units = [unit for pk, prefix, values in self.sent if (unit := self._unit(pk, prefix, values))]
        sent = {pk for pk, _, _ in self.sent}
        return units + [self._added_by_them(pk) for pk in self.current if pk not in sent]

    def _unit(self, pk: str, prefix: str, values: Values) -> Unit | None:
        if not pk:
            form = self.formset.form(self.typed, prefix=prefix)
            if not form.has_changed() or "DELETE" in values:
                return None
            key = f"row:{self.prefix}:new-{prefix.rpartition('-')[2]}"
            return Unit(key, f"{self.label}, new", "", _row_text(form), "", "mine", "Add it", "Leave it out")
        current, was = self.current.get(pk), self._was(pk)
        typed = self.formset.form(self.typed, prefix=prefix, instance=_copy(current or was))
        since = self.formset.form(self.typed, prefix=prefix, instance=_copy(was)) if was else None
        deleted = "DELETE" in values
        if current is not None and not deleted and not typed.changed_data:
            return None
        i_changed = deleted or since is None or bool(since.changed_data)
        choice = choice_for(i_changed=i_changed, they_changed=self._they_changed(pk))
        return Unit(
            f"row:{self.prefix}:{pk}",
            f"{self.label}: {current or was or pk}",
            _row_text(self.formset.form(instance=was)) if was else None,
            "Removed" if deleted else _row_text(typed),
            _row_text(self.formset.form(instance=current)) if current else "Removed",
            choice,
        )

    def _added_by_them(self, pk: str) -> Unit:
        row = self.current[pk]
        text = _row_text(self.formset.form(instance=row))
        label = f"{self.label}: {row}, new"
        return Unit(f"row:{self.prefix}:{pk}", label, "", "", text, "theirs", "Leave it out", "Keep theirs")

    def _was(self, pk: str) -> Any:
        row = (self.then or {}).get(int(pk)) if pk.isdecimal() else None
        if row is None:
            return None
        columns = {field.attname for field in self.formset.model._meta.concrete_fields}
        return self.formset.model(**{name: value for name, value in row.items() if name in columns})

    def _they_changed(self, pk: str) -> bool:
        if self.then is None or not pk.isdecimal():
            return True
        return self.then.get(int(pk)) != self.now.get(int(pk))

    def merge(self, sent: QueryDict, merged: QueryDict) -> None:
        """Write this inline's rows into `merged` as chosen, numbered anew."""
        rows: list[tuple[str, Values | None]] = []
        for pk, prefix, values in self.sent:
            key = f"row:{self.prefix}:{pk or 'new-' + prefix.rpartition('-')[2]}"
            choice = sent.get(CHOICE + key, "mine")
            rows.append((pk, values if choice == "mine" else self._theirs(pk)))
        known = {pk for pk, _, _ in self.sent}
        left_out = {pk for pk in self.current if sent.get(CHOICE + f"row:{self.prefix}:{pk}") == "mine"} - known
        rows.extend((pk, {**(self._theirs(pk) or {}), "DELETE": ["on"]}) for pk in left_out)
        self._write(merged, [(pk, values) for pk, values in rows if values is not None])

    def _theirs(self, pk: str) -> Values | None:
        """Return what a browser would send for a row as it is saved now; None when it is not there."""
        if pk not in self.current:
            return None
        form = self.formset.form(instance=self.current[pk], prefix="x")
        html = "".join(str(field) for field in form)
        return {name.removeprefix("x-"): values for name, values in controls(html).items() if values}

    def _write(self, merged: QueryDict, rows: list[tuple[str, Values]]) -> None:
        counts = {
            f"{self.prefix}-{name}" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        }
        for name in list(merged):
            if name.startswith(f"{self.prefix}-") and name not in counts:
                del merged[name]
        key = self.formset.model._meta.pk.name
        saved = [(pk, values) for pk, values in rows if pk in self.current]
        new = [("", values) for pk, values in rows if pk not in self.current and "DELETE" not in values]
        for index, (pk, values) in enumerate([*saved, *new]):
            for name, several in {**values, key: [pk]}.items():
                merged.setlist(f"{self.prefix}-{index}-{name}", several)
        merged[f"{self.prefix}-INITIAL_FORMS"] = str(len(saved))
        merged[f"{self.prefix}-TOTAL_FORMS"] = str(len(saved) + len(new))


def _copy(row: Any) -> Any:
    """Return a second instance of a row, so that one form's data never leaks into another's."""
    if row is None:
        return None
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    copy = type(row)(**columns)
    copy._state.adding, copy._state.db = False, row._state.db
    return copy


def _row_text(form: Any) -> str:
    lines = [
        f"{field.label}: {text}" for field in form if not field.field.widget.is_hidden and (text := text_of(field))
    ]
    return "\n".join(lines)
