"""`manage.py send_waiting_mail`: hand over the e-mails that are due. For cron; the worker does it every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from innovation_db import mail
from innovation_db.models import Message


class Command(BaseCommand):
    help = "Send the e-mails that are due, and say what still waits."

    def handle(self, *args: Any, **options: Any) -> None:
        taken, waiting = mail.send_waiting()
        self.stdout.write(f"Sent: {taken}. Waiting: {waiting}.")
        stuck = Message.objects.waiting().exclude(last_error="").order_by("-next_attempt_at").first()
        if stuck:
            self.stdout.write(f"Last error: {stuck.last_error}")
