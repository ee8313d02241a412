"""The command that makes records up for benchmarks; the work is in `case_studies/synthetic`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from case_studies import synthetic
from innovation_db.progress import bar


class Command(BaseCommand):
    help = "Make synthetic case studies for benchmarks, published and marked, or remove them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?", metavar="N", help="how many records to make")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same records (1)")
        parser.add_argument("--remove", action="store_true", help="remove every synthetic record")
        parser.add_argument("--yes", action="store_true", help="do it on a database of DATABASE_URL too")

    def handle(self, *args: Any, number: int | None, seed: int, remove: bool, **options: Any) -> None:
        if not settings.LOCAL and not options["yes"]:
            raise CommandError(
                "This is not the site's own test database but the one of DATABASE_URL, where readers would find "
                "made-up records: add --yes if it is meant for benchmarks."
            )
        if remove == (number is not None):
            raise CommandError("Say how many records to make, or --remove.")
        if number is None:
            self.stdout.write(f"{synthetic.remove():,} synthetic records removed.")
            return
        if not 1 <= number <= 1_000_000:
            raise CommandError("Make between 1 and 1,000,000 records.")
        try:
            with bar(disable=options["verbosity"] == 0) as shown:
                task = shown.add_task("Making synthetic records", total=number)
                synthetic.make(number, seed=seed, progress=lambda done: shown.update(task, completed=done))
        except synthetic.NothingToBuildOnError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{number:,} synthetic records of seed {seed} made.")
