"""Importing a programme made elsewhere: CSV, schedule.xml and schedule.json, honest ones and hostile ones."""

import csv
import io
import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pghistory.models import Context

from tests.factories import ThemeFactory
from tests.importing import as_csv, rejected
from tests.zone_factories import DayFactory, SpaceFactory, ZoneFactory
from tests.zone_programme.programmes import AWKWARD, SITE
from zone_programme import exports
from zone_programme.drafts import draft
from zone_programme.models import Appearance, Day, Format, Session, Slot, Space, Speaker, Zone

pytestmark = pytest.mark.django_db

HEADER = ["id", "kind", "title", "abstract", "track", "speakers", "room", "start", "duration_minutes"]
TALK = ["a", "talks", "First", "What it is", "", "Ann; Bo", "Hall", "2027-07-06T09:30:00", "30"]


@pytest.fixture
def zone() -> Zone:
    zone: Zone = ZoneFactory()
    return zone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "programme.csv"


def run(path: Path, content: bytes | str | list[list[str]], *options: str) -> list[str]:
    """Import `content` and return the lines that the command said."""
    if isinstance(content, list):
        content = as_csv(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    out = io.StringIO()
    call_command("import_programme", str(path), "--zone", "2027", *options, stdout=out)
    return out.getvalue().splitlines()


def row(**cells: str) -> list[str]:
    return list((dict(zip(HEADER, TALK, strict=True)) | cells).values())


def test_a_row_becomes_a_session_with_all_it_needs(zone: Zone, file: Path) -> None:
    said = run(file, [HEADER, TALK])
    assert said == [
        "1 row in programme.csv: 1 session new, 0 changed, 0 as they were, 0 left though they differ, 0 rows rejected.",
        "Also new: 1 day, 1 space, 2 speakers, 1 slot.",
    ]
    session = Session.objects.get()
    assert (session.record_id, session.title, session.slug, session.format) == ("a", "First", "first", "presentation")
    assert (session.summary, session.minutes) == ("What it is", 30)
    slot = session.slots.get()
    assert (slot.starts_at, slot.ends_at) == (
        datetime(2027, 7, 6, 8, 30, tzinfo=UTC),  # 9:30 in summer time
        datetime(2027, 7, 6, 9, tzinfo=UTC),
    )
    assert (slot.space.name, slot.space.kind) == ("Hall", Space.Kind.PRESENTATION)
    assert [one.speaker.name for one in session.appearances.all()] == ["Ann", "Bo"]
    day = zone.days.get()
    assert (day.date, day.opens_at, day.closes_at) == (date(2027, 7, 6), time(9), time(17))


def test_what_is_there_is_used(zone: Zone, file: Path) -> None:
    DayFactory(zone=zone, date=date(2027, 7, 6), opens_at=time(8))
    SpaceFactory(zone=zone, name="Hall", kind=Space.Kind.TABLES)
    theme = ThemeFactory(name="Ageing well")
    run(file, [HEADER, row(room=" hall ", track="ageing WELL")])
    assert (Day.objects.count(), Space.objects.count(), Session.objects.get().theme) == (1, 1, theme)


def test_abstract_may_be_missing_altogether(zone: Zone, file: Path) -> None:
    said = run(file, [[name for name in HEADER if name != "abstract"], TALK[:3] + TALK[4:]])
    assert "0 rows rejected" in said[0]
    assert Session.objects.get().summary == ""


def test_twice_is_once(zone: Zone, file: Path) -> None:
    content = [HEADER, TALK, row(id="b", title="Second", start="2027-07-06T11:00")]
    run(file, content)
    before = draft(zone)
    said = run(file, content)
    assert len(said) == 1
    assert "0 sessions new, 0 changed, 2 as they were, 0 left though they differ" in said[0]
    assert draft(zone) == before


def test_dry_run_says_the_same_and_writes_nothing(zone: Zone, file: Path) -> None:
    said = run(file, [HEADER, TALK, row(id="")], "--dry-run")
    assert said[0].startswith("2 rows in programme.csv: 1 session would be new, 0 changed, 0 as they were, ")
    assert said[1:] == [
        "Also new: 1 day, 1 space, 2 speakers, 1 slot.",
        "Row 3: id is empty.",
        "Nothing was written: this was a dry run.",
    ]
    assert [model.objects.count() for model in (Session, Slot, Speaker, Space, Day)] == [0, 0, 0, 0, 0]
    assert rejected(file) == []


def test_a_session_that_differs_is_left_unless_told_to_overwrite(zone: Zone, file: Path) -> None:
    run(file, [HEADER, TALK])
    uid = Slot.objects.get().uid
    Session.objects.update(title="Mended by an officer")
    content = [HEADER, row(start="2027-07-06T10:00", speakers="Bo; Cy")]
    said = run(file, content)
    assert said[1:] == [
        "Row 2: “Mended by an officer” has another title, list of speakers, time or space here.",
        "To let the file win, import it with --overwrite.",
    ]
    assert Session.objects.get().title == "Mended by an officer"
    run(file, content, "--overwrite")
    session = Session.objects.get()
    assert session.title == "First"
    assert [one.speaker.name for one in session.appearances.all()] == ["Bo", "Cy"]
    slot = session.slots.get()
    assert (slot.uid, slot.starts_at) == (uid, datetime(2027, 7, 6, 9, tzinfo=UTC))  # calendars know it by its uid


def test_a_session_may_run_twice(zone: Zone, file: Path) -> None:
    run(file, [HEADER, TALK, row(start="2027-07-06T14:00", room="Room 2")])
    assert Session.objects.count() == 1
    assert [slot.space.name for slot in Slot.objects.order_by("starts_at")] == ["Hall", "Room 2"]


def test_a_session_without_a_time_is_not_scheduled(zone: Zone, file: Path) -> None:
    run(file, [HEADER, row(start="", room="", duration_minutes="")])
    assert list(Session.objects.unscheduled().values_list("title", "minutes")) == [("First", 45)]


def test_clashes_are_imported_and_reported(zone: Zone, file: Path) -> None:
    said = run(file, [HEADER, TALK, row(id="b", title="Second", start="2027-07-06T09:45")])
    assert Slot.objects.count() == 2
    assert said[2] == "3 clashes in the draft now: 3 in the way of a release, 0 warnings, 0 notes."
    assert len(said) == 3 + 3
    assert sorted(sentence.split()[0] for sentence in said[3:]) == ["Ann", "Bo", "Hall"]
    assert all("“First”" in sentence and "“Second”" in sentence for sentence in said[3:])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": " "}, "id is empty."),
        ({"title": ""}, "title is empty."),
        ({"title": "x" * 201}, "title has 201 characters, and 200 fit."),
        ({"room": ""}, "room is empty."),
        ({"start": "tomorrow"}, "start “tomorrow” is no time: write 2027-07-06T09:30 or 2027-07-06 09:30."),
        ({"start": "2027-07-06"}, "start “2027-07-06” has no time of day: write 2027-07-06T09:30."),
        ({"start": "1027-07-06T09:30"}, "start “1027-07-06T09:30” is not between 2000 and 2100."),
        ({"duration_minutes": "-5"}, "duration_minutes “-5” is not a whole number from 5 to 720."),
        ({"duration_minutes": "9" * 5000}, f"duration_minutes “{'9' * 60} …” is not a whole number from 5 to 720."),
        ({"speakers": "x" * 151}, "speakers has a name of 151 characters, and 150 fit."),
        ({"id": "", "title": ""}, "id is empty. title is empty."),
    ],
)
def test_rejected_rows_are_kept_whole_with_the_reason(
    zone: Zone, file: Path, cells: dict[str, str], reason: str
) -> None:
    said = run(file, [HEADER, row(id="good"), row(**cells)])
    assert Session.objects.get().record_id == "good"
    assert rejected(file) == [["row", "reason", *HEADER], ["3", reason, *row(**cells)]]
    assert "programme.rejected.csv" in said[-1]


