"""What a row would change: the file's values beside the site's, and beside what the last import said.

Three are compared, field by field. Where the file says what it said last time, the site's value stays, whoever edited
it. Where the site still has what the file said last time, the file's new value goes in. Where both have moved on, the
row is refused and nothing is lost, unless the file was told to overwrite.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.db.models.functions import Lower

from case_studies.imports.rows import OUTCOME_FIELDS, Row, RowError
from case_studies.models import CaseStudy, ImportedRow, Involvement, Link, Outcome

State = CaseStudy.State
NO_THEME = "To be published, a record needs at least one theme."
PARTS = ("councils", "outcomes", "links", "themes", "service_areas", "programmes", "partners")


@dataclass(slots=True)
class Present:
    """A case study as it is on the site, with the parts that an import may compare."""

    case_study: CaseStudy
    mark: ImportedRow | None
    parts: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        return self.parts.get(name, ()) if name in PARTS else getattr(self.case_study, name)


@dataclass(slots=True)
class Change:
    """What one row asks for: the fields to write (all of them for a new record), and whether to publish."""

    row: Row
    present: Present | None
    values: dict[str, Any]
    publish: bool
    kept_unpublished: bool = False

    @property
    def is_new(self) -> bool:
        return self.present is None

    @property
    def is_nothing(self) -> bool:
        return not self.is_new and not self.values and not self.publish


def digest(value: Any) -> str:
    """Return a short digest of a value as stored; equal values have equal digests."""
    return blake2b(json.dumps(value, default=str).encode(), digest_size=9).hexdigest()


def compare(row: Row, present: Present | None, *, publish: bool, overwrite: bool) -> Change:
    """Return what `row` changes. Raises `RowError` when it says too little or contradicts an edit made on the site."""
    if present is None:
        _refuse_too_little(row.values)
        if publish and not row.values.get("themes"):
            raise RowError(NO_THEME)
        return Change(row, None, row.values, publish)
    mark, case_study = present.mark, present.case_study
    base = mark.digests if mark else {}
    values, contested = {}, []
    for name, ours in row.values.items():
        theirs = present.value(name)
        if ours == theirs:
            continue
        if overwrite or digest(theirs) == base.get(name) or (name not in base and not theirs and theirs != 0):
            values[name] = ours
        elif digest(ours) != base.get(name) and (ours or name in base):
            contested.append(name)
    if contested:
        raise RowError(
            f"{_and(contested)} {'was' if len(contested) == 1 else 'were'} edited on the site since the last import, "
            "and the file says something else: take over the site's text, or import with --overwrite."
        )
    _refuse_emptying(values, present)
    if values and case_study.state == State.ARCHIVED:
        raise RowError("The record has been archived on the site: bring it back first, or leave the row out.")
    wanted = publish and case_study.state in {State.DRAFT, State.IN_REVIEW}
    taken_down = bool(mark and mark.published) and not overwrite
    if wanted and not taken_down and not values.get("themes", present.value("themes")):
        raise RowError(NO_THEME)
    return Change(row, present, values, wanted and not taken_down, wanted and taken_down)


def _refuse_too_little(values: dict[str, Any]) -> None:
    missing = [name for name in ("title", "summary") if not values.get(name)]
    if not _has_doer(values.get):
        missing.append("council")
    if missing:
        raise RowError(f"A new record needs {_and(missing)}.")


def _has_doer(value: Callable[[str], Any]) -> bool:
    """Whether a council leads, or at least a programme or partner is named; `value` gives a part by its name."""
    leads = any(role == Involvement.Role.LEAD for _, role, _ in value("councils") or ())
    return leads or bool(value("programmes") or value("partners"))


def _refuse_emptying(values: dict[str, Any], present: Present) -> None:
    """Refuse what would leave a record without what a new one, or a published one, must have."""
    case_study = present.case_study
    emptied: list[str] = [name for name in ("title", "summary") if name in values and not values[name]]
    if _has_doer(present.value) and not _has_doer(lambda name: values.get(name, present.value(name))):
        emptied.append("council")
    if case_study.state == State.PUBLISHED and "themes" in values and not values["themes"]:
        emptied.append("themes")
    if emptied:
        raise RowError(f"{_and(emptied)} cannot become empty.")
    begun = values.get("begun_on", case_study.begun_on)
    ended = values.get("ended_on", case_study.ended_on)
    if begun and ended and ended < begun:
        raise RowError("ended_on would be before begun_on.")


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def load_present(record_ids: Iterable[str], *, lock: bool) -> dict[str, Present]:
    """Return what is on the site of these records, in nine queries; `lock` holds the rows for the transaction."""
    studies = CaseStudy.objects.filter(record_id__in=list(record_ids)).order_by("pk")
    if lock:
        studies = studies.select_for_update()
    found = {study.pk: study for study in studies}
    if not found:
        return {}
    marks = ImportedRow.objects.in_bulk(list(found))
    parts: dict[int, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for study, *councils in Involvement.objects.filter(case_study__in=found).values_list(
        "case_study_id", "council_id", "role", "inferred"
    ):
        parts[study]["councils"].append(tuple(councils))
    for study, *outcome in Outcome.objects.filter(case_study__in=found).values_list("case_study_id", *OUTCOME_FIELDS):
        parts[study]["outcomes"].append(tuple(outcome))
    for study, *link in Link.objects.filter(case_study__in=found).values_list("case_study_id", "title", "url"):
        parts[study]["links"].append(tuple(link))
    for name in ("themes", "service_areas", "programmes", "partners"):
        through, target = through_of(name)
        for study, thing in through._default_manager.filter(casestudy__in=found).values_list("casestudy_id", target):
            parts[study][name].append(thing)
    return {study.record_id or "": Present(study, marks.get(pk), _canonical(parts[pk])) for pk, study in found.items()}


def look_alikes(changes: Iterable[Change]) -> list[tuple[int, str, int]]:
    """Return the new rows whose title one of their lead councils has already: (row's number, title, case study's pk).

    Costs one query, none without new rows.
    """
    wanted = {
        (" ".join(change.values["title"].split()).lower(), council): change.row.line.number
        for change in changes
        if change.is_new
        for council, role, _ in change.values.get("councils", ())
        if role == Involvement.Role.LEAD
    }
    if not wanted:
        return []
    titles, councils = zip(*wanted, strict=True)
    there = (
        Involvement.objects.filter(role=Involvement.Role.LEAD, council__in=set(councils))
        .annotate(plain=Lower("case_study__title"))
        .filter(plain__in=set(titles))
        .values_list("plain", "council_id", "case_study__title", "case_study_id")
    )
    found = {
        (wanted[title, council], shown, study) for title, council, shown, study in there if (title, council) in wanted
    }
    return sorted(found)


def _canonical(parts: dict[str, Any]) -> dict[str, Any]:
    """Return parts in the order in which rows give them, so that equal ones compare equal."""
    return {
        name: tuple(things) if name == "links" else tuple(sorted(things, key=repr if name == "outcomes" else None))
        for name, things in parts.items()
    }


def through_of(name: str) -> tuple[Any, str]:
    """Return the table between case studies and the subjects `name`, and its column that points to the subject."""
    field: Any = CaseStudy._meta.get_field(name)
    return field.remote_field.through, field.m2m_reverse_name()
