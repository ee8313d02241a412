"""Forgetting people: the history of rows that were removed because somebody's data is kept no longer.

Ordinary deletions keep their history, so that they can be looked at and restored; here nothing of it stays.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Func, Value
from pghistory.models import Context

from innovation_db.history.aggregates import event_model


def forget(model: type[models.Model], pks: Iterable[Any]) -> int:
    """Delete every event of the rows of a tracked model that had these keys; return how many. The rows are gone.

    The address of whoever acted goes from the contexts of these events, which other events may share.
    """
    events = event_model(model).objects.filter(pgh_obj_id__in=list(pks))
    contexts = Context.objects.filter(
        pk__in=list(events.exclude(pgh_context=None).values_list("pgh_context", flat=True))
    )
    contexts.filter(metadata__has_key="email").update(
        metadata=Func(F("metadata"), Value("email"), template="%(expressions)s", arg_joiner=" - ")
    )
    return int(events.delete()[0])
