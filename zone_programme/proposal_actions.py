"""What becomes of a proposal: an accepted one becomes a session with its speakers; its proposer may withdraw it.

Choosing which are accepted is the review's; the form that proposals come from is `propose.py`.
"""

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from zone_programme.models import (
    USUAL_MINUTES,
    Appearance,
    Availability,
    Format,
    Proposal,
    ProposedSpeaker,
    Session,
    Speaker,
    Zone,
)


@transaction.atomic
def make_session(*, proposal: Proposal, by: User | None) -> Session:
    """Make the session of an accepted proposal and return it; a second call returns the first one's.

    Its speakers are those of the Zone with the same e-mail address, or the same name where one of the two has none;
    others are added with the times that were proposed. Raises `RefusedError` for a proposal that is not accepted.
    """
    Zone.objects.select_for_update().get(pk=proposal.zone_id)  # one at a time: two may want one slug or speaker
    row = Proposal.objects.select_for_update(of=["self"]).select_related("zone", "session").get(pk=proposal.pk)
    if row.session:
        return row.session
    if row.state != Proposal.State.ACCEPTED:
        raise RefusedError(f"“{row.title}” is not accepted, so it has no session yet.")
    form = Format(row.format)
    with acting(user=by, reason=f"Accepted proposal {row.reference}"):
        session = Session.objects.create(
            zone=row.zone,
            title=row.title,
            slug=free_slug(Session, row.zone, row.title),
            record_id=row.reference,
            format=form,
            minutes=USUAL_MINUTES[form],
            summary="\n\n".join(filter(None, [row.problem, row.what])),
            how=row.how,
            theme_id=row.theme_id,
            needs=row.needs,
            expected=row.expected,
        )
        session.councils.set(row.councils.all())
        session.case_studies.set(row.case_studies.all())
        for proposed in row.speakers.select_related("proposal").prefetch_related("times"):
            role = Appearance.Role.CHAIR if proposed.chairs else Appearance.Role.SPEAKER
            Appearance.objects.get_or_create(
                session=session, speaker=_speaker(row.zone, proposed), defaults={"role": role}
            )
        row.session = session
        row.save(update_fields=["session"])
    proposal.refresh_from_db()
    return session


def _speaker(zone: Zone, proposed: ProposedSpeaker) -> Speaker:
    """Return the Zone's speaker who is the proposed one, made where there is none."""
    same_name: list[Speaker] = []
    email = proposed.address
    for speaker in zone.speakers.all():
        if email and speaker.email.casefold() == email.casefold():
            return speaker
        nobody_else = not (email and speaker.email) and proposed.council_id in (None, speaker.council_id)
        if nobody_else and speaker.name.casefold() == proposed.name.casefold():
            same_name.append(speaker)
    if len(same_name) == 1:
        return same_name[0]
    speaker = Speaker.objects.create(
        zone=zone,
        name=proposed.name,
        slug=free_slug(Speaker, zone, proposed.name),
        role=proposed.role,
        council_id=proposed.council_id,
        organisation=proposed.organisation,
        email=email,
    )
    for time in proposed.times.all():
        Availability.objects.create(speaker=speaker, day_id=time.day_id, starts_at=time.starts_at, ends_at=time.ends_at)
    return speaker


def free_slug(model: type[Model], zone: Zone, text: str) -> str:
    """Return a slug for `text` that no other row of this model has in the Zone."""
    base = slugify(text)[:100].strip("-") or "session"
    taken = set(model._default_manager.filter(zone=zone, slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User | None = None, email: str = "") -> Proposal:
    """Take a proposal back, and its session with it. `email` is its proposer's, by whose link it is done.

    A second call does nothing. A decline stands: raises `RefusedError`.
    """
    row: Proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state == Proposal.State.WITHDRAWN:
        return row
    if row.state == Proposal.State.DECLINED:
        raise RefusedError("It was declined already, so there is nothing to withdraw.")
    with acting(user=by, email=email, reason=f"Proposal {row.reference} withdrawn"):
        row.state, row.withdrawn_at = Proposal.State.WITHDRAWN, timezone.now()
        row.save(update_fields=["state", "withdrawn_at"])
        if row.session_id:
            Session.objects.filter(pk=row.session_id).update(state=Session.State.WITHDRAWN)
    return row
