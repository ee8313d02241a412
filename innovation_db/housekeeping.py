"""What is tidied up regularly: by the worker every minute, or by cron with `manage.py keep_house`."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from innovation_db import jobs, mail
from innovation_db.models import ContributorLink, SavedForm

log = logging.getLogger(__name__)

FORMS_KEPT = timedelta(days=90)  # without a change; a form that was sent is kept


def every_minute() -> None:
    """Send what waits, mark lost jobs, forget what is too old. One part that fails does not keep the others from it."""
    for part in (
        mail.send_waiting,
        jobs.bury_the_lost,
        jobs.ask_again,
        jobs.forget_old,
        forget_forms,
        forget_tasks,
        forget_counts,
        *map(import_string, settings.HOUSEKEEPING),
    ):
        try:
            part()
        except DatabaseError:
            log.exception("Housekeeping: %s failed", part.__name__)


def forget_forms() -> int:
    """Delete forms that were begun and never sent, with their links; return how many."""
    old = SavedForm.objects.begun().filter(changed_at__lt=timezone.now() - FORMS_KEPT)
    links = list(old.values_list("link_id", flat=True))
    count = old.filter(Q(link__in=links)).delete()[0]
    ContributorLink.objects.filter(pk__in=links, savedform=None).delete()
    return int(count)


def forget_tasks() -> None:
    """Delete what the task library keeps of tasks that ended two weeks ago."""
    if settings.WORKER:
        call_command("prune_db_task_results", queue_name="*", verbosity=0)


def forget_counts() -> None:
    """Delete what was counted for rate limits and counts no more: it names readers' addresses.

    Other caches than the database's forget by themselves.
    """
    if isinstance(caches["default"], DatabaseCache):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM innovation_db_cache WHERE expires < now()")
