"""`manage.py load_councils`: bring the table of councils in line with `fixtures/councils.csv`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from case_studies.council_fixture import load, read
from case_studies.loading import FixtureError


class Command(BaseCommand):
    help = "Load the councils, their names, successors and nearest councils; what is the same stays untouched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures" / "councils.csv", help="another file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load(read(options["file"]))
        except FixtureError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(report.sentence())
        for kept in report.kept:
            self.stdout.write(f"Kept as edited here: {kept}.")
