"""Links instead of passwords: making, e-mailing, opening, renewing and revoking them, and the one check of views.

An app registers each `Purpose` once. The address in the e-mail carries a signed token (which link, which serial); it is
exchanged for a cookie that only reaches the pages the link opens, so that the token appears in no further address and
readers need no session. `@link_required` looks the link up and authorises. The pages are `innovation_db/link_views.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from innovation_db import mail, rate_limits
from innovation_db.models import ContributorLink, Message, User

# After this long without a request the browser has to open the e-mailed link again, as with a sign-in.
IDLE = timedelta(hours=12)
# Browsers keep the cookie for longer: a stale one still proves that what was typed came from the right reader.
COOKIE_LIFE = timedelta(days=400)
# How many links one address is sent in an hour, whoever asks for them.
LINKS_AN_HOUR = 5
# The name of the button that asks for the link again, on any page of a link.
SEND_LINK = "_send_link"

_tokens = signing.Signer(salt="innovation_db.links")
_cookies = signing.TimestampSigner(salt="innovation_db.links.cookie")


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What one kind of link is for. `path` gives the page it opens; its cookie reaches that page and those below.

    `template` is the e-mail it is sent with, `what` what a sentence calls the thing it opens (“your form”), `button`
    what somebody presses who opens a link that works once. A `lasting` one is of use after its form was sent. A link
    works for `days`, or until the moment that `until` gives for what it is about, whichever is later.
    """

    name: str
    what: str
    path: Callable[[ContributorLink], str]
    template: str = "link"
    days: int = 30
    one_use: bool = False
    button: str = "Continue"
    lasting: bool = False
    until: Callable[[Any], datetime | None] | None = None


PURPOSES: dict[str, Purpose] = {}


def lost_by(email: str) -> models.QuerySet[ContributorLink]:
    """Return the links that somebody who has lost one may be looking for, newest first."""
    lasting = [purpose.name for purpose in PURPOSES.values() if purpose.lasting]
    found: models.QuerySet[ContributorLink] = ContributorLink.objects.unfinished(email, lasting=lasting)
    return found


def register(purpose: Purpose) -> Purpose:
    """Make a purpose known. Registering another of the same name is a mistake and raises `ValueError`."""
    if PURPOSES.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"There are two purposes of links called {purpose.name}.")
    return purpose


class TooManyLinksError(Exception):
    """This address was sent `LINKS_AN_HOUR` links within the hour."""


# --- Making and sending ----------------------------------------------------------------------------------------------


def ends_at(purpose: Purpose, about: Any) -> datetime:
    """Return until when a link works that is made or renewed now. May cost a query."""
    usual = timezone.now() + timedelta(days=purpose.days)
    return max(usual, (purpose.until(about) if purpose.until and about else None) or usual)


def make(*, purpose: Purpose, email: str, about: models.Model | None = None, by: User | None = None) -> ContributorLink:
    """Make a link for one address. It is sent by `send()`."""
    link: ContributorLink = ContributorLink.objects.create(
        purpose=purpose.name,
        email=email,
        about=about,
        one_use=purpose.one_use,
        created_by=by,
        expires_at=ends_at(purpose, about),
    )
    return link


def token(link: ContributorLink) -> str:
    """Return what opens the link: its key and serial, signed together with its purpose."""
    value = f"{link.key}.{link.serial}"
    signature = _tokens.sign(f"{link.purpose}:{value}").rsplit(":", 1)[1]
    return f"{value}.{signature}"


def url(link: ContributorLink) -> str:
    """Return the full address to e-mail."""
    return mail.absolute(reverse("open_link", args=[token(link)]))


def send(link: ContributorLink, *, by: User | None = None) -> Message:
    """E-mail the link as it is, to its own address and no other.

    Raises `TooManyLinksError`; officers (`by`) are not limited.
    """
    if by is None and not may_send(link.email):
        raise TooManyLinksError
    purpose = PURPOSES[link.purpose]
    return mail.send(
        template=purpose.template,
        to=link.email,
        context={"link": url(link), "what": purpose.what, "about": link.about, "ends_at": link.expires_at},
        about=link.about or link,
        secrets=[token(link)],
        by=by,
    )


def hand_out(*, purpose: Purpose, emails: Iterable[str], about: models.Model, by: User) -> int:
    """E-mail each address its link to `about`, a new one where it has none; return how many went out."""
    known = {link.email.lower(): link for link in handed_out(purpose, about) if link.revoked_at is None}
    sent = 0
    for email in emails:
        link = known.get(email.lower())
        if link is None:
            send(make(purpose=purpose, email=email, about=about, by=by), by=by)
        elif link.state == ContributorLink.State.LIVE:
            send(link, by=by)
        else:
            renew(link=link, by=by)
        sent += 1
    return sent


def handed_out(purpose: Purpose, about: models.Model) -> list[ContributorLink]:
    """Return the links of one purpose to `about`, newest first. Costs a query."""
    kind = ContentType.objects.get_for_model(about)
    return list(ContributorLink.objects.filter(purpose=purpose.name, about_type=kind, about_id=about.pk))


def may_send(email: str) -> bool:
    """Whether this address may be sent another link now. Costs one query."""
    templates = {purpose.template for purpose in PURPOSES.values()}
    recent = Message.objects.filter(
        to__iexact=email, template__in=templates, created_by=None, created_at__gt=timezone.now() - timedelta(hours=1)
    )
    return bool(recent.count() < LINKS_AN_HOUR)


