"""The letters that tell proposers what was decided: writing one, which still wait, and sending them in the background.

With the letters of acceptance the speakers are asked to confirm (`asking.py`): one press does both.

What a letter says is a `LetterTemplate` of the Zone; until an officer changes it, one of `DEFAULTS`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from innovation_db import links, mail
from innovation_db.history.words import listed
from innovation_db.jobs import Run, job
from innovation_db.models import ContributorLink, User
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


def waiting(zone: Zone, outcome: str) -> list[list[Proposal]]:
    """Return the proposals that were decided so and whose proposers were not told yet: a list for each person."""
    proposals = zone.proposals.untold().filter(state=outcome).select_related("zone").prefetch_related("speakers")
    return _by_person(proposals.order_by("title", "id"))


def _by_person(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    """Put together what goes to one address: whoever sent several proposals gets one letter that names them all."""
    found: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        found[proposal.proposer_email.casefold()].append(proposal)
    return list(found.values())


def written(
    proposals: Sequence[Proposal], template: LetterTemplate, link: ContributorLink | None = None
) -> tuple[str, str]:
    """Return subject and text of one person's letter. `link` opens the page of a proposer who speaks, once accepted."""
    zone = proposals[0].zone
    dates = [day.date for day in zone.days.all()]
    accepted = template.outcome == Outcome.ACCEPTED
    values = {
        "name": listed(_once(one.proposer_name for one in proposals)),
        "title": listed([one.title for one in proposals]),
        "reference": listed([one.reference for one in proposals]),
        "zone": str(zone),
        "conference": zone.conference,
        "place": ", ".join(filter(None, [zone.venue, zone.city])) or "place to be announced",
        "dates": dates_in_words(dates) if dates else str(zone.year),
        "reason": "",
        "confirm": asking.confirming(proposals, link) if accepted else "",
        "speakers": asking.about_the_others(proposals) if accepted else "",
        "tell_us": mail.absolute(reverse("tell_us")),
    }
    each = [{"title": one.title, "reason": one.decision_reason} for one in proposals]
    return mail.one_line(merge(template.subject, values)), merge(template.text, values, each)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@transaction.atomic
def tell(*, seen: Mapping[int, int], template: LetterTemplate, by: User | None) -> list[Letter]:
    """Write one person a letter about their proposals; `seen` says of which version. Return what it tells, maybe none.

    Each outcome of a proposal is told once. Accepted: the session is made, and the letter holds the link of a speaker.
    Left out is what was changed since, or told already: of two who send at once, the second finds that.
    """
    if template.outcome == Outcome.ACCEPTED:
        Zone.objects.select_for_update().get(pk=template.zone_id)  # before the proposals, as `make_session` does
    locked = Proposal.objects.select_for_update(of=["self"]).select_related("zone").filter(pk__in=seen).order_by("pk")
    rows = [row for row in locked if row.version == seen[row.pk] and row.state == template.outcome]
    # Only now that they are locked is it certain who was told.
    told = set(Letter.objects.filter(proposal__in=seen, outcome=template.outcome).values_list("proposal", flat=True))
    rows = sorted((row for row in rows if row.pk not in told), key=lambda row: (row.title, row.pk))
    if not rows:
        return []
    speaker = None
    if template.outcome == Outcome.ACCEPTED:
        for row in rows:
            proposal_actions.make_session(proposal=row, by=by)
        speaker = asking.proposer_as_speaker(rows) if "confirm" in fields_in(template.text) else None
    link = speaker_links.link_of(speaker, by=by) if speaker else None
    subject, text = written(rows, template, link)
    message = mail.keep(
        template="decision", to=rows[0].proposer_email, subject=subject, text=text, html="",
        about=rows[0], reply_to=settings.CONTACT_EMAIL, secrets=[links.token(link)] if link else [], by=by,
    )  # fmt: skip
    letters = [Letter(proposal=row, outcome=template.outcome, message=message, sent_by=by) for row in rows]
    Letter.objects.bulk_create(letters)
    if speaker:
        speaker_links.note_asked(speaker, by=by)
    return letters


@job("Letters to proposers")
def send_letters(run: Run, *, zone: int, outcome: str, seen: list[list[int]], template_version: int) -> str:
    """Send the letters of one outcome to the proposals that the officer saw: `seen` are pairs of id and version."""
    row = Zone.objects.get(pk=zone)
    template = template_of(row, outcome)
    run.total, run.result_url = len(seen), reverse("admin:zone_programme_zone_letters", args=[zone])
    if template.version != template_version:
        return "The words of the letter were changed since you looked at it, so none was sent. Look at it again."
    sent = told = 0
    versions = {pair[0]: pair[1] for pair in seen}
    for theirs in _by_person(Proposal.objects.filter(zone=row, pk__in=versions).order_by("title", "pk")):
        told_now = tell(seen={one.pk: versions[one.pk] for one in theirs}, template=template, by=run.job.started_by)
        sent, told = sent + bool(told_now), told + len(told_now)
        run.advance(len(theirs), f"{sent} letters are on their way …")
    left = len(seen) - told
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
