"""Sending what a reader writes about a case study: to its contact, whose address stays hidden, or to us."""

from django.conf import settings
from django.db import transaction

from case_studies.models import CaseStudy
from innovation_db import mail
from innovation_db.addresses import first_address
from innovation_db.models import Message


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
