"""Rate limits among processes that share nothing but the cache, and what that cache keeps of readers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from innovation_db import housekeeping

WRONG = "The e-mail address or the password is not right. Check both and try again."
TOO_MANY = "Too many attempts. Wait five minutes and try again."

# One worker of the site: for each address it reads, it says what the sign-in page answers to a wrong password.
WORKER = """
import sys
from innovation_db.wsgi import application
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
reader = Client(REMOTE_ADDR=sys.argv[1])
print("ready", flush=True)
for email in sys.stdin:
    answer = reader.post("/account/login/", {"login": email.strip(), "password": "wrong"})
    print(*answer.context["form"].non_field_errors(), flush=True)
"""


class Worker:
    """Another process of the site, on the database of this test, with one reader at `address`."""

    def __init__(self, address: str) -> None:
        own = connection.get_connection_params()
        database = f"postgres://{own['user']}@/{own['dbname']}?{urlencode({'host': own['host']})}"
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database,
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "testserver",
            "HTTPS": "0",
            "LOG_LEVEL": "ERROR",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env=environment,
            text=True,
        )

    def ask(self, email: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{email}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate(timeout=60)


@pytest.fixture
def workers(django_db_setup: None, django_db_blocker: object) -> Iterator[list[Worker]]:
    """Two processes with two readers; only the address that they try to sign in with is the same."""
    both = [Worker("203.0.113.1"), Worker("203.0.113.2")]
    assert [worker.answer() for worker in both] == ["ready", "ready"]
    yield both
    for worker in both:
        worker.leave()


def test_a_second_process_does_not_start_at_nought(workers: list[Worker]) -> None:
    said = []
    for attempt in range(6):
        worker = workers[attempt % 2]
        worker.ask("guessed@example.org")
        said.append(worker.answer())
    assert said == [WRONG] * 5 + [TOO_MANY]

    for worker in workers * 4:  # at the same moment
        worker.ask("hurried@example.org")
    said = [worker.answer() for worker in workers * 4]
    assert said.count(WRONG) <= 5
    assert set(said) == {WRONG, TOO_MANY}


@pytest.mark.django_db
def test_many_readers_do_not_push_out_what_was_counted() -> None:
    for attempt in range(6):
        answer = Client(REMOTE_ADDR=f"203.0.113.{attempt}").post(
            "/account/login/", {"login": "guessed@example.org", "password": "wrong"}
        )
    assert answer.context["form"].non_field_errors() == [TOO_MANY]
    for reader in range(310):
        caches["default"].set(f"reader{reader}", [1.0], 300)
    answer = Client(REMOTE_ADDR="203.0.113.99").post(
        "/account/login/", {"login": "guessed@example.org", "password": "wrong"}
    )
    assert answer.context["form"].non_field_errors() == [TOO_MANY]


@pytest.mark.django_db
def test_addresses_of_readers_are_forgotten_once_they_no_longer_count() -> None:
    caches["default"].clear()
    caches["default"].set("counted", 1, 300)
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        caches["default"].set("over", 1, 300)
    housekeeping.every_minute()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM innovation_db_cache WHERE cache_key IN (':1:counted', ':1:over')")
        assert cursor.fetchall() == [(":1:counted",)]
