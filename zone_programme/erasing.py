"""Erasing a person who asks for it: whatever is known of one e-mail address, with links, e-mails and the history.

What would go is shown first (`known_of`), then erased for ever (`erase`). What others did stays: sessions, their other
speakers, and published programmes, in which the name gives way to `NOBODY`. An account is closed where accounts are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from pghistory.models import Context

from case_studies.models import CaseStudy
from innovation_db.history.aggregates import aggregate_of, event_model
from innovation_db.history.forgetting import forget
from innovation_db.history.words import listed
from innovation_db.keepers import Kept, kept_of
from innovation_db.models import ContributorLink, Message, SavedForm, User
from innovation_db.models.messages import MASK
from innovation_db.refusals import RefusedError
from zone_programme import appointments
from zone_programme.models import (
    Appearance,
    Appointment,
    AskOffer,
    Erasure,
    Introduction,
    Letter,
    Notice,
    Proposal,
    ProposedSpeaker,
    ProposedTime,
    Release,
    ReleasedUse,
    Review,
    Speaker,
    ThankYou,
    Zone,
)

NOBODY = "a speaker"  # in what a release said of its changes

# Model → the column with the address, where one row is one thing that somebody gave us.
ADDRESSES: dict[type[models.Model], str] = {
    Speaker: "email",
    Proposal: "proposer_email",
    ProposedSpeaker: "email",
    AskOffer: "email",
    ContributorLink: "email",
    CaseStudy: "contact_email",
}


@dataclass(frozen=True)
class Known:
    """The rows that hold an address, as they are shown before anything is erased."""

    speakers: list[Speaker]
    proposals: list[Proposal]
    named: list[ProposedSpeaker]
    notices: list[AskOffer]
    appointments: list[Appointment]
    contacts: list[CaseStudy]
    links: list[ContributorLink]
    messages: list[Message]
    events: int  # of the history, where no row has the address any more
    elsewhere: list[Kept]  # by keepers of other apps

    WORDS = (
        ("speaker", "speakers"),
        ("proposal", "proposals"),
        ("speaker named in a proposal", "speakers named in proposals"),
        ("ask or offer", "asks and offers"),
        ("appointment", "appointments"),
        ("contact of a case study", "contacts of case studies"),
        ("personal link", "personal links"),
        ("e-mail", "e-mails"),
        ("older entry of the history", "older entries of the history"),
    )

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def counted(self) -> str:
        """What there is, such as "2 proposals and 5 e-mails"."""
        found = [getattr(self, field.name) for field in fields(self) if field.name != "elsewhere"]
        counts = [one if isinstance(one, int) else len(one) for one in found]
        parts = [(count, words) for count, words in zip(counts, self.WORDS, strict=True) if count]
        parts += [(len(kept.rows), (kept.keeper.one, kept.keeper.many)) for kept in self.elsewhere]
        return listed([f"{count:,} {words[count != 1]}" for count, words in parts])


def known_of(email: str) -> Known:
    """Return everything that is known of an address, in whatever case it was typed. Costs a query for each kind."""
    mine: dict[type[models.Model], Any] = {
        model: model._default_manager.filter(**{f"{column}__iexact": email}) for model, column in ADDRESSES.items()
    }
    return Known(
        speakers=list(mine[Speaker].select_related("zone")),
        proposals=list(mine[Proposal].select_related("zone")),
        named=list(
            mine[ProposedSpeaker].exclude(proposal__proposer_email__iexact=email).select_related("proposal__zone")
        ),
        notices=list(mine[AskOffer]),
        appointments=list(Appointment.objects.filter(email__iexact=email).select_related("zone", "sitting")),
        contacts=list(mine[CaseStudy]),
        links=list(mine[ContributorLink]),
        messages=list(Message.objects.filter(Q(to__iexact=email) | Q(reply_to__iexact=email))),
        events=sum(
            _events(model, email).exclude(pgh_obj_id__in=rows.values("pk")).count() for model, rows in mine.items()
        ),
        elsewhere=kept_of(email),
    )


@transaction.atomic
def erase(*, email: str, by: User) -> Erasure:
    """Erase everything of an address; return the entry that stays. Raises `RefusedError` where nothing is known."""
    email = email.strip()
    list(Zone.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # nobody books or releases now
    known = known_of(email)
    if not known:
        raise RefusedError("We know nothing of this address. Nothing was erased.")
    entry = Erasure.objects.create(by=by, what=known.counted)
    about = _about(known)
    for kept in known.elsewhere:
        kept.keeper.forget(kept.rows)
    known = known_of(email)  # the links and e-mails of these are gone with them
    _speakers(known.speakers)
    _proposals(known)
    _notices(known.notices)
    _appointments(known.appointments)
    CaseStudy.objects.filter(pk__in=_ids(known.contacts)).update(contact_name="", contact_email="")
    _events(CaseStudy, email).update(contact_name="", contact_email="")
    _links(known.links, email)
    _messages(email, about)
    for model in ADDRESSES:
        _events(model, email).delete()
    Context.objects.filter(metadata__email__iexact=email).update(
        metadata=Func(F("metadata"), Value("email"), template="%(expressions)s", arg_joiner=" - ")
    )
    return entry


def _events(model: type[models.Model], email: str) -> Any:
    return event_model(model).objects.filter(**{f"{ADDRESSES[model]}__iexact": email})


def _ids(rows: Iterable[models.Model]) -> list[int]:
    return [row.pk for row in rows]


def _about(known: Known) -> Q:
    """Return the condition that an e-mail is about something that goes."""
    found = Q(pk=None)
    for rows in (known.speakers, known.proposals, known.notices, known.appointments, known.links):
        if rows:
            found |= Q(about_type=ContentType.objects.get_for_model(type(rows[0])), about_id__in=_ids(rows))
    return found


def _remove(model: type[models.Model], rows: models.QuerySet[Any]) -> None:
    """Delete rows with their parts, then the history of them all."""
    pks = list(rows.values_list("pk", flat=True))
    model._default_manager.filter(pk__in=pks).delete()
    for pk in pks:
        aggregate_of(model).forget(pk)


def _speakers(speakers: list[Speaker]) -> None:
    pks = _ids(speakers)
    if not pks:
        return
    pictures = {str(one.picture) for one in event_model(Speaker).objects.filter(pgh_obj_id__in=pks)} - {""}
    _remove(Appearance, Appearance.objects.filter(speaker__in=pks))
    event_model(Appearance).objects.filter(speaker_id__in=pks).delete()
    for speaker in speakers:
        ReleasedUse.objects.filter(what__startswith=-speaker.pk).delete()
    for zone in {speaker.zone_id for speaker in speakers}:
        _out_of_releases(zone, {one.pk: one.name for one in speakers if one.zone_id == zone})
    _remove(Speaker, Speaker.objects.filter(pk__in=pks))
    for name in pictures:
        transaction.on_commit(partial(default_storage.delete, name))


def _out_of_releases(zone: int, names: dict[int, str]) -> None:
    """Take people out of every release of a Zone, its history, and what others were written about it."""
    for release in Release.objects.filter(zone=zone):
        content, changes, note = _without(release, names)
        # A release is known by its time: a moment later it is another one for every copy that is kept of it.
        later = release.released_at + timedelta(microseconds=1)
        Release.objects.filter(pk=release.pk).update(content=content, changes=changes, note=note, released_at=later)
        for event in event_model(Release).objects.filter(pgh_obj_id=release.pk):
            content, changes, note = _without(event, names)
            event_model(Release).objects.filter(pk=event.pk).update(content=content, changes=changes, note=note)
        for context in Context.objects.filter(pk__in=_contexts(release)):  # the note is the reason, too
            said = _replaced(context.metadata, _whole(names.values()))
            Context.objects.filter(pk=context.pk).update(metadata=said)
    told = Notice.objects.filter(release__zone=zone).values("message")
    _reword(Message.objects.filter(pk__in=told), _whole(names.values()), NOBODY)


def _contexts(release: Release) -> models.QuerySet[Any]:
    events: models.QuerySet[Any] = event_model(Release).objects.filter(pgh_obj_id=release.pk)
    return events.exclude(pgh_context=None).values("pgh_context")


def _without(release: Any, names: dict[int, str]) -> tuple[dict[str, Any], list[Any], str]:
    """Return content, changes and note of a release without some people, by id and name."""
    content = dict(release.content)
    content["speakers"] = [one for one in content["speakers"] if one["id"] not in names]
    content["sessions"] = [
        one | {part: [pk for pk in one[part] if pk not in names] for part in ("speakers", "chairs") if part in one}
        for one in content["sessions"]
    ]
    pattern = _whole(names.values())
    return content, _replaced(release.changes, pattern), pattern.sub(NOBODY, release.note)


def _whole(names: Iterable[str]) -> re.Pattern[str]:
    """Return what matches each of some names, and no longer name that begins or ends like it."""
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))


def _reword(rows: models.QuerySet[Message], pattern: re.Pattern[str], by: str) -> None:
    """Put `by` in place of every match in some e-mails, calendar entries that went with them included."""
    parts = ("subject", "text", "html", "attachments")
    for row in rows:
        new = {part: _replaced(getattr(row, part), pattern, by) for part in parts}
        if any(new[part] != getattr(row, part) for part in parts):
            Message.objects.filter(pk=row.pk).update(**new)


def _replaced(value: Any, pattern: re.Pattern[str], by: str = NOBODY) -> Any:
    """Return what JSON holds with every match in its texts replaced."""
    if isinstance(value, str):
        return pattern.sub(by, value)
    if isinstance(value, list):
        return [_replaced(one, pattern, by) for one in value]
    return {key: _replaced(one, pattern, by) for key, one in value.items()} if isinstance(value, dict) else value


def _proposals(known: Known) -> None:
    _remove(Review, Review.objects.filter(proposal__in=_ids(known.proposals)))
    _remove(Proposal, Proposal.objects.filter(pk__in=_ids(known.proposals)))
    _remove(ProposedTime, ProposedTime.objects.filter(speaker__in=_ids(known.named)))
    _remove(ProposedSpeaker, ProposedSpeaker.objects.filter(pk__in=_ids(known.named)))


def _notices(notices: list[AskOffer]) -> None:
    either = Q(ask__in=_ids(notices)) | Q(offer__in=_ids(notices))
    _remove(Introduction, Introduction.objects.filter(either))
    _remove(AskOffer, AskOffer.objects.filter(pk__in=_ids(notices)))


def _appointments(rows: list[Appointment]) -> None:
    """Give back the times to come; past ones stay for counting, without the person."""
    coming = [row for row in rows if row.during is None or row.during.lower > timezone.now()]
    appointments.forget(coming)
    Appointment.objects.filter(pk__in=_ids(rows)).update(name="", email="", organisation="", topic="")
    for zone in {row.zone for row in coming}:
        appointments.move_up(zone)


def _links(links: list[ContributorLink], email: str) -> None:
    """Remove the personal links and the forms behind them; a form that is somebody else's by now keeps its link."""
    pks = _ids(links)
    SavedForm.objects.filter(link__in=pks).delete()
    kept = AskOffer.objects.filter(link__in=pks)  # of another address: the sender has changed it
    for notice in kept:
        ContributorLink.objects.filter(pk=notice.link_id).update(email=notice.email)
        _events(ContributorLink, email).filter(pgh_obj_id=notice.link_id).update(email=notice.email)
    gone = ContributorLink.objects.filter(pk__in=pks).exclude(ask_or_offer__in=kept)
    numbers = _ids(gone)
    gone.delete()
    forget(ContributorLink, numbers)


def _messages(email: str, about: Q) -> None:
    """Delete e-mails to, from and about the person; in others, such as an introduction, the address gives way."""
    theirs = Q(to__iexact=email) | Q(reply_to__iexact=email)
    Notice.objects.filter(Q(to__iexact=email) | Q(message__in=Message.objects.filter(theirs))).delete()
    for kind in (Letter, ThankYou):
        kind.objects.filter(message__in=Message.objects.filter(theirs)).delete()
    held = Q()
    for keeper in (Letter, ThankYou, Notice):
        held |= Q(pk__in=keeper.objects.values("message"))
    Message.objects.filter(theirs | (about & ~held)).delete()
    pattern = re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", re.IGNORECASE)
    mentions = Q(text__icontains=email) | Q(html__icontains=email) | Q(subject__icontains=email)
    _reword(Message.objects.filter(mentions), pattern, MASK)
