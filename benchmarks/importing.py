"""How long `import_case_studies` takes: `python -m benchmarks.importing [ROWS]`, 10,000 rows unless told otherwise.

Writes a file of made-up rows, and imports it into an empty database of its own beside the benchmark's: a dry run, the
real thing with `--publish`, and the same file again.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.__main__ import ROOT, manage
from innovation_db import postgres

DATABASE = "importing"
PLAIN = (
    "record_id", "title", "summary", "novelty", "stage", "cost", "team", "reuse_terms", "evidence_level", "year",
    "begun_on", "ended_on", "last_confirmed_on", "source", "problem", "what_we_did", "leadership", "people",
    "governance", "risk_and_finance", "obstacles", "what_changed", "what_did_not_work", "lessons", "sustained_by",
)  # fmt: skip


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    server = postgres.start(ROOT / "var" / "bench" / "postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    environment = os.environ | {
        "DATABASE_URL": server.replace("/postgres?", f"/{DATABASE}?"), "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "false", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    for command in ("migrate", "load_councils"):
        manage(environment, command, "-v", "0")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "rows.csv")
        subprocess.run(
            [sys.executable, "-m", "benchmarks.importing", "--write", file, str(rows)],
            cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
        for name, options in (("dry run", ["--dry-run"]), ("publish", ["--publish"]), ("again", ["--publish"])):
            began = time.perf_counter()
            manage(environment, "import_case_studies", file, *options)
            print(f"{name}: {rows:,} rows in {time.perf_counter() - began:.1f} s")


def write(file: str, rows: int) -> None:
    """Write the rows, and make what they belong to: an administrator, themes and service areas."""
    import django

    django.setup()
    from case_studies.models import Council, ServiceArea, Theme
    from case_studies.synthetic.writing import Subjects, Writer
    from innovation_db.models import User

    User.objects.create_superuser(email="bench@example.org", password=None, name="Bench")
    for model in (Theme, ServiceArea):
        for name in ("Digital", "Growth", "Wellbeing", "Homes", "Streets"):
            model.objects.create(
                name=f"{name} {model._meta.verbose_name}", slug=f"{name}-{model._meta.model_name}".lower()
            )
    councils = dict(Council.objects.values_list("pk", "slug"))
    themes, areas = (dict(model.objects.values_list("pk", "name")) for model in (Theme, ServiceArea))
    writer = Writer(1, Subjects(list(councils), list(themes), list(areas), [], []))
    with Path(file).open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow([*PLAIN, "council", "partner_councils", "themes", "service_areas", "outcomes"])
        for number in range(1, rows + 1):
            record = writer.record(number)
            lead, *partners = [councils[pk] for pk, _ in record.councils]
            parts = ("kind", "amount", "unit", "period", "basis", "year", "description")
            told = "; ".join(" | ".join(str(outcome[part]) for part in parts) for outcome in record.outcomes)
            subjects = (
                "; ".join(names[pk] for pk in of)
                for names, of in ((themes, record.themes), (areas, record.service_areas))
            )
            table.writerow(
                [*(text(record.values.get(column)) for column in PLAIN), lead, "; ".join(partners), *subjects, told]
            )


def text(value: Any) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovation_db.settings")
        write(sys.argv[2], int(sys.argv[3]))
    else:
        main()
