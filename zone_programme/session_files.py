"""Slides and documents that speakers add to their sessions and take away again; who may read a file.

What a file is: `models/files.py`. The pages are `views/files.py`; officers use the admin's page of the session.
"""

from typing import Any

from django import forms
from django.db import transaction

from innovation_db.forms import HouseForm
from innovation_db.history import acting
from innovation_db.refusals import RefusedError
from innovation_db.uploads import documents
from zone_programme.current import latest, public_zones
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
        help_text="PDF, Word (.docx), Excel (.xlsx) or OpenDocument, up to 25 MB. Save slides of PowerPoint as PDF.",
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
    """Add a file to a session. Raises `RefusedError` when it has as many as it may have."""
    row = Session.objects.select_for_update().get(pk=session.pk)
    if row.files.count() >= MOST_FILES:
        raise RefusedError(f"“{row}” has {MOST_FILES} files already. Remove one first.")
    with acting(email=email, reason="The speaker’s own page"):
        return SessionFile.objects.create(session=row, title=title, file=file)


@transaction.atomic
def remove(*, speaker: Speaker, file: int, email: str) -> None:
    """Take away a file of a session that somebody is in; nothing happens when it is gone, or another's."""
    with acting(email=email, reason="The speaker’s own page"):
        SessionFile.objects.filter(pk=file, session__appearances__speaker=speaker).delete()


def is_public(file: SessionFile) -> bool:
    """Whether the session of a file is in a released programme that readers may know of. Costs a query or two."""
    zone = next((one for one in public_zones() if one.pk == file.session.zone_id), None)
    reading = latest(zone) if zone else None
    return reading is not None and file.session_id in reading.by_session
