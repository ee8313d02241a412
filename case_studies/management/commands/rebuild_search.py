"""`manage.py rebuild_search`: write every search document afresh. Edits need no rebuild; a restored backup may."""

from typing import Any

from django.core.management.base import BaseCommand

from case_studies.models import CaseStudy
from case_studies.search import documents
from innovation_db.progress import bar


class Command(BaseCommand):
    help = "Write every search document afresh and count the vocabulary. The site stays usable meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        with bar(disable=options["verbosity"] == 0 or not self.stdout.isatty()) as shown:
            task = shown.add_task("Writing search documents", total=CaseStudy.objects.published().count())
            written = documents.rebuild(lambda done: shown.update(task, advance=done))
        self.stdout.write(f"{written:,} case studies can be found.")