def test_same_session_twice_at_once_and_rows_of_another_length_are_rejected(zone: Zone, file: Path) -> None:
    run(file, [HEADER, TALK, TALK, [*TALK, "more"]])
    assert [line[:2] for line in rejected(file)[1:]] == [
        ["3", "id a at this time is already in row 2."],
        ["4", "It has 10 cells, and the header has 9."],
    ]


def test_mended_rejected_file_goes_in(zone: Zone, file: Path) -> None:
    run(file, [HEADER, row(title="")])
    beside = file.with_suffix(".rejected.csv")
    run(beside, beside.read_text("utf-8-sig").replace("talks,,", "talks,Mended,"))
    assert Session.objects.get().title == "Mended"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("talks", Format.PRESENTATION),
        ("Keynote", Format.PRESENTATION),
        ("workshops", Format.PRESENTATION),
        ("discussions", Format.TABLE),
        ("One-to-one surgery", Format.ONE_TO_ONE),
        ("open-mic", Format.OPEN_MIC),
        ("Lightning talks", Format.OPEN_MIC),
        ("", Format.PRESENTATION),
    ],
)
def test_kinds_of_other_conferences(zone: Zone, file: Path, kind: str, form: Format) -> None:
    assert len(run(file, [HEADER, row(kind=kind)])) == 2
    assert Session.objects.get().format == form


