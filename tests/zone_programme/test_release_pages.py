"""The admin's pages of releasing, of the rules, and of looking at a release and going back to it."""

from typing import Any

import pytest
from django.test import Client

from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import actions
from zone_programme.models import Release, Session, Slot, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    stage = SpaceFactory(zone=zone, name="Stage")
    ann = SpeakerFactory(zone=zone, name="Ann", email="ann@example.org")
    bob = SpeakerFactory(zone=zone, name="Bob")
    SlotFactory(session=SessionFactory(zone=zone, title="Bins", speakers=[ann, bob], state="confirmed"), space=stage)
    return zone


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


def page(zone: Zone, route: str) -> str:
    return f"/admin/zone_programme/zone/{zone.pk}/{route}"


def press(client: Client, zone: Zone, **values: Any) -> Any:
    plan = client.get(page(zone, "release/")).context["plan"]
    after = plan.last.number if plan.last else 0
    return client.post(page(zone, "release/"), {"after": after, "revision": plan.revision, "note": "", **values})


def test_the_page_says_who_will_be_told_what_and_one_press_does_it(officer: Client, zone: Zone) -> None:
    plan = officer.get(page(zone, "release/")).context["plan"]
    sentence = "You are in “Bins”: Stage, Tuesday 10:00."
    assert [(one.to, one.names, one.sentences) for one in plan.told] == [("ann@example.org", ["Ann"], [sentence])]
    assert [(one.names, one.sentences) for one in plan.silent] == [(["Bob"], [sentence])]
    response = press(officer, zone, note="Come and see")
    release = Release.objects.get()
    assert response["Location"] == f"/admin/zone_programme/release/{release.pk}/change/"
    assert (release.note, [notice.to for notice in release.notices.all()]) == ("Come and see", ["ann@example.org"])
    seen = officer.get(response["Location"])
    assert [(sentence in seen.content.decode()) for sentence in ("ann@example.org", "10:00 to 10:45")] == [True, True]
    plan = officer.get(page(zone, "release/")).context["plan"]
    assert (plan.unchanged, plan.changes, plan.told) == (True, [], [])


def test_what_blocks_is_named_and_nothing_is_released(officer: Client, zone: Zone) -> None:
    other = SessionFactory(zone=zone, title="Parks", speakers=[SpeakerFactory(zone=zone)])
    second = SlotFactory(session=other, space=zone.spaces.get())
    response = officer.get(page(zone, "release/"))
    plan = response.context["plan"]
    (clash,) = plan.blocks
    assert clash.sentence.startswith("Stage holds 1 session at once and has 2")
    assert (clash.date, clash.slot < second.pk) == ("2027-07-06", True)
    assert f"timetable/?day=2027-07-06#slot-{clash.slot}" in response.content.decode()
    assert [one.sentence for one in plan.warnings if "Parks" in one.sentence and "not confirmed" in one.sentence]
    response = press(officer, zone, note="Kept when refused")
    assert (response.status_code, response.context["problems"]) == (422, [clash.sentence])
    assert response.context["note"] == "Kept when refused"
    assert not Release.objects.exists()


def test_a_draft_that_changed_since_it_was_looked_at_is_not_released(officer: Client, zone: Zone) -> None:
    plan = officer.get(page(zone, "release/")).context["plan"]
    Slot.objects.update(starts_at=at(11), ends_at=at(12))
    response = press(officer, zone, revision=plan.revision)
    assert (response.status_code, response.context["problems"]) == (
        409, ["The draft was changed meanwhile. Look at what would be released now."],
    )  # fmt: skip
    assert response.context["plan"].told[0].sentences == ["You are in “Bins”: Stage, Tuesday 11:00."]
    assert not Release.objects.exists()


def test_words_alone_can_be_released_and_concern_nobody(officer: Client, zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())
    Session.objects.update(summary="Said better")
    session = Session.objects.get()
    session.save()
    plan = officer.get(page(zone, "release/")).context["plan"]
    assert (plan.unchanged, plan.changes, plan.told) == (False, [], [])
    assert press(officer, zone).status_code == 302
    assert Release.objects.count() == 2


