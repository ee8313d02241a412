"""The admin class that every noun people edit is registered with: history, no lost update, no careless deletion."""

from innovation_db.admin.deleting import CarefulDeletionAdmin
from innovation_db.admin.history import HistoryAdmin
from innovation_db.admin.stale import StaleGuardAdmin


class EditingAdmin(StaleGuardAdmin, CarefulDeletionAdmin, HistoryAdmin):
    """A model admin for a row with a version and a history."""
