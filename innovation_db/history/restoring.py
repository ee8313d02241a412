"""Restoring a version: written as a new one, with a sentence for everything that cannot come back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from innovation_db.history.acting import acting
from innovation_db.history.aggregates import SILENT, Aggregate, Part, Row, State
from innovation_db.history.naming import label, names_in, row_title
from innovation_db.history.words import Names, moment, shown


class CannotRestoreError(Exception):
    """Nothing could be restored; the message says why."""


@transaction.atomic
def restore(
    aggregate: Aggregate, pk: int, at: datetime, *, by: Any, only: Collection[str] | None = None
) -> tuple[models.Model, list[str]]:
    """Write a thing as it was at `at`, as a new version, and return it with a sentence for each thing left out.

    `only` limits it to some columns and parts, by name. What the aggregate keeps (such as a state) stays as it is.
    A thing that was deleted since comes back under its own key. Raises `CannotRestoreError`.
    """
    state = aggregate.state(pk, at)
    if not state[""]:
        raise CannotRestoreError("There was nothing to restore at that time.")
    names = names_in(aggregate, [state])
    with acting(user=by, reason=f"Restored the version of {moment(at)}"):
        thing, problems = _restore_own(aggregate, pk, state[""][pk], names, only)
        for part in aggregate.parts:
            if only is None or part.name in only:
                problems += _restore_part(part, state, pk, names)
        aggregate.after_restore([pk])
    return thing, problems


def _restore_own(
    aggregate: Aggregate, pk: int, row: Row, names: Names, only: Collection[str] | None
) -> tuple[models.Model, list[str]]:
    thing = aggregate.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    is_back = thing is None
    if thing is None:
        thing = aggregate.model(pk=pk)
    problems = []
    for field in aggregate.model._meta.concrete_fields:
        if field.attname not in row or field.attname in SILENT or field.primary_key:
            continue
        if not is_back and (field.name in aggregate.kept or (only is not None and field.name not in only)):
            continue
        problem = _cannot_take(aggregate, thing, field, row[field.attname], names)
        if problem and not is_back:
            problems.append(problem)
        elif not (problem and field.null):
            setattr(thing, field.attname, row[field.attname])
    try:
        with transaction.atomic():
            thing.save(force_insert=is_back)
    except IntegrityError as error:
        raise CannotRestoreError(
            "That version does not fit what the site demands today, so nothing was restored."
        ) from error
    return thing, problems


def _cannot_take(aggregate: Aggregate, thing: models.Model, field: models.Field, value: Any, names: Names) -> str:
    """Return why a column cannot get its old value back, or ""."""
    if value in (None, "") or value == getattr(thing, field.attname):
        return ""
    if isinstance(field, models.ForeignKey):
        if not field.related_model._default_manager.filter(pk=value).exists():
            return f"{label(field)} stays as it is: {names.get((field.related_model, value), value)}."
    elif (
        field.unique and type(thing)._default_manager.filter(**{field.name: value}).exclude(pk=thing.pk).exists()
    ) or aggregate.taken(thing, field.name, value):
        return f"{label(field)} stays “{getattr(thing, field.name)}”: “{shown(field, value, {})}” is taken by another."
    elif isinstance(field, models.FileField) and not field.storage.exists(str(value)):
        return f"{label(field)} stays as it is: the file {shown(field, value, {})} no longer exists."
    return ""


def _restore_part(part: Part, state: State, pk: int, names: Names) -> list[str]:
    """Bring one part's rows back, take away those that came later, and say what could not be done."""
    parents = list(state[part.under]) if part.under else [pk]
    wanted = state[part.name]
    rows = part.model._default_manager.filter(**{f"{part.column}__in": parents})
    if part.other:
        return _restore_links(part, wanted, rows, names)
    problems = []
    for extra in rows.exclude(pk__in=wanted):
        extra.delete()
    existing = {row.pk: row for row in part.model._default_manager.filter(pk__in=wanted)}
    for key, row in wanted.items():
        if problem := _restore_row(part, existing.get(key), row, names):
            problems.append(problem)
    return problems


def _restore_row(part: Part, existing: Any, row: Row, names: Names) -> str:
    title = f"{part.name.capitalize()}: “{row_title(part, row, names)}” was left out"
    for field in part.model._meta.concrete_fields:
        value = row.get(field.attname)
        if isinstance(field, models.ForeignKey) and field.attname != part.column and value is not None:
            if not field.related_model._default_manager.filter(pk=value).exists():
                lost = names.get((field.related_model, value), str(value))
                return f"{title}." if lost in title else f"{title}: {lost}."
        elif isinstance(field, models.FileField) and value and not field.storage.exists(str(value)):
            return f"{title}: its file no longer exists."
    instance = existing or part.model(pk=row["id"])
    columns = {field.attname for field in part.model._meta.concrete_fields} - {"id", "version"}
    if existing and all(getattr(existing, name) == value for name, value in row.items() if name in columns):
        return ""
    for name in columns & row.keys():
        setattr(instance, name, row[name])
    try:
        with transaction.atomic():
            instance.save(force_insert=existing is None)
    except IntegrityError:
        return f"{title}: it does not fit what is there now."
    return ""


def _restore_links(part: Part, wanted: dict[int, Row], rows: Any, names: Names) -> list[str]:
    """Bring a many-to-many's links back."""
    other = part.model._meta.get_field(part.other)
    column = f"{part.other}_id"
    target: Any = other.related_model
    ids = {row[column]: row for row in wanted.values()}
    there = set(target._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
    linked = set(rows.values_list(column, flat=True))
    rows.exclude(**{f"{column}__in": there}).delete()
    part.model._default_manager.bulk_create(
        part.model(**{part.column: row[part.column], column: key}) for key, row in ids.items() if key in there - linked
    )
    return [f"{part.name.capitalize()}: “{names.get((target, key), key)}” was left out." for key in ids.keys() - there]
