"""What is done with an uploaded paper before it is kept: it is read by a process of its own, which may fail for it.

What is looked for is `outputs/paper_reading.py`.
"""

import json
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

from board_reports.outputs.paper_reading import DAMAGED, SECONDS, Found
from innovation_db.uploads import documents

NO_PDF = "This is no PDF. Save the paper as a PDF, with tags if the program offers them, and choose that file."
READER = [sys.executable, "-m", "board_reports.outputs.paper_reading"]


def read(upload: File) -> Found:
    """Return what an uploaded paper is; raise `ValidationError` with a sentence when it cannot go into a pack."""
    try:
        kind = documents.kind_of(upload)
    except ValidationError as error:
        raise error if error.code == "too_large" else ValidationError(NO_PDF, code="no_pdf") from error
    if kind is not documents.PDF:
        raise ValidationError(NO_PDF, code="no_pdf")
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    try:
        done = subprocess.run(  # noqa: S603  # the file goes in as its input, never as a word of the command
            READER, input=content, capture_output=True, timeout=2 * SECONDS, cwd=settings.BASE_DIR, env={}, check=True
        )
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise ValidationError(DAMAGED, code="damaged") from None
    if "refused" in told:
        raise ValidationError(told["refused"], code="refused")
    return Found(**told["found"])


def validate(upload: File) -> None:
    """Raise `ValidationError` with a sentence unless `upload` can go into a pack; what is kept was read before."""
    if not getattr(upload, "_committed", False):
        read(upload)
