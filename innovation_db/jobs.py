"""Background jobs that people wait for: starting them, telling how far they are, stopping them, finding the dead.

    @job("Import of case studies")
    def import_rows(run: Run, *, path: str) -> str:
        run.total = 10_000
        for row in rows: run.advance(1, "Reading …")
        return "10,000 case studies are in."

    import_rows.start(by=user, path=path)

A job runs in the worker (`manage.py worker`), or at once where there is none. While it runs it holds an advisory lock
on its worker's database connection; PostgreSQL drops the lock with the connection, so a running job without one has
lost its worker and is shown as failed. E-mail uses Django's tasks directly: see `innovation_db/mail.py`.
"""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import connection, connections, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.module_loading import import_string

from innovation_db.history import acting
from innovation_db.models import Job, User

log = logging.getLogger(__name__)

QUEUE = "jobs"  # apart from e-mail, which must not wait behind a long import
LOCKS = 7_106_202  # any number that only these locks use: they are the pairs (LOCKS, id of the job)
WORKER_LOCKS = 7_106_203
EVERY = 0.4  # seconds between two writes of how far a job is
KEPT = timedelta(days=90)  # ended jobs are kept for this long
LOST = "The program that did this was stopped before it was ready. Start it again."
State = Job.State


class StoppedError(Exception):
    """Somebody asked the job to stop, or it was given up as lost: raised in the job by `Run.advance`."""


class FailedError(Exception):
    """Raised by a job to say in a sentence for its reader why it cannot go on."""


class Run:
    """A job under way, as its function sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = 0
        self.total: int | None = None
        self.message = ""
        self.result_url = ""
        # Inside the job's own transaction nobody would see how far it is: that is told on a connection beside it.
        self._outer = connection.in_atomic_block
        self._beside: Any = None
        self._told = 0.0

    def advance(self, steps: int = 1, message: str | None = None) -> None:
        """Count steps and say what is being done; writes at most every `EVERY` seconds. Raises `StoppedError`."""
        self.done += steps
        self.message = self.message if message is None else message
        if time.monotonic() - self._told >= EVERY:
            self.tell()

    def tell(self) -> None:
        """Write how far it is now, and look whether it should stop."""
        self._told = time.monotonic()
        with self._connection().cursor() as cursor:
            cursor.execute(
                "UPDATE innovation_db_job SET done = %s, total = %s, message = %s WHERE id = %s AND state = 'running' "
                "RETURNING stop_asked",
                [self.done, self.total, self.message, self.job.pk],
            )
            row = cursor.fetchone()
        if row is None or row[0]:
            raise StoppedError

    def _connection(self) -> Any:
        if self._outer or not connection.in_atomic_block:
            return connection
        self._beside = self._beside or connections.create_connection("default")
        return self._beside

    def close(self) -> None:
        if self._beside is not None:
            self._beside.close()


@dataclass(frozen=True)
class JobFunction:
    """A function that runs as a job; `start()` asks for it."""

    function: Callable[..., str | None]
    title: str

    @property
    def path(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def start(self, *, by: User | None, title: str = "", **arguments: Any) -> Job:
        """Ask for the work to be done once this transaction is committed. `arguments` are plain JSON."""
        job: Job = Job.objects.create(title=title or self.title, task=self.path, arguments=arguments, started_by=by)
        transaction.on_commit(lambda: run.enqueue(job.pk))
        return job


def job(title: str) -> Callable[[Callable[..., str | None]], JobFunction]:
    """Make a function of a module a job. Its first argument is the `Run`; what it returns is the sentence shown."""
    return lambda function: JobFunction(function, title)


@task(queue_name=QUEUE)
def run(job_id: int) -> None:
    """Do the work of one job, unless somebody else has it or it was stopped before it began."""
    if not _lock(job_id):
        return
    try:
        now = timezone.now()
        if not Job.objects.waiting().filter(pk=job_id).update(state=State.RUNNING, started_at=now):
            return
        _work(Job.objects.select_related("started_by").get(pk=job_id))
    finally:
        _unlock(job_id)


def _work(job: Job) -> None:
    under_way, trace = Run(job), ""
    try:
        function = import_string(job.task)
        with acting(user=job.started_by, reason=job.title):
            message = function.function(under_way, **job.arguments)
        state, message = State.DONE, message or "Done."
    except StoppedError:
        state, message = State.STOPPED, f"Stopped by request after {_so_far(under_way)}."
    except Exception as error:
        log.exception("Job %s (%s) failed", job.pk, job.title)
        state, message, trace = State.FAILED, explain(error), traceback.format_exc()
    finally:
        under_way.close()
    Job.objects.running().filter(pk=job.pk).update(
        state=state,
        message=message,
        traceback=trace,
        done=under_way.done,
        total=under_way.total,
        result_url=under_way.result_url,
        finished_at=timezone.now(),
    )


def _so_far(under_way: Run) -> str:
    of = f" of {under_way.total:,}" if under_way.total else ""
    return f"{under_way.done:,}{of} steps"


def explain(error: Exception) -> str:
    """Return what went wrong as a sentence: the error's own where it was written for people."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, FailedError | CommandError):
        return str(error)
    return "Something went wrong on our side. An administrator can see the details on this page."


def ask_to_stop(*, job: Job, by: User) -> None:
    """Stop a job: at once if it waits, at its next step if it runs."""
    ended = {"state": State.STOPPED, "finished_at": timezone.now(), "message": f"Stopped by {by} before it began."}
    if not Job.objects.waiting().filter(pk=job.pk).update(stop_asked=True, **ended):
        Job.objects.running().filter(pk=job.pk).update(stop_asked=True)
    job.refresh_from_db()


# --- Who is alive ----------------------------------------------------------------------------------------------------


def _lock(job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job_id])
        return bool(cursor.fetchone()[0])


def _unlock(job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id])


def _locked(kind: int) -> list[int]:
    """The second numbers of all locks of one kind that some connection to this database holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [kind],
        )
        return [row[0] for row in cursor.fetchall()]


def bury_the_lost() -> int:
    """Mark running jobs whose worker is gone as failed; return how many. Costs a query, or two when some run."""
    running = list(Job.objects.running().values_list("pk", flat=True))
    if not running:
        return 0
    lost = set(running) - set(_locked(LOCKS))
    return (
        Job.objects.running().filter(pk__in=lost).update(state=State.FAILED, message=LOST, finished_at=timezone.now())
    )


def worker_is_there() -> bool:
    """Whether some worker is running, or none is needed because work is done at once."""
    return not settings.WORKER or bool(_locked(WORKER_LOCKS))


def announce_worker() -> None:
    """Let others see that a worker is there, for as long as this connection lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s, 1)", [WORKER_LOCKS])


def ask_again() -> None:
    """Ask once more for jobs that were never handed to the worker, because the site was stopped at that moment."""
    from django_tasks_db.models import DBTaskResult

    if not settings.WORKER:
        return
    for pk in (
        Job.objects.waiting().filter(created_at__lt=timezone.now() - timedelta(minutes=1)).values_list("pk", flat=True)
    ):
        if not DBTaskResult.objects.filter(
            task_path=run.module_path, status="READY", args_kwargs={"args": [pk], "kwargs": {}}
        ).exists():
            run.enqueue(pk)


def forget_old() -> int:
    """Delete jobs that ended long ago; return how many."""
    return int(Job.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()[0])
