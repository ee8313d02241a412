"""Everything that stands on a case study's page, fetched in one query instead of a dozen.

The parts arrive as JSON arrays beside the row and are put where `prefetch_related` would have put them, so templates
and methods read `case_study.outcomes.all()` as ever. Only this module knows. What the lists of other case studies below
it need comes with them: `Surroundings`.
"""

import json
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models.functions import Cast, JSONArray, JSONObject

from case_studies.models import (
    Adoption,
    CaseStudy,
    Council,
    CouncilNeighbour,
    Document,
    Image,
    Involvement,
    Link,
    Outcome,
    Partner,
    Programme,
    SearchNames,
    SearchRewrite,
    ServiceArea,
    Theme,
    Video,
)
from case_studies.querysets import CaseStudyQuerySet
from innovation_db.prepared import Prepared, written

_OF_CASE_STUDY: tuple[type[models.Model], ...] = (Outcome, Image, Document, Link, Video)
_SUBJECTS: tuple[tuple[str, type[models.Model]], ...] = (
    ("themes", Theme),
    ("service_areas", ServiceArea),
    ("programmes", Programme),
    ("partners", Partner),
)
_WITH_COUNCIL: tuple[type[models.Model], ...] = (Involvement, Adoption)
# Councils near to those involved, and near to their successors.
_NEAR = {"near": "council__involvements__case_study", "near_now": "council__predecessors__involvements__case_study"}
# Rich texts and lists of subjects and councils that the page does not show.
_LEFT_OUT = {"description", "former_codes", "summary"}


class Surroundings(NamedTuple):
    """What is known of the library when a case study is read.

    `near` are councils statistically near to one involved, or to what became of it: (that council, the near one, its
    rank from 1). `written` is the last entry in the log of documents, `names` the version of names.
    """

    near: list[tuple[int, int, int]]
    written: int | None
    names: UUID | None


_SLUG = "the-slug-asked-for"


def with_all_parts(slug: str, *, published: bool) -> tuple[CaseStudy, Surroundings] | None:
    """Return the case study at `slug` with every part in place, and its surroundings, or None; costs one query.

    `published` leaves out what is not public. The query is put together once in each process and planned once for each
    connection, because either takes ten times as long as the database takes to answer.
    """
    with connection.cursor() as cursor:
        (_PUBLISHED if published else _ANY).execute(cursor, slug)
        row = cursor.fetchone()
        names = [column.name for column in cursor.description or ()]
    if row is None:
        return None
    values = dict(zip(names, row, strict=True))
    fields = CaseStudy._meta.concrete_fields
    study = CaseStudy.from_db(connection.alias, [f.attname for f in fields], [values.pop(f.column) for f in fields])
    near = [(one, other, rank) for part in _NEAR for one, other, rank in map(json.loads, values.pop(part))]
    surroundings = Surroundings(near, values.pop("written"), values.pop("names_version"))
    study.__dict__.update(values)
    return _fill(study), surroundings


def _sql(queryset: CaseStudyQuerySet) -> str:
    return written(_with_parts(queryset.order_by()).filter(slug=_SLUG), _SLUG)


_PUBLISHED = Prepared("case_study_page", ("text",), cache(lambda: _sql(CaseStudy.objects.published())))
_ANY = Prepared("case_study_preview", ("text",), cache(lambda: _sql(CaseStudy.objects.all())))


def _with_parts(queryset: CaseStudyQuerySet) -> CaseStudyQuerySet:
    """Return `queryset` with every part of each row beside it; `_fill` turns them into objects."""
    parts: dict[str, Any] = {}
    for model in _OF_CASE_STUDY:
        parts[_name(model)] = _array(model.objects.filter(case_study=models.OuterRef("pk")), _row(model))  # type: ignore[attr-defined]
    for name, model in _SUBJECTS:
        parts[name] = _array(model.objects.filter(case_studies=models.OuterRef("pk")), _row(model))  # type: ignore[attr-defined]
    for model in _WITH_COUNCIL:
        successors = _array(Council.objects.filter(predecessors=models.OuterRef("council_id")), _row(Council))
        row = _row(model, council_row=_row(Council, "council__"), successor_rows=successors)
        parts[_name(model)] = _array(model.objects.filter(case_study=models.OuterRef("pk")), row)  # type: ignore[attr-defined]
    return queryset.annotate(
        **{f"{name}_rows": part for name, part in parts.items()},
        **{name: _near(**{path: models.OuterRef("pk")}) for name, path in _NEAR.items()},
        written=models.Subquery(SearchRewrite.objects.order_by("-pk").values("pk")[:1]),
        names_version=models.Subquery(SearchNames.objects.filter(pk=1).values("version")),
    )


def _near(**of: models.OuterRef) -> ArraySubquery:
    rows = CouncilNeighbour.objects.filter(**of).order_by("rank", "neighbour_id")
    return ArraySubquery(rows.values(row=JSONArray("council_id", "neighbour_id", "rank")))


def _fill(study: CaseStudy) -> CaseStudy:
    """Put the parts that `_with_parts` asked for where the relations of `study` look for them, and return it."""
    for model in _OF_CASE_STUDY:
        _put(study, _name(model), [_object(model, row) for row in _rows(study, _name(model))], model)
    for name, model in _SUBJECTS:
        _put(study, name, [_object(model, row) for row in _rows(study, name)], model)
    for model in _WITH_COUNCIL:
        things = []
        for row in _rows(study, _name(model)):
            council = _object(Council, row.pop("council_row"))
            _put(council, "successors", [_object(Council, one) for one in row.pop("successor_rows")], Council)
            thing: Any = _object(model, row)
            thing.council = council
            things.append(thing)
        _put(study, _name(model), things, model)
    return study


def _name(model: type[models.Model]) -> str:
    return str(model._meta.get_field("case_study").remote_field.related_name)  # type: ignore[union-attr]


def _array(queryset: Any, row: JSONObject) -> ArraySubquery:
    return ArraySubquery(queryset.values(row=row))


def _row(model: type[models.Model], prefix: str = "", **more: Any) -> JSONObject:
    """Return the row of `model` as a JSON object; decimals travel as text, to stay exact."""
    fields = {}
    for field in model._meta.concrete_fields:
        if model in _OF_CASE_STUDY or field.name not in _LEFT_OUT:
            column: Any = models.F(prefix + field.attname)
            fields[field.attname] = (
                Cast(column, models.TextField()) if isinstance(field, models.DecimalField) else column
            )
    return JSONObject(**fields, **more)


def _rows(study: CaseStudy, name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in study.__dict__.pop(f"{name}_rows")]  # Django leaves JSON of raw SQL as text


def _object(model: type[models.Model], row: dict[str, Any]) -> Any:
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname in row:
            value = row[field.attname]
            values[field.attname] = value if field.is_relation else field.to_python(value)
    thing = model(**values)
    thing._state.adding = False
    thing._state.db = "default"
    return thing


def _put(owner: Any, name: str, things: list[Any], model: type[models.Model]) -> None:
    filled = model._default_manager.all()
    filled._result_cache = things
    filled._prefetch_done = True  # type: ignore[attr-defined]
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = filled
