"""What is tidied up regularly: by the worker every minute, or by cron with `manage.py keep_house`."""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from innovation_db import jobs, mail
from innovation_db.history.forgetting import forget
from innovation_db.models import ContributorLink, Message, SavedForm

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
    """Delete forms that were begun and never sent; return how many. Their links, e-mails and history go with them."""
    old = SavedForm.objects.begun().filter(changed_at__lt=timezone.now() - FORMS_KEPT)
    forms = dict(old.values_list("pk", "link_id"))
    if not forms:
        return 0
    count = old.filter(pk__in=forms).delete()[0]
    without_form = ContributorLink.objects.filter(pk__in=forms.values(), savedform=None)
    links = list(without_form.values_list("pk", flat=True))
    about = Q(about_type=ContentType.objects.get_for_model(SavedForm), about_id__in=forms)
    about |= Q(about_type=ContentType.objects.get_for_model(ContributorLink), about_id__in=links)
    Message.objects.filter(about).delete()
    without_form.delete()
    forget(ContributorLink, links)
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
