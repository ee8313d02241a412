"""A board's calendar and feed, the copy to keep, and the API: nothing restricted is in them."""

import datetime
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from board_reports.models import Block
from board_reports.pictures import ADDRESS, FOLDER
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, correct, member_of, paper, publish
from tests.factories import CaseStudyFactory, UserFactory
from tests.report_factories import BlockFactory, BoardFactory, FigureUseFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def events(client: Client, slug: str) -> list[icalendar.Event]:
    answer = client.get(f"/boards/{slug}/meetings.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def entries(client: Client, slug: str) -> list[str]:
    feed = ET.fromstring(client.get(f"/boards/{slug}/reports.atom").content)
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_meetings_as_a_calendar(client: Client) -> None:
    board = BoardFactory(name="Innovation, and Improvement")
    meeting = MeetingFactory(board=board, starts_at=datetime.time(11), place="Smith Square; London")
    MeetingFactory(board=board, date=datetime.date(2015, 10, 12))
    MeetingFactory()
    first, second = events(client, board.slug)
    assert str(first["SUMMARY"]) == "Innovation, and Improvement"
    assert first["DTSTART"].dt.isoformat() == "2015-07-14T11:00:00+01:00"
    assert str(first["LOCATION"]) == "Smith Square; London"
    assert first["URL"].endswith(f"/boards/{board.slug}/2015-07-14/")
    assert second["DTSTART"].dt == datetime.date(2015, 10, 12)
    meeting.date = datetime.date(2015, 7, 15)
    meeting.save()
    moved = events(client, board.slug)[0]
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved["DTSTART"].dt.date() == datetime.date(2015, 7, 15)
    assert client.get("/boards/nothing/meetings.ics").status_code == 404
    assert events(client, BoardFactory().slug) == []


def test_reports_as_a_feed(client: Client) -> None:
    first = paper(slug="first", title="First & <b>foremost</b>")
    paper(slug="second", title="Second", board=first.board)
    ReportFactory(board=first.board, title="Draft")
    assert entries(client, first.board.slug) == ["Second", "First & <b>foremost</b>"]
    feed = ET.fromstring(client.get(f"/boards/{first.board.slug}/reports.atom").content)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    Block.objects.filter(report=first).update(text="Changed.")
    correct(first)
    again = ET.fromstring(client.get(f"/boards/{first.board.slug}/reports.atom").content)
    assert [entry.findtext(f"{ATOM}id") for entry in again.iter(f"{ATOM}entry")] == ids
    assert again.findtext(f"{ATOM}updated") != feed.findtext(f"{ATOM}updated")
    etag = client.get(f"/boards/{first.board.slug}/reports.atom")["ETag"]
    assert client.get(f"/boards/{first.board.slug}/reports.atom", headers={"if-none-match": etag}).status_code == 304


def test_what_machines_read_has_no_restricted_report_for_anybody(client: Client) -> None:
    report = paper(title="Ambridge", **RESTRICTED)
    readers = [Client(), Client(), Client()]
    readers[1].force_login(member_of(report))
    readers[2].force_login(UserFactory(roles=[Role.ADMINISTRATOR]))
    for reader in readers:
        assert entries(reader, report.board.slug) == []
        assert reader.get("/api/v1/reports/").json()["results"] == []
        assert reader.get("/api/v1/reports/paper/").status_code == 404


def test_a_copy_to_keep(client: Client) -> None:
    CaseStudyFactory(published=True, title="Bins that call")
    report = ReportFactory(slug="copy", title="<script>alert(1)</script>")
    FigureUseFactory(report=report, key="f1")
    BlockFactory(report=report, text="We know of [[f1]].")
    publish(report)
    answer = client.get("/reports/copy/offline.html")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="copy.html"'
    assert "<script" not in text
    assert " src=" not in text
    assert "<link" not in text
    assert "Bins that call" in text
    assert 'popovertarget="figure-f1">one</button>' in text


def test_pictures_are_in_the_copy_itself(client: Client) -> None:
    report = ReportFactory(slug="copy")
    for name, alt in (("noise-of-streets.jpg", "A map of noise"), ("gone-since-then.jpg", "One that is gone")):
        default_storage.save(FOLDER + name, ContentFile(b"what a picture is made of"))
        BlockFactory(report=report, kind="image", text="", data={"url": ADDRESS + name, "alt": alt})
    publish(report)
    default_storage.delete(f"{FOLDER}gone-since-then.jpg")
    text = client.get("/reports/copy/offline.html").content.decode()
    assert 'base64,d2hhdCBhIHBpY3R1cmUgaXMgbWFkZSBvZg==" alt="A map of noise"' in text
    assert "Picture: One that is gone" in text


def test_a_copy_of_a_restricted_report_is_for_its_board(client: Client) -> None:
    report = paper(**RESTRICTED)
    assert client.get("/reports/paper/offline.html").status_code == 404
    client.force_login(UserFactory(roles=[Role.BOARD_MEMBER]))
    assert client.get("/reports/paper/offline.html").status_code == 404
    client.force_login(member_of(report))
    answer = client.get("/reports/paper/offline.html")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_reports_in_the_api(client: Client) -> None:
    CaseStudyFactory(published=True, title="Bins that call")
    report = ReportFactory(slug="told", title="Told", recommendations="Note it.\nWiden it.")
    FigureUseFactory(report=report, key="f1", with_noun=True)
    BlockFactory(report=report, key="p1", text="[[f1]] by ann@example.org.")
    BlockFactory(
        report=report, key="t1", kind="table", text="",
        data={"caption": "Themes", "columns": ["Theme"], "rows": [["Digital"]]},
    )  # fmt: skip
    publish(report)
    paper(slug="other")
    listed = client.get("/api/v1/reports/", {"board": report.board.slug}).json()
    assert [(one["slug"], one["recommendations"], one["corrected"]) for one in listed["results"]] == [
        ("told", ["Note it.", "Widen it."], False)
    ]
    assert client.get("/api/v1/reports/").json()["count"] == 2
    whole = client.get("/api/v1/reports/told/").json()
    assert [(one["key"], one["number"]) for one in whole["blocks"]] == [("p1", "1"), ("t1", "")]
    assert "ann@example.org" not in whole["blocks"][0]["text"]
    assert whole["blocks"][1]["table"] == {"caption": "Themes", "columns": ["Theme"], "rows": [["Digital"]]}
    figure = whole["figures"][0]
    assert (figure["text"], figure["value"], figure["rows"][0]["label"]) == ("one case study", 1, "Bins that call")
    assert client.get("/api/v1/reports/nothing/").status_code == 404
