"""What Board reports keep of a person by their e-mail address, and how it is forgotten when they are erased.

A published report stays as it was, with the officers whom members may ask. Of a member's notes whoever erases learns
only at which report they stand.
"""

from dataclasses import dataclass

from django.db import transaction

from board_reports import letters
from board_reports.commenting import AUDIENCES
from board_reports.models import Comment, Contact, ReadMark, Report, Subscription
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


@dataclass(frozen=True)
class _Note:
    """A member’s note, by where it stands: what it says is nobody else’s."""

    pk: int
    report: str

    def __str__(self) -> str:
        return self.report


def _notes(email: str) -> list[_Note]:
    written = Comment.objects.filter(written_by__email__iexact=email, audience__in=AUDIENCES)
    return [_Note(pk, title) for pk, title in written.order_by("pk").values_list("pk", "report__title")]


@transaction.atomic
def _forget_notes(notes: list[_Note]) -> None:
    Comment.objects.filter(pk__in=[one.pk for one in notes]).delete()


def _read_marks(email: str) -> list[ReadMark]:
    return list(ReadMark.objects.filter(user__email__iexact=email).order_by("pk"))


def _forget_read_marks(marks: list[ReadMark]) -> None:
    ReadMark.objects.filter(pk__in=[one.pk for one in marks]).delete()


register(
    Keeper(
        "note or comment at a report", "notes and comments at reports", "what it says is shown to nobody",
        _notes, _forget_notes,
    )
)  # fmt: skip
register(
    Keeper(
        "mark of what they read", "marks of what they read", "the report stays", _read_marks, _forget_read_marks,
    )
)  # fmt: skip
register(
    Keeper(
        "contact of a draft report", "contacts of draft reports",
        "the draft stays, and so does every published report as it was", _contacts, _forget_contacts,
    )
)  # fmt: skip
