"""`manage.py load_demo_reports`: put in the demonstration's Board and its reports, after `load_demo_zones`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from board_reports import demo
from case_studies.loading import FixtureError


class Command(BaseCommand):
    help = "Put in the demonstration's Board and reports that were never there; what was edited or removed stays so."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = demo.load(settings.BASE_DIR / "fixtures" / "demo")
        except FixtureError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(added.sentence())
