"""Slides and documents that speakers add to their sessions and take away again; who may read a file.

What a file is: `models/files.py`. The pages are `views/files.py`; officers use the admin's page of the session.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from innovation_db.forms import HouseForm
from innovation_db.history import acting
from innovation_db.history.aggregates import event_model
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from innovation_db.uploads import documents
from zone_programme.current import latest, public_zones
from zone_programme.exports.parts import SharedFile
from zone_programme.models import Session, SessionFile, Speaker
from zone_programme.models.files import MOST_FILES


class FileForm(HouseForm):
    """One file for one of the sessions that somebody speaks in."""

    title = forms.CharField(
        label="What is it?", max_length=200, help_text="Such as “Slides” or “Checklist for the first month”.",
        error_messages={"required": "Say what it is, such as “Slides”."},
    )  # fmt: skip
    file = forms.FileField(
        label="File", validators=[documents.validate],
        help_text=f"{documents.TAKEN}, up to 25 MB, without macros.",
        error_messages={"required": "Choose a file."},
    )  # fmt: skip

    def __init__(self, sessions: list[Session], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(one.pk): one for one in sessions}
        if len(sessions) > 1:
            self.fields["session"] = forms.ChoiceField(
                label="For which session?", choices=[(key, one.title) for key, one in self.sessions.items()]
            )

    @property
    def session(self) -> Session:
        """The session chosen, or the only one."""
        return self.sessions[self.cleaned_data.get("session") or next(iter(self.sessions))]


@transaction.atomic
def add(*, session: Session, title: str, file: Any, email: str) -> SessionFile:
    """Add a file to a session; it waits for an officer to show it. Raises `RefusedError` when there are enough."""
    row = Session.objects.select_for_update().get(pk=session.pk)
    if row.files.count() >= MOST_FILES:
        raise RefusedError(f"“{row}” has {MOST_FILES} files already. Remove one first.")
    with acting(email=email, reason="The speaker’s own page"):
        return SessionFile.objects.create(session=row, title=title, file=file, state=SessionFile.State.WAITING)


@transaction.atomic
def settle(*, files: QuerySet[SessionFile], state: SessionFile.State, by: User) -> int:
    """Show files to everybody, or hold them back; return of how many that was decided now."""
    with acting(user=by, reason="Files of sessions looked at"):
        return files.exclude(state=state).update(state=state)


@transaction.atomic
def remove(*, speaker: Speaker, file: int, email: str) -> None:
    """Take away a file of a session that somebody is in; nothing happens when it is gone, or another's."""
    with acting(email=email, reason="The speaker’s own page"):
        SessionFile.objects.filter(pk=file, session__appearances__speaker=speaker).delete()


def is_public(file: SessionFile) -> bool:
    """Whether an officer shows a file, and its session is in a released programme that readers may know of.

    Costs a query or two.
    """
    if file.state != SessionFile.State.SHOWN:
        return False
    zone = next((one for one in public_zones() if one.pk == file.session.zone_id), None)
    reading = latest(zone) if zone else None
    return reading is not None and file.session_id in reading.by_session


def changed_at(year: int | OuterRef) -> Subquery:
    """Return the question when a file of the Zone of this year was last added, shown, held back or removed."""
    events = event_model(SessionFile).objects.filter(session__zone__year=year)
    return Subquery(events.order_by("-pgh_created_at").values("pgh_created_at")[:1])


def shared(year: int) -> tuple[SharedFile, ...]:
    """Return the files of the Zone of this year that everybody may read, for programs. Costs a query."""
    files = SessionFile.objects.shown().filter(session__zone__year=year)
    return tuple(
        SharedFile(one.session_id, one.title, one.get_absolute_url(), one.media_type, one.size) for one in files
    )
