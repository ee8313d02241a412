"""The admin of the floor, and the mixins that every admin class of the apps stands on: history and lost updates."""

from innovation_db.admin import accounts as _accounts
from innovation_db.admin import messages as _messages  # registers itself

__all__ = ["_accounts", "_messages"]
