"""`manage.py worker`: do what the site leaves to the background, until it is stopped. Run one beside the web server.

E-mail and jobs have a thread each, so that a long import holds up no e-mail. A third keeps house every minute: e-mails
that wait, jobs whose worker died, what is too old to keep. With `--with-parent PID` it stops when the process that
started it does, however that ended; told by its number, because it may end before this one can ask for it.
"""

import os
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from innovation_db import housekeeping, jobs

HOUSEKEEPING_SECONDS = 60


class Command(BaseCommand):
    help = "Send e-mails and run background jobs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", type=int, metavar="PID", help="Stop when this process, the parent, does.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.WORKER:
            raise CommandError("Background work is done at once here. Set WORKER=1 for the site and for this command.")
        self.stopping = threading.Event()
        workers = [self.worker("default"), self.worker(jobs.QUEUE)]
        threads = [threading.Thread(target=self.serve, args=[worker], daemon=True) for worker in workers]
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self.stopping.set())
        jobs.announce_worker()
        for thread in threads:
            thread.start()
        self.stdout.write("The worker is ready.")
        self.keep_house(threads, parent=options["with_parent"])
        for worker in workers:
            worker.running = False
        for thread in threads:
            thread.join(timeout=10)  # what is not done by then is shown as lost and may be started again

    def worker(self, queue: str) -> Worker:
        return Worker(
            queue_names=[queue], interval=0.5, batch=False, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip

    def serve(self, worker: Worker) -> None:
        try:
            worker.run()
        finally:
            connection.close()
            self.stopping.set()

    def keep_house(self, threads: list[threading.Thread], parent: int | None) -> None:
        """Tidy up every minute until a signal comes, a thread ends, or the parent is gone."""
        seconds = HOUSEKEEPING_SECONDS
        while not self.stopping.wait(1) and all(thread.is_alive() for thread in threads):
            if parent is not None and os.getppid() != parent:
                return
            seconds += 1
            if seconds > HOUSEKEEPING_SECONDS:
                seconds = 0
                housekeeping.every_minute()
                close_old_connections_but_ours()


def close_old_connections_but_ours() -> None:
    """Keep the connection that announces the worker; a broken one is opened and announced anew."""
    if not connection.is_usable():
        close_old_connections()
        jobs.announce_worker()
