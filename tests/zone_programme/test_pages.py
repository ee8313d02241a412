"""The public pages of a Zone, asked as readers ask them: what is there, what is not, and what it costs."""

import io
import json
import re
from datetime import time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from PIL import Image

from tests.factories import CaseStudyFactory, CouncilFactory, PartnerFactory, ThemeFactory, UserFactory
from tests.zone_factories import (
    AppearanceFactory,
    BreakFactory,
    DayFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import actions
from zone_programme.models import Slot, Zone
from zone_programme.templatetags.zone import folded

pytestmark = pytest.mark.django_db
ROOT = "/zone/2027/"


@pytest.fixture
def zone() -> Zone:
    """Two days; on the first a stage and tables for eight at once, with lunch between."""
    zone: Zone = ZoneFactory(introduction="Come and go.")
    BreakFactory(day=DayFactory(zone=zone))
    DayFactory(zone=zone, date=at(9, day=1).date(), track="digital")
    stage = SpaceFactory(zone=zone, name="Main stage", capacity=80)
    tables = SpaceFactory(zone=zone, name="Tables", at_once=8)
    digital, people = ThemeFactory(name="Digital", colour=2), ThemeFactory(name="Community", colour=4)
    croydon, leeds = CouncilFactory(short_name="Croydon"), CouncilFactory(short_name="Leeds")
    sam = SpeakerFactory(zone=zone, name="Sam Speaker", role="head of digital", council=croydon, biography="Maps.")
    noise = SessionFactory(
        zone=zone, title="Noise, measured by residents", theme=digital, councils=[croydon], speakers=[sam],
        summary="Noisy streets.", how="Start with one street.",
    )  # fmt: skip
    noise.case_studies.add(CaseStudyFactory(title="My Croydon", published=True))
    AppearanceFactory(session=noise, speaker=SpeakerFactory(zone=zone, name="Chris Chair"), role="chair")
    libraries = SessionFactory(zone=zone, title="Libraries", theme=people, councils=[leeds], format="table")
    neighbours = SessionFactory(zone=zone, title="Neighbours", format="table", councils=[croydon, leeds])
    SlotFactory(session=noise, space=stage)
    SlotFactory(session=noise, space=stage, starts_at=at(10, day=1))
    SlotFactory(session=libraries, space=tables)
    SlotFactory(session=neighbours, space=tables, starts_at=at(10, 15), ends_at=at(11))
    actions.release(zone=zone, by=UserFactory())
    return zone


def get(client: Client, path: str = ROOT, **parameters: Any) -> str:
    response = client.get(path, parameters)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'class="slot__title" href="[^"]+">([^<]+)', html)


