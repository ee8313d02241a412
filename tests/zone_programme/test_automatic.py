"""The automatic timetable in the admin: made in the background, stopped, taken whole, in part, or not at all."""

from typing import Any

import pytest
from django.test import Client

from innovation_db import jobs
from innovation_db.jobs import Run
from innovation_db.models import Job
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import automatic, automatic_actions
from zone_programme.models import ProposedTimetable, Session, Slot, Zone
from zone_programme.objective import PARTS

pytestmark = pytest.mark.django_db
START = {"mode": "fill", "seconds": 2, "seed": 1, **{f"weight_{name}": 5 for name in PARTS}}


@pytest.fixture
def zone() -> Zone:
    """“Bins” has a place; “Parks” and “Roads” have none."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    stage = SpaceFactory(zone=zone, name="Stage")
    for title in ("Bins", "Parks", "Roads"):
        SessionFactory(zone=zone, title=title)
    SlotFactory(session=Session.objects.get(title="Bins"), space=stage)
    return zone


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


@pytest.fixture
def proposal(officer: Client, zone: Zone, django_capture_on_commit_callbacks: Any) -> ProposedTimetable:
    """What came of the form: a place for “Parks” and for “Roads”."""
    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(f"/admin/zone_programme/zone/{zone.pk}/automatic/", START)
    proposal = ProposedTimetable.objects.get()
    assert response["Location"] == page(proposal)
    return proposal


def page(proposal: ProposedTimetable) -> str:
    return f"/admin/zone_programme/zone/{proposal.zone_id}/automatic/{proposal.pk}/"


def placed() -> list[str]:
    return sorted(Slot.objects.values_list("session__title", flat=True))


def test_it_runs_as_a_job_and_proposes_with_reasons(officer: Client, proposal: ProposedTimetable) -> None:
    assert (proposal.job.state, proposal.job.result_url) == (Job.State.DONE, page(proposal))
    assert placed() == ["Bins"]
    shown = officer.get(page(proposal)).context
    assert [move.reasons for move in shown["moves"]] == [("It had no place yet.",)] * 2
    assert all(
        move.sentence.split("”")[1].startswith(" gets a place: Stage, Tuesday 6 July ") for move in shown["moves"]
    )
    assert (shown["result"]["status"], shown["best"], shown["unplaced"]) == ("best", True, [])
    proposal.zone.refresh_from_db()
    assert proposal.zone.weights == dict.fromkeys(PARTS, 5)


def test_moves_are_taken_in_part_and_then_whole(officer: Client, proposal: ProposedTimetable) -> None:
    first, _ = officer.get(page(proposal)).context["moves"]
    officer.post(page(proposal), {"do": "take", "move": [first.slot.id]})
    assert len(placed()) == 2
    shown = officer.get(page(proposal)).context
    assert (sorted(move.done for move in shown["moves"]), shown["left"]) == ([False, True], 1)
    officer.post(page(proposal), {"do": "take_all"})
    assert placed() == ["Bins", "Parks", "Roads"]
    proposal.refresh_from_db()
    assert proposal.closed_at is not None
    officer.post(page(proposal), {"do": "take_all"})  # a second press does nothing
    assert placed() == ["Bins", "Parks", "Roads"]


def test_what_somebody_did_meanwhile_is_refused_with_the_reason_and_the_rest_is_done(
    officer: Client, proposal: ProposedTimetable
) -> None:
    slot = SlotFactory(session=Session.objects.get(title="Parks"), space=proposal.zone.spaces.get(), starts_at=at(16))
    taken = automatic_actions.take(proposal=proposal, chosen=None, by=UserFactory())
    assert taken.done == 1
    (refused,) = taken.refused
    assert (refused.startswith("“Parks” gets a place"), refused.endswith("It was given a place meanwhile.")) == (
        True,
        True,
    )
    slot.refresh_from_db()
    assert (slot.starts_at, placed()) == (at(16), ["Bins", "Parks", "Roads"])
    proposal.refresh_from_db()
    assert proposal.closed_at is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"starts_at": at(15), "ends_at": at(15, 45)}, "It was moved meanwhile."),
        ({"locked": True}, "It was locked meanwhile."),
        (None, "It was taken off the timetable meanwhile."),
    ],
    ids=["moved", "locked", "taken off"],
)
def test_a_stale_move_of_a_repair_says_what_happened(
    zone: Zone, django_capture_on_commit_callbacks: Any, change: dict[str, Any] | None, reason: str
) -> None:
    ann = SpeakerFactory(zone=zone)
    other = SessionFactory(zone=zone, title="Trees", speakers=[ann])
    SlotFactory(session=other, space=zone.spaces.get())  # at the same time as “Bins”, in a space that holds one
    with django_capture_on_commit_callbacks(execute=True):
        automatic_actions.start(
            zone=zone, mode="repair", seconds=2, seed=1, weights=dict.fromkeys(PARTS, 5), by=UserFactory()
        )
    proposal = ProposedTimetable.objects.get()
    moved = next(move for move in automatic.moves(proposal)[1] if move.slot.id > 0)
    assert moved.reasons[0].startswith("It ends this: Stage holds 1 session at once and has 2")
    if change is None:
        Slot.objects.filter(pk=moved.slot.id).delete()
    else:
        Slot.objects.filter(pk=moved.slot.id).update(**change)
    (again,) = [move for move in automatic.moves(proposal)[1] if move.slot.id == moved.slot.id]
    assert again.stale == reason


def test_discarding_leaves_the_draft(officer: Client, proposal: ProposedTimetable) -> None:
    officer.post(page(proposal), {"do": "discard"})
    proposal.refresh_from_db()
    assert (proposal.closed_at is None, placed()) == (False, ["Bins"])


def test_discarding_the_rest_says_that_what_was_taken_stays(officer: Client, proposal: ProposedTimetable) -> None:
    first = automatic.moves(proposal)[1][0]
    shown = officer.post(page(proposal), {"do": "take", "move": str(first.slot.id)}, follow=True).content.decode()
    assert "moves, 1 of them in the draft" in shown
    shown = officer.post(page(proposal), {"do": "discard"}, follow=True).content.decode()
    assert "The move that the draft has already stays in it." in shown


def test_a_second_one_is_refused_while_the_first_is_made_and_stopping_keeps_the_best(
    officer: Client, zone: Zone
) -> None:
    officer.post(f"/admin/zone_programme/zone/{zone.pk}/automatic/", START)  # waits: nothing is committed here
    proposal = ProposedTimetable.objects.get()
    response = officer.post(f"/admin/zone_programme/zone/{zone.pk}/automatic/", START)
    assert response.context["problems"] == ["A timetable of this Zone is being made already. Wait for it, or stop it."]
    assert officer.get(page(proposal)).context["making"] is True
    Job.objects.update(state="running")
    Job.objects.update(stop_asked=True)
    automatic.make.function(Run(Job.objects.get()), proposal=proposal.pk)
    proposal.refresh_from_db()
    assert proposal.result["status"] in ("stopped", "best")
    assert ProposedTimetable.objects.count() == 1


def test_when_nothing_fits_it_says_what_to_relax(
    officer: Client, zone: Zone, django_capture_on_commit_callbacks: Any
) -> None:
    Session.objects.exclude(title="Bins").update(minutes=450)  # longer than the day has left around “Bins”
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(f"/admin/zone_programme/zone/{zone.pk}/automatic/", START)
    shown = officer.get(page(ProposedTimetable.objects.get())).context
    assert shown["unplaced"]
    assert "Space overbooked" in [way["names"] for way in shown["relaxations"]]


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"weight_moved": 101}, {"mode": "magic"}, {"seed": ""}], ids=str)
def test_a_form_that_is_wrong_starts_nothing(officer: Client, zone: Zone, wrong: dict[str, Any]) -> None:
    response = officer.post(f"/admin/zone_programme/zone/{zone.pk}/automatic/", START | wrong)
    assert (response.status_code, ProposedTimetable.objects.count(), Job.objects.count()) == (422, 0, 0)


def test_a_zone_with_nothing_to_place_is_refused_in_words() -> None:
    with pytest.raises(automatic_actions.RefusedError, match="nothing to place"):
        automatic_actions.start(zone=ZoneFactory(), mode="fill", seconds=1, seed=1, weights={}, by=UserFactory())
    assert jobs.Job.objects.count() == 0