@transaction.atomic
def renew(*, link: ContributorLink, by: User | None = None) -> ContributorLink:
    """Make the link new, so that older copies stop working, and e-mail it. An officer may renew a revoked one, too."""
    allowed = ContributorLink.objects.all() if by else ContributorLink.objects.renewable()
    allowed.filter(pk=link.pk).update(
        serial=F("serial") + 1,
        expires_at=ends_at(PURPOSES[link.purpose], link.about),
        used_at=None,
        revoked_at=None,
        revoked_by=None,
    )
    link.refresh_from_db()
    if link.state == ContributorLink.State.LIVE:
        send(link, by=by)
    return link


def ask_again(link: ContributorLink) -> None:
    """Send its reader the link once more, renewed if it had expired. Raises `TooManyLinksError`."""
    if link.state == ContributorLink.State.LIVE:
        send(link)
    elif link.state == ContributorLink.State.EXPIRED:
        renew(link=link)


def prolong(link: ContributorLink) -> None:
    """Count the days of a link anew because its reader is at work. Writes once a day at most."""
    until = ends_at(PURPOSES[link.purpose], link.about)
    if until - link.expires_at > timedelta(days=1):
        ContributorLink.objects.live().filter(pk=link.pk).update(expires_at=until)


@transaction.atomic
def revoke(*, link: ContributorLink, by: User) -> None:
    """Close the link at once, also for whoever has opened it already."""
    ContributorLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    link.refresh_from_db()


# --- Opening ---------------------------------------------------------------------------------------------------------


def read(text: str) -> tuple[ContributorLink, bool] | None:
    """Return the link a token belongs to and whether it is the newest copy, or None for anything else."""
    value, _, signature = text.rpartition(".")
    key, _, serial = value.rpartition(".")
    # What is no ASCII is no token of ours, and neither the database nor the signature could be asked about all of it.
    link = ContributorLink.objects.filter(key=key).first() if text.isascii() and "\0" not in key else None
    if link is None or not _authentic(f"{link.purpose}:{value}:{signature}"):
        return None
    return link, serial == str(link.serial)


def _authentic(signed: str) -> bool:
    try:
        _tokens.unsign(signed)
    except signing.BadSignature:
        return False
    return True


def use(link: ContributorLink) -> bool:
    """Use up a link that works once. Of several who try at the same time, one gets True."""
    now = timezone.now()
    fresh = ContributorLink.objects.live().filter(pk=link.pk, serial=link.serial, used_at=None)
    return bool(fresh.update(used_at=now))


def note_opened(link: ContributorLink) -> None:
    """Remember that the e-mail arrived: whoever opens the link reads that address."""
    ContributorLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now())


def let_in(response: HttpResponse, link: ContributorLink) -> HttpResponse:
    """Give the reader's browser the cookie that opens the pages of this link."""
    response.set_cookie(
        f"link-{link.key}",
        _cookies.sign(f"{link.key}.{link.serial}"),
        max_age=COOKIE_LIFE,
        path=PURPOSES[link.purpose].path(link),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


class Standing(Enum):
    """How a browser stands to a link: let in, once let in (too long ago, or the link has expired), or a stranger."""

    OPEN = "open"
    LAPSED = "lapsed"
    STRANGER = "stranger"


def standing(request: HttpRequest, link: ContributorLink | None) -> Standing:
    """Say how the browser of this request stands to `link`."""
    cookie = request.COOKIES.get(f"link-{link.key}", "") if link else ""
    if link is None or link.revoked_at is not None:
        return Standing.STRANGER
    try:
        signed = _cookies.unsign(cookie)
    except signing.BadSignature:
        return Standing.STRANGER
    if signed != f"{link.key}.{link.serial}":
        return Standing.STRANGER
    try:
        _cookies.unsign(cookie, max_age=IDLE)
    except signing.SignatureExpired:
        return Standing.LAPSED
    return Standing.OPEN if link.expires_at > timezone.now() else Standing.LAPSED


View = Callable[..., HttpResponse]


def link_required(purpose: str, *, lapsed: View | None = None, stranger: View | None = None) -> Callable[[View], View]:
    """Decorate a view at an address with the part `<str:key>`: it gets the link in place of the key.

    Whoever was not let in by the link gets the page that says how to ask for it, whether or not there is such a link;
    or what the view `stranger` answers, which is not told the link. Whoever had been let in but whose time is over gets
    a page with a button that has the link e-mailed again; or what the view `lapsed` answers.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
            link = ContributorLink.objects.filter(key=key, purpose=purpose).first() if "\0" not in key else None
            stands = standing(request, link)
            if link is None or stands is Standing.STRANGER:
                response = stranger(request, *args, **kwargs) if stranger else ask_for_link(request)
            elif stands is Standing.OPEN:
                response = let_in(view(request, link, *args, **kwargs), link)
            elif SEND_LINK in request.POST:
                response = send_to_lapsed(request, link)
            else:
                page = "innovation_db/links/lapsed.html"
                response = lapsed(request, link, *args, **kwargs) if lapsed else render(request, page, status=403)
            return in_private(response)

        return guarded

    return decorate


def send_to_lapsed(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Answer the button of the page “Your time is over”."""
    if not rate_limits.allows(request, "link"):
        return rate_limits.too_many(request)
    return asked(request, [link])


def asked(request: HttpRequest, found: Iterable[ContributorLink]) -> HttpResponse:
    """Send these links again, as far as their limit goes, and return a page that does not say which there were."""
    for link in found:
        try:
            ask_again(link)
        except TooManyLinksError:  # the answer is the same: it tells nobody what is in somebody else's inbox
            break
    return render(request, "innovation_db/links/asked.html", {"hourly": LINKS_AN_HOUR})


def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Return the page for whoever has not been let in: it is the same whatever exists."""
    return render(request, "innovation_db/links/ask.html", status=403)


def in_private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches, indexes and referrers (the origin alone is told, which forms need)."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
