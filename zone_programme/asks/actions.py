"""What is written for asks and offers: by their senders, by officers, and by the regular housekeeping.

Each locks the notice's row, so that two at once take turns, and checks its state again. Refusals are sentences.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from innovation_db import links
from innovation_db.history import acting
from innovation_db.models import Message, User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.asks import letters
from zone_programme.models import AskOffer, Introduction
from zone_programme.models.asks import LASTS, NOTE_LENGTH

State = AskOffer.State
# What its sender types, by the names of the model's fields.
TYPED = ("title", "text", "theme", "service_area", "council", "organisation", "name", "job", "introduce_at_once")


def locked(notice: AskOffer, *, version: int | None = None) -> AskOffer:
    """Return the row, locked. Raises `ChangedMeanwhileError` when it is no longer the `version` that somebody saw."""
    row = AskOffer.objects.select_for_update(of=["self"]).select_related("link", "council").get(pk=notice.pk)
    if version is not None and row.version != version:
        raise ChangedMeanwhileError("Somebody has changed this ask or offer since you opened the page.")
    return row


def _only(row: AskOffer, *states: str) -> None:
    if row.state not in states:
        raise RefusedError(f"This is not possible any more: its state is “{row.get_state_display()}”.")


# --- By its sender ---------------------------------------------------------------------------------------------------


@transaction.atomic
def post(*, email: str, kind: str, typed: Mapping[str, Any]) -> AskOffer:
    """Keep an ask or an offer and e-mail the link that confirms its address. Raises `links.TooManyLinksError`."""
    with acting(email=email, reason="Asks and offers"):
        link = links.make(purpose=letters.PURPOSE, email=email)
        notice = AskOffer.objects.create(
            kind=kind, email=email, link=link, **{name: typed[name] for name in TYPED if name in typed}
        )
        link.about = notice
        link.save(update_fields=["about_type", "about_id"])
    links.send(link)
    return notice


@transaction.atomic
def edit(*, notice: AskOffer, typed: Mapping[str, Any], version: int) -> AskOffer:
    """Keep what its sender changed. New words are read again before they are shown, so it leaves the board meanwhile.

    Raises `RefusedError` when it has ended, `ChangedMeanwhileError` when it is not the version they saw.
    """
    row = locked(notice, version=version)
    _only(row, *AskOffer.EDITABLE)
    for name in TYPED:
        setattr(row, name, typed[name])
    row.state = State.WAITING
    with acting(email=row.email, reason="Asks and offers"):
        row.save()
    row.refresh_from_db()
    return row


@transaction.atomic
def end(*, notice: AskOffer, met: bool, came_of_it: str) -> AskOffer:
    """Mark it as met, or close it, with what came of it, which officers read before it is shown.

    Of one that has ended, the words can be changed. Raises `RefusedError` for one that was never shown.
    """
    row = locked(notice)
    _only(row, *AskOffer.PUBLIC)
    now = timezone.now()
    row.state = State.MET if met else State.CLOSED
    row.met_at = (row.met_at or now) if met else None
    row.closed_at = None if met else (row.closed_at or now)
    if came_of_it != row.came_of_it:
        row.came_of_it, row.came_of_it_shown = came_of_it, False
    with acting(email=row.email, reason="Asks and offers"):
        row.save()
    return row


@transaction.atomic
def renew(*, notice: AskOffer) -> AskOffer:
    """Keep it on the board for six months from now. Raises `RefusedError` when it does not end soon."""
    row = locked(notice)
    if not row.can_be_renewed:
        raise RefusedError("It does not end soon, so there is nothing to renew.")
    row.expires_at, row.reminded_at = timezone.now() + LASTS, None
    row.state = _shown(row)
    with acting(email=row.email, reason="Asks and offers"):
        row.save()
    links.prolong(row.link)
    return row


def _shown(row: AskOffer) -> State:
    return State.INTRODUCED if row.introduced_at else State.OPEN


# --- By officers -----------------------------------------------------------------------------------------------------


@transaction.atomic
def approve(*, notice: AskOffer, by: User, version: int) -> AskOffer:
    """Show it on the board and tell its sender. One that is shown again keeps the day on which it ends."""
    row = locked(notice, version=version)
    _only(row, State.WAITING, State.RETURNED, State.DECLINED)
    if not row.is_confirmed:
        raise RefusedError("Its sender has not opened the e-mailed link yet, so the address may not be theirs.")
    now = timezone.now()
    again = row.published_at is not None
    row.published_at, row.published_by = row.published_at or now, by
    if row.expires_at is None or row.expires_at < now:
        row.expires_at, row.reminded_at = now + LASTS, None
    row.state, row.note = _shown(row), ""
    row.save()
    letters.to_sender(row, "ask_offer_approved", by=by, again=again)
    return row


@transaction.atomic
def ask_back(*, notice: AskOffer, by: User, version: int, note: str) -> AskOffer:
    """Send it back to its sender with what is to be done."""
    row = locked(notice, version=version)
    _only(row, State.WAITING)
    row.state, row.note = State.RETURNED, _said(note)
    row.save()
    letters.to_sender(row, "ask_offer_asked_back", by=by)
    return row


@transaction.atomic
def decline(*, notice: AskOffer, by: User, version: int, note: str) -> AskOffer:
    """Decline it, or take it off the board, and tell its sender why."""
    row = locked(notice, version=version)
    _only(row, State.WAITING, State.RETURNED, *AskOffer.PUBLIC)
    row.state, row.note = State.DECLINED, _said(note)
    row.save()
    if row.is_confirmed:  # nobody is written to at an address that may not be theirs
        letters.to_sender(row, "ask_offer_declined", by=by)
    return row


def _said(note: str) -> str:
    note = note.strip()
    if not note:
        raise RefusedError("Write a sentence to its sender: they read why.")
    if len(note) > NOTE_LENGTH:
        raise RefusedError(f"Keep what its sender is told under {NOTE_LENGTH:,} characters.")
    return note


# --- Introductions and messages --------------------------------------------------------------------------------------


@transaction.atomic
def propose(*, notice: AskOffer, other: AskOffer, by: User | None = None) -> Introduction:
    """Propose that two notices be introduced: by the sender of `notice`, or by an officer (`by`).

    Who agrees already is not asked: the sender who proposes, and whoever agreed in advance. Raises `RefusedError` when
    the two do not fit, have ended, or were proposed before.
    """
    first, second = (locked(one) for one in sorted((notice, other), key=lambda one: one.pk))
    ask, offer = (first, second) if first.kind == AskOffer.Kind.ASK else (second, first)
    if (ask.kind, offer.kind) != (AskOffer.Kind.ASK, AskOffer.Kind.OFFER):
        raise RefusedError("An introduction brings an ask and an offer together.")
    if not (ask.is_live and offer.is_live):
        raise RefusedError("One of the two is no longer on the board.")
    if Introduction.objects.filter(ask=ask, offer=offer).exists():
        raise RefusedError("These two were proposed to each other before.")
    now = timezone.now()

    def agreed(one: AskOffer) -> datetime | None:
        return now if one.introduce_at_once or (by is None and one.pk == notice.pk) else None

    introduction: Introduction = Introduction.objects.create(
        ask=ask,
        offer=offer,
        proposed_by=Introduction.ProposedBy.OFFICER if by else notice.kind,
        officer=by,
        ask_agreed_at=agreed(ask),
        offer_agreed_at=agreed(offer),
    )
    for one in (ask, offer):
        if not introduction.agreed(one):
            letters.propose(introduction, one, by=by)
    _introduce_if_agreed(introduction, by=by)
    return introduction


@transaction.atomic
def answer(*, introduction: Introduction, notice: AskOffer, yes: bool) -> Introduction:
    """Keep what one side says to an introduction; when both agree, tell each who the other is. A repeat does nothing.

    Raises `RefusedError` for a yes after a no, or when one of the two has ended meanwhile.
    """
    row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
    if row.introduced_at or (row.declined_at and not yes):
        return row
    if row.declined_at:
        raise RefusedError("This introduction was declined. You can propose it to an officer.")
    if not yes:
        row.declined_at = timezone.now()
        row.save(update_fields=["declined_at"])
        return row
    if not (row.ask.is_live and row.offer.is_live):
        raise RefusedError("One of the two is no longer on the board.")
    if notice.pk == row.ask_id:
        row.ask_agreed_at = row.ask_agreed_at or timezone.now()
    else:
        row.offer_agreed_at = row.offer_agreed_at or timezone.now()
    row.save(update_fields=["ask_agreed_at", "offer_agreed_at"])
    _introduce_if_agreed(row)
    return row


def _introduce_if_agreed(introduction: Introduction, *, by: User | None = None) -> None:
    if not (introduction.ask_agreed_at and introduction.offer_agreed_at):
        return
    now = timezone.now()
    introduction.introduced_at = now
    introduction.save(update_fields=["introduced_at"])
    sides = AskOffer.objects.filter(pk__in=[introduction.ask_id, introduction.offer_id])
    sides.filter(introduced_at=None).update(introduced_at=now)
    sides.filter(state=State.OPEN).update(state=State.INTRODUCED)
    letters.introduce(introduction, by=by)


@transaction.atomic
def relay(notice: AskOffer, *, name: str, email: str, organisation: str, message: str) -> Message:
    """Send its sender what a reader writes, and keep it; they answer to the reader directly."""
    return letters.to_sender(
        notice, "ask_offer_message", reply_to=email, name=name, email=email, organisation=organisation, message=message
    )


# --- By the regular housekeeping -------------------------------------------------------------------------------------


def keep_board() -> None:
    """Remind those whose notice ends within two weeks, once, and take off the board what is over."""
    for notice in AskOffer.objects.to_remind().select_related("link", "council"):
        _remind(notice)
    for notice in AskOffer.objects.over().select_related("link", "council"):
        _expire(notice)


@transaction.atomic
def _remind(notice: AskOffer) -> None:
    """Remind one sender. Of several who try at once, one does."""
    now = timezone.now()
    if AskOffer.objects.to_remind().filter(pk=notice.pk).update(reminded_at=now) and not notice.demonstration:
        letters.to_sender(notice, "ask_offer_reminder")


@transaction.atomic
def _expire(notice: AskOffer) -> None:
    if AskOffer.objects.over().filter(pk=notice.pk).update(state=State.EXPIRED) and not notice.demonstration:
        letters.to_sender(notice, "ask_offer_expired")
