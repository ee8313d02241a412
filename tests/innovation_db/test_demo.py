"""`make demo` from nothing: it fills a database, serves, stops with its terminal, and keeps what was typed."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from django.conf import settings

from innovation_db import demo_accounts

# As make does when it was the first command in a terminal: alone told of a hang-up, it waits for what it started.
LEADER = 'exec < "$0"; trap : HUP; "$1" manage.py demo & wait; wait'
PATIENCE = 600  # seconds; a slow machine fills the database in a few minutes


class Demonstration:
    """The demonstration of a checkout that has nothing in its `var` but the collected static files."""

    def __init__(self, var: Path, port: int) -> None:
        self.environment = os.environ | {"DEMO": "1", "VAR_DIR": str(var), "PORT": str(port)}
        self.address = f"http://127.0.0.1:{port}"

    def start(self) -> str:
        """Start it in a terminal of its own and return what it says until it can be used."""
        self.terminal, slave = os.openpty()
        self.process = subprocess.Popen(
            ["sh", "-c", LEADER, os.ttyname(slave), sys.executable],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        os.close(slave)
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        assert self.process.poll() is None, said
        return said

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=60) as response:
            assert response.status == 200
            return str(response.read().decode())

    def run(self, code: str) -> None:
        command = [sys.executable, "manage.py", "shell", "--command", code]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True)

    def press_ctrl_c(self) -> str:
        return self.gone_after(lambda: os.killpg(self.process.pid, signal.SIGINT))

    def hang_up(self) -> str:
        return self.gone_after(lambda: os.close(self.terminal))

    def gone_after(self, end: Callable[[], None]) -> str:
        """Wait until every process is gone and return what it said meanwhile."""
        everybody = psutil.Process(self.process.pid).children(recursive=True)
        end()
        said, _ = self.process.communicate(timeout=60)
        _, alive = psutil.wait_procs(everybody, timeout=60)
        assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
        return str(said)


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Demonstration]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "static").symlink_to(Path(settings.VAR_DIR) / "static")
    running = Demonstration(tmp_path, port)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.communicate()


def server_runs(var: Path) -> bool:
    mark = var / "postgres" / "postmaster.pid"
    return mark.exists() and psutil.Process(int(mark.read_text().split()[0])).status() != psutil.STATUS_ZOMBIE


def test_the_demonstration_serves_stops_and_keeps(demonstration: Demonstration, tmp_path: Path) -> None:
    said = demonstration.start()
    assert demonstration.address in said
    assert all(account.email in said for account in demo_accounts.ACCOUNTS)
    home = demonstration.get("/")
    sheet = re.search(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', home)
    assert sheet is not None, "style sheets are served under hashed names"
    assert "govuk" in demonstration.get(sheet[1])
    assert "That was a long question" in demonstration.get(f"/case-studies/?q={quote('é' * 10_000)}")
    demonstration.run("from case_studies.models import Theme; Theme.objects.create(name='Typed', slug='typed')")
    # A worker whose parent was gone before it could look stops as well.
    orphan = [sys.executable, "manage.py", "worker", "--with-parent", "1"]
    subprocess.run(orphan, cwd=settings.BASE_DIR, env=demonstration.environment, check=True, timeout=PATIENCE)
    assert "Traceback" not in demonstration.hang_up()
    assert not server_runs(tmp_path)

    demonstration.start()
    assert "Typed" in demonstration.get("/themes/typed/")
    # At once, while the worker is still starting.
    assert "Traceback" not in demonstration.press_ctrl_c()
    assert not server_runs(tmp_path)


def test_a_port_in_use_is_named(demonstration: Demonstration, tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        demonstration.environment["PORT"] = str(busy.getsockname()[1])
        demonstration.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=demonstration.environment | {"VAR_DIR": str(settings.VAR_DIR)},
            stderr=subprocess.PIPE,
            text=True,
        )
        _, said = demonstration.process.communicate(timeout=PATIENCE)
    assert "Another port: make demo PORT=" in said
    assert demonstration.process.returncode == 1
