"""How long a draft of each kind of report takes: `python -m benchmarks.reports_draft`, with 10,000 case studies.

A cluster of its own under `var/bench`, filled as the other benchmarks fill theirs, with the demonstration's Board in
it. Its made-up records are not marked as such, so that figures count them. Each draft is written whole in a
transaction that is undone. Prints a table for docs/performance.md.
"""

import argparse
import os
import statistics
import sys
import time

from benchmarks.__main__ import ROOT, fill, manage, own_environment, percentile, say, yardstick

AIM = 1000  # milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports_draft", description=__doc__)
    parser.add_argument("--size", type=int, default=10_000, help="case studies (10,000)")
    parser.add_argument("--times", type=int, default=10, help="how often each kind is drafted (10)")
    options = parser.parse_args()
    environment = own_environment("reports") | {"PYTHONWARNINGS": "ignore"}
    say("Preparing the benchmark's own database …")
    for command in ("migrate", "load_councils", "load_demo", "load_demo_zones", "load_demo_reports"):
        manage(os.environ | environment, command, "-v", "0")
    fill(os.environ | environment, environment["DATABASE_URL"], options.size)
    os.environ.update(environment)
    say(f"Drafting each kind {options.times} times …")
    print(table(measured(options.times), options.size))


def measured(times: int) -> dict[str, tuple[list[float], int]]:
    """Return, by kind, the milliseconds of each draft and how many queries one costs."""
    import json

    import django

    django.setup()
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from board_reports.drafting.actions import draft
    from board_reports.drafting.brief import Choices
    from board_reports.models import Board, Contribution, Meeting, WorkPlan
    from case_studies.models import CaseStudy
    from innovation_db.models import User

    facts = json.loads((ROOT / "fixtures" / "demo" / "reports.json").read_text(encoding="utf-8"))
    CaseStudy.objects.filter(synthetic=True).update(synthetic=False)  # no figure counts what is marked as made up
    author = User.objects.order_by("pk").first()
    assert author is not None
    found: dict[str, tuple[list[float], int]] = {}
    for one in [*facts["reports"], {"kind": "blank", "meeting": "2015-07-14", "choices": {}}]:
        took, queries = [], 0
        for attempt in range(times + 1):  # the first one warms up
            with transaction.atomic():
                board = Board.objects.create(name="Benchmark", slug="benchmark")
                meeting = Meeting.objects.create(board=board, date=one["meeting"])
                meeting = Meeting.objects.get(pk=meeting.pk)
                WorkPlan.objects.update(board=board)
                Contribution.objects.update(board=board, used_in=None)
                with CaptureQueriesContext(connection) as captured:
                    began = time.perf_counter()
                    draft(
                        kind=one["kind"], board=board, meeting=meeting, by=author,
                        choices=Choices.from_json(one["choices"]),
                    )  # fmt: skip
                    if attempt:
                        took.append((time.perf_counter() - began) * 1000)
                queries = len(captured)
                transaction.set_rollback(True)
        found[one["kind"]] = (took, queries)
    return found


def table(found: dict[str, tuple[list[float], int]], size: int) -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    lines = [
        f"{size:,} case studies, {os.cpu_count()} cores, load {load}; the yardstick takes {yardstick():.0f} ms.",
        "",
        "| draft of | median | 95th percentile | queries | aim |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind, (took, queries) in found.items():
        cells = f"{statistics.median(took):.0f} ms | {percentile(took):.0f} ms | {queries} | {AIM:,} ms"
        lines.append(f"| {kind} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
