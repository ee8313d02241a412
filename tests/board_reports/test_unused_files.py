"""Files of reports that nothing refers to are removed after a month; what a version or the history shows stays."""

import datetime
import io
import os
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client

from board_reports import unused_files
from board_reports.models import Block, Report, UploadedPaper
from innovation_db import housekeeping
from innovation_db.roles import Role
from tests.board_reports import others
from tests.board_reports.publishing import publish
from tests.board_reports.test_pictures import camera, shown, upload, url
from tests.factories import UserFactory
from tests.report_factories import UploadedPaperFactory

pytestmark = pytest.mark.django_db
PICTURE, PAPER = "board_reports/AAAAAAAAAAAAAAAA.jpg", "board_papers/BBBBBBBBBBBBBBBB.pdf"


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    return client


def files() -> set[str]:
    return {
        folder + name
        for folder in ("board_reports/", "board_papers/")
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    }


def put(*names: str) -> None:
    for name in names:
        default_storage.save(name, ContentFile(b"left over"))


def aged(days: int = 31) -> None:
    """Let every file be so many days old."""
    at = (datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=days)).timestamp()
    for name in files():
        os.utime(default_storage.path(name), (at, at))


def removed(**options: Any) -> str:
    told = io.StringIO()
    call_command("remove_unused_files", stdout=told, **options)
    return told.getvalue()


def test_what_no_row_names_is_removed_after_a_month(officer: Client) -> None:
    report, paper = shown(officer), UploadedPaperFactory()
    kept = files()
    assert len(kept) == 2
    put(PICTURE, PAPER)
    default_storage.save("pictures/CCCCCCCCCCCCCCCC.jpg", ContentFile(b"of another app"))
    aged(29)
    assert removed() == "0 files removed.\n"
    aged(31)
    assert removed(dry_run=True) == f"{PICTURE}\n{PAPER}\n2 files would be removed.\n"
    assert files() == kept | {PICTURE, PAPER}
    assert removed() == f"{PICTURE}\n{PAPER}\n2 files removed.\n"
    assert files() == kept
    assert default_storage.exists("pictures/CCCCCCCCCCCCCCCC.jpg")
    assert officer.get(url(report)).status_code == 200
    assert UploadedPaper.objects.get(pk=paper.pk).content() == others.paper()


def test_what_a_version_shows_stays_when_the_draft_has_another(officer: Client) -> None:
    report = shown(officer)
    publish(report)
    before = url(report)
    Block.objects.filter(report=report, key="b2").update(data={})
    put(PICTURE)
    aged()
    assert removed() == f"{PICTURE}\n1 file removed.\n"
    assert Client().get(before).status_code == 200


def test_what_the_history_shows_stays(officer: Client) -> None:
    report = shown(officer)
    assert upload(officer, report, camera("PNG")).status_code == 302
    paper = UploadedPaperFactory()
    paper.file = ContentFile(others.paper(tagged=False), "new.pdf")
    paper.save()
    kept = files()
    assert len(kept) == 4
    Report.objects.all().delete()
    UploadedPaper.objects.all().delete()
    put(PICTURE, PAPER)
    aged()
    removed()
    assert files() == kept


def test_a_database_that_names_no_file_at_all_removes_none() -> None:
    put(PICTURE, PAPER)
    aged()
    assert removed() == "0 files removed.\n"
    assert files() == {PICTURE, PAPER}


def test_the_housekeeping_does_it_once_a_day(officer: Client) -> None:
    shown(officer)
    put(PICTURE)
    aged()
    housekeeping.every_minute()
    assert PICTURE not in files()
    put(PICTURE)
    aged()
    housekeeping.every_minute()
    assert PICTURE in files()
    assert unused_files.remove_unused() == [PICTURE]
