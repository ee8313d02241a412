"""Imports from the admin: a file is sent, checked by a dry run, then imported, both as background jobs.

The reading, checking and writing is that of the command; here is who sent what, and how long it is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from case_studies.imports import columns, reading, rejected
from case_studies.imports.reading import NotImportableError
from case_studies.imports.run import Summary, import_file
from case_studies.models import ImportFile
from innovation_db.jobs import FailedError, Run, job
from innovation_db.models import User

MAX_BYTES = 25_000_000  # far more than 10,000 full records; larger files are for the command
MAX_NAME = 50  # characters
FIRST = 20  # rejected rows shown on the page
BEGINNING = 160  # characters of each of them
KEPT_UNIMPORTED = timedelta(days=7)
KEPT_RESULT = timedelta(days=30)
TOO_LATE = "This file has been let go. Send it again."
Step = ImportFile.Step


def check_upload(upload: UploadedFile) -> None:
    """Raise `ValidationError` with the importer's sentence when `upload` as a whole cannot be imported."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(
            f"{upload.name} is larger than {MAX_BYTES // 1_000_000} MB: divide it into smaller files, or have it "
            "imported with manage.py import_case_studies.",
            code="too_large",
        )
    with _on_disk(upload.name or "", upload.read()) as path:
        upload.seek(0)
        try:
            sheet = reading.read(path, set(columns.KNOWN))
            columns.check(sheet, path.name)
        except NotImportableError as error:
            raise ValidationError(str(error), code="not_importable") from error


@transaction.atomic
def receive(upload: UploadedFile, *, publish: bool, overwrite: bool, by: User) -> ImportFile:
    """Keep an upload that `check_upload` has passed, and start its check."""
    file = ImportFile.objects.create(
        name=_tidy(upload.name or ""), content=upload.read(), publish=publish, overwrite=overwrite, sent_by=by
    )
    return _start(file, by=by)


@transaction.atomic
def check_again(file: ImportFile, *, by: User) -> ImportFile:
    """Start the check once more, where it ended without a result. Raises `ValidationError` with a sentence."""
    file = _locked(file)
    if not file.may_check_again:
        raise ValidationError(f"{file} is being checked, or has been.")
    return _start(file, by=by)


@transaction.atomic
def start_import(file: ImportFile, *, by: User) -> ImportFile:
    """Start the import of a checked file; one at a time. Raises `ValidationError` with a sentence."""
    waiting = list(ImportFile.objects.exclude(step=Step.IMPORTED).select_for_update().order_by("pk"))
    file = next((one for one in waiting if one.pk == file.pk), file)
    if not file.may_start:
        raise ValidationError(f"{file} is being imported, or has been. Its page says how far it is.")
    if other := ImportFile.objects.being_imported().first():
        raise ValidationError(f"{other} is being imported: wait until that has finished, then import {file}.")
    file.step = Step.IMPORTING
    return _start(file, by=by)


def forget_old() -> int:
    """Delete files that were not imported within a week, and results after a month; return how many."""
    now = timezone.now()
    unused = ImportFile.objects.exclude(step=Step.IMPORTED).filter(sent_at__lt=now - KEPT_UNIMPORTED)
    old = ImportFile.objects.filter(imported_at__lt=now - KEPT_RESULT)
    return int((unused | old).at_rest().delete()[0])


def kept_until(file: ImportFile) -> datetime:
    """Return when the file, or what is left of it, is deleted."""
    return file.imported_at + KEPT_RESULT if file.imported_at else file.sent_at + KEPT_UNIMPORTED


@job("Check of a file of case studies")
def check(run: Run, *, file: int) -> str:
    """Say what an import of the file would do, and keep the answer."""
    return _run(run, file, dry_run=True)


@job("Import of case studies")
def take(run: Run, *, file: int) -> str:
    """Import the file and let it go."""
    return _run(run, file, dry_run=False)


def _locked(file: ImportFile) -> ImportFile:
    locked: ImportFile = ImportFile.objects.select_for_update().get(pk=file.pk)
    return locked


def _start(file: ImportFile, *, by: User) -> ImportFile:
    if file.step == Step.IMPORTING:
        file.job = take.start(by=by, title=f"Import of {file}", file=file.pk)
    else:
        file.job = check.start(by=by, title=f"Check of {file}", file=file.pk)
    file.save(update_fields=["job", "step"])
    return file


def _run(run: Run, pk: int, *, dry_run: bool) -> str:
    file = ImportFile.objects.filter(pk=pk).first()
    if file is None or file.content is None:
        raise FailedError(TOO_LATE)
    run.result_url = file.get_absolute_url()

    def progress(done: int, total: int) -> None:
        run.total = total
        run.advance(done - run.done, f"{'Checking' if dry_run else 'Importing'} {file}")

    with _on_disk(file.name, bytes(file.content)) as path:
        try:
            summary = import_file(
                path,
                by=run.job.started_by,
                publish=file.publish,
                overwrite=file.overwrite,
                dry_run=dry_run,
                progress=progress,
            )
        except NotImportableError as error:
            raise FailedError(str(error)) from error
    _keep(file, summary)
    return summary.counts()


def _keep(file: ImportFile, summary: Summary) -> None:
    """Write what came of it; an import lets the file go. A file that was deleted meanwhile stays so."""
    changes: dict[str, Any] = {
        "step": Step.CHECKED if summary.dry_run else Step.IMPORTED,
        "result": {
            "rows": len(summary.sheet.lines),
            "new": summary.new,
            "changed": summary.changed,
            "unchanged": summary.unchanged,
            "published": summary.published,
            "kept_unpublished": summary.kept_unpublished,
            "rejected": len(summary.rejections),
            "alike": summary.alike[:FIRST],
            "alike_in_all": len(summary.alike),
            "notes": summary.sheet.notes,
            "first": [[line.number, reason, _beginning(line.cells)] for line, reason in summary.rejections[:FIRST]],
        },
        "rejected_rows": rejected.as_text(summary.sheet, summary.rejections) if summary.rejections else "",
    }
    if not summary.dry_run:
        changes |= {"content": None, "imported_at": timezone.now()}
    ImportFile.objects.filter(pk=file.pk).update(**changes)


def _beginning(cells: list[str]) -> str:
    text = " · ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING].rstrip()} …"


def _tidy(name: str) -> str:
    """Return the name of a file, short enough to be one anywhere."""
    path = Path(name)
    stem, ending = path.stem, path.suffix[:10]
    return f"{stem[: MAX_NAME - len(ending)]}{ending}" or "case-studies.csv"


@contextmanager
def _on_disk(name: str, content: bytes) -> Iterator[Path]:
    """Give the importer, which reads files, the content under its own name in a folder that goes at once."""
    with TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / _tidy(name)
        path.write_bytes(content)
        yield path
