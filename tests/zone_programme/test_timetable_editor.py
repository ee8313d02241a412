"""The editor's page, its JSON and its addresses for moves, with and without JavaScript."""

from typing import Any

import pytest
from django.test import Client

from innovation_db.models import User
from tests.factories import CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import (
    BreakFactory,
    DayFactory,
    OpeningFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import timetable_actions
from zone_programme.board import board, revision
from zone_programme.models import Break, Slot, Zone

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def slot() -> Slot:
    zone = ZoneFactory()
    BreakFactory(day=DayFactory(zone=zone, track="digital"))
    speaker = SpeakerFactory(zone=zone, name="Sam Speaker")
    session = SessionFactory(zone=zone, title="Bins", theme=ThemeFactory(name="Waste"), speakers=[speaker])
    session.councils.add(CouncilFactory(short_name="Testford"))
    made: Slot = SlotFactory(session=session, space=SpaceFactory(zone=zone, name="Stage", at_once=8))
    return made


def base(slot: Slot) -> str:
    return f"/admin/zone_programme/zone/{slot.session.zone_id}/timetable/"


def form(slot: Slot, **values: Any) -> dict[str, Any]:
    day = slot.session.zone.days.get()
    return {"space": slot.space_id, "day": day.pk, "start": "11:30", "minutes": 45, "version": 1, **values}


def test_the_board_tells_everything_in_the_zones_own_time(slot: Slot) -> None:
    shown = board(slot.session.zone)
    assert shown["slots"] == [
        {
            "id": slot.pk, "version": 1, "uid": str(slot.uid), "session": slot.session_id, "space": slot.space_id,
            "date": "2027-07-06", "start": 600, "end": 645, "locked": False,
        }
    ]  # fmt: skip
    (session,) = shown["sessions"]
    assert (session["title"], session["who"], session["theme_name"]) == ("Bins", "Sam Speaker, Testford", "Waste")
    (day,) = shown["days"]
    assert (day["name"], day["breaks"]) == ("Tuesday: digital", [{"title": "Lunch", "start": 750, "end": 810}])
    assert [space["about"] for space in shown["spaces"]] == ["8 at once, 30 seats each"]


def test_a_board_costs_two_queries_after_a_move(slot: Slot, django_assert_num_queries: Any) -> None:
    zone = slot.session.zone
    for _ in range(2):
        SlotFactory(session=SessionFactory(zone=zone, speakers=[SpeakerFactory(zone=zone)]), space=slot.space)
    before = board(zone)
    Slot.objects.filter(pk=slot.pk).update(starts_at=at(9), ends_at=at(9, 30))
    with django_assert_num_queries(2):
        after = board(zone)
    assert [one["start"] for one in before["slots"]] == [600, 600, 600]
    assert [one["start"] for one in after["slots"]] == [540, 600, 600]


def test_a_change_of_facts_is_shown_at_once(slot: Slot) -> None:
    zone = slot.session.zone
    board(zone)
    slot.session.slug = "other"
    slot.session.title = "Bins, emptied"
    slot.session.save()
    Break.objects.update(title="Long lunch")
    shown = board(zone)
    assert shown["sessions"][0]["title"] == "Bins, emptied"
    assert shown["days"][0]["breaks"][0]["title"] == "Long lunch"


def test_a_clash_is_told_with_the_move_that_made_it(slot: Slot, admin_client: Client) -> None:
    stage = SpaceFactory(zone=slot.session.zone, name="Small stage")
    there = SlotFactory(session=SessionFactory(zone=slot.session.zone, title="Benches"), space=stage, starts_at=at(15))

    def overbooked(start: str, version: int) -> list[list[int]]:
        sent = form(slot, space=stage.pk, start=start, version=version)
        said = admin_client.post(f"{base(slot)}move/{slot.pk}/", sent, headers=JSON).json()
        return [one["slots"] for one in said["warnings"] if one["rule"] == "overbooked"]

    assert overbooked("15:00", 1) == [[slot.pk, there.pk]]
    assert overbooked("16:00", 2) == []


def test_every_change_of_what_is_shown_gives_another_revision(slot: Slot) -> None:
    zone, seen = slot.session.zone, []
    seen.append(revision(zone))
    Slot.objects.filter(pk=slot.pk).update(locked=True)
    seen.append(revision(zone))
    slot.session.councils.clear()
    seen.append(revision(zone))
    second = SlotFactory(session=SessionFactory(zone=zone), space=slot.space)
    seen.append(revision(zone))
    second.delete()
    seen.append(revision(zone))
    zone.spaces.update(name="Big stage")
    seen.append(revision(zone))
    zone.speakers.update(name="Sam S.")
    seen.append(revision(zone))
    Break.objects.update(title="Tea")
    seen.append(revision(zone))
    assert len(set(seen)) == len(seen)
    assert revision(zone) == seen[-1]


def test_the_data_answers_304_until_something_changes(slot: Slot, admin_client: Client) -> None:
    first = admin_client.get(f"{base(slot)}data/")
    assert [one["id"] for one in first.json()["slots"]] == [slot.pk]
    since = {"If-None-Match": first["ETag"]}
    assert admin_client.get(f"{base(slot)}data/", headers=since).status_code == 304
    Slot.objects.filter(pk=slot.pk).update(starts_at=at(9))
    assert admin_client.get(f"{base(slot)}data/", headers=since).json()["slots"][0]["start"] == 540


def test_a_move_answers_the_slot_as_it_is_now(slot: Slot, admin_client: Client) -> None:
    answer = admin_client.post(f"{base(slot)}move/{slot.pk}/", form(slot, minutes=60, locked="on"), headers=JSON)
    (moved,) = answer.json()["slots"]
    assert (moved["start"], moved["end"], moved["locked"], moved["version"]) == (690, 750, True, 2)


def test_a_stale_move_answers_409_with_who_and_the_board(slot: Slot, admin_client: Client) -> None:
    timetable_actions.move(slot=slot, version=1, starts_at=at(14), by=UserFactory(name="Ada Early"))
    answer = admin_client.post(f"{base(slot)}move/{slot.pk}/", form(slot), headers=JSON)
    assert answer.status_code == 409
    said = answer.json()
    assert said["sentences"] == [
        "Ada Early changed “Bins” meanwhile: it is in Stage, Tuesday 14:00. Nothing of yours was done."
    ]
    assert said["board"]["slots"][0]["start"] == 840


def test_a_move_that_cannot_be_answers_422_and_says_why(slot: Slot, admin_client: Client) -> None:
    answer = admin_client.post(f"{base(slot)}move/{slot.pk}/", form(slot, start="11:31"), headers=JSON)
    assert (answer.status_code, answer.json()["sentences"]) == (422, ["Times and lengths are multiples of 5 minutes."])
    answer = admin_client.post(f"{base(slot)}move/{slot.pk}/", form(slot, space=0), headers=JSON)
    assert answer.status_code == 422


def test_swap_and_take_off(slot: Slot, admin_client: Client) -> None:
    other = SlotFactory(session=SessionFactory(zone=slot.session.zone), space=slot.space, starts_at=at(15))
    answer = admin_client.post(f"{base(slot)}swap/{slot.pk}/", {"version": 1, "other": f"{other.pk}@1"}, headers=JSON)
    assert [one["start"] for one in answer.json()["slots"]] == [900, 600]
    answer = admin_client.post(f"{base(slot)}unschedule/{slot.pk}/", {"version": 2}, headers=JSON)
    assert answer.json()["slots"] == []
    assert list(Slot.objects.all()) == [other]
    answer = admin_client.post(f"{base(slot)}move/{slot.pk}/", form(slot), headers=JSON)
    assert (answer.status_code, len(answer.json()["board"]["slots"])) == (409, 1)
    (sentence,) = answer.json()["sentences"]
    assert sentence == "You, in another window, took “Bins” off the timetable meanwhile. Nothing of yours was done."


def test_everything_works_by_form_alone(slot: Slot, admin_client: Client) -> None:
    page = admin_client.get(base(slot)).content.decode()
    assert f'href="{base(slot)}move/{slot.pk}/"' in page
    address = f"{base(slot)}move/{slot.pk}/"
    shown = admin_client.get(address).content.decode()
    assert 'value="10:00"' in shown
    answer = admin_client.post(address, form(slot), follow=True)
    assert "“Bins” is moved." in answer.content.decode()
    answer = admin_client.post(address, form(slot), follow=True)  # the same form, sent twice
    assert "changed “Bins” meanwhile" in answer.content.decode()
    answer = admin_client.post(address, form(slot, start="11:31", version=2))
    assert (answer.status_code, "multiples of 5" in answer.content.decode()) == (422, True)
    waiting = SessionFactory(zone=slot.session.zone, title="Benches", minutes=30)
    assert 'value="30"' in admin_client.get(f"{base(slot)}place/{waiting.pk}/").content.decode()
    admin_client.post(f"{base(slot)}place/{waiting.pk}/", form(slot, minutes=30, times=0))
    assert waiting.slots.get().starts_at == at(11, 30)


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["Benches", "Noise"]), ("words=bench", ["Benches"]), ("format=panel", ["Noise"]), ("words=zebra", [])],
)
def test_the_sessions_not_yet_placed_are_narrowed(
    slot: Slot, admin_client: Client, query: str, found: list[str]
) -> None:
    zone = slot.session.zone
    SessionFactory(zone=zone, title="Benches")
    SessionFactory(zone=zone, title="Noise", format="panel")
    SessionFactory(zone=zone, title="Gone", state="withdrawn")
    response: Any = admin_client.get(f"{base(slot)}?{query}")
    assert [session["title"] for session in response.context["waiting"]] == found


