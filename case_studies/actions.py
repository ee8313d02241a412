"""Changes of a case study's state: submit, return, publish, unpublish, archive, bring back, purge.

Each locks the row, checks that it is as the officer saw it, and leaves who and when. Whether somebody may do it is
asked before (`ALLOWED`); editing what a case study says is the admin's form.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from case_studies.history import CASE_STUDY
from case_studies.models import CaseStudy, Image, Purge
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

State = CaseStudy.State

# The permission that each action asks for.
ALLOWED = {
    "submit_for_review": "case_studies.change_casestudy",
    "return_to_draft": "case_studies.publish_casestudy",
    "publish": "case_studies.publish_casestudy",
    "unpublish": "case_studies.publish_casestudy",
    "archive": "case_studies.archive_casestudy",
    "unarchive": "case_studies.archive_casestudy",
    "purge": "case_studies.purge_casestudy",
}


def missing_for_publication(case_study: CaseStudy) -> list[str]:
    """Return a sentence for everything that a public record needs and this one lacks. Costs up to five queries."""
    sentences = []
    if not case_study.title.strip():
        sentences.append("Give it a title.")
    if not case_study.summary.strip():
        sentences.append("Write a summary: what was done, for whom, with what result.")
    if not (case_study.involvements.exists() or case_study.partners.exists() or case_study.programmes.exists()):
        sentences.append("Name the council that did it, or at least a partner or programme.")
    if not case_study.themes.exists():
        sentences.append("Choose at least one theme.")
    pictures = sum(not alt.strip() for alt in case_study.images.values_list("alt", flat=True))
    if pictures:
        sentences.append(
            "Say what the picture shows (alt text)."
            if pictures == 1
            else f"Say what {pictures} of its pictures show (alt text)."
        )
    return sentences


@transaction.atomic
def submit_for_review(*, case_study: CaseStudy, by: User, version: int | None = None) -> CaseStudy:
    """Hand a draft to the publishers. Raises `RefusedError`."""
    row = _locked(case_study, version, {State.DRAFT}, "submitted for review")
    row.state, row.submitted_at, row.submitted_by, row.review_note = State.IN_REVIEW, timezone.now(), by, ""
    return _saved(row, by, "Submitted for review", ["state", "submitted_at", "submitted_by", "review_note"])


@transaction.atomic
def return_to_draft(*, case_study: CaseStudy, by: User, note: str, version: int | None = None) -> CaseStudy:
    """Give a case study in review back to its author, with what is to be done. Raises `RefusedError`."""
    if not note.strip():
        raise RefusedError("Say what is to be done before it can be published.")
    row = _locked(case_study, version, {State.IN_REVIEW}, "returned to draft")
    row.state, row.review_note = State.DRAFT, note.strip()
    return _saved(row, by, "Returned to draft", ["state", "review_note"])


@transaction.atomic
def publish(*, case_study: CaseStudy, by: User, version: int | None = None) -> CaseStudy:
    """Make a case study public. Raises `RefusedError` with all that is missing.

    One that had been public before keeps the date readers first saw it.
    """
    row = _locked(case_study, version, {State.DRAFT, State.IN_REVIEW}, "published")
    if missing := missing_for_publication(row):
        raise RefusedError(*missing)
    row.state, row.review_note = State.PUBLISHED, ""
    if row.published_at is None:
        row.published_at, row.published_by = timezone.now(), by
    return _saved(row, by, "Published", ["state", "review_note", "published_at", "published_by"])


@transaction.atomic
def unpublish(*, case_study: CaseStudy, by: User, version: int | None = None) -> CaseStudy:
    """Take a case study off the public site, back to draft. Raises `RefusedError`."""
    row = _locked(case_study, version, {State.PUBLISHED}, "unpublished")
    row.state = State.DRAFT
    return _saved(row, by, "Unpublished", ["state"])


@transaction.atomic
def archive(*, case_study: CaseStudy, by: User, version: int | None = None) -> CaseStudy:
    """Put a case study away: nobody finds it, nothing is lost. Raises `RefusedError`."""
    row = _locked(case_study, version, {State.DRAFT, State.IN_REVIEW, State.PUBLISHED}, "archived")
    row.archived_from, row.state, row.archived_at, row.archived_by = row.state, State.ARCHIVED, timezone.now(), by
    return _saved(row, by, "Archived", ["state", "archived_from", "archived_at", "archived_by"])


@transaction.atomic
def unarchive(*, case_study: CaseStudy, by: User, version: int | None = None) -> CaseStudy:
    """Bring an archived case study back to the state it was archived from. Raises `RefusedError`."""
    row = _locked(case_study, version, {State.ARCHIVED}, "brought back")
    row.state, row.archived_from, row.archived_at, row.archived_by = row.archived_from or State.DRAFT, "", None, None
    return _saved(row, by, "Brought back", ["state", "archived_from", "archived_at", "archived_by"])


@transaction.atomic
def put_back(*, case_study: CaseStudy, to: str, by: User, version: int) -> CaseStudy:
    """Undo one change of state: give a case study its former state. Raises `RefusedError` if it changed since."""
    row = _locked(case_study, version, set(State), "put back")
    if to == State.ARCHIVED:
        return archive(case_study=row, by=by)
    if to == State.PUBLISHED and row.published_at is None:
        raise RefusedError("It has never been public.")
    row.state, row.archived_from, row.archived_at, row.archived_by = to, "", None, None
    return _saved(
        row, by, f"Put back to {State(to).label.lower()}", ["state", "archived_from", "archived_at", "archived_by"]
    )


@transaction.atomic
def purge(*, case_study: CaseStudy, by: User, reason: str, version: int | None = None) -> Purge:
    """Remove an archived case study with its parts, files and history for ever. Raises `RefusedError`.

    Left behind is one entry: what it was called, who removed it, when and why (`docs/adr/0005-purging.md`).
    """
    if not reason.strip():
        raise RefusedError("Say why it has to go for ever.")
    row = _locked(case_study, version, {State.ARCHIVED}, "removed for ever")
    files = _files_ever(row.pk)
    entry = Purge.objects.create(row=row.pk, title=row.title, reason=reason.strip(), by=by)
    pk = row.pk
    row.delete()
    CASE_STUDY.forget(pk)
    transaction.on_commit(lambda: _delete_files(files))
    return entry


def after_change(ids: Iterable[int]) -> None:
    """Measure again how completely case studies are told, after their parts changed.

    Their search documents need no call: the database writes them at commit.
    """
    CaseStudy.objects.filter(pk__in=list(ids)).refresh_completeness()


def _files_ever(pk: int) -> set[str]:
    """Return the name of every file that a case study has or had, renditions included."""
    events = CASE_STUDY.events(pk)
    names = {event.file for event in events["documents"]}
    for event in events["pictures"]:
        picture = Image(file=str(event.file), width=event.width, height=event.height, widths=event.widths)
        folder = PurePosixPath(str(event.file)).parent
        names |= {event.file, *(str(folder / name) for name in picture.rendition_names())}
    return {str(name) for name in names} - {""}


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _locked(case_study: CaseStudy, version: int | None, states: set[State], verb: str) -> CaseStudy:
    """Return the row, locked until the transaction ends, if it is in one of `states` and still at `version`."""
    row: CaseStudy | None = CaseStudy.objects.select_for_update(of=("self",)).filter(pk=case_study.pk).first()
    if row is None:
        raise ChangedMeanwhileError("It has been removed for ever since you opened it.")
    if row.state not in states:
        state = "a draft" if row.state == State.DRAFT else row.get_state_display().lower()
        raise RefusedError(f"It is {state} already." if state == verb else f"It is {state}, so it cannot be {verb}.")
    if version is not None and row.version != version:
        raise ChangedMeanwhileError("It was changed since you opened it. Look at it again first.")
    return row


def _saved(row: CaseStudy, by: User, reason: str, fields: Sequence[str]) -> CaseStudy:
    with acting(user=by, reason=reason):
        row.save(update_fields=[*fields, "changed_at"])
    row.refresh_from_db(fields=["version"])
    return row
