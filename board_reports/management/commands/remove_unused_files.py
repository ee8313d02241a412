"""`manage.py remove_unused_files`: removes pictures and uploaded papers that nothing refers to any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from board_reports import unused_files


class Command(BaseCommand):
    help = (
        "Remove files of reports, older than a month, that no report, no version and no line of the history names. "
        "The housekeeping does it once a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list them")

    def handle(self, *args: Any, **options: Any) -> None:
        found = unused_files.unused() if options["dry_run"] else unused_files.remove_unused()
        for file in found:
            self.stdout.write(file)
        count = f"{len(found)} {'file' if len(found) == 1 else 'files'}"
        self.stdout.write(f"{count} would be removed." if options["dry_run"] else f"{count} removed.")
