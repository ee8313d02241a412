"""The whole benchmark: a database of its own, made-up records, gunicorn, a client, a table in docs/performance.md.

`make bench` runs it with 10,000 and 100,000 records, `make bench SIZE=10000` with one number.
"""

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg

from innovation_db import postgres

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- written by make bench: begin -->", "<!-- written by make bench: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="records; may be given more than once")
    parser.add_argument("--seconds", type=float, default=10, help="how long each measurement runs (10)")
    parser.add_argument("--no-table", action="store_true", help="print the table and leave docs/performance.md alone")
    options = parser.parse_args()
    sizes = sorted(options.size or [10_000, 100_000])
    environment = os.environ | own_environment() | {"PYTHONWARNINGS": "ignore"}
    database = environment["DATABASE_URL"]
    say("Preparing the benchmark's own database …")
    manage(environment, "migrate", "-v", "0")
    manage(environment, "load_councils", "-v", "0")
    parts, notes = [], {}
    for size in sizes:
        fill(environment, database, size)
        say(f"Measuring with {size:,} records …")
        found = measure(environment, options.seconds)
        parts.append(table(size, found))
        notes = found["visits"]
    report = "\n".join([facts(database, sizes, options.seconds), *parts, visits(notes)])
    print(report)
    if not options.no_table:
        write(report)


def own_environment(cluster: str = "postgres") -> dict[str, str]:
    """Return the environment of a site on a cluster of its own: the demonstration's is neither read nor slowed down."""
    return {
        "DATABASE_URL": postgres.start(ROOT / "var" / "bench" / cluster), "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "false", "DJANGO_SETTINGS_MODULE": "innovation_db.settings",
    }  # fmt: skip


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def fill(environment: dict[str, str], database: str, size: int) -> None:
    """Bring the database to exactly `size` synthetic records."""
    with psycopg.connect(database, autocommit=True) as connection:
        there = connection.execute("SELECT count(*) FROM case_studies_casestudy").fetchone()[0]  # type: ignore[index]
    if there > size:
        manage(environment, "make_synthetic", "--remove", "--yes")
        there = 0
    if there < size:
        began = time.perf_counter()
        manage(environment, "make_synthetic", str(size - there), "--seed", str(size), "--yes")
        say(f"{size - there:,} records made in {time.perf_counter() - began:.0f} seconds.")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def measure(environment: dict[str, str], seconds: float) -> dict[str, Any]:
    """Return, by kind of page, what the database alone takes and what a reader waits."""
    alone = json.loads(run([sys.executable, "-m", "benchmarks.sql"], environment))
    port = free_port()
    command = ["gunicorn", "--config", "innovation_db/gunicorn.py", "--bind", f"127.0.0.1:{port}", "innovation_db.wsgi"]
    server = subprocess.Popen([str(Path(sys.executable).parent / command[0]), *command[1:]], cwd=ROOT, env=environment)
    try:
        wait_for(port)
        everything = [path for paths in alone["paths"].values() for path in paths]
        ask(port, everything, 4, min(10.0, seconds))  # every worker has its connection and its templates
        answers = {
            (kind, clients): ask(port, paths, clients, seconds)
            for kind, paths in alone["paths"].items()
            for clients in (1, 8)
        }
    finally:
        server.terminate()
        server.wait(20)
    return {"sql": alone["sql"], "answers": answers, "visits": alone["visits"]}


def run(command: list[str], environment: dict[str, str], given: str = "") -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def ask(port: int, paths: list[str], clients: int, seconds: float) -> dict[str, Any]:
    job = json.dumps({"port": port, "paths": paths, "clients": clients, "seconds": seconds})
    answer: dict[str, Any] = json.loads(run([sys.executable, "-m", "benchmarks.client"], dict(os.environ), job))
    if answer["wrong"]:
        raise SystemExit(f"Not every answer was 200: {answer['wrong']}")
    return answer


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not start.")


def facts(database: str, sizes: list[int], seconds: float) -> str:
    with psycopg.connect(database) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]  # type: ignore[index]
    size = "" if sizes == [10_000, 100_000] else f" SIZE={sizes[0]}"
    return (
        f"`make bench{size}`: {os.cpu_count()} cores shared by site, database and client; "
        f"PostgreSQL {version.split()[0]}, Python {platform.python_version()}; "
        f"each line measured for {seconds:g} seconds. The yardstick of this machine, a million squares added up in a "
        f"loop of Python, takes {yardstick():.0f} ms of one core.\n"
    )


def yardstick() -> float:
    """Return the milliseconds of a fixed piece of work, because rented cores differ, and from one hour to the next."""
    times = []
    for _ in range(5):
        began, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number * number
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


def table(size: int, found: dict[str, Any]) -> str:
    lines = [
        f"### {size:,} records\n",
        "| page | clients | requests a second | median | 95th percentile | SQL, median | SQL, 95th | queries |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for (kind, clients), answer in found["answers"].items():
        times, alone = answer["milliseconds"], found["sql"][kind]
        lines.append(
            f"| {kind} | {clients} | {len(times) / answer['seconds']:,.0f} | {statistics.median(times):.1f} ms "
            f"| {percentile(times):.1f} ms | {statistics.median(alone['milliseconds']):.1f} ms "
            f"| {percentile(alone['milliseconds']):.1f} ms | {alone['statements']} |"
        )
    return "\n".join(lines) + "\n"


def percentile(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


def visits(times: dict[str, float]) -> str:
    return (
        f"### Page visits\n\nDeciding whether a request is a visit takes {times['deciding']:.3f} ms, "
        f"adding one to the count {times['adding']:.2f} ms, after the page has been sent.\n"
    )


def write(report: str) -> None:
    """Put the report between the marks of docs/performance.md, the rest of which is written by hand."""
    text = TABLE.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    TABLE.write_text(f"{before}{BEGIN}\n{report}{END}{after}")
    say(f"Written to {TABLE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
