"""What Board reports keep of a person by their e-mail address, and how it is forgotten when they are erased.

A published report stays as it was, with the officers whom members may ask; a member's notes belong to an account.
"""

from django.db import transaction

from board_reports import letters
from board_reports.models import Contact, Report, Subscription
from innovation_db.history.forgetting import forget
from innovation_db.keepers import Keeper, register


def _subscriptions(email: str) -> list[Subscription]:
    return list(Subscription.objects.filter(email__iexact=email))


def _contacts(email: str) -> list[Contact]:
    """Contacts of reports that nobody has read yet."""
    rows = Contact.objects.filter(email__iexact=email).exclude(report__state=Report.State.PUBLISHED)
    return list(rows.select_related("report").order_by("pk"))


@transaction.atomic
def _forget_contacts(contacts: list[Contact]) -> None:
    pks = [one.pk for one in contacts]
    Contact.objects.filter(pk__in=pks).delete()
    forget(Contact, pks)


register(
    Keeper(
        "subscription to Board reports", "subscriptions to Board reports",
        "with its link and the e-mails that it brought", _subscriptions, letters.forget_these,
    )
)  # fmt: skip
register(
    Keeper(
        "contact of a draft report", "contacts of draft reports",
        "the draft stays, and so does every published report as it was", _contacts, _forget_contacts,
    )
)  # fmt: skip
