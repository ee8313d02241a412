"""Feedback on sessions: the three questions, when they are asked, and taking an answer in. No reader is identified.

The totals and who may read what is `models/feedback.py`; the pages are `views/feedback.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.utils import timezone

from innovation_db.forms import HouseForm
from innovation_db.models import User
from zone_programme.models import Feedback, Session
from zone_programme.reading import Occurrence, Reading

# After the end of a Zone answers are taken for so long.
TAKEN_FOR = timedelta(days=28)
# What began within this time is offered to whoever scans the card of a room.
LATELY = timedelta(hours=3)


class FeedbackForm(HouseForm):
    form = forms.UUIDField(widget=forms.HiddenInput)
    useful = forms.TypedChoiceField(
        label="How useful was it to you?",
        choices=Feedback.Useful.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how useful it was, from 5 to 1."},
    )
    will_do = forms.ChoiceField(
        label="Will you do something with it?",
        choices=Feedback.WillDo.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you will do something with it."},
    )
    words = forms.CharField(
        label="What would you tell the speakers?",
        help_text="They get it after an officer has read it. Leave out names and contact details.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )

    @classmethod
    def blank(cls) -> "FeedbackForm":
        return cls(initial={"form": uuid4()})


def is_open(reading: Reading, occurrences: Sequence[Occurrence], moment: datetime) -> bool:
    """Return whether answers on a session are taken: once it has begun, until four weeks after the Zone.

    In a made-up Zone they always are, so that they can be tried.
    """
    made_up = reading.programme.demonstration and reading.ends is not None
    return _is_on(reading, occurrences, moment) or (made_up and any(not one.cancelled for one in occurrences))


def is_tried(reading: Reading, occurrences: Sequence[Occurrence], moment: datetime) -> bool:
    """Return whether answers are only taken because the Zone is made up: a real one would not ask now."""
    return not _is_on(reading, occurrences, moment) and is_open(reading, occurrences, moment)


def _is_on(reading: Reading, occurrences: Sequence[Occurrence], moment: datetime) -> bool:
    begins = next((one.start for one in occurrences if not one.cancelled), None)
    return begins is not None and reading.ends is not None and begins <= moment <= reading.ends + TAKEN_FOR


def lately(reading: Reading, moment: datetime, space: str = "") -> list[Occurrence]:
    """Return what began last, newest first, in the whole Zone or in the space of that slug."""
    found = [
        one
        for one in reading.occurrences
        if not one.cancelled and space in ("", one.space.slug) and moment - LATELY <= one.start <= moment
    ]
    return sorted(found, key=lambda one: one.start, reverse=True)


def give(*, session: int, form: UUID, useful: int, will_do: str, words: str) -> bool:
    """Keep an answer on the session of that id; False when the same form was sent before."""
    answer = Feedback(session_id=session, form=form, useful=useful, will_do=will_do, words=words)
    if Feedback.objects.filter(form=form).exists() or not Session.objects.filter(pk=session).exists():
        return False
    Feedback.objects.bulk_create([answer], ignore_conflicts=True)
    return True


@dataclass(frozen=True)
class Heard:
    """What those who speak in a session may read of its feedback: the totals as a sentence, and words let through."""

    session: Session
    totals: str
    words: list[str]


def heard(sessions: Iterable[Session]) -> list[Heard]:
    """Return what speakers may read of those sessions that have begun. Their slots are prefetched.

    Costs two queries a session.
    """
    now = timezone.now()
    begun = [one for one in sessions if any(slot.starts_at <= now for slot in one.slots.all())]
    return [
        Heard(one, one.feedback.totals().in_words(), list(one.feedback.passed_on().values_list("words", flat=True)))
        for one in begun
    ]


@transaction.atomic
def moderate(*, feedback: Iterable[Feedback], passed: bool, by: User) -> int:
    """Let speakers read these words, or keep them from them; return how many changed."""
    rows = Feedback.objects.with_words().filter(pk__in=[one.pk for one in feedback])
    changes: dict[str, Any] = {"passed": passed, "moderated_at": timezone.now(), "moderated_by": by}
    return int(rows.update(**changes))
