"""The form of a report's head in the admin, and what of it only who clears reports may change once it is published."""

from typing import Any

from django import forms

from board_reports import audience
from board_reports.models import Report

ONLY_CLEARERS = (
    "This report is published: only who clears reports may let more people read it. Ask one of them, or leave this as "
    "it was."
)


class ReportForm(forms.ModelForm):
    """`may_open` says whether who uses the form may let more people read a published report."""

    may_open = False
    opened = False  # whether a published report is let to more people by this form

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors or self.instance.state != Report.State.PUBLISHED:
            return cleaned
        said = cleaned or {}
        self.opened = audience.lets_more_read(
            self.instance, restricted=said["restricted"], kept_to=said["audience"], named=said["may_read"]
        )
        if self.opened and not self.may_open:
            self.add_error("audience" if said["restricted"] else "restricted", ONLY_CLEARERS)
        return cleaned
