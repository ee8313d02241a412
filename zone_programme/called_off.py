"""Sessions that are called off with their last slot, and called on again with the first: their states in the draft.

Without this a session cancelled on the day would wait for a new place, and the automatic timetable would give it one.
The slots themselves are changed in `actions.py`.
"""

from collections.abc import Collection

from innovation_db.history.aggregates import event_model
from zone_programme.models import Session

_OFF = [Session.State.CANCELLED, Session.State.WITHDRAWN]


def lock(sessions: Collection[int]) -> None:
    """Lock sessions before their slots, in the order in which whoever moves one does it."""
    list(Session.objects.select_for_update(no_key=True).filter(pk__in=sessions).order_by("pk").values_list("pk"))


def call_off(sessions: Collection[int]) -> None:
    """Cancel those of `sessions` that have no slot left."""
    Session.objects.unscheduled().filter(pk__in=sessions).order_by().update(state=Session.State.CANCELLED)


def call_on(sessions: Collection[int]) -> None:
    """Give those of `sessions` that were called off the state that they had before, as their history knows it."""
    for session in Session.objects.filter(pk__in=sessions, state__in=_OFF):
        events = event_model(Session).objects.filter(pgh_obj_id=session.pk).exclude(state__in=_OFF)
        before = events.order_by("-pgh_id").values_list("state", flat=True).first()
        session.state = before or Session.State.ACCEPTED
        session.save(update_fields=["state"])
