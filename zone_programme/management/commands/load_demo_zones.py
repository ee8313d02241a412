"""`manage.py load_demo_zones`: put in the demonstration's Zones, after `load_demo`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from case_studies.loading import FixtureError
from zone_programme import demo


class Command(BaseCommand):
    help = "Put in the demonstration's Zones that were never there; what was edited or removed since stays so."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = demo.load(settings.BASE_DIR / "fixtures" / "demo")
        except FixtureError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(report.sentence())
