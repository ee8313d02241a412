"""How long pages about reports take, with a hundred reports of a board: `python -m benchmarks.reports_pages`.

A cluster of its own under `var/bench` with the demonstration’s Board in it, copies of its newest report, a comment at
every paragraph and ten actions. Each page is asked for in this process, through all of the site’s middleware, by the
public or by a member. Prints a table for docs/performance.md.
"""

import argparse
import os
import statistics
import sys
import time
from typing import Any

from benchmarks.__main__ import manage, own_environment, percentile, say, yardstick

REPORTS = 100


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports_pages", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="how often each page is asked for (20)")
    options = parser.parse_args()
    environment = own_environment("report_pages") | {"PYTHONWARNINGS": "ignore"}
    say("Preparing the benchmark's own database …")
    for command in ("migrate", "load_councils", "load_demo", "load_demo_zones", "load_demo_reports"):
        manage(os.environ | environment, command, "-v", "0")
    os.environ.update(environment)
    say(f"Asking for each page {options.times} times …")
    print(table(measured(options.times)))


def measured(times: int) -> dict[str, tuple[list[float], list[float], int]]:
    """Return, by page, the milliseconds that a reader waits and the processor works, and how many queries it costs."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from board_reports.models import Version

    version, reader = filled()
    member, public = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    member.force_login(reader)
    report, board = version.report, version.report.board
    read = Version.objects.published().filter(report=report).order_by("number").values_list("number", flat=True)[0]
    address, meeting = report.get_absolute_url(), report.meeting.get_absolute_url()
    pages = {
        "boards": (public, "/boards/"),
        "a board": (public, board.get_absolute_url()),
        "an agenda with what came of it": (public, meeting),
        "a report": (public, address),
        "what was counted": (public, f"{address}figures/f1/"),
        "search over all reports": (public, "/boards/?q=councils"),
        "members’ area": (member, "/members/"),
        "a report with notes": (member, address),
        "what changed": (member, f"{address}changed/?since={read}"),
        "a copy with notes, offline": (member, f"{address}offline.html"),
    }
    found = {}
    for name, (client, path) in pages.items():
        waits, works = [], []
        for attempt in range(times + 2):  # the first two warm up
            wait, work = time.perf_counter(), time.process_time()
            answer = client.get(path)
            if attempt >= 2:
                waits.append((time.perf_counter() - wait) * 1000)
                works.append((time.process_time() - work) * 1000)
            assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[name] = (waits, works, len(captured))
    return found


def filled() -> tuple[Any, Any]:
    """Fill the database once; return the newest version of the report that is asked for, and a member of its board."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from board_reports import actions, search
    from board_reports.models import Action, Comment, Membership, Report, Version
    from innovation_db.models import User
    from innovation_db.roles import Role

    one = Report.objects.filter(kind="update").select_related("board", "meeting__board").latest("pk")
    member = User.objects.filter(email="member@example.org").first()
    if member is None:
        member = User.objects.create_user("member@example.org", name="A member", roles=[Role.BOARD_MEMBER])
        TOTP.activate(member, generate_totp_secret())
        Membership.objects.create(board=one.board, name="A member", user=member)
        one.blocks.filter(kind="heading").update(text="What came of it")
        version = actions.correct(report=one, version=Report.objects.get(pk=one.pk).version, by=member, note="A word.")
        for number in range(1, REPORTS + 1):
            copy = Report.objects.create(
                board=one.board, meeting=one.meeting, title=f"{one.title} {number}", slug=f"copy-{number}",
                state="published", published_at=one.published_at, kind=one.kind,
            )  # fmt: skip
            search.keep(Version.objects.create(report=copy, number=1, kind="published", content=version.content))
        Comment.objects.bulk_create(
            Comment(report=one, block=block["key"], version=version.number, audience="members", text="Is that so?",
                    written_by=member)
            for block in version.content["blocks"]
        )  # fmt: skip
        Action.objects.bulk_create(Action(report=one, text=f"Do {n}", owner="A team") for n in range(10))
    newest = Version.objects.published().filter(report=one).select_related("report__board", "report__meeting__board")
    return newest.latest("number"), member


def table(found: dict[str, tuple[list[float], list[float], int]]) -> str:
    facts = (
        f"`python -m benchmarks.reports_pages`: {REPORTS} reports of a board, one process on {os.cpu_count()} cores; "
        f"the load of the machine was {os.getloadavg()[0]:.1f} at the end. The yardstick takes {yardstick():.0f} ms."
    )
    lines = [
        facts,
        "",
        "| page | median wait | 95th percentile | median of processor | queries |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, (waits, works, queries) in found.items():
        cells = f"{statistics.median(waits):.0f} ms | {percentile(waits):.0f} ms | {statistics.median(works):.0f} ms"
        lines.append(f"| {name} | {cells} | {queries} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
