"""The command that imports a programme made elsewhere; the work is in `zone_programme/imports`."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from innovation_db.progress import bar
from zone_programme.clashes import Clash, Severity
from zone_programme.imports import NotImportableError, Summary, import_programme

MOST_CLASHES = 20  # told one by one


class Command(BaseCommand):
    help = "Import a programme into the draft of a Zone: frab schedule.xml, schedule.json, or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--zone", type=int, required=True, metavar="YEAR", help="the year of an existing Zone")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--overwrite", action="store_true", help="let the file win over sessions that differ here")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        try:
            with bar(disable=quiet) as progress:
                task = progress.add_task(f"Importing {file.name}", total=None)
                summary = import_programme(
                    file,
                    year=options["zone"],
                    overwrite=options["overwrite"],
                    dry_run=options["dry_run"],
                    progress=lambda done, total: progress.update(task, completed=done, total=total),
                )
        except NotImportableError as error:
            raise CommandError(str(error)) from None
        if not quiet:
            self._report(file, summary)

    def _report(self, file: Path, summary: Summary) -> None:
        counts, would = summary.counts, " would be" if summary.dry_run else ""
        self.stdout.write(
            f"{_many(len(summary.sheet.lines), 'row')} in {file.name}: {_many(counts.new, 'session')}{would} new, "
            f"{counts.changed:,} changed, {counts.unchanged:,} as they were, {len(counts.left):,} left though they "
            f"differ, {_many(len(summary.rejections), 'row')} rejected."
        )
        if counts.made:
            self.stdout.write("Also new: " + ", ".join(_many(count, what) for what, count in counts.made.items()) + ".")
        for note in summary.notes:
            self.stdout.write(note)
        for sentence in counts.left:
            self.stdout.write(sentence)
        if counts.left:
            self.stdout.write("To let the file win, import it with --overwrite.")
        self._clashes(summary.clashes)
        if summary.dry_run:
            for line, reason in summary.rejections:
                self.stdout.write(f"Row {line.number}: {reason}")
            self.stdout.write("Nothing was written: this was a dry run.")
        elif summary.rejected_file:
            self.stdout.write(f"The rejected rows are in {summary.rejected_file}: mend them and import that file.")

    def _clashes(self, clashes: list[Clash]) -> None:
        if not clashes:
            return
        graves = Counter(clash.severity for clash in clashes)
        self.stdout.write(
            f"{_many(len(clashes), 'clash')} in the draft now: {graves[Severity.BLOCKS]:,} in the way of a release, "
            f"{_many(graves[Severity.WARNING], 'warning')}, {_many(graves[Severity.NOTE], 'note')}."
        )
        for clash in clashes[:MOST_CLASHES]:
            self.stdout.write(f"  {clash.sentence}")
        if len(clashes) > MOST_CLASHES:
            self.stdout.write(f"  and {len(clashes) - MOST_CLASHES:,} more: see the timetable in the admin.")


def _many(count: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("sh") else f"{what}s"
    return f"{count:,} {what if count == 1 else plural}"
