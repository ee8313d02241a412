"""What is written for a form: beginning it, saving a step, sending it. Each locks the row: two at once take turns."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from innovation_db import links, mail
from innovation_db.form_kit.answers import same
from innovation_db.form_kit.definition import FormKit, Step, Typed
from innovation_db.form_kit.references import new_reference
from innovation_db.models import ContributorLink, SavedForm
from innovation_db.models.saved_forms import GIVEN


class AlreadySentError(Exception):
    """The form was sent meanwhile, so nothing more can be saved in it."""


class ClosedError(Exception):
    """The form is closed: it can be neither sent nor changed."""


class ChangedMeanwhileError(Exception):
    """Somebody else saved other answers; `theirs` are those of the step, if it was about one."""

    def __init__(self, theirs: Typed | None = None) -> None:
        super().__init__()
        self.theirs = theirs


class IncompleteError(Exception):
    """Some questions still have no answer."""


@transaction.atomic
def begin(*, kit: FormKit, email: str, given: Mapping[str, Any] | None = None) -> ContributorLink:
    """Begin a form for an address and e-mail the link to it. Raises `links.TooManyLinksError`.

    `given` is what the address of the form says beside, as `{"year": 2027}`.
    """
    link = links.make(purpose=kit.purpose, email=email)
    saved = SavedForm.objects.create(kind=kit.kind, link=link, answers={GIVEN: dict(given)} if given else {})
    link.about = saved
    link.expires_at = links.ends_at(kit.purpose, saved)
    link.save(update_fields=["about_type", "about_id", "expires_at"])
    links.send(link)
    return link


@transaction.atomic
def save_step(*, kit: FormKit, saved: SavedForm, step: Step, typed: Typed, accepted: bool, version: int) -> SavedForm:
    """Keep what was typed in a step, as its answer or, when not `accepted`, as a draft beside the last answer.

    What was sent and may still be changed is changed at once, as soon as no answer is missing. `version` is that of the
    row when the page was made. Raises `AlreadySentError`, and `ChangedMeanwhileError` when somebody else saved
    something different in this step since then; nothing is written in either case.
    """
    row = SavedForm.objects.select_for_update().get(pk=saved.pk)
    if row.submitted_at and not kit.may_change(row):
        raise AlreadySentError
    theirs = kit.answers(row).conflict(step, typed, version)
    if theirs is not None:
        raise ChangedMeanwhileError(theirs)
    entry = dict(row.answers.get(step.name, {}))
    before = dict(entry)
    if accepted:
        entry["data"] = typed
        entry.pop("draft", None)
    elif not same(entry.get("data"), typed):
        entry["draft"] = typed
    if entry != before:
        row.answers[step.name] = entry | {"saved_in": row.version + 1}
        row.save(update_fields=["answers", "changed_at"])
        row.refresh_from_db(fields=["version"])
        if row.submitted_at and kit.change and not (answers := kit.answers(row)).missing():
            kit.change(saved=row, values=answers.values)
    links.prolong(row.link)
    return row


@transaction.atomic
def submit(*, kit: FormKit, saved: SavedForm, version: int) -> SavedForm:
    """Send the form: make of it what its kit says, give it a reference, confirm by e-mail. A second call does nothing.

    Raises `ChangedMeanwhileError` when it is not the version its reader checked, `IncompleteError` when an answer is
    missing, `ClosedError` when it is too late.
    """
    row = SavedForm.objects.select_for_update().get(pk=saved.pk)
    if row.submitted_at:
        return row
    if kit.why_closed(row):
        raise ClosedError
    if row.version != version:
        raise ChangedMeanwhileError
    answers = kit.answers(row)
    if answers.missing():
        raise IncompleteError
    give_reference(row)
    row.became = kit.submit(saved=row, values=answers.values)
    row.submitted_at = timezone.now()
    row.save(update_fields=["submitted_at", "became_type", "became_id", "changed_at"])
    mail.send(
        template=kit.confirmation,
        to=row.link.email,
        reply_to=settings.CONTACT_EMAIL,
        # An address that nobody has shown to be theirs is not sent what a stranger typed.
        context={"reference": row.reference, "answers": answers.summary() if row.link.opened_at else []},
        about=row,
    )
    return row


def give_reference(row: SavedForm) -> None:
    """Give the row a reference that no other has."""
    while row.reference is None:
        try:
            with transaction.atomic():
                row.reference = new_reference()
                row.save(update_fields=["reference", "changed_at"])
        except IntegrityError:
            row.reference = None