def test_what_is_not_known_is_said(zone: Zone, file: Path) -> None:
    said = run(file, [HEADER, row(kind="séance", track="Python", abstract="word " * 900, start="2026-07-06T09:30")])
    assert said[2:] == [
        "The kind “séance” is not known here: such sessions are presentations.",
        "Abstracts of more than 2,000 characters were cut at a word.",
        "The track “Python” is no theme of the site, so one session is without a theme.",
        "The file has days in 2026, and the Zone is that of 2027.",
    ]
    assert len(Session.objects.get().summary) <= 2000


def test_text_is_tidied(zone: Zone, file: Path) -> None:
    run(file, [HEADER, row(title="  Ffordd\u200b ymlaen\x0b ", speakers="Zoë\u202e; zoë ; Bo")])
    assert Session.objects.get().title == "Ffordd ymlaen"
    assert sorted(Speaker.objects.values_list("name", flat=True)) == ["Bo", "Zoë"]


XML = exports.schedule_xml(AWKWARD, site=SITE)
JSON = exports.schedule_json(AWKWARD, site=SITE)
CSV = exports.table(AWKWARD, site=SITE)


@pytest.mark.parametrize(
    ("name", "content"),
    [("schedule.xml", XML), ("schedule.json", JSON), ("programme.csv", CSV)],
    ids=lambda v: str(v)[:9],
)
def test_our_own_exports_come_back(zone: Zone, tmp_path: Path, name: str, content: bytes) -> None:
    said = run(tmp_path / name, content)
    assert "0 rows rejected" in said[0]
    there = [slot for slot in AWKWARD.slots if not slot.cancelled]
    found = Slot.objects.order_by("starts_at", "space__name").select_related("session", "space")
    expected = [
        (" ".join(AWKWARD.session_by_id[slot.session].title.split()), AWKWARD.space_by_id[slot.space].name)
        for slot in there
    ]
    assert [(slot.session.title, slot.space.name) for slot in found] == expected
    assert [(slot.starts_at, slot.ends_at) for slot in found] == [(slot.starts_at, slot.ends_at) for slot in there]
    twice = Session.objects.get(title=expected[0][0])
    assert twice.slots.count() == 2
    assert {one.speaker.name for one in Appearance.objects.filter(session=twice)} == {"Zoë Ångström", "Ann Other"}
    again = run(tmp_path / name, content)
    assert "0 sessions new, 0 changed" in again[0]
    assert "0 left" in again[0]


