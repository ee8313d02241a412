"""Letters of thanks to those who spoke at a Zone: once each, with a link that opens “Tell us about yours”, begun.

What the form asks is the library's (`case_studies/tell_us.py`); here it is only filled in as far as the Zone knows.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from case_studies.models import CaseStudy
from case_studies.tell_us import KIT
from innovation_db import links, mail
from innovation_db.jobs import Run, job
from innovation_db.models import ContributorLink, SavedForm, User
from zone_programme.models import Session, Speaker, ThankYou, Zone
from zone_programme.writing_up import shortened

ALLOWED = "zone_programme.add_thankyou"
TEMPLATE = "zone_thanks"
# What stands for the personal link in a preview.
LINK_SHOWN = "[their own link]"


def to_be_thanked(zone: Zone) -> QuerySet[Speaker]:
    """Return those who spoke or chaired, can be written to, and have had no letter."""
    found: QuerySet[Speaker] = spoke(zone).exclude(email="").filter(thank_you=None)
    return found


def spoke(zone: Zone) -> QuerySet[Speaker]:
    """Return those who spoke or chaired at a Zone that is over."""
    past = Session.objects.filter(zone=zone).after_their_zone()
    return Speaker.objects.filter(zone=zone, appearances__session__in=past).distinct().order_by("name", "pk")


@transaction.atomic
def thank(*, speaker: Speaker, words: str, by: User | None) -> ThankYou | None:
    """Write to one speaker and return the letter; None when they have had it, or have no address that works.

    `words` are an officer's own, set into the letter.
    """
    row: Speaker = Speaker.objects.select_for_update(of=["self"]).select_related("zone", "council").get(pk=speaker.pk)
    if ThankYou.objects.filter(speaker=row).exists() or not _can_be_written_to(row):
        return None
    told = sessions_of(row)
    saved = _begun_form(row, told[0], by) if told and not _case_study(told) else None
    address = links.url(saved.link) if saved else ""
    message = mail.send(
        template=TEMPLATE,
        to=row.email,
        context=letter(row, words=words, link=address),
        about=row,
        secrets=[links.token(saved.link)] if saved else [],
        by=by,
    )
    return ThankYou.objects.create(speaker=row, message=message, form=saved, sent_by=by)


@job("Letters of thanks")
def thank_all(run: Run, *, zone: int, words: str) -> str:
    """Write to everybody who has had no letter; those who have had one when it is stopped get no second one."""
    speakers = list(to_be_thanked(Zone.objects.get(pk=zone)))
    run.total, sent = len(speakers), 0
    for speaker in speakers:
        sent += thank(speaker=speaker, words=words, by=run.job.started_by) is not None
        run.advance(1, f"{sent} letters are on the way …")
    return "1 letter is on the way." if sent == 1 else f"{sent} letters are on the way."


def sessions_of(speaker: Speaker) -> list[Session]:
    """Return the sessions that a speaker was in. Costs a query."""
    return list(Session.objects.filter(appearances__speaker=speaker).after_their_zone().order_by("title", "pk"))


def letter(speaker: Speaker, *, words: str, link: str) -> Mapping[str, Any]:
    """Return what the template of the letter is filled in with."""
    told = sessions_of(speaker)
    return {
        "speaker": speaker,
        "zone": speaker.zone,
        "sessions": told,
        "attendance": sum(one.most for session in told for one in session.door_counts.attended()),
        "words": words,
        "case_study": _case_study(told),
        "link": link,
    }


def preview(speaker: Speaker, words: str) -> tuple[str, str]:
    """Return subject and text of a letter as it would be sent, without the link that only its reader may see."""
    subject, text, _ = mail.render(TEMPLATE, letter(speaker, words=words, link=LINK_SHOWN))
    return subject, text


def _case_study(sessions: list[Session]) -> CaseStudy | None:
    """Return a published case study that one of these sessions names."""
    return CaseStudy.objects.published().filter(sessions__in=[one.pk for one in sessions]).order_by("pk").first()


def _can_be_written_to(speaker: Speaker) -> bool:
    try:
        validate_email(speaker.email)
    except ValidationError:
        return False
    return True


def _begun_form(speaker: Speaker, session: Session, by: User | None) -> SavedForm:
    """Begin “Tell us about yours” for a speaker, filled in as far as the form itself accepts it."""
    link: ContributorLink = links.make(purpose=KIT.purpose, email=speaker.email, by=by)
    saved: SavedForm = SavedForm.objects.create(kind=KIT.kind, link=link, answers=_known(speaker, session))
    link.about = saved
    link.save(update_fields=["about_type", "about_id"])
    return saved


def _known(speaker: Speaker, session: Session) -> dict[str, Any]:
    """Return the answers that the Zone knows already, by step; what a step would refuse is left out."""
    council = speaker.council or session.councils.order_by("pk").first()
    others = [one for one in session.councils.order_by("pk") if one != council]
    known = {
        "name": {"name_of_it": [shortened(session.title, 120)]},
        "council": {
            "council": [council.official_name if council else ""],
            "other_councils": ["\n".join(one.official_name for one in others)],
        },
        "summary": {"summary": [shortened(session.summary)]},
        "what-you-did": {"what_we_did": [session.how]},
        "you": {"your_name": [speaker.name], "your_job": [speaker.role]},
    }
    answers = {}
    for name, typed in known.items():
        step = KIT.step(name)
        if step is not None and step.form(data={field: texts[0] for field, texts in typed.items()}).is_valid():
            answers[name] = {"data": typed, "saved_in": 1}
    return answers
