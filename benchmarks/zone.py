"""How fast the Zone's pages are: `python -m benchmarks.zone`, for 200 sessions, 12 spaces and 300 speakers.

A database of its own under `var/bench`, gunicorn as it is configured, one client, and a table for
docs/performance.md; queries are counted in this process. `--profile PAGE` shows where one page's time goes.
"""

import argparse
import cProfile
import gzip
import http.client
import json
import os
import platform
import pstats
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.__main__ import ROOT, TABLE, free_port, manage, own_environment, percentile, say, wait_for, yardstick
from benchmarks.client import AGENT

BEGIN, END = "<!-- written by benchmarks.zone: begin -->", "<!-- written by benchmarks.zone: end -->"
ZONE, ADMIN = "/zone/2027", "/admin/zone_programme/zone"
# Each page: its address, and what is beside it in the table: the aim, and the conference scheduler's number.
PAGES = {
    "programme, grid": (f"{ZONE}/", "20 ms, 6 queries", "204 ms"),
    "programme, list of a day": (f"{ZONE}/?view=list&day=2027-07-06", "20 ms, 6 queries", "204 ms"),
    "programme, list of three days": (f"{ZONE}/?view=list", "20 ms, 6 queries", "204 ms"),
    "session": (f"{ZONE}/sessions/session-17/", "10 ms", "42 ms"),
    "speakers": (f"{ZONE}/speakers/", "20 ms", "209 ms"),
    "schedule.xml": (f"{ZONE}/schedule.xml", "60 ms, 10 queries", "626 ms, 409 queries"),
    "schedule.json": (f"{ZONE}/schedule.json", "60 ms, 10 queries", "626 ms, 409 queries"),
    "programme.ics": (f"{ZONE}/programme.ics", "60 ms", "264 ms"),
}
TIMES = 5  # releases that are measured


class Reader:
    """One client on one connection that it keeps, as a browser does; `cookies` are sent with everything."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = cookies or {}

    def ask(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and content as they came; a form is sent by POST."""
        from urllib.parse import urlencode

        sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if form is None else "POST", path, body, sent)
        response = self.connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def timed(act: Callable[[], int], expected: int, seconds: float) -> list[float]:
    """Return the milliseconds of each time that `act`, whose status must be `expected`, was done in `seconds`."""
    times: list[float] = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends or len(times) < 5:
        began = time.perf_counter()
        status = act()
        times.append((time.perf_counter() - began) * 1000)
        if status != expected:
            raise SystemExit(f"Answered {status} instead of {expected}.")
    return times[2:]


def queries_of(client: Any, path: str, form: dict[str, Any] | None = None, **headers: str) -> int:
    """Return how many statements a request sends, once what a worker keeps is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if form is None:
        client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers) if form is None else client.post(path, form, headers=headers)
    assert response.status_code in (200, 302, 304), (path, response.status_code, response.content[:500])
    ours = [one["sql"] for one in captured.captured_queries]
    return len([sql for sql in ours if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET"))])


def officer() -> tuple[Any, dict[str, str]]:
    """Return a client of this process and the cookies of a Zone manager who signed in with a second factor."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from innovation_db.models import User
    from innovation_db.roles import Role

    user, _ = User.objects.get_or_create(email="manager@example.org", defaults={"name": "Manager"})
    user.set_roles([Role.ZONE_MANAGER])
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, "A" * 32)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["last_seen"] = int(time.time())
    session.save()
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return client, cookies | {"csrftoken": _get_new_csrf_string()}


class Editor:
    """An officer who moves one session to and fro in the timetable's editor."""

    def __init__(self, zone: Any, slot: Any) -> None:
        self.path = f"{ADMIN}/{zone.pk}/timetable/move/{slot.pk}/"
        start = slot.starts_at.astimezone(zone.zone_info)
        day = zone.days.get(date=start.date())
        length = int(slot.length.total_seconds()) // 60
        spaces = list(zone.spaces.filter(kind=slot.space.kind).exclude(pk=slot.space_id)[:1]) or [slot.space]
        self.places = [(slot.space_id, start), (spaces[0].pk, start.replace(hour=(start.hour + 2) % 16))]
        self.fixed = {"day": day.pk, "minutes": length}
        self.version, self.turn = slot.version, 0

    def form(self) -> dict[str, Any]:
        self.turn = 1 - self.turn
        space, start = self.places[self.turn]
        return self.fixed | {"space": space, "start": f"{start:%H:%M}", "version": self.version}

    def moved(self, answer: bytes) -> None:
        self.version = json.loads(answer)["slots"][0]["version"]


