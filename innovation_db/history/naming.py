"""What rows are called in the history, also those that no longer exist; and who an event's context names."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from innovation_db.history.aggregates import SILENT, Aggregate, Part, Row, State, event_model
from innovation_db.history.words import Names, shown


def names_in(aggregate: Aggregate, states: Iterable[State]) -> Names:
    """Return what every row that these states refer to is called. Costs one or two queries a model."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    models_by_part = {"": aggregate.model} | {part.name: part.model for part in aggregate.parts}
    for state in states:
        for name, rows in state.items():
            for field in foreign_keys(models_by_part[name]):
                wanted[field.related_model] |= {row.get(field.attname) for row in rows.values()} - {None}
    return {(model, pk): name for model, pks in wanted.items() for pk, name in _called(model, pks).items()}


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _called(model: type[models.Model], pks: set[Any]) -> dict[Any, str]:
    called = {row.pk: _elsewhere(row) for row in model._default_manager.filter(pk__in=pks)}
    for pk, row in _last_known(model, pks - called.keys()).items():
        called[pk] = f"{_elsewhere(model(**row))} (no longer exists)"
    for pk in pks - called.keys():
        called[pk] = f"{model._meta.verbose_name} {pk} (no longer exists)"
    return called


def _elsewhere(row: models.Model) -> str:
    """Return what a row is called where others refer to it: what not everybody may read says it otherwise there."""
    return str(getattr(row, "called_elsewhere", row))


def _last_known(model: type[models.Model], pks: set[Any]) -> dict[Any, Row]:
    """Return the last columns of deleted rows, from the history of their model."""
    if not pks:
        return {}
    try:
        events = event_model(model).objects.filter(pgh_obj_id__in=pks)
    except LookupError:
        return {}
    fields = {field.attname for field in model._meta.concrete_fields}
    latest = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values()
    return {row["id"]: {name: value for name, value in row.items() if name in fields} for row in latest}


def label(field: models.Field) -> str:
    """Return how officers know a column: "What we did"."""
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def readable_fields(model: type[models.Model], hidden: Iterable[str]) -> list[models.Field]:
    """Return the columns worth showing, in the model's order."""
    left_out = SILENT | set(hidden)
    return [field for field in model._meta.concrete_fields if field.attname not in left_out]


def part_fields(part: Part) -> list[models.Field]:
    return readable_fields(part.model, {part.column, *part.hidden})


def row_title(part: Part, row: Row, names: Names) -> str:
    """Return how one row of a part is called: "Money saved, £4,000"."""
    wanted = part.title or ((part.other,) if part.other else ())
    fields: list[Any] = [part.model._meta.get_field(name) for name in wanted] or part_fields(part)[:1]
    texts = [shown(field, row.get(field.attname), names) for field in fields]
    return ", ".join(text for text in texts if text) or f"number {row['id']}"


def people(contexts: Iterable[Any]) -> dict[Any, str]:
    """Return who acted, in words, for each context (a `pghistory.models.Context`). Costs one query."""
    contexts = list(contexts)
    users = get_user_model()._default_manager.in_bulk({c.metadata.get("user") for c in contexts} - {None})
    return {context.pk: actor(context.metadata, users) for context in contexts}


def actor(metadata: dict[str, Any], users: dict[Any, Any]) -> str:
    """Return who acted: a person, whoever an e-mailed link was sent to, or a command."""
    if user := metadata.get("user"):
        return str(users.get(user, f"Account {user} (removed)"))
    if email := metadata.get("email"):
        return f"{email}, by an e-mailed link"
    if command := metadata.get("command"):
        account = metadata.get("account")
        return f"The command {command}" + (f", run by {account}" if account else "")
    return "A reader without an account" if metadata.get("url") else NOBODY


NOBODY = "Not known: changed in the database itself"