def test_the_draft_is_set_back_after_a_page_that_says_what_would_move(officer: Client, zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())
    Slot.objects.update(starts_at=at(14), ends_at=at(15))
    address = page(zone, "release/1/set-back/")
    assert officer.get(address).context["changes"] == [
        "“Bins” moved from Stage, Tuesday 14:00 to Stage, Tuesday 10:00."
    ]
    assert officer.post(address)["Location"] == page(zone, "release/")
    assert Slot.objects.get().starts_at == at(10)
    assert officer.get(address).context["changes"] == []
    assert Release.objects.count() == 1


def test_setting_back_says_what_is_cancelled_and_what_only_loses_its_place(officer: Client, zone: Zone) -> None:
    stage, by = zone.spaces.get(), UserFactory()
    parks = SlotFactory(session=SessionFactory(zone=zone, title="Parks"), space=stage, starts_at=at(12))
    actions.release(zone=zone, by=by)
    actions.change_on_the_day(slot=parks, by=by, cancelled=True)
    actions.put_on_again(zone=zone, uid=parks.uid, by=by)
    SlotFactory(session=SessionFactory(zone=zone, title="Roads"), space=stage, starts_at=at(14))
    assert officer.get(page(zone, "release/2/set-back/")).context["changes"] == [
        "“Parks” is cancelled again; now it is in Stage, Tuesday 12:00.",
        "“Roads” leaves the timetable; now it is in Stage, Tuesday 14:00.",
    ]


def test_each_rule_is_set_and_counts_at_once(officer: Client, zone: Zone) -> None:
    SlotFactory(session=SessionFactory(zone=zone, title="Parks"), space=zone.spaces.get(), starts_at=at(12))
    response = officer.get(page(zone, "rules/"))
    form = {name: field.initial for name, field in response.context["rows"][0]["field"].form.fields.items()}
    assert form["unconfirmed"] == "warning"
    assert officer.post(page(zone, "rules/"), form | {"unconfirmed": "blocks", "no_chair": "off"}).status_code == 302
    zone.refresh_from_db()
    assert zone.severities == {"unconfirmed": "blocks", "no_chair": "off"}
    assert [one.sentence[:7] for one in officer.get(page(zone, "release/")).context["plan"].blocks] == ["“Parks”"]


def test_a_choice_of_rules_that_is_out_of_date_is_refused_with_both(officer: Client, zone: Zone) -> None:
    response = officer.get(page(zone, "rules/"))
    form = {name: field.initial for name, field in response.context["rows"][0]["field"].form.fields.items()}
    Zone.objects.update(severities={"closed": "note"})
    response = officer.post(page(zone, "rules/"), form | {"too_long": "off"})
    rows = {row["rule"]: row for row in response.context["rows"]}
    assert (response.status_code, rows["closed"]["theirs"], rows["too_long"]["field"].value()) == (409, "Note", "off")
    zone.refresh_from_db()
    assert zone.severities == {"closed": "note"}


def test_a_zone_waits_to_be_released_while_the_draft_has_moves_that_are_not_public(officer: Client, zone: Zone) -> None:
    def waiting() -> list[Zone]:
        return list(officer.get("/admin/zone_programme/zone/?work=to-release").context["cl"].queryset)

    ZoneFactory(year=2031)
    assert waiting() == [zone]
    actions.release(zone=zone, by=UserFactory())
    assert waiting() == []


def test_a_first_release_counts_what_readers_get_and_an_empty_one_says_what_to_do(officer: Client, zone: Zone) -> None:
    SpaceFactory(zone=zone, name="Empty")
    html = officer.get(page(zone, "release/")).content.decode()
    assert "It is the first release: 1 session in 1 space on 1 day." in html
    Slot.objects.all().delete()
    html = officer.get(page(zone, "release/")).content.decode()
    assert "There is nothing to release: no session has a time and a space yet." in html
    assert "Give sessions a time and a space in the" in html
    for absent in ("It is the first release", "Who will be told", "Publish release"):
        assert absent not in html