def unpacked(headers: dict[str, str], content: bytes) -> bytes:
    return gzip.decompress(content) if headers.get("Content-Encoding") == "gzip" else content


def measure(zone: Any, seconds: float, environment: dict[str, str]) -> list[tuple[str, list[float], str, str, str]]:
    """Return the rows of the table: what, milliseconds, queries, aim, the other scheduler's number."""
    from zone_programme.models import Slot

    client, cookies = officer()
    data, release = f"{ADMIN}/{zone.pk}/timetable/data/", f"{ADMIN}/{zone.pk}/release/"
    slot = Slot.objects.select_related("session__zone", "space").filter(session__zone=zone).order_by("pk")[40]
    rows: list[tuple[str, list[float], str, str, str]] = []

    def note(what: str, times: list[float], queries: int | str, aim: str, other: str) -> None:
        say(f"{what}: {statistics.median(times):.1f} ms, {queries} queries")
        rows.append((what, times, str(queries), aim, other))

    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "innovation_db/gunicorn.py"]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "innovation_db.wsgi"], cwd=ROOT, env=environment
    )
    try:
        wait_for(port)
        reader, writer = Reader(port), Reader(port, cookies)
        tags = {}
        for what, (path, aim, other) in PAGES.items():
            timed(lambda path=path: reader.ask(path)[0], 200, 1)  # type: ignore[misc]  # the worker has read it
            tags[path] = reader.ask(path)[1]["ETag"]
            note(
                what,
                timed(lambda path=path: reader.ask(path)[0], 200, seconds),
                queries_of(_anybody(), path),
                aim,
                other,
            )  # type: ignore[misc]

        def unchanged() -> int:
            return max(reader.ask(path, If_None_Match=tag)[0] for path, tag in tags.items())

        times = [each / len(tags) for each in timed(unchanged, 304, seconds)]
        most = max(queries_of(_anybody(), path, if_none_match=tag) for path, tag in tags.items())
        note("each of these asked again, 304", times, most, "304", "")
        note(
            "editor data", timed(lambda: writer.ask(data)[0], 200, seconds), queries_of(client, data), "40 ms", "115 ms"
        )
        editor = Editor(zone, slot)

        def move() -> int:
            status, headers, content = writer.ask(editor.path, editor.form(), Accept="application/json")
            if status == 200:
                editor.moved(unpacked(headers, content))
            return status

        times = timed(move, 200, seconds)
        here = queries_of(client, editor.path, editor.form(), accept="application/json")
        note("a move, with every warning", times, here, "30 ms", "82 ms, warnings elsewhere wait for a reload")
        note("all warnings, afresh, in this process", *warnings(zone), "60 ms", "157 ms")
        _undo_moves(zone)
        times, counts = [], []
        for turn in range(TIMES):
            _move_twenty(zone, turn)
            writer.connection.close()  # it was idle for too long to be kept
            fields = _fields(unpacked(*writer.ask(release)[1:]).decode())
            began = time.perf_counter()
            status = writer.ask(release, fields | {"note": "Twenty moves"})[0]
            times.append((time.perf_counter() - began) * 1000)
            if status != 302:
                raise SystemExit(f"The release was answered with {status}.")
        _move_twenty(zone, TIMES)
        counts.append(queries_of(client, release, _fields(client.get(release).content.decode()) | {"note": "More"}))
        told = zone.releases.newest_first()[1].notices.count()
        note(f"release of 20 moves, {told} messages queued", times, counts[0], "300 ms", "1,667 ms")
    finally:
        server.terminate()
        server.wait(20)
    return rows


def _anybody() -> Any:
    from django.test import Client

    return Client(headers={"host": "127.0.0.1"})