def test_rejected_events_of_xml_become_rows_to_mend(zone: Zone, tmp_path: Path) -> None:
    content = XML.replace(b"<title>Past midnight</title>", b"<title></title>")
    run(tmp_path / "schedule.xml", content)
    rows = list(
        csv.DictReader(io.StringIO((tmp_path / "schedule.xml.rejected.csv").read_text("utf-8-sig"), newline=""))
    )
    assert [(one["reason"], one["room"], one["duration_minutes"]) for one in rows] == [
        ("title is empty.", "Main stage", "120")
    ]


def test_frab_of_other_programs(zone: Zone, tmp_path: Path) -> None:
    """Without guid, time zone and names as we write them."""
    event = {
        "id": 7, "date": "2027-07-06", "start": "10:00", "duration": "0:45", "title": "Talk", "type": "lecture",
        "abstract": None, "description": "<p>Good &amp; short</p>", "persons": [{"public_name": "Ann", "id": 1}, "odd"],
    }  # fmt: skip
    content = {"schedule": {"conference": {"days": [{"date": "2027-07-06", "rooms": {"Saal 1": [event, "odd"]}}, 3]}}}
    run(tmp_path / "schedule.json", json.dumps(content))
    slot = Slot.objects.get()
    assert (slot.session.record_id, slot.space.name, slot.starts_at.hour) == ("7", "Saal 1", 9)
    assert slot.length.total_seconds() == 45 * 60
    assert [one.speaker.name for one in slot.session.appearances.all()] == ["Ann"]


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><schedule>&b;</schedule>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>'
ENTITIES = "declares entities or a document type, which a schedule.xml never needs: it was not read."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xml", BOMB, f"a.xml {ENTITIES}"),
        ("a.xml", OUTSIDE, f"a.xml {ENTITIES}"),
        ("a.xml", b"<schedule><day></schedule>", "a.xml is damaged XML: mismatched tag: line 1, column 17."),
        ("a.xml", b"<rss/>", "a.xml is XML but no schedule.xml: it begins with <rss>, not <schedule>."),
        ("a.xml", b"<schedule/>", "a.xml is a programme without a single event."),
        ("a.json", b'{"schedule": 1}', "a.json is JSON but no schedule.json: it has no schedule → conference → days."),
        ("a.json", b"[" * 100_000, "a.json is damaged JSON: "),
        ("a.csv", b"", "a.csv is empty."),
        ("a.csv", b"id,title\n", "a.csv has a header but no rows."),
        ("a.csv", b"id,title,title\n1,a,b\n", "a.csv has the column “title” twice: keep one column of each name."),
        ("a.csv", b"title,room\na,b\n", "a.csv has no column id."),
        ("a.csv", b"id,title,colour\n1,a,b\n", "a.csv has an unknown column “colour”; known are "),
        ("a.csv", b"one,two\n1,2\n", "a.csv has none of the known columns, so it is no programme; "),
        (
            "a.csv",
            b"id,title\n1,a\x00b\n",
            "a.csv holds a NUL character on line 2, so it is damaged",
        ),
        ("a.csv", b"%PDF-1.7", "a.csv is a PDF, not a CSV file"),
        ("a.csv", b'id,title\n1,"cut off', "a.csv was cut off: "),
    ],
)
def test_what_is_no_programme_is_refused_in_a_sentence(
    zone: Zone, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path / name, content)
    assert str(refused.value).startswith(sentence)
    assert Session.objects.count() == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_no_file_and_no_zone_are_said(tmp_path: Path) -> None:
    ZoneFactory(year=2027)
    with pytest.raises(CommandError, match=r"There is no file .*gone\.csv\."):
        call_command("import_programme", str(tmp_path / "gone.csv"), "--zone", "2027")
    with pytest.raises(CommandError, match=r"There is no Zone of 2031: there are those of 2027\. Add it"):
        call_command("import_programme", str(tmp_path / "gone.csv"), "--zone", "2031")


def test_history_says_which_command_it_was(zone: Zone, file: Path) -> None:
    run(file, [HEADER, TALK])
    assert {one.metadata["command"] for one in Context.objects.filter(metadata__has_key="command")} == {
        "import_programme"
    }
