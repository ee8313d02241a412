"""What becomes of the form “Tell us about yours”: a draft for the officers, and an e-mail that tells them.

The questions are `case_studies/tell_us.py`. Nothing here publishes anything.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks

from case_studies.models import CaseStudy, Council, Involvement, Link
from innovation_db import mail
from innovation_db.form_kit.definition import Values
from innovation_db.history import acting
from innovation_db.models import SavedForm

# The answers that become sections of the record as they are.
SECTIONS = ("problem", "what_we_did", "what_changed", "what_did_not_work", "lessons")


@transaction.atomic
def make_draft(*, saved: SavedForm, values: Values) -> CaseStudy:
    """Make a draft of what a council told us, note where it came from, and tell the officers.

    `values` are the answers of the form by field name. The contact is kept in the record only where its sender agreed
    to be asked; who they are is always with the form itself.
    """
    lead: Council = values["council"]
    asked = values.get("may_be_asked") == "yes"
    with acting(email=saved.link.email, reason=f"Tell us about yours, {saved.reference}"):
        study = CaseStudy.objects.create(
            title=values["name_of_it"],
            record_id=saved.reference,
            summary=values["summary"],
            stage=values["stage"],
            year=values.get("year"),
            cost=values.get("cost"),
            cost_note=values.get("cost_note", ""),
            reuse_terms=values.get("reuse_terms", ""),
            reuse_link=values.get("reuse_link", ""),
            evidence_level=CaseStudy.Evidence.TOLD,
            evidence_reason="Told by the council itself; not checked yet.",
            contact_name=values["your_name"] if asked else "",
            contact_role=values["your_job"] if asked else "",
            contact_email=saved.link.email if asked else "",
            last_confirmed_on=timezone.localdate(),
            source=f"Told to us by {lead.official_name}",
            **{section: paragraphs(values.get(section, "")) for section in SECTIONS},
        )
        Involvement.objects.create(case_study=study, council=lead, role=Involvement.Role.LEAD)
        for council in values.get("other_councils", []):
            Involvement.objects.create(case_study=study, council=council, role=Involvement.Role.PARTNER)
        if values.get("more_at"):
            Link.objects.create(case_study=study, title="Read more", url=values["more_at"])
    tell_officers(study, saved, values)
    return study


def tell_officers(study: CaseStudy, saved: SavedForm, values: Values) -> None:
    """E-mail the people who curate the library, where there is an address for them."""
    if not settings.CONTACT_EMAIL:
        return
    mail.send(
        template="told_us_officers",
        to=settings.CONTACT_EMAIL,
        reply_to=saved.link.email,
        context=who_told(saved, values)
        | {
            "title": study.title,
            "council": values["council"].official_name,
            "summary": study.summary,
            "link": mail.absolute(reverse("admin:case_studies_casestudy_change", args=[study.pk])),
        },
        about=study,
    )


def who_told(saved: SavedForm, values: Values) -> dict[str, Any]:
    """Return who filled in the form, for officers."""
    return {
        "reference": saved.reference,
        "name": values.get("your_name", ""),
        "job": values.get("your_job", ""),
        "email": saved.link.email,
        "confirmed": saved.link.opened_at is not None,
    }


def paragraphs(text: str) -> str:
    """Return typed text as rich text: paragraphs and line breaks, nothing else."""
    return linebreaks(text, autoescape=True) if text else ""


def where_from(study: CaseStudy) -> SavedForm | None:
    """Return the form that a case study was made from, if it was. Costs one query."""
    form: SavedForm | None = SavedForm.objects.that_became(study).select_related("link").first()
    return form
