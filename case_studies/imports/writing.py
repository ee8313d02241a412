"""Writing what an import changes, a batch at a time and set by set; the caller holds the transaction and the locks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pgtrigger
from django.utils import timezone

from case_studies import completeness, slugs
from case_studies.imports.comparing import PARTS, Change, digest, through_of
from case_studies.imports.rows import OUTCOME_FIELDS
from case_studies.models import CaseStudy, ImportedRow, Involvement, Link, Outcome
from innovation_db.models import User

SUBJECTS = ("themes", "service_areas", "programmes", "partners")
# A new record arrives whole: its parts do not count as later changes of it.
NO_BUMP = tuple(
    f"case_studies.{part}:bump_parent_added"
    for part in (
        "Involvement", "Outcome", "Link",
        "CaseStudyTheme", "CaseStudyServiceArea", "CaseStudyProgramme", "CaseStudyPartner",
    )
)  # fmt: skip


def write(changes: Iterable[Change], *, file: str, by: User | None) -> list[int]:
    """Write `changes` and return the ids of the case studies they touched."""
    changes = list(changes)
    now = timezone.now()
    new = [change for change in changes if change.is_new]
    created = _create(new, by, now)
    updated = [change for change in changes if not change.is_new and not change.is_nothing]
    for change in updated:
        _update(change, by, now)
    _remember(changes, created, file, by, now)
    return [*created.values(), *(change.present.case_study.pk for change in updated if change.present)]


def _publication(change: Change, by: User | None, now: datetime) -> dict[str, Any]:
    return {"state": CaseStudy.State.PUBLISHED, "published_at": now, "published_by": by} if change.publish else {}


def _create(changes: list[Change], by: User | None, now: datetime) -> dict[str, int]:
    """Create the new records and return their ids by record_id."""
    if not changes:
        return {}
    free = slugs.unique_slugs(change.values["title"] for change in changes)
    studies = [
        CaseStudy(
            record_id=change.row.record_id,
            slug=slug,
            created_at=now,
            created_by=by,
            **{name: value for name, value in change.values.items() if name not in PARTS},
            **_publication(change, by, now),
        )
        for change, slug in zip(changes, free, strict=True)
    ]
    for study, change in zip(studies, changes, strict=True):
        study.completeness = completeness.level(study, outcomes=bool(change.values.get("outcomes")))
    CaseStudy.objects.bulk_create(studies)
    ids = {study.record_id or "": study.pk for study in studies}
    with pgtrigger.ignore(*NO_BUMP):
        for name in PARTS:
            _add(
                name,
                [(ids[change.row.record_id], thing) for change in changes for thing in change.values.get(name, ())],
            )
    return ids


def _add(name: str, things: list[tuple[int, Any]]) -> None:
    """Insert parts, given as (case study id, value) with values as `Row` describes them."""
    if not things:
        return
    if name == "councils":
        Involvement.objects.bulk_create(
            Involvement(case_study_id=study, council_id=council, role=role, inferred=deduced)
            for study, (council, role, deduced) in things
        )
    elif name == "outcomes":
        Outcome.objects.bulk_create(
            Outcome(case_study_id=study, **dict(zip(OUTCOME_FIELDS, outcome, strict=True))) for study, outcome in things
        )
    elif name == "links":
        Link.objects.bulk_create(
            Link(case_study_id=study, title=title, url=url, position=position)
            for position, (study, (title, url)) in enumerate(things)
        )
    else:
        through, target = through_of(name)
        through._default_manager.bulk_create(through(casestudy_id=study, **{target: thing}) for study, thing in things)


def _update(change: Change, by: User | None, now: datetime) -> None:
    """Write one record's changed fields and parts; what stays the same is not touched, so it leaves no history."""
    assert change.present is not None
    case_study = change.present.case_study
    study = case_study.pk
    for name in PARTS:
        if name in change.values:
            before, after = list(change.present.value(name)), list(change.values[name])
            gone = [thing for thing in before if thing not in after]
            _remove(name, study, gone)
            _add(name, [(study, thing) for thing in after if thing not in before])
    plain = {name: value for name, value in change.values.items() if name not in PARTS}
    for name, value in plain.items():
        setattr(case_study, name, value)
    outcomes = change.values.get("outcomes", change.present.value("outcomes"))
    plain["completeness"] = completeness.level(case_study, outcomes=bool(outcomes))
    CaseStudy.objects.filter(pk=study).update(**plain, **_publication(change, by, now), changed_at=now)


def _remove(name: str, study: int, things: list[Any]) -> None:
    for thing in things:
        if name == "councils":
            Involvement.objects.filter(case_study=study, council=thing[0]).delete()
        elif name == "outcomes":
            same = Outcome.objects.filter(case_study=study, **dict(zip(OUTCOME_FIELDS, thing, strict=True)))
            same.filter(pk=same.values("pk")[:1]).delete()
        elif name == "links":
            Link.objects.filter(case_study=study, title=thing[0], url=thing[1]).delete()
        else:
            through, target = through_of(name)
            through._default_manager.filter(casestudy=study, **{target: thing}).delete()


def _remember(changes: list[Change], created: dict[str, int], file: str, by: User | None, now: datetime) -> None:
    """Keep what the file said, where it said something that the last import did not."""
    marks = []
    for change in changes:
        said = {name: digest(value) for name, value in change.row.values.items()}
        before = change.present.mark if change.present else None
        if before and {**before.digests, **said} == before.digests and (before.published or not change.publish):
            continue
        marks.append(
            ImportedRow(
                case_study_id=change.present.case_study.pk if change.present else created[change.row.record_id],
                file=file[-255:],
                row=change.row.line.number,
                digests={**(before.digests if before else {}), **said},
                imported_at=now,
                imported_by=by,
                published=change.publish or bool(before and before.published),
            )
        )
    ImportedRow.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["case_study"],
        update_fields=["file", "row", "digests", "imported_at", "imported_by", "published"],
    )
