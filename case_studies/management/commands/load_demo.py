"""`manage.py load_demo`: put in the demonstration's content, and its accounts where it is the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from case_studies import demo
from case_studies.imports import NotImportableError
from case_studies.loading import FixtureError


class Command(BaseCommand):
    help = "Put in the demonstration content that was never there; what was edited or removed since stays so."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = demo.load(settings.BASE_DIR / "fixtures" / "demo")
        except (FixtureError, NotImportableError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(report.sentence())
