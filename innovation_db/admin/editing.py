"""The admin class that every noun people edit is registered with: history, no lost update, no careless deletion.

And what the rows of other things on its form have in common.
"""

from typing import Any, ClassVar

from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import URLInput

from innovation_db.admin.deleting import CarefulDeletionAdmin
from innovation_db.admin.history import HistoryAdmin
from innovation_db.admin.more_rows import MoreRowsAdmin
from innovation_db.admin.stale import StaleGuardAdmin


class EditingAdmin(MoreRowsAdmin, StaleGuardAdmin, CarefulDeletionAdmin, HistoryAdmin):
    """A model admin for a row with a version and a history."""


class PlainInline(InlineModelAdmin):
    """An inline whose rows stay low: addresses without their link, choices without ways to change what is chosen.

    A cross that deletes a council, beside the box that takes it out of the record, is pressed by mistake one day.
    """

    extra = 0
    formfield_overrides: ClassVar = {models.URLField: {"widget": URLInput({"class": "vURLField"})}}

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field
