"""Two who act on the same at once: one waits for the other, neither for ever, and nothing is told twice."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from innovation_db.models import Message
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, ProposalFactory, ProposedSpeakerFactory, SlotFactory, at
from zone_programme import actions, letters, timetable_actions, undoing
from zone_programme.models import Letter, Outcome, Proposal, Session, Slot, Zone
from zone_programme.problem import Draft
from zone_programme.proposal_actions import make_session

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(act: Callable[[], Any], threads: ThreadPoolExecutor) -> Future[Any]:
    """Begin `act` with a connection of its own, and return when it waits for the transaction that is open here."""

    def there() -> Any:
        try:
            return act()
        finally:
            connection.close()

    begun = threads.submit(there)
    with connection.cursor() as cursor:
        while not begun.done():
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return begun
    raise AssertionError("It did not wait.") from begun.exception()


def tell(proposal: Proposal, outcome: str) -> list[Letter]:
    template = letters.template_of(proposal.zone, outcome)
    return letters.tell(seen={proposal.pk: proposal.version}, template=template, by=None)


@pytest.fixture
def proposal(request: pytest.FixtureRequest) -> Proposal:
    made: Proposal = ProposalFactory(state=request.param)
    ProposedSpeakerFactory(proposal=made)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("proposal", ["accepted"], indirect=True)
def test_a_letter_and_making_the_session_it_tells_of_take_their_locks_in_one_order(proposal: Proposal) -> None:
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            Zone.objects.select_for_update().get(pk=proposal.zone_id)  # as `make_session` begins
            letter = in_a_thread(lambda: tell(proposal, Outcome.ACCEPTED), threads)
            session = make_session(proposal=Proposal.objects.get(pk=proposal.pk), by=None)
        assert letter.result() == []  # the proposal has a session now, so it is not what the officer saw
    assert list(Session.objects.all()) == [session]


@pytest.mark.parametrize("proposal", ["accepted", "declined"], indirect=True)
def test_of_two_letters_at_once_the_second_finds_the_first(proposal: Proposal) -> None:
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first = tell(proposal, proposal.state)
            second = in_a_thread(lambda: tell(proposal, proposal.state), threads)
        assert second.result() == []
    assert (list(Letter.objects.all()), Message.objects.count()) == (first, 1)


def test_an_undo_waits_for_a_timetable_that_gives_its_session_another_time() -> None:
    slot, by = SlotFactory(), UserFactory()
    zone = slot.session.zone
    DayFactory(zone=zone)
    timetable_actions.move(slot=slot, version=slot.version, starts_at=at(12), by=by)
    move = undoing.offers(zone=zone, by=by)["undo"]["move"]
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            timetable_actions.all_locked(zone)  # as `apply_timetable` begins
            undo = in_a_thread(lambda: undoing.take(undoing.UNDO, zone=zone, move=move, by=by), threads)
            (seen,) = Draft(zone).slots
            again = replace(seen, id=-1, start=15 * 60, end=16 * 60)
            actions.apply_timetable(zone=zone, slots=[seen, again], seen=[seen], by=None, reason="Made")
        assert [one.pk for one in undo.result().slots] == [slot.pk]
    assert list(Slot.objects.order_by("pk").values_list("starts_at", flat=True)) == [at(10), at(15)]
