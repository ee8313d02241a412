"""Passing a reader's message on to the contact of a case study, whose address stays hidden."""

from django.db import transaction

from case_studies.models import CaseStudy
from innovation_db import mail
from innovation_db.models import Message


@transaction.atomic
def pass_on(study: CaseStudy, *, name: str, email: str, organisation: str, text: str) -> Message:
    """Keep the message and send it to the contact of `study`; answers go straight to the reader.

    Raises `ValidationError` when `email` or the contact's own address is no e-mail address.
    """
    return mail.send(
        template="case_study_question",
        to=study.contact_email,
        reply_to=email,
        about=study,
        context={
            "case_study": study,
            "name": name,
            "email": email,
            "organisation": organisation,
            "message": text,
            "greeting": study.contact_name or study.contact_role or "colleague",
        },
    )
