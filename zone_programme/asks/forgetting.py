"""What the board forgets: what was typed in and never confirmed from the address it gave. Housekeeping calls it."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from innovation_db.history.forgetting import forget
from innovation_db.models import ContributorLink, Message
from zone_programme.models import AskOffer

# How long somebody may take to open the link; the page that follows the form and the privacy page say so.
KEPT = timedelta(days=14)


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in time, with its link, e-mails and history; return how many. Idempotent."""
    old = AskOffer.objects.unconfirmed().filter(created_at__lt=timezone.now() - KEPT)
    found = dict(old.select_for_update(of=["self"]).values_list("pk", "link"))
    if not found:
        return 0
    notices, links = list(found), list(found.values())
    about = Q(about_type=ContentType.objects.get_for_model(AskOffer), about_id__in=notices)
    about |= Q(about_type=ContentType.objects.get_for_model(ContributorLink), about_id__in=links)
    Message.objects.filter(about).delete()
    AskOffer.objects.filter(pk__in=notices).delete()
    ContributorLink.objects.filter(pk__in=links).delete()
    forget(AskOffer, notices)
    forget(ContributorLink, links)
    return len(notices)
