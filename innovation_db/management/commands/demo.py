"""`manage.py demo`: fill the database where it is empty, say what there is to see, and serve it until Ctrl-C.

`make demo` calls it with DEMO=1. What somebody typed since the last start is kept.
"""

import io
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from rich.progress import Progress

from innovation_db import demo_accounts
from innovation_db import gunicorn as serving
from innovation_db.progress import bar

WORKER_SECONDS = 30  # a job that is under way gets ten of them
DATA = ("load_councils", "load_search_words", "load_demo", "load_demo_zones", "load_demo_reports")


class Master(Arbiter):
    """To gunicorn a hang-up means “reload”; to somebody who closes the terminal it means “stop”."""

    handle_hup = Arbiter.handle_int

    def __init__(self, app: BaseApplication) -> None:
        super().__init__(app)
        self.terminal = select.poll()
        with suppress(OSError):  # there is none where nobody sits before it
            self.terminal.register(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC), 0)

    def wait_for_signals(self, timeout: float = 1.0) -> list[int]:
        """Return the signals that came. Where make leads the session, it alone is told of a hang-up, so look."""
        return super().wait_for_signals(timeout) or [signal.SIGHUP for _ in self.terminal.poll(0)]


class Server(BaseApplication):
    """Gunicorn inside this process, so that a stop stops the site and its database together."""

    def __init__(self, port: int, *, announce: Callable[[], None]) -> None:
        self.port, self.announce = port, announce
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self.port}")
        self.cfg.set("workers", 2)
        self.cfg.set("threads", 4)
        self.cfg.set("timeout", 0)  # a laptop that slept for a minute has no stuck workers to kill
        self.cfg.set("limit_request_line", serving.limit_request_line)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("when_ready", lambda arbiter: self.announce())

    def load(self) -> Any:
        return get_wsgi_application()

    def run(self) -> None:
        Master(self).run()


class Steps(io.StringIO):
    """Takes what `migrate` says and shows it as a bar, because the first start takes a minute."""

    def __init__(self, shown: Progress, steps: int) -> None:
        super().__init__()
        self.shown, self.task = shown, shown.add_task("  Making the tables", total=steps)

    def write(self, text: str) -> int:
        if " OK" in text:
            self.shown.advance(self.task)
        return len(text)


class Command(BaseCommand):
    help = "Serve the site with its demonstration content."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare-only", action="store_true", help="Fill the database and stop there.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration has known passwords. Run it with “make demo”, which sets DEMO=1.")
        for name in (signal.SIGTERM, signal.SIGHUP):  # leave properly, so that the database stops as well
            signal.signal(name, lambda *_: sys.exit(1))
        if not options["prepare_only"]:
            self.refuse_busy_port(settings.PORT)
        self.prepare()
        if options["prepare_only"]:
            return
        connections.close_all()  # the workers that gunicorn forks must not share this process's connection
        with self.background():
            Server(settings.PORT, announce=self.introduce).run()

    @contextmanager
    def background(self) -> Iterator[None]:
        """Run the worker for e-mail and jobs, which stops when this process does, however that happens.

        A session of its own keeps the terminal's signals from it, which would cut it off while it still starts. It is
        told here, and waited for: the last process to leave stops the database.
        """
        me = os.getpid()
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--with-parent", str(me)]
        worker = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        try:
            yield
        finally:
            if os.getpid() == me:  # gunicorn's forked workers come by here, too
                worker.terminate()
                worker.wait(timeout=WORKER_SECONDS)
            else:
                worker.returncode = 0  # no child of theirs: Python would warn of it as they leave

    def refuse_busy_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}). "
                    f"Is the demonstration running already? Another port: make demo PORT={port + 1}"
                ) from error

    def prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparing the database …")
            with bar(disable=False) as shown:
                steps = Steps(shown, len(plan))
                call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=steps)
        self.say("Loading the councils, the search words and the demonstration content …")
        for command in DATA:
            call_command(command, stdout=self.stdout)

    def introduce(self) -> None:
        address = f"http://127.0.0.1:{settings.PORT}"
        self.say(f"\nThe site:   {address}/")
        self.say(f"The admin:  {address}/admin/")
        self.say(f"\nSign in with one of these; the password of each is: {demo_accounts.PASSWORD}")
        for account in demo_accounts.ACCOUNTS:
            self.say(f"  {account.email:<34} {account.role}")
        self.say("\nE-mail is not sent: find it in var/mail and in the admin. Stop with Ctrl-C.\n")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
