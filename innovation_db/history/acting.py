"""Naming who acts, where no signed-in request says it: commands, the shell, e-mailed links, background work.

A request of a signed-in person is named by `innovation_db.middleware.WhoActs` already; `acting` may add why.
"""

import getpass
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pghistory
import pghistory.runtime
from django.db import connection

# Commands that serve others and never act themselves: what they serve names its own actor.
SERVING = {"runserver", "demo", "db_worker", "worker", "test"}


@contextmanager
def acting(*, user: Any = None, email: str = "", command: str = "", reason: str = "") -> Iterator[None]:
    """Note beside every change made inside who makes it and why.

    `user` is an account, `email` the address that an e-mailed link was sent to, `command` a management command.
    Inside a request, or inside another `acting`, the changes stay one entry of the history, and what is given here is
    added to it.
    """
    outermost = not hasattr(pghistory.runtime._tracker, "value")
    known = {"user": user.pk if user is not None else None, "email": email, "command": command, "reason": reason}
    with pghistory.context(**{name: value for name, value in known.items() if value}):
        yield
    if outermost:
        _stop_acting()


def _stop_acting() -> None:
    """Clear what the library leaves set until the transaction ends, lest later changes count as the same actor's."""
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            for name in ("context_id", "context_metadata"):
                cursor.execute("SELECT set_config(%s, '', true)", [f"pghistory.{name}"])


def command_line(arguments: list[str]) -> AbstractContextManager[Any]:
    """Return the context in which `manage.py` runs a command: its name and the computer account that runs it."""
    command = arguments[1] if len(arguments) > 1 else ""
    if not command or command in SERVING:
        return nullcontext()
    return pghistory.context(command=command, account=_computer_account())


def _computer_account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
