"""Pictures in reports: where their files are, putting one into a block, and who may see it.

What a picture has to be is the floor's (`innovation_db/uploads/images.py`): found by its content, turned upright,
stripped of what the camera wrote, and kept in one size. A file that was put here is never written over, and removed
only when no row, no version and no history names it (`unused_files.py`).
"""

import re
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, TextField
from django.db.models.functions import Cast

from board_reports import editing
from board_reports.models import Report, ReportPicture, Version
from board_reports.models.reports import OFFICERS
from board_reports.numbering import Kind
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from innovation_db.uploads import images

FOLDER = "board_reports/"  # the only folder of uploads that reports show pictures from
ADDRESS = "/report-pictures/"
_NAME = re.compile(r"[A-Za-z0-9_-]{8,50}\.jpg")


def name_of(url: str) -> str:
    """Return the name of the picture at this address, "" where it is none of ours."""
    name = url.removeprefix(ADDRESS)
    return name if url.startswith(ADDRESS) and _NAME.fullmatch(name) else ""


def content(url: str) -> bytes:
    """Return the file of the picture at this address, nothing where there is none any more."""
    name = name_of(url)
    if not name:
        return b""
    try:
        with default_storage.open(FOLDER + name) as file:
            return bytes(file.read())
    except OSError:
        return b""


def is_there(url: str) -> bool:
    name = name_of(url)
    return bool(name) and default_storage.exists(FOLDER + name)


def problems(blocks: Iterable[tuple[str, str]]) -> list[str]:
    """Return a sentence for each of these (where it stands, address) whose picture is not there."""
    found = []
    for where, url in blocks:
        if not url:
            found.append(f"The picture {where} has no file yet: upload it, or delete its block.")
        elif not is_there(url):
            found.append(f"The file of the picture {where} is gone: upload it again, or delete its block.")
    return found


def put(*, report: Report, where: str, seen: str, upload: File | None, by: User) -> None:
    """Show an uploaded picture in the block `where`. Raises as `editing.save`, and `RefusedError` for what is none."""
    if upload is None:
        raise RefusedError("Choose the file of a picture first.")
    try:
        picture = images.clean(upload)
    except ValidationError as error:
        raise RefusedError(*error.messages) from None
    name = images.new_name()
    default_storage.save(FOLDER + name, images.encode(picture, "jpeg"))
    with transaction.atomic():
        editing.show(report=report, where=where, seen=seen, url=ADDRESS + name, kind=Kind.IMAGE, by=by)
        ReportPicture.objects.create(report=report, name=name, width=picture.width, height=picture.height, added_by=by)


def readable(name: str, user: User | AnonymousUser) -> tuple[ReportPicture, bool] | None:
    """Return the picture and whether everybody may see it; None for who may not, and where there is none.

    Readers see those that the newest published version of a report shows which they may read; officers each one.
    """
    if not name_of(ADDRESS + name):
        return None
    picture = ReportPicture.objects.select_related("report").filter(name=name).first()
    if picture is None:
        return None
    published = Version.objects.published().filter(report=picture.report).newest_first()[:1]
    shown = Version.objects.filter(pk__in=published).annotate(told=Cast("content", TextField()))
    is_shown = Exists(shown.filter(told__contains=name))
    is_public = Report.objects.readable_by(AnonymousUser()).filter(is_shown, pk=picture.report_id).exists()
    if is_public:
        return picture, True
    if isinstance(user, User) and user.has_perm(OFFICERS):
        mine = Report.objects.worked_at_by(user).filter(pk=picture.report_id).exists()
        if mine:
            return picture, False
    if Report.objects.readable_by(user).filter(is_shown, pk=picture.report_id).exists():
        return picture, False
    return None