def warnings(zone: Any) -> tuple[list[float], int]:
    """Return the milliseconds of finding every clash with nothing known before, and the queries of that."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from zone_programme import board

    def act() -> int:
        board.facts.cache_clear()
        board.warnings(zone)
        return 0

    with CaptureQueriesContext(connection) as captured:
        act()
    return timed(act, 0, 2), len(captured)


def _fields(page: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("after", "revision")}  # type: ignore[index]


def _undo_moves(zone: Any) -> None:
    from zone_programme import actions

    actions.restore(release=zone.releases.newest_first().first(), by=None)  # type: ignore[arg-type]


def _move_twenty(zone: Any, seed: int) -> None:
    from benchmarks.zone_rows import moves
    from innovation_db.models import User
    from zone_programme import timetable_actions

    by = User.objects.get(email="manager@example.org")
    for slot, space, starts_at in moves(zone, 20, Random(seed)):
        timetable_actions.move(slot=slot, version=slot.version, by=by, space=space, starts_at=starts_at)  # type: ignore[arg-type]


def table(rows: list[tuple[str, list[float], str, str, str]], seconds: float) -> str:
    measured = (
        f"`python -m benchmarks.zone`: {os.cpu_count()} cores shared by site, database and client; Python "
        f"{platform.python_version()}; one client, each line measured for {seconds:g} seconds, {TIMES} releases. "
        f"The yardstick takes {yardstick():.0f} ms of one core.\n"
    )
    lines = [
        measured,
        "| | median | 95th percentile | queries | aim | (the conference scheduler) |",
        "|---|---:|---:|---:|---|---|",
    ]
    for what, times, queries, aim, other in rows:
        lines.append(
            f"| {what} | {statistics.median(times):.1f} ms | {percentile(times):.1f} ms | {queries} | {aim} "
            f"| {f'({other})' if other else ''} |"
        )
    return "\n".join(lines) + "\n"


def write(report: str) -> None:
    before, _, rest = TABLE.read_text().partition(BEGIN)
    TABLE.write_text(f"{before}{BEGIN}\n{report}{END}{rest.partition(END)[2]}")
    say(f"Written to {TABLE.relative_to(ROOT)}.")


def profile(zone: Any, what: str) -> None:
    """Print where the time of something in the table goes, in this process, with its process time."""
    act = _act(zone, what)
    act()
    began = time.process_time()
    for _ in range(20):
        act()
    say(f"{what}: {(time.process_time() - began) * 50:.1f} ms of process time; yardstick {yardstick():.0f} ms")
    profiler = cProfile.Profile()
    profiler.runcall(lambda: [act() for _ in range(20)])
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


def _act(zone: Any, what: str) -> Callable[[], None]:
    """Return what is profiled: a page of the table, "editor data", "a move" or "all warnings"."""
    from zone_programme import board
    from zone_programme.models import Slot

    client, _ = officer()
    slots = Slot.objects.select_related("session__zone", "space").filter(session__zone=zone).order_by("pk")
    editor = Editor(zone, slots[40])

    def move() -> None:
        editor.moved(client.post(editor.path, editor.form(), headers={"accept": "application/json"}).content)

    def warn() -> None:
        board.facts.cache_clear()
        board.warnings(zone)

    def read() -> None:
        who, path = (client, f"{ADMIN}/{zone.pk}/timetable/data/") if what == "editor data" else (_anybody(), page[0])
        who.get(path)

    page = PAGES.get(what, ("",))
    return {"a move": move, "all warnings": warn}.get(what, read)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.zone", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="how long each measurement runs (5)")
    parser.add_argument("--search", type=float, default=30, help="how long the first timetable is searched for (30)")
    parser.add_argument("--no-table", action="store_true", help="print the table and leave docs/performance.md alone")
    parser.add_argument("--profile", help="a page of the table, “editor data”, “a move” or “all warnings”")
    options = parser.parse_args()
    environment = os.environ | own_environment("zone") | {"PYTHONWARNINGS": "ignore"}
    os.environ |= environment
    say("Preparing the benchmark's own database …")
    manage(environment, "migrate", "-v", "0")
    manage(environment, "load_councils", "-v", "0")
    import django

    django.setup()
    from django.db import connection

    from benchmarks.zone_rows import fill

    zone = fill(options.search)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    if options.profile:
        profile(zone, options.profile)
        return
    report = table(measure(zone, options.seconds, environment), options.seconds)
    print(report)
    if not options.no_table:
        write(report)


if __name__ == "__main__":
    main()
