"""E-mail: written from templates, kept as `Message` rows, handed to the mail server by background tasks.

`send()` keeps a message and has it sent once the transaction is committed. A server that is down is tried again with
growing pauses (`PAUSES`); after the last the message is given up and the error kept for the admin to show. A message is
claimed by a conditional update before it is handed over, so that no two senders have it. Where e-mail goes is
`innovation_db/mailers.py`; how the HTML is laid out, `innovation_db/mail_layout.py`.
"""

import re
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email.message import MIMEPart
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import F
from django.tasks import task
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from innovation_db.mail_layout import blocks
from innovation_db.models import Message, User
from innovation_db.models.messages import MASK

# The pause after each failed attempt. After the last one (about three days) the message is given up.
PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24)),
)
INTERRUPTED = (
    "The site was stopped while it handed this e-mail over. It may have arrived. To be sure, send it again by hand."
)


@dataclass(frozen=True)
class Attachment:
    """A text file to go with an e-mail, such as a calendar entry: `kind` is what follows “text/”."""

    name: str
    text: str
    kind: str = "plain"
    parameters: Mapping[str, str] = field(default_factory=dict)  # such as {"method": "REQUEST"}


def send(
    *,
    template: str,
    to: str,
    context: Mapping[str, Any] | None = None,
    about: models.Model | None = None,
    reply_to: str = "",
    secrets: Iterable[str] = (),
    attachments: Iterable[Attachment] = (),
    by: User | None = None,
) -> Message:
    """Keep an e-mail to one address and have it sent when this transaction is committed.

    It is written from `templates/innovation_db/mail/<template>.subject.txt` and `.txt`; the HTML is laid out from the
    text. `about` is the object it is about. `secrets` are strings in it that only
    the reader may see, such as a personal link: the kept copy loses them once the e-mail was sent. Raises
    `ValidationError` when `to` or `reply_to` is no e-mail address.
    """
    subject, text, html = render(template, context or {})
    return keep(
        template=template, to=to, subject=subject, text=text, html=html,
        about=about, reply_to=reply_to, secrets=secrets, attachments=attachments, by=by,
    )  # fmt: skip


def keep(
    *,
    template: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    about: models.Model | None = None,
    reply_to: str = "",
    secrets: Iterable[str] = (),
    attachments: Iterable[Attachment] = (),
    by: User | None = None,
    copy_of: Message | None = None,
) -> Message:
    """Keep an e-mail that is already written and have it sent on commit. Prefer `send()`, which writes it, too."""
    message = unsaved(
        template=template, to=to, subject=subject, text=text, html=html,
        about=about, reply_to=reply_to, secrets=secrets, attachments=attachments, by=by, copy_of=copy_of,
    )  # fmt: skip
    message.save()
    transaction.on_commit(lambda: deliver.enqueue(message.pk))
    return message


def keep_all(messages: Iterable[Message]) -> list[Message]:
    """Keep many e-mails that `unsaved()` made and have them sent on commit, by one query and one task."""
    kept: list[Message] = Message.objects.bulk_create(messages)
    numbers = [message.pk for message in kept]
    if numbers:
        transaction.on_commit(lambda: deliver_all.enqueue(numbers))
    return kept


def unsaved(
    *,
    template: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    about: models.Model | None = None,
    reply_to: str = "",
    secrets: Iterable[str] = (),
    attachments: Iterable[Attachment] = (),
    by: User | None = None,
    copy_of: Message | None = None,
) -> Message:
    """Return an e-mail for `keep_all()`. Raises `ValidationError` when `to` or `reply_to` is no e-mail address."""
    for address in filter(None, (to, reply_to)):
        validate_email(address)
    text = text.replace("\0", "")  # which PostgreSQL does not take
    return Message(
        template=template,
        to=to,
        reply_to=reply_to,
        subject=one_line(subject)[:250],
        text=text,
        html=html.replace("\0", "") or layout(subject, text),
        secrets=list(secrets),
        attachments=[asdict(one) for one in attachments],
        about=about,
        created_by=by,
        copy_of=copy_of,
    )


def send_again(message: Message, *, by: User) -> Message:
    """Send a kept e-mail once more: one that was sent is copied, so that both stay on record.

    Raises `ValidationError` when its personal link has been taken out of the kept copy.
    """
    if message.masked:
        raise ValidationError(
            "This e-mail held a personal link or code, which is not kept. Send a new link from the page of the link."
        )
    if message.state == Message.State.SENT:
        return keep(
            template=message.template, to=message.to, subject=message.subject, text=message.text, html=message.html,
            about=message.about, reply_to=message.reply_to, by=by, copy_of=message,
            attachments=[Attachment(**one) for one in message.attachments],
        )  # fmt: skip
    Message.objects.waiting().filter(pk=message.pk, claimed_at=None).update(next_attempt_at=timezone.now())
    Message.objects.failed().filter(pk=message.pk).update(
        given_up_at=None, attempts=0, next_attempt_at=timezone.now(), last_error=""
    )
    transaction.on_commit(lambda: deliver.enqueue(message.pk))
    return message


