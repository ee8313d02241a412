"""The demonstration content of `fixtures/demo`: what the library is sorted by, programmes, and case studies.

Everything is put in once. What somebody edited or removed since stays as they left it, so a second load is quick and
changes nothing. Case studies go in through the import, as an officer's file would; docs/data-sources.md says where
the facts come from.
"""

import csv
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import models, transaction

from case_studies import actions, demo_pictures
from case_studies.imports import import_file
from case_studies.loading import FixtureError, parts, read_table, written_by
from case_studies.models import (
    CaseStudy,
    Cohort,
    Council,
    Participation,
    Partner,
    Programme,
    Purge,
    ServiceArea,
    Theme,
)
from innovation_db import demo_accounts
from innovation_db.models import User

SOURCE = "load_demo"  # what history says about what is put in here
FILE = "case_studies.csv"
NOBODY = "demonstration@example.org"


@dataclass
class Report:
    """How many rows were put in."""

    subjects: int = 0
    programmes: int = 0
    case_studies: int = 0
    pictures: int = 0

    def sentence(self) -> str:
        if not any((self.subjects, self.programmes, self.case_studies, self.pictures)):
            return "The demonstration content is there; what was typed since is kept."
        return (
            f"Demonstration content added: {self.case_studies} case studies, "
            f"{self.subjects} themes, service areas and partners, {self.programmes} programmes with their cohorts, "
            f"{self.pictures} drawn pictures."
        )


def load(folder: Path) -> Report:
    """Put in what was never there. Raises FixtureError where a file is missing, broken or contradicts the site."""
    if not Council.objects.exists():
        raise FixtureError("There are no councils yet: run load_councils first.")
    report, by = Report(), _author()
    with transaction.atomic(), pghistory.context(source=SOURCE):
        for model, name in ((Theme, "themes"), (ServiceArea, "service_areas"), (Partner, "partners")):
            report.subjects += _load_subjects(model, folder / f"{name}.csv")
        report.programmes = _load_programmes(folder)
    report.case_studies = _load_case_studies(folder / FILE, by)
    with transaction.atomic():
        report.case_studies += _load_without_council(folder / "without_council.csv", by)
    with transaction.atomic(), pghistory.context(source=SOURCE):
        report.pictures = demo_pictures.load()
    return report


def _author() -> User:
    """Return in whose name the content is published: the demonstration's publisher, elsewhere nobody who signs in."""
    if settings.DEMO:
        accounts = {user.email: user for user in demo_accounts.create()}
        return accounts["publisher@example.org"]
    author = User.objects.filter(email=NOBODY).first()
    return author or User.objects.create_user(NOBODY, name="Demonstration", is_active=False)


def _load_subjects(model: type[models.Model], path: Path) -> int:
    columns = {field.name for field in model._meta.local_fields if field.editable} - {"id"}
    lines = [line for _where, line in read_table(path, columns)]
    known = _known(model, "slug")
    new = [model(**line) for line in lines if line["slug"] not in known]
    model._default_manager.bulk_create(new)
    return len(new)


def _known(model: type[models.Model], name: str) -> set[Any]:
    """Return the values of a column that are there or that this loader once put there."""
    there = set(model._default_manager.values_list(name, flat=True))
    return there | set(written_by(SOURCE, model).values_list(name, flat=True))


def _load_programmes(folder: Path) -> int:
    """Put in the programmes that were never there, with their partners, cohorts and participations."""
    dates = ("started_on", "ended_on")
    columns = {"slug", "name", "also_called", "summary", "description", "partners"}
    lines = [line for _where, line in read_table(folder / "programmes.csv", {*columns, *dates})]
    known = _known(Programme, "slug")
    partners = Partner.objects.in_bulk(field_name="slug")
    new = {}
    for line in lines:
        if line["slug"] not in known:
            texts = {name: line[name] for name in columns - {"partners"}}
            days = {name: line[name] or None for name in dates}
            new[line["slug"]] = programme = Programme.objects.create(**texts, **days)
            programme.partners.set([partners[slug] for slug in parts(line["partners"]) if slug in partners])
    _load_cohorts(folder, new)
    return len(new)


def _load_cohorts(folder: Path, programmes: dict[str, Programme]) -> None:
    cohorts = {}
    numbers = ("days", "places", "councils_at_launch")
    for _where, line in read_table(folder / "cohorts.csv", {"programme", "name", "note", *numbers}):
        if programme := programmes.get(line["programme"]):
            cohorts[line["programme"], line["name"]] = Cohort.objects.create(
                programme=programme,
                name=line["name"],
                note=line["note"],
                **{name: int(line[name]) if line[name] else None for name in numbers},
            )
    councils = Council.objects.in_bulk(field_name="slug")
    participations = []
    for where, line in read_table(folder / "participations.csv", {"programme", "cohort", "council", "role"}):
        if line["council"] not in councils:
            raise FixtureError(f"{where}: there is no council {line['council']}.")
        if cohort := cohorts.get((line["programme"], line["cohort"])):
            participations.append(Participation(cohort=cohort, council=councils[line["council"]], role=line["role"]))
    Participation.objects.bulk_create(participations)


def _load_case_studies(path: Path, by: User) -> int:
    """Import and publish the records that were never there, so that the import never meets an edited one."""
    lines = [line for _where, line in read_table(path, {"record_id", "title"})]
    new = _never_there(lines)
    if not new:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / path.name
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(new[0]))
            writer.writeheader()
            writer.writerows(new)
        summary = import_file(file, by=by, publish=True)
    if summary.rejections:
        line, reason = summary.rejections[0]
        raise FixtureError(
            f"{path}: {len(summary.rejections)} records were refused, the first ({line.number}): {reason}"
        )
    return summary.new


def _never_there(lines: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return the lines whose record is neither here nor was here and then removed."""
    lines = list(lines)
    ids = [line["record_id"] for line in lines]
    there = set(CaseStudy.objects.filter(record_id__in=ids).values_list("record_id", flat=True))
    events: Any = CaseStudy._meta.get_field("events").related_model
    there |= set(events.objects.filter(record_id__in=ids).values_list("record_id", flat=True))
    purged = set(Purge.objects.values_list("title", flat=True))
    return [line for line in lines if line["record_id"] not in there and line["title"] not in purged]


def _load_without_council(path: Path, by: User) -> int:
    """Put in the records of no council, which the import would refuse: research, and made-up drafts to try things on.

    The made-up ones stay drafts or in review, so that the work lists of the demonstration are not empty.
    """
    texts = ("record_id", "title", "summary", "evidence_reason", "source", "source_link")
    sorts: dict[str, Any] = {"themes": Theme, "service_areas": ServiceArea, "programmes": Programme}
    lines = [line for _where, line in read_table(path, {*texts, *sorts, "state", "evidence_level"})]
    things = {name: {row.slug: row for row in model._default_manager.all()} for name, model in sorts.items()}
    new = _never_there(lines)
    for line in new:
        study = CaseStudy(created_by=by, **{name: line[name] for name in texts})
        study.evidence_level = int(line["evidence_level"]) if line["evidence_level"] else None
        study.save()
        for name, known in things.items():
            getattr(study, name).set([known[slug] for slug in parts(line[name]) if slug in known])
        if line["state"] == CaseStudy.State.IN_REVIEW:
            actions.submit_for_review(case_study=study, by=by)
        elif line["state"] == CaseStudy.State.PUBLISHED:
            actions.publish(case_study=study, by=by)
    return len(new)
