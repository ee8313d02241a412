"""The admin of the floor, and the mixins that every admin class of the apps stands on: history and lost updates."""

from innovation_db.admin import accounts as _accounts  # each registers itself
from innovation_db.admin import jobs as _jobs
from innovation_db.admin import links as _links
from innovation_db.admin import messages as _messages
from innovation_db.admin import saved_forms as _saved_forms

__all__ = ["_accounts", "_jobs", "_links", "_messages", "_saved_forms"]