# --- Writing ---------------------------------------------------------------------------------------------------------


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return subject, text and HTML of a template."""
    values = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL, **context}

    def plain(suffix: str) -> str:
        # Text is not HTML: an apostrophe must stay one.
        loaded: Any = get_template(f"innovation_db/mail/{template}.{suffix}")
        return str(loaded.template.render(Context(values, autoescape=False))).strip()

    # Tags of the template leave empty lines behind.
    subject, text = one_line(plain("subject.txt")), re.sub(r"\n\s*\n", "\n\n", plain("txt"))
    return subject, text, layout(subject, text)


def layout(subject: str, text: str) -> str:
    """Return the HTML that says what `text` says."""
    return render_to_string(
        "innovation_db/mail/layout.html",
        {
            "subject": subject,
            "blocks": blocks(text, site=settings.SITE_URL),
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
        },
    )


def one_line(text: str) -> str:
    """Return `text` fit for a header: one line, no control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def absolute(path: str) -> str:
    """Return the full address of `path`, for use in e-mails."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


# --- Sending ---------------------------------------------------------------------------------------------------------


@task(priority=10)
def deliver(message_id: int) -> None:
    """Hand over one message, if it is due."""
    hand_over(message_id)


@task(priority=10)
def deliver_all(message_ids: list[int]) -> None:
    """Hand over many messages, those that are due; one that fails does not keep the others."""
    for message_id in message_ids:
        hand_over(message_id)


def hand_over(message_id: int) -> bool:
    """Try to give the message to the mail server, and note how that went; True when the server has it.

    Of several callers at once only one gets the message: the others find it claimed and return False. A sender that
    is killed in the middle leaves the claim, and the message is not tried again by itself, for it may have arrived.
    """
    now = timezone.now()
    if not Message.objects.due().filter(pk=message_id).update(claimed_at=now, attempts=F("attempts") + 1):
        return False
    message = Message.objects.get(pk=message_id)
    ours = Message.objects.filter(pk=message_id, claimed_at=now)
    try:
        as_email(message).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        finally_failed = is_final(error) or message.attempts > len(PAUSES)
        ours.update(
            claimed_at=None,
            last_error=explain(error),
            given_up_at=timezone.now() if finally_failed else None,
            next_attempt_at=timezone.now() + PAUSES[min(message.attempts, len(PAUSES)) - 1],
        )
        return False
    ours.update(claimed_at=None, sent_at=timezone.now(), last_error="", **without_secrets(message))
    return True


def send_waiting() -> tuple[int, int]:
    """Hand over everything that is due; return how many the server took and how many still wait.

    Stops at the first that fails because the server does not answer: the rest would only fail as well.
    """
    Message.objects.interrupted().update(claimed_at=None, given_up_at=timezone.now(), last_error=INTERRUPTED)
    taken = 0
    for message_id in Message.objects.due().order_by("next_attempt_at", "id").values_list("id", flat=True):
        if hand_over(message_id):
            taken += 1
        elif Message.objects.waiting().filter(pk=message_id, claimed_at=None).exists():
            break
    return taken, Message.objects.waiting().count()


def as_email(message: Message) -> EmailMultiAlternatives:
    """Return the e-mail itself. Its Message-ID is always the same, so that a copy can be told from a new one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else [],
        headers={
            "Message-ID": f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",  # asks holiday replies to stay silent
        },
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    for one in message.attachments:
        email.attach(_part(Attachment(**one)))
    return email


def _part(attachment: Attachment) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        attachment.text, subtype=attachment.kind, params=dict(attachment.parameters), disposition="attachment",
        filename=attachment.name,
    )  # fmt: skip
    return part


def without_secrets(message: Message) -> dict[str, Any]:
    """Return the columns of the kept copy once sent: without what only the reader may see, except in the demo."""
    if settings.DEMO or not message.secrets:
        return {}
    return {"text": masked(message.text, message.secrets), "html": masked(message.html, message.secrets), "secrets": []}


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with every secret replaced, the longest first so that none is left in part."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text


def is_final(error: Exception) -> bool:
    """Whether trying again is pointless: the server refuses the recipient for good, or the headers are broken."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, ValueError)


def explain(error: Exception) -> str:
    """Return what went wrong as a sentence an officer understands, with the server's own words."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            said = "; ".join(f"{code} {_decoded(words)}" for code, words in error.recipients.values())
            return f"The mail server does not take e-mail for this address: {said}"
        case smtplib.SMTPAuthenticationError():
            return f"The mail server refused our user name and password: {error.smtp_code} {_decoded(error.smtp_error)}"
        case smtplib.SMTPResponseException():
            return f"The mail server refused the e-mail: {error.smtp_code} {_decoded(error.smtp_error)}"
        case TimeoutError():
            return "The mail server did not answer in time."
        case smtplib.SMTPException() | OSError():
            return f"The mail server cannot be reached: {error}"
        case _:
            return f"The e-mail could not be written: {error}"


def _decoded(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
