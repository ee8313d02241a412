"""Background jobs: how far they are, what came of them, stopping them, and none that runs for ever."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from innovation_db import housekeeping, jobs
from innovation_db.models import Job, SavedForm, User
from innovation_db.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SEEN: list[tuple[int, int | None, str]] = []


def look(job: Job) -> None:
    """Note what somebody else sees of the job now."""
    beside = connections.create_connection("default")
    with beside.cursor() as cursor:
        cursor.execute("SELECT done, total, message FROM innovation_db_job WHERE id = %s", [job.pk])
        SEEN.append(cursor.fetchone())
    beside.close()


@jobs.job("Counting")
def count(run: jobs.Run, *, to: int, fail: str = "") -> str:
    run.total = to
    for number in range(to):
        run._told = 0
        run.advance(1, f"At {number + 1}")
    if fail == "sentence":
        raise jobs.FailedError("The file is empty. Choose another.")
    if fail:
        raise RuntimeError("secret details")
    return f"Counted to {to}."


@jobs.job("Counting in one transaction")
def count_at_once(run: jobs.Run) -> str:
    with transaction.atomic():
        User.objects.count()
        run._told = 0
        run.advance(3, "Half way")
        look(run.job)
    return "Done."


@pytest.fixture
def start(django_capture_on_commit_callbacks: Any) -> Any:
    def started(function: jobs.JobFunction = count, by: User | None = None, **arguments: Any) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            job = function.start(by=by, **arguments)
        job.refresh_from_db()
        return job

    return started


def test_a_job_says_what_came_of_it(start: Any) -> None:
    job = start(to=3)
    assert (job.state, job.done, job.total, job.message, job.per_cent) == ("done", 3, 3, "Counted to 3.", 100)
    assert job.started_at <= job.finished_at


@pytest.mark.parametrize(
    ("fail", "message"),
    [
        ("sentence", "The file is empty. Choose another."),
        ("bug", "Something went wrong on our side. An administrator can see the details on this page."),
    ],
)
def test_a_failure_is_a_sentence_and_its_details_are_for_administrators(start: Any, fail: str, message: str) -> None:
    job = start(to=1, fail=fail)
    assert (job.state, job.message) == ("failed", message)
    for role, sees in ((Role.ADMINISTRATOR, True), (Role.EDITOR, False)):
        client = Client()
        client.force_login(UserFactory(roles=[role]))
        page = client.get(f"/admin/innovation_db/job/{job.pk}/change/").content.decode()
        assert ("Traceback" in page, message in page) == (sees, True)


@pytest.mark.django_db(transaction=True)
def test_progress_inside_a_transaction_is_seen_from_outside() -> None:
    SEEN.clear()
    count_at_once.start(by=None)
    assert SEEN == [(3, None, "Half way")]


def test_a_waiting_job_is_stopped_at_once_and_never_runs(start: Any) -> None:
    officer, job = UserFactory(), count.start(by=None, to=3)
    jobs.ask_to_stop(job=job, by=officer)
    jobs.run.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.message) == ("stopped", 0, f"Stopped by {officer} before it began.")


def test_a_running_job_stops_at_its_next_step() -> None:
    job = count.start(by=None, to=3)
    Job.objects.filter(pk=job.pk).update(stop_asked=True)
    jobs.run.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("stopped", "Stopped by request after 1 of 3 steps.")


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_shown_as_failed_and_one_that_lives_is_not() -> None:
    dead, alive = (Job.objects.create(title=title, task="x", state="running") for title in ("dead", "alive"))
    held, done = threading.Event(), threading.Event()
    servers: list[int] = []  # the process of PostgreSQL that serves the worker

    def work() -> None:
        jobs._lock(alive.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            servers.append(cursor.fetchone()[0])
        held.set()
        done.wait(10)
        connection.close()  # as when the process is killed

    worker = threading.Thread(target=work)
    worker.start()
    held.wait(10)
    assert jobs.bury_the_lost() == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, dead.message, alive.state) == ("failed", jobs.LOST, "running")
    done.set()
    worker.join()
    with connection.cursor() as cursor:  # PostgreSQL notices in its own time that nobody is there any more
        cursor.execute(
            "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s) LOOP"
            " PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$",
            servers,
        )
    assert jobs.bury_the_lost() == 1


def test_the_admin_tells_how_far_jobs_are(client: Client, start: Any) -> None:
    job = start(to=2)
    assert client.get(f"/admin/innovation_db/job/progress/?id={job.pk}").status_code == 302
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    answer = json.loads(client.get(f"/admin/innovation_db/job/progress/?id={job.pk}&id=x&id=99999").content)
    assert {key: (one["message"], one["ended"]) for key, one in answer.items()} == {
        str(job.pk): ("Counted to 2.", True)
    }


@pytest.mark.parametrize(("role", "state"), [(Role.PUBLISHER, "stopped"), (Role.EDITOR, "waiting")])
def test_who_may_stop_a_job(client: Client, role: Role, state: str) -> None:
    job = count.start(by=None, to=3)
    client.force_login(UserFactory(roles=[role]))
    client.post("/admin/innovation_db/job/", {"action": "stop", "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert job.state == state


def test_what_is_too_old_is_forgotten(client: Client, start: Any) -> None:
    start(to=1)
    client.post("/tell-us/", {"email": "ann@example.org"})
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        housekeeping.every_minute()
    assert (Job.objects.count(), SavedForm.objects.count()) == (0, 0)
