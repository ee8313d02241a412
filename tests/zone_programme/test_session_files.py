"""Slides and documents of a session: added by its speakers, checked, shown once released, carried into the draft."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from innovation_db import links
from innovation_db.admin import work_lists
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SessionFileFactory, SlotFactory, SpeakerFactory
from tests.zone_programme import frab
from zone_programme import actions
from zone_programme.models import Session, SessionFile
from zone_programme.models.files import MOST_FILES
from zone_programme.speaker_links import ask
from zone_programme.writing_up import write_up

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def session() -> Session:
    day = DayFactory()
    sam = SpeakerFactory(zone=day.zone, name="Sam", email="sam@example.org")
    made: Session = SessionFactory(zone=day.zone, title="Bins", speakers=[sam])
    SlotFactory(session=made, space__zone=day.zone)
    return made


@pytest.fixture
def own(client: Client, session: Session) -> str:
    link = ask(speaker=session.appearances.get().speaker, by=None)
    return str(client.get(reverse("open_link", args=[links.token(link)])).headers["Location"]) + "files/"


def upload(content: bytes = PDF, name: str = "slides.pdf") -> dict[str, Any]:
    return {"title": "Our slides", "file": SimpleUploadedFile(name, content)}


def test_a_speaker_adds_a_file_that_everybody_reads_once_the_programme_is_released(
    client: Client, session: Session, own: str
) -> None:
    assert client.post(own, upload()).headers["Location"] == f"{own}?saved"
    file = SessionFile.objects.get()
    assert (file.session, file.download_name, file.kind.label) == (session, "our-slides.pdf", "PDF")
    reader, officer = Client(), Client()
    officer.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    assert reader.get(file.get_absolute_url()).status_code == 404
    assert b"".join(officer.get(file.get_absolute_url()).streaming_content) == PDF
    actions.release(zone=session.zone, by=None)
    unseen = reader.get(session.get_absolute_url())
    assert ("Our slides" in unseen.text, reader.get(file.get_absolute_url()).status_code) == (False, 404)
    assert "waits for our look" in client.get(own).text
    decide(officer, "show", file)
    first = reader.get(session.get_absolute_url(), headers={"If-None-Match": unseen["ETag"]})
    assert f'<a href="{file.get_absolute_url()}">Our slides</a>' in first.text
    sent = reader.get(file.get_absolute_url())
    assert (b"".join(sent.streaming_content), sent["Content-Type"]) == (PDF, "application/pdf")
    assert sent["Content-Disposition"] == 'attachment; filename="our-slides.pdf"'
    decide(officer, "hold_back", file)
    assert reader.get(file.get_absolute_url()).status_code == 404
    client.post(own, {"_remove": file.pk})
    assert not SessionFile.objects.exists()
    again = reader.get(session.get_absolute_url(), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, "Our slides" in again.text) == (200, False)


def decide(officer: Client, action: str, *files: SessionFile) -> None:
    data = {"action": action, "_selected_action": [file.pk for file in files]}
    assert officer.post("/admin/zone_programme/sessionfile/", data).status_code == 302


def test_officers_find_on_their_start_page_what_speakers_have_sent(
    client: Client, session: Session, own: str, admin_client: Client, admin_user: User
) -> None:
    client.post(own, upload())
    SessionFileFactory(session=session, title="An officer’s")
    (waiting,) = [one for one in work_lists.for_start_page(admin_user) if one["title"] == "Files from speakers"]
    assert waiting["count"] == 1
    page = admin_client.get(waiting["address"]).text
    assert ("Our slides" in page, "An officer’s" in page) == (True, False)
    decide(admin_client, "show", *SessionFile.objects.all())
    assert [one["count"] for one in work_lists.for_start_page(admin_user) if one["title"] == "Files from speakers"] == [
        0
    ]


def test_programs_are_told_of_the_files_that_everybody_may_read(
    client: Client, session: Session, settings: Any, django_assert_num_queries: Any
) -> None:
    zone = f"/zone/{session.zone.year}/"
    actions.release(zone=session.zone, by=None)
    api = f"/api/v1/zones/{session.zone.year}/sessions/bins/"
    Session.objects.filter(pk=session.pk).update(slug="bins")
    actions.release(zone=session.zone, by=None)
    names = ("schedule.json", "schedule.xml", "programme.json")
    before = {name: client.get(zone + name) for name in names}
    assert client.get(api).json()["files"] == []
    file = SessionFileFactory(session=session, title="Our slides", state="waiting")
    SessionFileFactory(session=session, title="Theirs", state="held")
    (event,) = frab.check_json(client.get(f"{zone}schedule.json").json())
    assert event["attachments"] == []
    file.state = SessionFile.State.SHOWN
    file.save()
    address = f"{settings.SITE_URL}{file.get_absolute_url()}"
    now = {name: client.get(zone + name, headers={"If-None-Match": before[name]["ETag"]}) for name in names}
    assert [one.status_code for one in now.values()] == [200, 200, 200]
    (event,) = frab.check_json(now["schedule.json"].json())
    assert event["attachments"] == [{"title": "Our slides", "url": address}]
    frab.check_xml(now["schedule.xml"].content)
    (attachment,) = etree.fromstring(now["schedule.xml"].content).iterfind(".//attachments/attachment")
    assert (attachment.text, attachment.get("href")) == ("Our slides", address)
    told = [{"title": "Our slides", "address": address, "media_type": "application/pdf", "bytes": file.size}]
    assert now["programme.json"].json()["sessions"][0]["files"] == told
    assert client.get(api).json()["files"] == told
    # What has not changed is not sent again, and costs a query to know.
    for name in names:
        for condition in ({"If-None-Match": now[name]["ETag"]}, {"If-Modified-Since": now[name]["Last-Modified"]}):
            with django_assert_num_queries(1):
                assert client.get(zone + name, headers=condition).status_code == 304
    file.delete()
    assert frab.check_json(client.get(f"{zone}schedule.json").json())[0]["attachments"] == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param(upload(b"<html>", "slides.pdf"), "file", id="a web page called PDF"),
        pytest.param(upload() | {"title": ""}, "title", id="without a title"),
        pytest.param({"title": "Our slides"}, "file", id="no file"),
    ],
)
def test_what_is_no_document_is_refused(client: Client, own: str, data: dict[str, Any], field: str) -> None:
    response = client.post(own, data)
    assert (response.status_code, list(response.context["form"].errors)) == (400, [field])
    assert not SessionFile.objects.exists()


def test_a_session_has_so_many_files_and_no_more(client: Client, session: Session, own: str) -> None:
    SessionFileFactory.create_batch(MOST_FILES, session=session)
    assert "has 10 files already" in client.post(own, upload()).text
    assert session.files.count() == MOST_FILES


def test_nobody_adds_or_removes_files_of_others(client: Client, session: Session, own: str) -> None:
    theirs = SessionFileFactory(session=SessionFactory(zone=session.zone, title="Theirs"))
    client.post(own, {"_remove": theirs.pk})
    assert Client().post(own, upload()).status_code == 403
    assert list(SessionFile.objects.all()) == [theirs]


def test_files_are_carried_over_into_the_draft_case_study(session: Session) -> None:
    SessionFileFactory(session=session, title="Our slides")
    SessionFileFactory(session=session, title="Nobody has looked", state="waiting")
    lost = SessionFileFactory(session=session, title="Lost")
    Path(lost.file.path).unlink()
    with time_machine.travel(datetime.datetime(2027, 8, 1, 12, tzinfo=datetime.UTC), tick=False):
        study = write_up(session=session, by=UserFactory())
    document = study.documents.get()
    assert (document.title, document.media_type) == ("Our slides", "application/pdf")
    session.files.all().delete()
    with document.file.open() as file:
        assert file.read() == PDF
