"""Made-up records into the database by COPY, and out of it again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from queue import SimpleQueue
from typing import Any

import pgtrigger
from django.db import connection, models, transaction

from case_studies.models import CaseStudy, Council, Involvement, Outcome, Partner, Programme, ServiceArea, Theme
from case_studies.search import documents
from case_studies.synthetic.writing import Record, Subjects, Writer
from innovation_db.models import User

BATCH = 2_000
ACCOUNT = "synthetic@example.org"
MARK = "synthetic-"  # how the addresses of made-up themes and the like begin
MADE_UP: dict[type[models.Model], tuple[str, ...]] = {
    Theme: ("Rounds", "Front doors", "Sensors", "Workshops", "Shared teams", "Early help"),
    ServiceArea: (
        "Streets",
        "Homes",
        "Families",
        "Older people",
        "Money",
        "Places",
        "Parks",
        "Safety",
        "Staff",
        "Trade",
    ),
    Programme: ("First fund", "Second fund", "Third fund"),
    Partner: ("Lake Trust", "Hill Institute", "Vale Foundation", "Moor Studio"),
}


class NothingToBuildOnError(Exception):
    """What is needed is not there, or what would be made is there already; the message says what to do."""


def make(number: int, *, seed: int, progress: Callable[[int], None] = lambda done: None) -> None:
    """Make `number` published records; `progress` is told how many there are. History is not kept of them."""
    councils = list(Council.objects.order_by("gss_code").values_list("pk", flat=True))
    if not councils:
        raise NothingToBuildOnError("There are no councils: run “manage.py load_councils” first.")
    if CaseStudy.objects.filter(record_id__startswith=f"SYN-{seed}-").exists():
        raise NothingToBuildOnError(
            f"There are synthetic records of seed {seed} already: choose another --seed, or remove them with --remove."
        )
    by, _ = User.objects.get_or_create(
        email=ACCOUNT, defaults={"name": "Synthetic records", "is_active": False, "password": "!"}
    )
    writer = Writer(seed, Subjects(councils, *(_subjects(model) for model in MADE_UP)))
    done = 0
    for ids in _loaded_ahead(writer, number, by):
        documents.rewrite(ids)
        done += len(ids)
        progress(done)
    _analyse()


def _loaded_ahead(writer: Writer, number: int, by: User) -> Iterator[list[int]]:
    """Load the records in batches and yield their ids; while one's documents are being written, the next is loaded."""
    if connection.in_atomic_block:  # nobody else would see what another connection loads, nor it our themes
        yield from (_load(records, by) for records in _written_ahead(writer, number))
        return
    batches: SimpleQueue[list[int] | None] = SimpleQueue()

    def load() -> None:
        try:
            for records in _written_ahead(writer, number):
                batches.put(_load(records, by))
        finally:
            batches.put(None)
            connection.close()  # this thread's own

    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(load)
        yield from iter(batches.get, None)
        loading.result()


def _written_ahead(writer: Writer, number: int) -> Iterator[list[Record]]:
    """Yield the records in batches; while the database takes one, the next one is being written."""
    batches = batched(range(1, number + 1), BATCH)
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(lambda numbers: [writer.record(n) for n in numbers], next(batches))
        for numbers in batches:
            records = ahead.result()
            ahead = pool.submit(lambda numbers: [writer.record(n) for n in numbers], numbers)
            yield records
        yield ahead.result()


def _subjects(model: type[models.Model]) -> list[int]:
    """Return the ids of the model's rows in a stable order, making marked ones when there are none."""
    manager = model._default_manager
    if not manager.exists():
        for name in MADE_UP[model]:
            manager.create(name=f"{name} (synthetic)", slug=MARK + name.lower().replace(" ", "-"))
    return list(manager.order_by("slug").values_list("pk", flat=True))


def _load(records: Sequence[Record], by: User) -> list[int]:
    """Copy the records with their parts, but for their documents, and return their ids."""
    with transaction.atomic(), pgtrigger.ignore():
        documents.later()
        ids = _ids(CaseStudy, len(records))
        pairs = list(zip(ids, records, strict=True))
        accounts = {"published_by": by.pk, "created_by": by.pk}
        _copy(CaseStudy, ({"id": pk, **accounts, **record.values} for pk, record in pairs))
        _copy(
            Involvement,
            ({"case_study": pk, "council": id_, "role": role} for pk, record in pairs for id_, role in record.councils),
        )
        _copy(Outcome, ({"case_study": pk, **outcome} for pk, record in pairs for outcome in record.outcomes))
        for name in ("themes", "service_areas", "programmes", "partners"):
            field: Any = CaseStudy._meta.get_field(name)
            target = field.m2m_reverse_field_name()
            through = field.remote_field.through
            _copy(through, ({"casestudy": pk, target: id_} for pk, record in pairs for id_ in getattr(record, name)))
    return ids


def _ids(model: type[models.Model], number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Copy rows given by field name into the model's table; what they leave out has the field's default."""
    rows = list(rows)
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if field.name in rows[0] or not field.primary_key]
    names = [field.name for field in fields]
    defaults = {field.name: field.get_default() for field in fields}
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            whole = defaults | row
            copy.write_row([whole[name] for name in names])


def remove() -> int:
    """Remove every synthetic record with all that hangs on it, and what was made up for them; return how many."""
    with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE synthetic_ids ON COMMIT DROP AS "
                       "SELECT id FROM case_studies_casestudy WHERE synthetic")  # fmt: skip
        for table, column in _hanging():
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM synthetic_ids)")  # noqa: S608
        cursor.execute("DELETE FROM case_studies_casestudy WHERE synthetic")
        removed = cursor.rowcount
        for model in MADE_UP:
            model._default_manager.filter(slug__startswith=MARK).delete()
        User.objects.filter(email=ACCOUNT).delete()
    _analyse()
    return removed


def _hanging() -> Iterator[tuple[str, str]]:
    """Yield table and column of everything that points to a case study, the history included."""
    for relation in CaseStudy._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            field: Any = relation.field  # type: ignore[union-attr]
            if not field.model._meta.proxy:
                yield field.model._meta.db_table, field.column


def _analyse() -> None:
    """Tell the planner what the tables hold now; autovacuum would get there a minute later."""
    tables = {CaseStudy._meta.db_table, *(table for table, _ in _hanging())}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"ANALYZE {table}")
