"""`manage.py rebuild_search`: write every search document afresh. Edits need no rebuild; a restored backup may."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import Progress

from case_studies.models import CaseStudy
from case_studies.search import documents


class Command(BaseCommand):
    help = "Write every search document afresh and count the vocabulary. The site stays usable meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        with Progress(disable=not self.stdout.isatty()) as bar:
            task = bar.add_task("Writing search documents", total=CaseStudy.objects.published().count())
            written = documents.rebuild(lambda done: bar.update(task, advance=done))
        self.stdout.write(f"{written:,} case studies can be found.")
