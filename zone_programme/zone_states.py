"""The states of a Zone as officers change them: the call opens and closes, the Zone goes live, ends, opens again.

Publishing is no step of its own: the first release does it, in `actions.py`. What each step demands is written here
once; the buttons are `admin/zone_states.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.models import Zone

State = Zone.State


def _nothing(zone: Zone) -> list[str]:
    return []


def _before_call(zone: Zone) -> list[str]:
    missing = []
    if not zone.days.exists():
        missing.append("Add the days: proposers say when their speakers can be there.")
    if not zone.themes.exists():
        missing.append("Add the themes: proposers choose one.")
    return missing


def _before_live(zone: Zone) -> list[str]:
    return [] if zone.releases.exists() else ["Release a programme first: there is nothing for delegates to read."]


def _after_closed(zone: Zone) -> State:
    return State.PUBLISHED if zone.releases.exists() else State.DRAFT


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change of state: from which states, to which, what it needs first, and what an officer reads about it."""

    name: str
    button: str
    done: str
    explanation: str
    states: tuple[State, ...]
    to: Callable[[Zone], State]
    permission: str = "zone_programme.change_zone"
    missing: Callable[[Zone], list[str]] = _nothing
    main: bool = False


STEPS = [
    Step(
        name="open-call",
        button="Open the call",
        done="The call is open",
        explanation="Everybody can propose a session, and the Zone’s page says so.",
        states=(State.PLANNING, State.DRAFT),
        to=lambda zone: State.CALL_OPEN,
        missing=_before_call,
        main=True,
    ),
    Step(
        name="close-call",
        button="Close the call",
        done="The call is closed",
        explanation="Nobody can send or change a proposal any more. What was begun is kept, and its page says why.",
        states=(State.CALL_OPEN,),
        to=lambda zone: State.DRAFT,
        main=True,
    ),
    Step(
        name="go-live",
        button="Begin the Zone",
        done="The Zone has begun",
        explanation="It is under way: changes on the day are released as they happen.",
        states=(State.PUBLISHED,),
        to=lambda zone: State.LIVE,
        permission="zone_programme.release_zone",
        missing=_before_live,
        main=True,
    ),
    Step(
        name="close",
        button="End the Zone",
        done="The Zone is over",
        explanation="Its pages say that it is over. The programme stays readable.",
        states=(State.PLANNING, State.DRAFT, State.PUBLISHED, State.LIVE),
        to=lambda zone: State.CLOSED,
        permission="zone_programme.release_zone",
    ),
    Step(
        name="reopen",
        button="Take back that it is over",
        done="The Zone is no longer over",
        explanation="It is as before its end: published if it had a programme, a draft if not.",
        states=(State.CLOSED,),
        to=_after_closed,
        permission="zone_programme.release_zone",
    ),
]
BY_NAME = {step.name: step for step in STEPS}


@transaction.atomic
def change_state(*, zone: Zone, step: Step, by: User | None, seen: str) -> Zone:
    """Take one step and return the Zone.

    `seen` is the state the officer saw. Raises `ChangedMeanwhileError` when it is another one by now, and
    `RefusedError` with a sentence for everything that is missing.
    """
    row: Zone = Zone.objects.select_for_update().get(pk=zone.pk)
    if row.state != seen:
        raise ChangedMeanwhileError(
            f"Somebody else changed the state meanwhile: it is “{row.get_state_display()}” now."
        )
    if row.state not in step.states:
        raise RefusedError(f"This cannot be done while the Zone is “{row.get_state_display()}”.")
    if missing := step.missing(row):
        raise RefusedError(*missing)
    with acting(user=by, reason=step.done):
        row.state = step.to(row)
        row.save(update_fields=["state"])
    return row
