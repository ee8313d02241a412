"""Setting how grave the rules of a timetable are in one Zone, and what its automatic timetable weighs."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError
from zone_programme.clashes import SEVERITIES, Rule, Severity
from zone_programme.models import Zone

ALLOWED = "zone_programme.change_zone"


@transaction.atomic
def set_severities(*, zone: Zone, severities: Mapping[Rule, Severity], seen: Mapping[Rule, Severity], by: User) -> None:
    """Set how grave each rule is; what is as usual is not kept. Raises `ChangedMeanwhileError`.

    `seen` are those that the officer started from.
    """
    own = {rule: severity for rule, severity in severities.items() if severity != SEVERITIES[rule]}
    before = {rule: severity for rule, severity in seen.items() if severity != SEVERITIES[rule]}
    _set(zone, "severities", own, before, by, "Rules of the timetable")


@transaction.atomic
def set_weights(*, zone: Zone, weights: Mapping[str, int], by: User) -> None:
    """Keep the weights that the automatic timetable of the Zone was last started with."""
    _set(zone, "weights", dict(weights), None, by, "Weights of the automatic timetable")


def _set(zone: Zone, name: str, value: dict[Any, Any], seen: dict[Any, Any] | None, by: User, reason: str) -> None:
    row: Zone = Zone.objects.select_for_update().get(pk=zone.pk)
    if seen is not None and getattr(row, name) != seen:
        raise ChangedMeanwhileError("Somebody else changed the rules meanwhile. Their choice is named beside yours.")
    if getattr(row, name) == value:
        return
    setattr(row, name, value)
    with acting(user=by, reason=reason):
        row.save(update_fields=[name])
