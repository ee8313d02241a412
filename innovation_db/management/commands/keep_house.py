"""`manage.py keep_house`: one round of housekeeping, for cron where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from innovation_db import housekeeping


class Command(BaseCommand):
    help = "Send waiting e-mails, mark lost jobs as failed, delete what is too old to keep."

    def handle(self, *args: Any, **options: Any) -> None:
        housekeeping.every_minute()