def text(html: str) -> str:
    """The words of a page between its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", f"<main{html.split('<main')[-1]}").split())


def table(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [[text(f"<main>{cell}") for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def test_the_grid_has_spaces_times_breaks_and_what_overlaps_at_one_table_area(client: Client, zone: Zone) -> None:
    assert table(get(client)) == [
        ["Time", "Main stage 80 places", "Tables 8 at once"],
        [
            "10:00",
            "Noise, measured by residents Croydon 10:00 to 10:45 , Main stage Digital",
            "Libraries Leeds 10:00 to 10:45 , Tables Community Neighbours Croydon and Leeds 10:15 to 11:00 , Tables",
        ],
        ["12:30", "12:30 to 13:30 · Lunch"],
    ]


def test_a_session_that_goes_on_past_the_next_one_and_a_break_keeps_its_column(client: Client) -> None:
    zone = ZoneFactory()
    BreakFactory(day=DayFactory(zone=zone), title="Tea", starts_at=time(10, 30), ends_at=time(11))
    left, middle, right = (SpaceFactory(zone=zone, name=name) for name in ("Left", "Middle", "Right"))
    for title, space, hour, minute, end in [
        ("Short", left, 10, 0, at(10, 30)),
        ("Long", middle, 10, 0, at(11, 30)),
        ("After", right, 11, 0, at(11, 30)),
    ]:
        SlotFactory(
            session=SessionFactory(zone=zone, title=title), space=space, starts_at=at(hour, minute), ends_at=end
        )
    actions.release(zone=zone, by=UserFactory())
    html = get(client)
    rows = [[cell.split(" Presentation")[0] for cell in row] for row in table(html)]
    assert rows[1:] == [
        ["10:00", "Short", "Long", ""],
        ["10:30", "10:30 to 11:00 · Tea", "10:30 to 11:00 · Tea"],  # on both sides of what goes on
        ["11:00", "", "After"],
    ]
    assert html.count('rowspan="3"') == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Noise, measured by residents", "Libraries", "Neighbours"]),
        ({"day": "2027-07-07"}, ["Noise, measured by residents"]),
        ({"day": "nonsense"}, ["Noise, measured by residents", "Libraries", "Neighbours"]),
        ({"theme": "digital"}, ["Noise, measured by residents"]),
        ({"theme": ["digital", "community"]}, ["Noise, measured by residents", "Libraries"]),
        ({"theme": "community", "council": "croydon"}, []),
        ({"council": ["croydon", "leeds"], "format": "table"}, ["Libraries", "Neighbours"]),
        ({"space": "main-stage"}, ["Noise, measured by residents"]),
        ({"space": "nowhere"}, ["Noise, measured by residents", "Libraries", "Neighbours"]),
        ({"q": "SPEAK croy"}, ["Noise, measured by residents"]),
        ({"q": "leeds", "theme": "community"}, ["Libraries"]),
        ({"q": "zebra\x00<b>"}, []),
    ],
    ids=str,
)
@pytest.mark.parametrize("view", ["", "list"])
def test_filters(client: Client, zone: Zone, asked: dict[str, Any], expected: list[str], view: str) -> None:
    html = get(client, **({"day": "2027-07-06"} | asked), view=view)
    assert sorted(set(titles(html))) == sorted(expected)


def test_counts_beside_a_facet_ignore_its_own_choice_and_follow_the_others(client: Client, zone: Zone) -> None:
    html = get(client, council="croydon", day="2027-07-06")
    counted = dict(re.findall(r'value="([^"]+)"[^>]*><span>[^<]+</span> <span class="option__count">(\d+)', html))
    everything = ["presentation", "table", "main-stage", "tables"]
    assert counted == dict.fromkeys(everything, "1") | {"croydon": "2", "leeds": "2"}  # one theme is no choice
    assert 'value="croydon" checked' in html


def test_chips_take_one_choice_away_and_keep_the_rest(client: Client, zone: Zone) -> None:
    html = get(client, theme="community", q="lib", day="2027-07-06", view="list")
    chips = re.findall(r'<a class="chip" href="([^"]+)"', html)
    assert [chip.replace("&amp;", "&") for chip in chips] == [
        "?view=list&day=2027-07-06&theme=community",
        "?view=list&day=2027-07-06&q=lib",
    ]


def test_when_nothing_is_left_on_a_day_the_other_days_are_offered(client: Client, zone: Zone) -> None:
    html = get(client, day="2027-07-07", theme="community")
    assert "Nothing found on Wednesday: digital" in text(html)
    assert "Tuesday: 1 session" in text(html)


def shown_day(client: Client, **parameters: Any) -> str:
    """The day whose tab is the current one, without the number of its sessions."""
    tabs = get(client, **parameters).split('class="day-tabs"')[1].split("</nav>")[0]
    (tab,) = re.findall(r'aria-current="true">(.+?)(?: <span class="day-tabs__count"|</a>)', tabs)
    return strip_tags(tab)


@pytest.mark.parametrize(
    ("clock", "asked", "day"),
    [
        (at(9, day=-3), {"q": "zoos"}, "Wednesday: digital"),
        (at(9, day=-3), {"q": "noise"}, "Tuesday"),
        (at(9, day=-3), {"q": "zebra"}, "Tuesday"),
        (at(9, day=-3), {"format": "panel"}, "Wednesday: digital"),
        (at(9, day=-3), {"q": "zoos", "day": "2027-07-06"}, "Tuesday"),
        (at(9, day=1), {"q": "noise"}, "Wednesday: digital"),
        (at(9, day=1), {"q": "libraries"}, "Tuesday"),
        (at(9, day=5), {"q": "noise"}, "Tuesday"),
    ],
    ids=["found later", "on both", "nowhere", "by filter", "day chosen", "today", "over already", "Zone over"],
)
def test_a_search_opens_the_first_day_that_has_a_hit_unless_one_was_chosen(
    client: Client, zone: Zone, clock: Any, asked: dict[str, str], day: str
) -> None:
    zoos = SessionFactory(zone=zone, title="Zoos", format="panel")
    SlotFactory(session=zoos, space=zone.spaces.get(name="Main stage"), starts_at=at(14, day=1))
    actions.release(zone=zone, by=UserFactory())
    with time_machine.travel(clock, tick=False):
        assert shown_day(client, **asked) == day


def test_only_a_day_that_the_reader_chose_goes_along_with_the_next_search(client: Client, zone: Zone) -> None:
    field = '<input type="hidden" name="day" value="2027-07-06">'
    assert field not in get(client, q="libraries")
    html = get(client, q="libraries", day="2027-07-06")
    assert field in html
    assert 'href="?view=list&amp;day=2027-07-06&amp;q=libraries">List' in html
    assert "Nothing found for “zebra” Take" in text(get(client, q="zebra"))


def test_the_list_has_every_day_and_breaks_and_says_more(client: Client, zone: Zone) -> None:
    html = get(client, view="list")
    assert titles(html) == ["Noise, measured by residents", "Libraries", "Neighbours", "Noise, measured by residents"]
    words = text(html)
    for part in (
        "Wednesday: digital, 7 July",
        "12:30 to 13:30 · Lunch",
        "Noisy streets.",
        "With Sam Speaker, Chris Chair",
    ):
        assert part in words


def test_what_is_cancelled_stays_and_says_so(client: Client, zone: Zone) -> None:
    slot = Slot.objects.get(session__title="Libraries")
    actions.change_on_the_day(slot=slot, by=UserFactory(), cancelled=True)
    for view in ("", "list"):
        html = get(client, view=view)
        assert re.search(r'<s><a [^>]+>Libraries</a></s> <strong class="tag tag--error">Cancelled</strong>', html)
    html = get(client, f"{ROOT}sessions/libraries/")
    assert "This session will not take place." in html
    assert "EventCancelled" in html


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (at(8), None),
        (at(9, 30), "Next: 10:00, 2 sessions."),
        (at(10, 20), "Now: 3 sessions. Next: Wednesday, 10:00, 1 session."),
        (at(12, 45), "Now: Lunch, to 13:30. Next: Wednesday, 10:00, 1 session."),
        (at(10, 30, day=1), "Now: 1 session."),
        (at(14, day=1), "The last session is over. See now and next"),
        (at(18, day=1), None),
    ],
    ids=["before", "opened", "on", "lunch", "last", "nothing left", "over"],
)
def test_now_and_next_while_the_zone_runs(client: Client, zone: Zone, clock: Any, expected: str | None) -> None:
    with time_machine.travel(clock, tick=False):
        words = text(get(client))
        on_now = text(get(client, f"{ROOT}now/"))
    assert ("See now and next" in words) == (expected is not None)
    if expected:
        assert expected in words
    assert ("This Zone is over" in on_now) == (clock >= at(14, day=1))


def test_calendars_of_what_is_shown_have_links(client: Client, zone: Zone) -> None:
    page = get(client, f"{ROOT}?day=2027-07-06&theme=community")
    links = re.findall(r'programme\.ics(\?[^"]+)">calendar of ([^<]+)<', page)
    assert links == [("?day=2027-07-06", "Tuesday"), ("?theme=community", "Community")]
    for parameters, _ in links:
        assert client.get(f"{ROOT}programme.ics{parameters}").status_code == 200


def test_the_day_shown_first_is_today(client: Client, zone: Zone) -> None:
    for clock, day in ((at(9), "Tuesday"), (at(9, day=1), "Wednesday: digital"), (at(9, day=5), "Tuesday")):
        with time_machine.travel(clock, tick=False):
            tabs = get(client).split('class="day-tabs"')[1].split("</nav>")[0]
            chosen = re.findall(r'aria-current="true">(.+?)</a>', tabs)
            assert [strip_tags(one) for one in chosen] == [day]


def test_the_page_of_now_and_the_screens(client: Client, zone: Zone) -> None:
    words = text(get(client, f"{ROOT}now/", at="2027-07-06T10:20"))
    assert "how the page looks on Tuesday 6 July at 10:20" in words
    assert "Main stage Now Noise, measured by residents 10:00 to 10:45" in words
    whole = get(client, f"{ROOT}now/?kiosk&at=2027-07-06T10:20")
    assert '<meta http-equiv="refresh"' in whole
    assert table(whole)[1:] == [
        ["Main stage", "Noise, measured by residents 10:00 to 10:45 · Croydon, Sam Speaker, Chris Chair", "–"],
        ["Tables", "Libraries 10:00 to 10:45 · Leeds Neighbours 10:15 to 11:00 · Croydon and Leeds", "–"],
    ]
    one = get(client, f"{ROOT}now/?kiosk=tables&at=2027-07-06T10:05")
    assert "Now Libraries 10:00 to 10:45 · Leeds Next Neighbours 10:15 to 11:00" in text(one)
    begins = text(get(client, f"{ROOT}now/?kiosk=main-stage&at=2027-07-06T10:00"))
    assert "Now Noise, measured by residents 10:00 to 10:45" in begins
    evening = get(client, f"{ROOT}now/?kiosk&at=2027-07-06T20:00")
    noise = "Noise, measured by residents Wednesday, 10:00 to 10:45 · Croydon, Sam Speaker, Chris Chair"
    assert [row[1:] for row in table(evening)[1:]] == [["–", noise]]
    assert client.get(f"{ROOT}now/?kiosk=nowhere").status_code == 404
    assert "<script" not in whole + one


def test_a_session_page_tells_what_who_where_and_how(client: Client, zone: Zone) -> None:
    html = get(client, f"{ROOT}sessions/noise-measured-by-residents/")
    for part in ("Noisy streets.", "Start with one street.", "head of digital, Croydon", "Chris Chair Chair",
                 "Tuesday 6 July 2027 10:00 to 10:45 Main stage", "Wednesday 7 July 2027"):  # fmt: skip
        assert part in text(html)
    for link in ("/councils/croydon/", "/case-studies/my-croydon/", "/themes/digital/", f"{ROOT}speakers/#sam-speaker"):
        assert f'href="{link}"' in html
    assert '<svg width="' in html
    assert "QR code of this page" in html
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    events = [node for node in data["@graph"] if node["@type"] == "Event"]
    assert [event["startDate"] for event in events] == ["2027-07-06T10:00+01:00", "2027-07-07T10:00+01:00"]
    assert client.get(f"{ROOT}sessions/nothing/").status_code == 404


def test_a_session_page_shows_its_speakers_and_folds_what_is_long(client: Client, zone: Zone) -> None:
    sam = zone.speakers.get(name="Sam Speaker")
    sentences = [f"{number} Sam counts the bins of one street and then of the next, all in one night." for number in
                 range(1, 9)]  # fmt: skip
    sam.biography = f"Write to sam@example.org. {' '.join(sentences)}"
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "png")
    sam.picture.save("sam.png", ContentFile(picture.getvalue()))
    sam.save()
    path = f"{ROOT}sessions/noise-measured-by-residents/"
    with CaptureQueriesContext(connection) as before:
        get(client, path)
    actions.release(zone=zone, by=UserFactory())
    get(client, path)  # reads the release, once
    with CaptureQueriesContext(connection) as after:
        html = get(client, path)
    assert len(after) == len(before)
    people = html.split('class="people people--session"')[1].split("</ul>")[0]
    assert f'src="{sam.picture_address}" alt=""' in people
    open_, closed = text(f"<main {people}").split("More about Sam Speaker")
    assert ("one night." in open_, "3 Sam" in open_, "4 Sam" in open_) == (True, True, False)
    assert [closed.strip()[:6], "8 Sam" in closed] == ["4 Sam ", True]
    assert "sam@example.org" not in html + get(client, f"{ROOT}speakers/")
    assert people.count("person__picture") == people.count("person__text") - 1 == 1  # nothing empty for Chris Chair


@pytest.mark.parametrize(
    ("words", "open_", "folded_"), [(60, 60, 0), (80, 80, 0), (81, 60, 21), (300, 60, 240)], ids=str
)
def test_a_text_without_sentences_is_cut_between_two_words(words: int, open_: int, folded_: int) -> None:
    shown, rest = folded(" ".join(["word"] * words))
    assert (len(shown.removesuffix(" …").split()), len(rest.split())) == (open_, folded_)
    assert shown.endswith(" …") == bool(rest)


def test_speakers_and_councils_with_their_sessions(client: Client, zone: Zone) -> None:
    speakers = text(get(client, f"{ROOT}speakers/"))
    assert "Chris Chair Noise, measured by residents Sam Speaker head of digital, Croydon Maps." in speakers
    councils = text(get(client, f"{ROOT}councils/"))
    assert "Croydon Neighbours Noise, measured by residents Leeds Libraries Neighbours" in councils


def test_my_zone_lists_what_its_address_names_with_hints(client: Client, zone: Zone) -> None:
    ids = {session.title: session.pk for session in zone.sessions.all()}
    chosen = f"{ids['Libraries']},{ids['Noise, measured by residents']},999999999,x,{ids['Libraries']},-1,{'9' * 50}"
    html = get(client, f"{ROOT}my/", s=chosen)
    assert titles(html) == ["Noise, measured by residents", "Libraries", "Noise, measured by residents"]
    words = text(html)
    assert "1 session is no longer in the programme." in words
    assert "At the same time as “Libraries”, 10:00 to 10:45. It is on again: Wednesday, 10:00." in words
    assert words.count("At the same time as") == 2
    assert "You have not starred a session yet" in text(get(client, f"{ROOT}my/"))
    assert "These sessions are no longer in the programme" in text(get(client, f"{ROOT}my/", s="99998,99999"))


def test_texts_of_officers_cannot_leave_the_page(client: Client) -> None:
    bad = '<script>alert("x")</script>'
    zone = ZoneFactory(introduction=bad, venue=bad)
    DayFactory(zone=zone, track=bad)
    speaker = SpeakerFactory(zone=zone, name=bad, role=bad, organisation=bad, biography=bad, slug="x")
    session = SessionFactory(zone=zone, title=bad, slug="bad", summary=bad, how=bad, theme=ThemeFactory(name=bad),
                             speakers=[speaker], councils=[CouncilFactory(short_name=bad, slug="c")])  # fmt: skip
    SlotFactory(session=session, space=SpaceFactory(zone=zone, name=bad, slug="s"))
    actions.release(zone=zone, by=UserFactory())
    paths = ["", "?view=list", f"?q={bad}", "sessions/bad/", "speakers/", "councils/", "now/", f"my/?s={session.pk}"]
    for path in [*paths, "now/?kiosk=s&at=2027-07-06T10:20", "now/?kiosk&at=2027-07-06T10:20"]:
        assert "<script>" not in get(client, ROOT + path)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("call-open", "The call for sessions is open"),
        ("draft", "The programme is being put together"),
        ("closed", "This Zone is over"),
    ],
)
def test_a_zone_without_a_release_says_what_is_known(client: Client, state: str, told: str) -> None:
    zone = ZoneFactory(state=state)
    DayFactory(zone=zone)
    zone.themes.add(ThemeFactory(name="Demand management"))
    zone.partners.add(PartnerFactory(name="Nesta"))
    words = text(get(client))
    for part in (told, "6 July 2027, Convention Centre, Harrogate", "Demand management", "Nesta"):
        assert part in words
    for path in ("sessions/x/", "speakers/", "councils/", "now/", "my/"):
        assert client.get(ROOT + path).status_code == 404


def test_a_past_zone_lists_sessions_whose_times_are_not_known(client: Client) -> None:
    zone = ZoneFactory(state="closed")
    first, second = DayFactory(zone=zone, track="leadership"), DayFactory(zone=zone, date=at(9, day=1).date())
    zone.themes.add(ThemeFactory(name="Demand management"))
    for title, day in (("Known", second), ("Unknown", None), ("Early", first)):
        SessionFactory(zone=zone, title=title, day_wanted=day)
    actions.release(zone=zone, by=UserFactory())
    words = text(get(client))
    assert "Tuesday: leadership, 6 July Early" in words
    assert "Wednesday, 7 July Known" in words
    assert "Day not known Unknown" in words
    assert "Demand management" in words
    assert "We do not know the hour and the place." in text(get(client, f"{ROOT}sessions/known/"))
    assert titles(get(client, f"{ROOT}my/", s=str(zone.sessions.get(title="Known").pk))) == ["Known"]


def test_zones_that_are_being_planned_are_nobodys_business_and_the_newest_comes_first(client: Client) -> None:
    assert "There is no programme here yet" in text(get(client, "/zone/"))
    ZoneFactory(year=2028, state="planning")
    assert "There is no programme here yet" in text(get(client, "/zone/"))
    assert client.get("/zone/2028/").status_code == 404
    ZoneFactory(year=2014, state="closed", city="Bournemouth")
    ZoneFactory(year=2027)
    assert client.get("/zone/").headers["Location"] == ROOT
    assert "Other Zones 2014, Bournemouth" in text(get(client))
    Zone.objects.filter(year=2027).update(state="published")
    Zone.objects.filter(year=2028).update(state="call-open")
    assert client.get("/zone/").headers["Location"] == ROOT  # its programme is still of use
    assert "2028, Harrogate : the call is open, propose a session for 2028" in text(get(client))
    Zone.objects.filter(year=2027).update(state="closed")
    assert client.get("/zone/").headers["Location"] == "/zone/2028/"
    assert '<a href="/zone/" aria-current="true">Innovation Zone</a>' in get(client)


def test_a_made_up_zone_says_so_on_every_page_and_search_engines_hear_nothing(client: Client, zone: Zone) -> None:
    sitemap = get(client, "/sitemap-zones.xml")
    assert f"<loc>{settings.SITE_URL}{ROOT}sessions/libraries/</loc>" in sitemap
    Zone.objects.update(demonstration=True)
    actions.release(zone=zone, by=UserFactory())
    for path in ("", "?view=list", "sessions/libraries/", "speakers/", "councils/", "now/", "now/?kiosk", "my/"):
        html = get(client, ROOT + path)
        assert "This Zone is made up" in html
        assert 'content="noindex"' in html
        assert "ld+json" not in html
    assert ROOT not in get(client, "/sitemap-zones.xml")


PATHS = ["", "?view=list", "?q=noise", "sessions/libraries/", "speakers/", "councils/", "now/", "now/?kiosk", "my/?s=1"]


def asked_again(client: Client, path: str, first: HttpResponse) -> int:
    return client.get(path, headers={"if-none-match": first.headers["ETag"]}).status_code


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_the_reader_has_is_not_sent_again(client: Client, zone: Zone, path: str) -> None:
    path = ROOT + path
    with time_machine.travel(at(9, 30), tick=False):
        first = client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert asked_again(client, path, first) == 304
        assert len(queries) == (2 if "sessions" in path else 1)  # the files of a session
        slot = Slot.objects.get(session__title="Libraries")
        actions.change_on_the_day(slot=slot, by=UserFactory(), late=5)
        assert asked_again(client, path, first) == 200
        second = client.get(path)
        zone.themes.add(ThemeFactory())
        assert asked_again(client, path, second) == 200


def test_what_changes_by_the_clock_is_sent_again(client: Client, zone: Zone) -> None:
    with time_machine.travel(at(9, 50), tick=False) as clock:
        first = {path: client.get(ROOT + path) for path in PATHS}
        clock.move_to(at(9, 51))
        changed = [path for path in PATHS if asked_again(client, ROOT + path, first[path]) == 200]
        assert changed == ["now/?kiosk"]
        clock.move_to(at(10, 1))
        changed = [path for path in PATHS if asked_again(client, ROOT + path, first[path]) == 200]
    # The session has begun, so its page asks what visitors think.
    assert changed == ["", "?view=list", "?q=noise", "sessions/libraries/", "now/", "now/?kiosk"]


def test_readers_who_are_signed_in_always_get_the_page(client: Client, zone: Zone) -> None:
    first = client.get(ROOT)
    client.force_login(UserFactory())
    assert asked_again(client, ROOT, first) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("sessions", [1, 3])
def test_pages_cost_the_same_few_queries_however_much_is_on(client: Client, path: str, sessions: int) -> None:
    zone = ZoneFactory()
    DayFactory(zone=zone)
    space = SpaceFactory(zone=zone, at_once=8)
    for number in range(sessions):
        council = CouncilFactory()
        speaker = SpeakerFactory(zone=zone, council=council)
        session = SessionFactory(zone=zone, slug="libraries" if not number else f"s{number}", councils=[council],
                                 speakers=[speaker], theme=ThemeFactory())  # fmt: skip
        SlotFactory(session=session, space=space)
    actions.release(zone=zone, by=UserFactory())
    with CaptureQueriesContext(connection) as queries:
        get(client, ROOT + path)
    # The Zones, the release (which a worker reads once), the visit with its savepoint.
    # The page of a session asks for its files as well, which are in no release.
    expected = 3 if path.startswith("sessions/") else 2
    assert len([q for q in queries if "pagevisit" not in q["sql"] and "SAVEPOINT" not in q["sql"]]) == expected


LATE = "Late: was 10:00"
PLACES = ("", "?view=list", "sessions/libraries/", "now/", "now/?kiosk", "now/?kiosk=tables", "my/?s=")


@pytest.mark.parametrize("path", PLACES)
def test_what_runs_late_or_was_moved_on_the_day_says_where_it_was_to_be(client: Client, zone: Zone, path: str) -> None:
    slot = Slot.objects.get(session__title="Libraries")
    path = ROOT + path + (str(slot.session_id) if path.endswith("=") and "s=" in path else "")
    with time_machine.travel(at(9, 50), tick=False):
        before = get(client, path)
        with CaptureQueriesContext(connection) as usual:
            get(client, path)
        actions.change_on_the_day(slot=slot, by=UserFactory(), late=15)
        shown = get(client, path)
        with CaptureQueriesContext(connection) as late:
            get(client, path)
        assert (LATE in before, f'<strong class="tag tag--notice">{LATE}</strong>' in shown) == (False, True)
        assert len(late) == len(usual)
        actions.change_on_the_day(slot=slot, by=UserFactory(), starts_at=at(9, 55))
        assert "Moved: was Tables, 10:00" in get(client, path)
        actions.change_on_the_day(slot=slot, by=UserFactory(), cancelled=True)
        assert "Moved: was" not in get(client, path)


def test_the_line_above_the_programme_names_what_runs_late(client: Client, zone: Zone) -> None:
    slot = Slot.objects.get(session__title="Libraries")
    with time_machine.travel(at(9, 50), tick=False):
        actions.change_on_the_day(slot=slot, by=UserFactory(), late=10)
        assert "Late: Libraries, 10:10 instead of 10:00." in text(get(client))


@pytest.mark.parametrize("path", ["", "?view=list", "sessions/libraries/", "now/", "speakers/", "councils/", "my/"])
def test_every_page_of_a_zone_that_is_over_says_so(client: Client, zone: Zone, path: str) -> None:
    path, line = ROOT + path, "This Zone is over. It was held from 6 to 7 July 2027 in Harrogate."
    with time_machine.travel(at(16, 59, day=1), tick=False) as clock:
        first = client.get(path)
        assert line not in text(first.content.decode())
        Zone.objects.update(state=Zone.State.CLOSED)
        early = text(get(client, path))
        assert ("This Zone is over." in early, "It was held" in early) == (True, False)
        Zone.objects.update(state=Zone.State.LIVE)
        clock.move_to(at(17, 1, day=1))
        assert asked_again(client, path, first) == 200
        assert text(get(client, path)).count(line) == 1


@pytest.mark.parametrize("path", ["speakers/", "councils/", "now/", "my/", "sessions/bins/"])
def test_the_pages_of_a_zone_that_is_not_published_yet_say_so(client: Client, path: str) -> None:
    ZoneFactory(state="draft")
    response = client.get(ROOT + path)
    words = text(response.content.decode())
    assert (response.status_code, "The programme is being put together" in words) == (404, True)
    assert "case study may have been withdrawn" not in words
    assert client.get(f"/zone/2031/{path}").status_code == 404  # no Zone at all
