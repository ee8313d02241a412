"""The programme in other programs' forms, each read back with a library that did not write it."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
import vobject
from django.urls import reverse
from lxml import etree

from tests.zone_programme import frab
from tests.zone_programme.programmes import AWKWARD, EMPTY, LONG_TITLE, SITE, on_the_day, uid, utc
from zone_programme.exports import Change, Choice, calendar, changes, data, schedule_json, schedule_xml, table
from zone_programme.exports.parts import Addresses
from zone_programme.exports.time_zones import time_zone
from zone_programme.programme import Programme

TITLE = " ".join(LONG_TITLE.split())


def events(content: bytes) -> list[vobject.base.Component]:
    return list(vobject.readOne(content.decode()).contents.get("vevent", []))


def summaries(choice: Choice) -> list[str]:
    return [event.summary.value for event in events(calendar(AWKWARD, site=SITE, choice=choice))]


def test_calendar_read_back_has_every_slot_as_it_is() -> None:
    found = {event.uid.value: event for event in events(calendar(AWKWARD, site=SITE, organiser="zone@example.org"))}
    first = found[uid(1)]
    assert first.summary.value == TITLE
    assert first.dtstart.value.astimezone(UTC) == utc(27, 10)
    assert first.dtend.value.astimezone(UTC) == utc(27, 10, 45)
    assert first.location.value == "Main stage, Winter Gardens, Testmouth"
    assert first.sequence.value == "2"
    assert first.status.value == "CONFIRMED"
    assert first.organizer.value == "mailto:zone@example.org"
    assert first.dtstamp.value == datetime(2027, 3, 1, 12, 30, 15, tzinfo=UTC)
    assert first.description.value.splitlines()[:4] == [
        "Line one",
        "line two, with a comma; and more",
        "",
        "How it was done",
    ]
    assert first.categories.value == ["Digital & data", "Presentation"]
    assert len(found) == len(AWKWARD.slots) + 3


def test_two_libraries_read_the_same() -> None:
    content = calendar(AWKWARD, site=SITE)
    found = icalendar.Calendar.from_ical(content)
    assert [event.errors for event in found.events] == [[] for _ in found.events]
    for one, other in zip(found.events, events(content), strict=True):
        assert one["SUMMARY"] == other.summary.value
        assert one["DTSTART"].dt.astimezone(UTC) == other.dtstart.value.astimezone(UTC)
        assert one["DTEND"].dt.astimezone(UTC) == other.dtend.value.astimezone(UTC)
        assert one.get("DESCRIPTION") == (other.description.value if "description" in other.contents else None)


def test_calendar_is_published_and_names_itself() -> None:
    found = vobject.readOne(calendar(AWKWARD, site=SITE).decode())
    assert found.method.value == "PUBLISH"
    assert found.contents["x-wr-calname"][0].value == "Innovation Zone 2027"
    assert found.contents["refresh-interval"][0].value == "PT1H"


def test_calendar_says_what_is_cancelled_and_keeps_its_number() -> None:
    off = next(event for event in events(calendar(AWKWARD, site=SITE)) if event.uid.value == uid(3))
    assert (off.status.value, off.transp.value, off.sequence.value) == ("CANCELLED", "TRANSPARENT", "1")
    assert off.summary.value == "Cancelled: Off"


def test_calendar_crosses_the_change_of_the_clock() -> None:
    found = {event.uid.value: event for event in events(calendar(AWKWARD, site=SITE))}
    assert f"{found[uid(4)].dtend.value:%H:%M}" == "02:30"
    assert found[uid(4)].dtend.value.astimezone(UTC) == utc(28, 1, 30)
    assert f"{found[uid(5)].dtstart.value:%H:%M}" == "10:00"
    assert found[uid(5)].dtstart.value.astimezone(UTC) == utc(28, 9)


def test_calendar_lines_are_folded_at_75_octets_without_breaking_a_letter() -> None:
    content = calendar(AWKWARD, site=SITE)
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()


def test_calendar_is_the_same_every_time() -> None:
    assert calendar(AWKWARD, site=SITE) == calendar(AWKWARD, site=SITE)


@pytest.mark.parametrize(
    ("choice", "titles"),
    [
        pytest.param(Choice(day=date(2027, 3, 28)), [TITLE, "Tea"], id="a day, with its breaks"),
        pytest.param(Choice(theme="ageing"), ["=1+1 at the table", "Past midnight"], id="a theme"),
        pytest.param(Choice(session="long"), [TITLE, TITLE], id="a session that runs twice"),
        pytest.param(Choice(chosen={"off", "34", "gone"}), ["Cancelled: Off", "Past midnight"], id="chosen ones"),
        pytest.param(Choice(chosen=()), [], id="none chosen"),
        pytest.param(Choice(theme="no-such-theme"), [], id="an unknown theme"),
    ],
)
def test_part_of_the_programme_as_calendar(choice: Choice, titles: list[str]) -> None:
    assert summaries(choice) == titles


def test_names_of_calendars_say_what_was_chosen() -> None:
    def name(choice: Choice) -> str:
        return str(icalendar.Calendar.from_ical(calendar(AWKWARD, site=SITE, choice=choice))["NAME"])

    assert name(Choice(day=date(2027, 3, 28))) == "Innovation Zone 2027: Sunday 28 March"
    assert name(Choice(theme="digital-and-data")) == "Innovation Zone 2027: Digital & data"
    assert name(Choice(chosen=["off"])) == "Innovation Zone 2027: my sessions"


@pytest.mark.parametrize("name", ["Europe/London", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "UTC"])
def test_time_zone_read_back_shows_the_same_clock_all_year(name: str) -> None:
    """The rules in the file alone, followed as RFC 5545 says, give what the world's table gives."""
    component = icalendar.Timezone.from_ical("\r\n".join(time_zone(name, 2026, 2028)))
    rules = []
    for part in component.subcomponents:
        onsets = [part["DTSTART"].dt]
        if "RDATE" in part:
            onsets += [one.dt for one in part["RDATE"].dts]
        rules += [(onset - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for onset in onsets]
    rules.sort()
    moment = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    while moment.year < 2029:
        expected = moment.astimezone(ZoneInfo(name)).utcoffset()
        assert [offset for onset, offset in rules if onset <= moment.replace(tzinfo=None)][-1] == expected
        moment += timedelta(hours=7)


def test_schedules_fit_their_schemas_and_agree() -> None:
    content = json.loads(schedule_json(AWKWARD, site=SITE))
    found = frab.check_json(content)
    from_xml = frab.check_xml(schedule_xml(AWKWARD, site=SITE))
    assert [event["guid"] for event in found] == [uid(1), uid(4), uid(2), uid(5)]
    for one, other in zip(found, from_xml, strict=True):
        same = one.keys() & other.keys() - {"persons", "links", "attachments"}
        assert {key: one[key] for key in same} == {key: other[key] for key in same}
        assert [person["name"] for person in one["persons"]] == other["persons"]


def test_schedule_of_a_session_across_the_change_of_the_clock() -> None:
    event = next(one for one in frab.check_xml(schedule_xml(AWKWARD, site=SITE)) if one["guid"] == uid(4))
    assert (event["date"], event["start"], event["duration"]) == ("2027-03-27T23:30:00+00:00", "23:30", "02:00")


def test_ids_stay_when_others_come_and_go() -> None:
    def ids(programme: Programme) -> dict[str, int]:
        return {one["guid"]: one["id"] for one in frab.check_json(json.loads(schedule_json(programme, site=SITE)))}

    fewer = replace(AWKWARD, slots=AWKWARD.slots[1:])
    assert ids(AWKWARD) | ids(fewer) == ids(AWKWARD)


def test_two_uids_that_would_share_an_id_do_not() -> None:
    one, two, *_ = AWKWARD.slots
    twin = str(UUID(int=UUID(one.uid).int + 2**31 - 1))
    programme = replace(AWKWARD, slots=(one, replace(two, uid=twin)))
    assert len(frab.check_json(json.loads(schedule_json(programme, site=SITE)))) == 2


def test_empty_programme_is_empty_everywhere() -> None:
    assert events(calendar(EMPTY, site=SITE)) == []
    assert frab.check_json(json.loads(schedule_json(EMPTY, site=SITE))) == []
    assert frab.check_xml(schedule_xml(EMPTY, site=SITE)) == []
    assert len(table(EMPTY, site=SITE).splitlines()) == 1
    assert json.loads(data(EMPTY, site=SITE))["sessions"] == []


def test_table_read_back() -> None:
    rows = list(csv.DictReader(io.StringIO(table(AWKWARD, site=SITE).decode("utf-8-sig"), newline="")))
    assert [(row["id"], row["start"], row["duration_minutes"], row["state"]) for row in rows] == [
        ("long", "2027-03-27T10:00:00+00:00", "45", "confirmed"),
        ("formula", "2027-03-27T10:00:00+00:00", "90", "confirmed"),
        ("off", "2027-03-27T14:00:00+00:00", "60", "cancelled"),
        ("past-midnight", "2027-03-27T23:30:00+00:00", "120", "confirmed"),
        ("long", "2027-03-28T10:00:00+01:00", "45", "confirmed"),
    ]
    assert rows[0]["title"] == TITLE
    assert rows[0]["abstract"] == "Line one\nline two, with a comma; and more"
    assert rows[1]["title"] == "'=1+1 at the table"  # no formula to a spreadsheet


def test_data_read_back() -> None:
    found = json.loads(data(AWKWARD, site=SITE))
    assert found["release"] == 4
    assert [day["breaks"][0]["starts_at"] for day in found["days"]] == [
        "2027-03-27T12:30:00+00:00",
        "2027-03-28T11:00:00+01:00",
    ]
    long = next(session for session in found["sessions"] if session["slug"] == "long")
    assert [one["uid"] for one in long["occurrences"]] == [uid(1), uid(5)]
    assert long["councils"] == [{"name": "Testshire", "address": f"{SITE}/councils/testshire/"}]
    assert found["introduction"] == "Three days of what works."


def test_table_says_what_is_late_or_was_moved_on_the_day() -> None:
    content = table(on_the_day(AWKWARD), site=SITE).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [(row["id"], row["state"], row["mark"], row["was_room"], row["was_start"]) for row in rows] == [
        ("long", "confirmed", "Late: was 09:45", "Main stage", "2027-03-27T09:45:00+00:00"),
        ("formula", "confirmed", "Moved: was Attic, 09:00", "Attic", "2027-03-27T09:00:00+00:00"),
        ("off", "cancelled", "", "", ""),
        ("past-midnight", "confirmed", "", "", ""),
        ("long", "confirmed", "", "", ""),
    ]


def test_data_says_what_is_late_or_was_moved_on_the_day() -> None:
    found = json.loads(data(on_the_day(AWKWARD), site=SITE))
    told = {
        one["uid"]: (one["cancelled"], one["mark"], one["was"]) for s in found["sessions"] for one in s["occurrences"]
    }
    assert told == {
        uid(1): (False, "Late: was 09:45", {"space": "Main stage", "starts_at": "2027-03-27T09:45:00+00:00"}),
        uid(2): (False, "Moved: was Attic, 09:00", {"space": "Attic", "starts_at": "2027-03-27T09:00:00+00:00"}),
        uid(3): (True, "", None),
        uid(4): (False, "", None),
        uid(5): (False, "", None),
    }


def test_changes_read_back() -> None:
    moment = datetime(2027, 7, 1, 9, 30, tzinfo=UTC)
    releases = [
        Change(2, moment, "Rain & wind", ["“A” <moved>.", "“B” was cancelled."]),
        Change(1, moment - timedelta(days=1), "", []),
    ]
    content = changes(2027, releases, site=SITE)
    found = feedparser.parse(content)
    assert not found.bozo
    assert found.version == "atom10"
    assert found.feed.updated == "2027-07-01T09:30:00Z"
    assert [entry.title for entry in found.entries] == ["Release 2: 2 changes", "Release 1"]
    assert len({entry.id for entry in found.entries} | {found.feed.id}) == 3
    assert "Rain &amp; wind" in found.entries[0].content[0].value
    items = etree.fromstring(content).findall(".//{http://www.w3.org/1999/xhtml}li")
    assert [item.text for item in items] == ["“A” <moved>.", "“B” was cancelled."]


def test_addresses_are_those_of_the_site() -> None:
    addresses = Addresses(SITE, 2027)
    assert addresses.zone == SITE + reverse("zone_programme:programme", args=[2027])
    assert addresses.session("a") == SITE + reverse("zone_programme:session", args=[2027, "a"])
    assert addresses.council("a") == SITE + reverse("case_studies:council", args=["a"])
    assert addresses.case_study("a") == SITE + reverse("case_studies:case_study", args=["a"])
    for name in ("schedule.xml", "schedule.json", "programme.csv", "programme.json"):
        assert addresses.export(name) == SITE + reverse(f"zone_programme:{name}", args=[2027])
    assert addresses.export("changes.atom") == SITE + reverse("zone_programme:changes", args=[2027])
