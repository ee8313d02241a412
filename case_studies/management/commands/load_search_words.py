"""`manage.py load_search_words`: give search its first synonyms and abbreviations."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from case_studies.loading import FixtureError
from case_studies.word_lists import load, read


class Command(BaseCommand):
    help = "Add the synonyms and abbreviations that search starts with; what officers edited or removed stays so."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load(read(settings.BASE_DIR / "fixtures" / "search"))
        except FixtureError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(report.sentence())
