"""The letters that tell proposers what was decided: writing one, which still wait, and sending them in the background.

With the letters of acceptance the speakers are asked to confirm (`asking.py`): one press does both.

What a letter says is a `LetterTemplate` of the Zone; until an officer changes it, one of `DEFAULTS`.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from innovation_db import links, mail
from innovation_db.jobs import Run, job
from innovation_db.models import ContributorLink, Message, User
from zone_programme import asking, proposal_actions, speaker_links
from zone_programme.merging import fields_in, merge
from zone_programme.models import Letter, LetterTemplate, Outcome, Proposal, Zone
from zone_programme.reading import dates_in_words

ALLOWED = "zone_programme.send_letter"
DEFAULTS: Mapping[str, tuple[str, str]] = {
    Outcome.ACCEPTED: (
        "Your session at the {zone}: accepted",
        (
            "Dear {name},\n\n"
            "Thank you for proposing “{title}” for the {zone}. We would like to have it in the programme.\n\n"
            "{reason}\n\n"
            "When and where: {conference}, {dates}, {place}. Please keep these days free. We write again with your day "
            "and time once the timetable stands.\n\n"
            "{confirm}\n\n"
            "{speakers}\n\n"
            "If anything has changed, answer this e-mail and give your reference, {reference}."
        ),
    ),
    Outcome.RESERVE: (
        "Your proposal for the {zone}: on the reserve list",
        (
            "Dear {name},\n\n"
            "Thank you for proposing “{title}” for the {zone}. It is a good proposal, and we have put it on the "
            "reserve list: when a place becomes free we ask you first.\n\n"
            "{reason}\n\n"
            "If you would rather not wait, answer this e-mail and give your reference, {reference}."
        ),
    ),
    Outcome.DECLINED: (
        "Your proposal for the {zone}",
        (
            "Dear {name},\n\n"
            "Thank you for proposing “{title}” for the {zone}. We are sorry that we cannot offer it a place "
            "this year.\n\n"
            "{reason}\n\n"
            "Other councils may still learn from your work. Tell us about it, and it can become a case study:\n"
            "{tell_us}\n\n"
            "If you have questions, answer this e-mail and give your reference, {reference}."
        ),
    ),
}


def template_of(zone: Zone, outcome: str) -> LetterTemplate:
    """Return the Zone's template of an outcome, or one that is not saved yet with the usual words. Costs one query."""
    found = LetterTemplate.objects.filter(zone=zone, outcome=outcome).first()
    return found or LetterTemplate(
        zone=zone, outcome=outcome, subject=DEFAULTS[outcome][0], text=DEFAULTS[outcome][1], version=0
    )


def waiting(zone: Zone, outcome: str) -> QuerySet[Proposal]:
    """Return the proposals that were decided so and whose proposers were not told yet."""
    proposals: QuerySet[Proposal] = zone.proposals.untold().filter(state=outcome)
    return proposals.order_by("title", "id")


def written(proposal: Proposal, template: LetterTemplate, link: ContributorLink | None = None) -> tuple[str, str]:
    """Return subject and text of a letter, filled in. `link` opens the page of a proposer who speaks, once accepted."""
    zone = proposal.zone
    dates = [day.date for day in zone.days.all()]
    accepted = template.outcome == Outcome.ACCEPTED
    values = {
        "name": proposal.proposer_name,
        "title": proposal.title,
        "reference": proposal.reference,
        "zone": str(zone),
        "conference": zone.conference,
        "place": ", ".join(filter(None, [zone.venue, zone.city])) or "place to be announced",
        "dates": dates_in_words(dates) if dates else str(zone.year),
        "reason": proposal.decision_reason,
        "confirm": asking.confirming(proposal, link) if accepted else "",
        "speakers": asking.about_the_others(proposal) if accepted else "",
        "tell_us": mail.absolute(reverse("tell_us")),
    }
    return mail.one_line(merge(template.subject, values)), merge(template.text, values)


@transaction.atomic
def tell(*, proposal: int, version: int, template: LetterTemplate, by: User | None) -> Message | None:
    """Write to one proposer, once for each outcome. Accepted: the session is made, and the letter holds its link.

    Returns None when it was changed since `version`, or told already: of two who send at once, the second finds that.
    """
    row = Proposal.objects.select_for_update(of=["self"]).select_related("zone").filter(pk=proposal).first()
    told = row is None or row.letters.filter(outcome=template.outcome).exists()
    if row is None or told or row.version != version or row.state != template.outcome:
        return None
    speaker = None
    if row.state == Proposal.State.ACCEPTED:
        proposal_actions.make_session(proposal=row, by=by)
        speaker = asking.proposer_as_speaker(row) if "confirm" in fields_in(template.text) else None
    link = speaker_links.link_of(speaker, by=by) if speaker else None
    subject, text = written(row, template, link)
    message = mail.keep(
        template="decision", to=row.proposer_email, subject=subject, text=text, html="",
        about=row, reply_to=settings.CONTACT_EMAIL, secrets=[links.token(link)] if link else [], by=by,
    )  # fmt: skip
    Letter.objects.create(proposal=row, outcome=template.outcome, message=message, sent_by=by)
    if speaker:
        speaker_links.note_asked(speaker, by=by)
    return message


@job("Letters to proposers")
def send_letters(run: Run, *, zone: int, outcome: str, seen: list[list[int]], template_version: int) -> str:
    """Send the letters of one outcome to the proposals that the officer saw: `seen` are pairs of id and version."""
    row = Zone.objects.get(pk=zone)
    template = template_of(row, outcome)
    run.total, run.result_url = len(seen), reverse("admin:zone_programme_zone_letters", args=[zone])
    if template.version != template_version:
        return "The words of the letter were changed since you looked at it, so none was sent. Look at it again."
    sent = 0
    for proposal, version in seen:
        if tell(proposal=proposal, version=version, template=template, by=run.job.started_by):
            sent += 1
        run.advance(1, f"{sent} letters are on their way …")
    left = len(seen) - sent
    done = f"{sent} {'letter is' if sent == 1 else 'letters are'} on {'its' if sent == 1 else 'their'} way."
    if outcome == Outcome.ACCEPTED and (speakers := asking.ask_all(run, row, told=True)):
        done += f" {asking.told_of(speakers)}"
    return f"{done} {left} {'was' if left == 1 else 'were'} left out: changed or told meanwhile." if left else done


def pairs(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return the (id, version) of texts such as `12:3`, as pages send them back; nonsense is left out."""
    found = [text.partition(":") for text in texts]
    return [
        (int(pk), int(version))
        for pk, _, version in found
        if all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (pk, version))
    ]