def test_a_zone_without_days_sends_to_its_form(admin_client: Client) -> None:
    zone = ZoneFactory()
    page = admin_client.get(f"/admin/zone_programme/zone/{zone.pk}/timetable/").content.decode()
    assert "This Zone has no days yet" in page


def test_a_zone_without_spaces_sends_to_its_form(admin_client: Client) -> None:
    zone = DayFactory().zone
    SessionFactory(zone=zone)
    page = admin_client.get(f"/admin/zone_programme/zone/{zone.pk}/timetable/").content.decode()
    link = f'<a href="/admin/zone_programme/zone/{zone.pk}/change/">Add spaces</a> first'
    assert ("This Zone has no spaces yet" in page, link in page, "editor.js" in page) == (True, True, False)


# The plain admin


def zone_form(client: Client, zone: Zone) -> dict[str, Any]:
    """The Zone's form as a browser would send it back unchanged."""
    response: Any = client.get(f"/admin/zone_programme/zone/{zone.pk}/change/")
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    values = {f.html_name: f.value() for one in forms for f in one}
    sent = {name: "" if value is None else value for name, value in values.items() if value is not False}
    return {**sent, "started_from": str(response.context["started_from"])}


def test_breaks_and_openings_are_edited_with_their_zone_and_count_as_its_change(
    slot: Slot, admin_client: Client, admin_user: User
) -> None:
    zone = slot.session.zone
    OpeningFactory(day=zone.days.get(), space=slot.space)
    OpeningFactory(day=DayFactory(zone__year=2030), space=SpaceFactory(zone__year=2030))
    sent = zone_form(admin_client, zone)
    assert (sent["breaks-TOTAL_FORMS"], sent["openings-TOTAL_FORMS"]) == (1, 1)
    sent |= {"breaks-0-title": "Long lunch", "openings-0-closes_at": "16:00"}
    before = zone.version
    answer = admin_client.post(f"/admin/zone_programme/zone/{zone.pk}/change/", sent)
    assert answer.status_code == 302
    assert Break.objects.get().title == "Long lunch"
    zone.refresh_from_db()
    assert zone.version > before
    answer = admin_client.post(f"/admin/zone_programme/zone/{zone.pk}/change/", sent | {"breaks-0-title": "No lunch"})
    assert answer.status_code == 409
    assert "Long lunch" in answer.content.decode()
    assert Break.objects.get().title == "Long lunch"


def test_a_speaker_of_another_zone_is_not_put_into_a_session(slot: Slot, admin_client: Client) -> None:
    session = slot.session
    address = f"/admin/zone_programme/session/{session.pk}/change/"
    response: Any = admin_client.get(address)
    stranger = SpeakerFactory(zone=ZoneFactory(year=2030))
    answer: Any = admin_client.post(
        address,
        {
            "zone": session.zone_id, "title": session.title, "slug": session.slug, "state": session.state,
            "format": session.format, "minutes": 45, "started_from": str(response.context["started_from"]),
            "appearances-TOTAL_FORMS": 2, "appearances-INITIAL_FORMS": 1,
            "appearances-0-id": session.appearances.get().pk, "appearances-0-session": session.pk,
            "appearances-0-speaker": session.appearances.get().speaker_id, "appearances-0-role": "speaker",
            "appearances-1-session": session.pk, "appearances-1-speaker": stranger.pk, "appearances-1-role": "chair",
        },
    )  # fmt: skip
    assert "This is a speaker of the Innovation Zone 2030" in answer.content.decode()
    assert session.appearances.count() == 1
