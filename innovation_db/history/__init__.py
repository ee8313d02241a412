"""History: who changed what, when and why. `acting` names the one who acts; the other modules read and restore.

The events themselves are written by the database (`innovation_db/models/versioned.py`).
"""

from innovation_db.history.acting import acting, command_line

__all__ = ["acting", "command_line"]
