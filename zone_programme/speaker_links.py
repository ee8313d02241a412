"""The e-mailed link by which a speaker confirms, writes a biography, gives a picture and says when they can be there.

Its page is `views/speaker.py`, its questions `speaker_form.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from innovation_db import links, mail
from innovation_db.history import acting
from innovation_db.models import ContributorLink, User
from innovation_db.refusals import ChangedMeanwhileError
from zone_programme.models import Appearance, Availability, Session, Speaker, Zone
from zone_programme.propose_speakers import Half


def _path(link: ContributorLink) -> str:
    speaker = link.about
    return reverse("zone_programme:speaker", args=[speaker.zone.year, link.key]) if speaker else "/"


def _until(speaker: Speaker) -> datetime:
    return speaker.zone.after_last_day(weeks=8)


PURPOSE = links.register(
    # However early the decision, until what delegates said has been read after the Zone.
    links.Purpose(
        name="speaker", what="your page as a speaker", path=_path, template="speaker_link", days=60, until=_until
    )
)


TEMPLATE = PURPOSE.template
# What stands for the personal link in a preview.
LINK_SHOWN = "[their own link]"


def link_of(speaker: Speaker, *, by: User | None) -> ContributorLink:
    """Return the link of a speaker who has an address: the one they have, for as long as a new one, or a new one."""
    known = ContributorLink.objects.live().filter(
        purpose=PURPOSE.name, about_id=speaker.pk, email__iexact=speaker.email
    )
    if link := known.first():
        links.prolong(link)
        link.refresh_from_db(fields=["expires_at"])
        return link
    return links.make(purpose=PURPOSE, email=speaker.email, about=speaker, by=by)


@transaction.atomic
def ask(*, speaker: Speaker, by: User | None) -> ContributorLink:
    """E-mail a speaker the link to their page, naming the sessions they have not been asked about.

    The speaker has an address. One message, whatever the number of sessions.
    """
    row: Speaker = Speaker.objects.select_for_update(of=["self"]).select_related("zone").get(pk=speaker.pk)
    link = link_of(row, by=by)
    open_ones = row.appearances.to_be_asked().select_related("session").order_by("session__title", "pk")
    mail.send(
        template=TEMPLATE,
        to=row.email,
        context=letter(row.zone, [(one.session.title, one.role) for one in open_ones], link),
        about=row,
        reply_to=settings.CONTACT_EMAIL,
        secrets=[links.token(link)],
        by=by,
    )
    note_asked(row, by=by)
    return link


def note_asked(speaker: Speaker, *, by: User | None) -> None:
    """Remember that a speaker was asked about every session they are in."""
    with acting(user=by, reason="Asked to confirm"):
        speaker.appearances.to_be_asked().update(asked_at=timezone.now())


def letter(zone: Zone, sessions: Iterable[tuple[str, str]], link: ContributorLink | None) -> dict[str, Any]:
    """Return what the e-mail that asks is filled in with; `sessions` are titles and roles. No link: a preview."""
    return {
        "about": {"zone": zone},
        "sessions": [{"title": title, "chairs": role == Appearance.Role.CHAIR} for title, role in sessions],
        "link": links.url(link) if link else LINK_SHOWN,
        "ends_at": link.expires_at if link else links.ends_at(PURPOSE, Speaker(zone=zone)),
    }


def coming(speaker: Speaker) -> list[Appearance]:
    """Return where a speaker is expected, with the sessions and their slots."""
    running = Session.objects.running().filter(zone=speaker.zone_id)
    rows = speaker.appearances.filter(session__in=running).select_related("session")
    return list(rows.prefetch_related("session__slots__space", "session__files").order_by("session__title"))


@transaction.atomic
def answer(
    *, speaker: Speaker, version: int, said: Mapping[int, bool], role: str, biography: str, picture: File | None,
    times: Iterable[Half], email: str,
) -> None:  # fmt: skip
    """Keep what a speaker said on their page; `said` maps their appearances to whether they come.

    A session whose speakers have all confirmed is confirmed; one that somebody cannot come to is so no longer, and the
    officers are told. Raises `ChangedMeanwhileError` if the speaker is no longer as the page showed.
    """
    row = Speaker.objects.select_for_update().get(pk=speaker.pk)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody else has changed this page since you opened it.")
    with acting(email=email, reason="The speaker’s own page"):
        row.role, row.biography = role, biography
        if picture:
            row.picture = picture
        row.save()
        wanted = {(half[1].pk, half[2], half[3]) for half in times}
        there = {(one.day_id, one.starts_at, one.ends_at): one for one in row.availabilities.all()}
        for key in there.keys() - wanted:
            there[key].delete()
        for day, start, end in sorted(wanted - there.keys()):
            Availability.objects.create(speaker=row, day_id=day, starts_at=start, ends_at=end)
        for appearance in coming(row):
            comes = said.get(appearance.pk)
            if comes is not None and (appearance.confirmed, appearance.declined) != (comes, not comes):
                _settle(appearance, comes=comes)


def _settle(appearance: Appearance, *, comes: bool) -> None:
    """Keep whether somebody comes, and what follows for the session."""
    appearance.confirmed, appearance.declined = comes, not comes
    appearance.save(update_fields=["confirmed", "declined"])
    session = Session.objects.select_for_update().get(pk=appearance.session_id)
    everybody = not session.appearances.filter(confirmed=False).exists()
    state = Session.State.CONFIRMED if everybody else Session.State.ACCEPTED
    if session.state != state:
        session.state = state
        session.save(update_fields=["state"])
    if not comes and settings.CONTACT_EMAIL:
        address = reverse("admin:zone_programme_session_change", args=[session.pk])
        context = {"speaker": appearance.speaker, "session": session, "link": mail.absolute(address)}
        mail.send(template="speaker_cannot", to=settings.CONTACT_EMAIL, context=context, about=session)
