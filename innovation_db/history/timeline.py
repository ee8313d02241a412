"""The versions of a thing as officers know them: one entry for each save, with its parts, newest first."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pghistory.models
from django.db import connection

from innovation_db.history.aggregates import Aggregate, State, tidy
from innovation_db.history.naming import NOBODY, label, names_in, people, readable_fields, row_title
from innovation_db.history.words import Names, listed, moment

PER_PAGE = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Entry:
    """One save. `at` is when its last change was written: the state at `at` is the version it left behind."""

    key: str
    context_id: Any
    began: datetime
    at: datetime
    who: str = ""
    reason: str = ""
    changes: list[str] = field(default_factory=list)

    @property
    def stamp(self) -> int:
        """The version's name in addresses: microseconds, as exact as the database."""
        return stamp(self.at)

    @property
    def stamp_before(self) -> int:
        """The name of the moment before this save."""
        return stamp(self.began) - 1

    @property
    def when(self) -> str:
        return moment(self.at)


def stamp(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_stamp(value: str) -> datetime | None:
    """Return the moment that a version's name in an address means, or None when it means none."""
    try:
        return _EPOCH + timedelta(microseconds=int(value))
    except (ValueError, OverflowError):
        return None


def page_of_entries(aggregate: Aggregate, pk: int, number: int, per_page: int = PER_PAGE) -> tuple[list[Entry], int]:
    """Return one page of the entries, newest first and fully described, and how many there are in all.

    What was done under one context (a request, a command) is one entry; what was done outside of any is one entry
    for each second. Costs two queries a part and four more, however long the history.
    """
    querysets = aggregate.events(pk).values()
    parts = [events.values_list("pgh_context_id", "pgh_created_at").query.sql_with_params() for events in querysets]
    union = " UNION ALL ".join(f"({sql})" for sql, _ in parts)
    parameters = [value for _, values in parts for value in values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH events (context, at) AS ({union}) "  # noqa: S608  made by Django from querysets
            "SELECT coalesce(context::text, date_trunc('second', at)::text), context, min(at), max(at), "
            "count(*) OVER () FROM events GROUP BY 1, 2 ORDER BY 4 DESC, 1 LIMIT %s OFFSET %s",
            [*parameters, per_page, (number - 1) * per_page],
        )
        rows = cursor.fetchall()
    entries = [Entry(key, context, began, at) for key, context, began, at, _ in rows]
    _say_who(entries)
    _say_what(aggregate, pk, entries)
    return entries, rows[0][-1] if rows else 0


def latest_entry(aggregate: Aggregate, pk: int, since: datetime | None = None) -> Entry | None:
    """Return the newest entry, if it is later than `since`."""
    entries, _ = page_of_entries(aggregate, pk, 1, per_page=1)
    return entries[0] if entries and (since is None or entries[0].at > since) else None


def _say_who(entries: list[Entry]) -> None:
    ids = {entry.context_id for entry in entries} - {None}
    contexts = pghistory.models.Context.objects.in_bulk(ids)
    who = people(contexts.values())
    for entry in entries:
        entry.who = who.get(entry.context_id, NOBODY)
        if context := contexts.get(entry.context_id):
            entry.reason = context.metadata.get("reason", "")


def _say_what(aggregate: Aggregate, pk: int, entries: list[Entry]) -> None:
    """Replay the events of a page on the state before it, and put into words what each entry changed."""
    if not entries:
        return
    start, end = min(entry.began for entry in entries), entries[0].at
    before = aggregate.state(pk, start - timedelta(microseconds=1))
    spans: dict[str, dict[tuple[str, int], list[Any]]] = {entry.key: {} for entry in entries}
    after: State = {}
    for part, events in aggregate.events(pk).items():
        current: dict[int, Any] = dict(before[part])
        for event in events.filter(pgh_created_at__range=(start, end)).order_by("pgh_created_at", "pgh_id").values():
            row = None if event["pgh_label"] == "delete" else tidy(event)
            span = spans.get(_key(event), {}).setdefault((part, event["id"]), [current.get(event["id"]), row])
            span[1] = row
            current[event["id"]] = row
            after.setdefault(part, {})[event["pgh_id"]] = tidy(event)
    names = names_in(aggregate, [before, after])
    for entry in entries:
        entry.changes = _in_words(aggregate, spans[entry.key], names)


def _key(event: dict[str, Any]) -> str:
    if event["pgh_context_id"]:
        return str(event["pgh_context_id"])
    second = event["pgh_created_at"].replace(microsecond=0)
    with connection.cursor() as cursor:
        return str(cursor.execute("SELECT %s::timestamptz::text", [second]).fetchone()[0])


def _in_words(aggregate: Aggregate, changes: dict[tuple[str, int], list[Any]], names: Names) -> list[str]:
    """Return sentences for one entry's net changes: before and after by part and row."""
    sentences = []
    for (part, _), (before, after) in changes.items():
        if part == "":
            sentences.append(_own_change(aggregate, before, after))
    for part_ in aggregate.parts:
        rows = [change for (part, _), change in changes.items() if part == part_.name]
        for verb, chosen in (
            ("added", [new for old, new in rows if old is None and new is not None]),
            ("changed", [new for old, new in rows if old is not None and new is not None and old != new]),
            ("removed", [old for old, new in rows if old is not None and new is None]),
        ):
            if chosen:
                sentences.append(f"{part_.name.capitalize()} {verb}: {_titles(part_, chosen, names)}")
    return [sentence for sentence in sentences if sentence]


def _own_change(aggregate: Aggregate, before: Any, after: Any) -> str:
    if before is None:
        return "Created" if after else ""
    if after is None:
        return "Deleted"
    fields = readable_fields(aggregate.model, aggregate.hidden)
    changed = [label(field) for field in fields if before.get(field.attname) != after.get(field.attname)]
    if not changed:
        return ""
    first, *others = changed
    return "Changed: " + listed([first, *(name[0].lower() + name[1:] for name in others)])


def _titles(part: Any, rows: list[Any], names: Names, most: int = 3) -> str:
    titles = [row_title(part, row, names) for row in rows[:most]]
    more = len(rows) - most
    return listed([*titles, f"{more} more"]) if more > 0 else listed(titles)
