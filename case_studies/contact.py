"""Sending what a reader writes about a case study: to its contact, whose address stays hidden, or to us.

Officers find it again beside the record: `readers_wrote`.
"""

from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import Truncator

from case_studies.models import CaseStudy
from innovation_db import mail
from innovation_db.addresses import first_address
from innovation_db.models import Message

# By the template of the message, what it is, and what stands in it before the reader's own words.
KINDS = {"case_study_more": ("Told us more", "and writes:"), "case_study_question": ("Asked the council", "and asks:")}
SHOWN, FIRST_WORDS = 8, 160


class Written(NamedTuple):
    """What a reader wrote about a case study, with its beginning."""

    message: Message
    kind: str
    first_words: str


def readers_wrote(study: CaseStudy) -> list[Written]:
    """Return the newest of what readers wrote about `study`, to us or to its contact. Costs one query."""
    about = {"about_type": ContentType.objects.get_for_model(CaseStudy), "about_id": study.pk}
    found = Message.objects.filter(**about, template__in=KINDS, copy_of=None).order_by("-created_at", "-pk")
    return [Written(one, KINDS[one.template][0], _first_words(one)) for one in found[:SHOWN]]


def _first_words(message: Message) -> str:
    _, _, own = message.text.partition(KINDS[message.template][1])
    own = own.rpartition("\nAnswer this e-mail to write to ")[0] or own or message.text
    return Truncator(" ".join(own.split())).chars(FIRST_WORDS)


def address_for(study: CaseStudy, *, about_reuse: bool) -> str:
    """Return whom a reader's message goes to: the contact, or who is named for the reuse offer; "" without either."""
    return (first_address(study.reuse_contact) if about_reuse else "") or study.contact_email


@transaction.atomic
def pass_on(
    study: CaseStudy, *, name: str, email: str, organisation: str, message: str, about_reuse: bool = False
) -> Message:
    """Keep the message and send it on, see `address_for`; answers go straight to the reader.

    Raises `ValidationError` when `email` or the contact's own address is no e-mail address.
    """
    to = address_for(study, about_reuse=about_reuse)
    return mail.send(
        template="case_study_question",
        to=to,
        reply_to=email,
        about=study,
        context={
            "case_study": study,
            "name": name,
            "email": email,
            "organisation": organisation,
            "message": message,
            "greeting": (to == study.contact_email and (study.contact_name or study.contact_role)) or "colleague",
        },
    )


@transaction.atomic
def tell_us(study: CaseStudy, *, name: str, email: str, organisation: str, message: str) -> Message:
    """Send those who look after the site what a reader knows about `study`, and keep it with the case study."""
    return mail.send(
        template="case_study_more",
        to=settings.CONTACT_EMAIL,
        reply_to=email,
        about=study,
        context={"case_study": study, "name": name, "email": email, "organisation": organisation, "message": message},
    )
