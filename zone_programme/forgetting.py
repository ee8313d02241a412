"""What is forgotten some days after a Zone: who had appointments and who spoke at open mics, with links and e-mails.

Housekeeping calls it. That there were appointments and turns stays, for counting; whose they were goes.
"""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from innovation_db.history.forgetting import forget
from innovation_db.models import ContributorLink, Message
from zone_programme import desk, open_mic
from zone_programme.appointments import PURPOSE
from zone_programme.models import Appointment, Session, Sitting, Turn, Zone

# How long after its last day; the privacy page says so.
KEPT = timedelta(days=14)
PURPOSES = (PURPOSE.name, desk.HOST.name, open_mic.STEWARD.name)


@transaction.atomic
def forget_turns() -> int:
    """Forget the people of every Zone that has been over for long enough; return of how many rows. Idempotent."""
    zones = Zone.objects.annotate(last=Max("days__date")).filter(last__lt=timezone.localdate() - KEPT)
    over = list(zones.values_list("pk", flat=True))
    if not over:
        return 0
    about = _about(over)
    links = list(ContributorLink.objects.filter(about, purpose__in=PURPOSES).values_list("pk", flat=True))
    templates = Q(template__startswith="appointment") | Q(template__in=[desk.HOST.template, open_mic.STEWARD.template])
    asked_again = Q(template=PURPOSE.template, about_type=ContentType.objects.get_for_model(Sitting))
    Message.objects.filter(about, templates | asked_again).delete()
    ContributorLink.objects.filter(pk__in=links).delete()
    forget(ContributorLink, links)
    people = Appointment.objects.filter(zone__in=over).exclude(name="", email="", organisation="", topic="")
    turns = Turn.objects.filter(sitting__zone__in=over).exclude(name="", council="")
    return people.update(name="", email="", organisation="", topic="") + turns.update(name="", council="")


def _about(zones: list[int]) -> Q:
    """Return the condition that a link or an e-mail is about one of these Zones, or an appointment or surgery in it."""
    things: list[tuple[type[models.Model], Any]] = [
        (Zone, zones),
        (Session, Session.objects.filter(zone__in=zones).values("pk")),
        (Sitting, Sitting.objects.filter(zone__in=zones).values("pk")),
        (Appointment, Appointment.objects.filter(zone__in=zones).values("pk")),
    ]
    found = Q(pk=None)
    for model, ids in things:
        found |= Q(about_type=ContentType.objects.get_for_model(model), about_id__in=ids)
    return found
