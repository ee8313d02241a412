"""`manage.py check_figures`: works out every figure again, and says which do not hold or have drifted."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from board_reports import drift, reading
from board_reports.models import FigureUse, Report
from innovation_db.progress import bar


class Command(BaseCommand):
    help = (
        "Work out every figure again. A figure of a draft that cannot be worked out, or whose words are not true, is "
        "an error (exit code 1); that a pinned or published figure has drifted is told, and changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", help="only the reports of the board at this address, such as “improvement”")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = Report.objects.order_by("pk").prefetch_related("figures")
        if options["board"]:
            reports = reports.filter(board__slug=options["board"])
        wrong, drifted, count = [], [], 0
        with bar(disable=options["verbosity"] == 0) as shown:
            for report in shown.track(list(reports), description="Checking figures"):
                uses = list(report.figures.all())
                count += len(uses)
                if report.state == Report.State.PUBLISHED:
                    published = reading.published(report)
                    drifted += _lines(report, drift.of_published(published) if published else [])
                else:
                    wrong += [f"{report.title}: {sentence}" for sentence in _wrong(uses)]
                    drifted += _lines(report, drift.of_pinned(uses))
        for line in drifted:
            self.stdout.write(f"Drifted: {line}")
        for line in wrong:
            self.stdout.write(f"Does not hold: {line}")
        self.stdout.write(f"{count} figures, {len(drifted)} drifted, {len(wrong)} do not hold.")
        if wrong:
            raise CommandError("Some figures do not hold: change what is said about them.")


def _wrong(uses: list[FigureUse]) -> list[str]:
    """Return a sentence for each figure that cannot be worked out now, or that is said to be what it is not."""
    sentences = []
    for use in uses:
        figure = reading.figure(use)
        if figure.problem:
            sentences.append(f"“{figure.label}” ({use.key}): {figure.problem}")
        elif not figure.holds:
            sentences.append(f"“{figure.label}” ({use.key}): it says “{figure.phrase}”, the value is {figure.value}.")
    return sentences


def _lines(report: Report, drifts: list[drift.Drift]) -> list[str]:
    return [f"{report.title}: {one.sentence}" for one in drifts]
