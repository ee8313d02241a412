"""Asks and offers, and the introductions between them. What is written for them is `zone_programme/asks/actions.py`.

A notice is an ask or an offer of somebody at a council. It outlives the conference: no Zone owns it.
"""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone

from case_studies.models import Council, ServiceArea, Theme
from innovation_db.models import ContributorLink, Versioned, bump_version, tracked

LASTS = timedelta(days=182)  # six months
REMIND_BEFORE = timedelta(days=14)
NOTE_LENGTH = 1000  # characters of what an officer writes to a sender


def folded(column: str) -> Func:
    """Return the text of a column as the finder folds it: small letters, no accents."""
    return Func(F(column), function="case_studies_search_fold", output_field=models.TextField())


class AskOfferQuerySet(models.QuerySet["AskOffer"]):
    def public(self) -> "AskOfferQuerySet":
        """What readers may see: everything an officer has approved and nobody took back."""
        return self.filter(state__in=AskOffer.PUBLIC)

    def live(self) -> "AskOfferQuerySet":
        """What can still be answered."""
        return self.filter(state__in=AskOffer.LIVE, expires_at__gt=timezone.now())

    def newest_first(self) -> "AskOfferQuerySet":
        return self.order_by("-published_at", "-id")

    def with_subjects(self) -> "AskOfferQuerySet":
        """Together with what a page shows of each: theme, service area and council."""
        return self.select_related("theme", "service_area", "council")

    def asks(self) -> "AskOfferQuerySet":
        return self.filter(kind=AskOffer.Kind.ASK)

    def offers(self) -> "AskOfferQuerySet":
        return self.filter(kind=AskOffer.Kind.OFFER)

    def waiting(self) -> "AskOfferQuerySet":
        """What an officer is to read: its sender has opened the e-mailed link, so the address is theirs."""
        return self.filter(state=AskOffer.State.WAITING, link__opened_at__isnull=False)

    def unconfirmed(self) -> "AskOfferQuerySet":
        """Typed in, but nobody has opened the link that was sent to the address."""
        return self.filter(state=AskOffer.State.WAITING, link__opened_at=None)

    def with_news(self) -> "AskOfferQuerySet":
        """Ended ones whose sender wrote what came of it, which no officer has read yet."""
        ended = (AskOffer.State.MET, AskOffer.State.CLOSED)
        return self.filter(state__in=ended, came_of_it_shown=False).exclude(came_of_it="")

    def to_remind(self) -> "AskOfferQuerySet":
        """Those that end within two weeks and whose sender has not been told so."""
        return self.live().filter(expires_at__lte=timezone.now() + REMIND_BEFORE, reminded_at=None)

    def over(self) -> "AskOfferQuerySet":
        """Those whose six months have ended, not yet marked as expired."""
        return self.filter(state__in=AskOffer.LIVE, expires_at__lte=timezone.now())

    def made_between(self, first: date, last: date) -> "AskOfferQuerySet":
        """Those first published from `first` to `last`, both days included: see docs/figures.md."""
        return self.filter(demonstration=False, published_at__date__range=(first, last))

    def met_between(self, first: date, last: date) -> "AskOfferQuerySet":
        """Those marked as met from `first` to `last`, both days included: see docs/figures.md."""
        return self.filter(demonstration=False, state=AskOffer.State.MET, met_at__date__range=(first, last))


@tracked(exclude=["words"])
class AskOffer(Versioned):
    """An ask or an offer. Its sender comes back by `link`; the address in it is shown to nobody."""

    class Kind(models.TextChoices):
        ASK = "ask", "Ask"
        OFFER = "offer", "Offer"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for us"
        RETURNED = "returned", "Asked back"
        OPEN = "open", "Open"
        INTRODUCED = "introduced", "Introduced"
        MET = "met", "Met"
        CLOSED = "closed", "Closed"
        EXPIRED = "expired", "Expired"
        DECLINED = "declined", "Declined"

    LIVE: ClassVar = (State.OPEN, State.INTRODUCED)
    PUBLIC: ClassVar = (*LIVE, State.MET, State.CLOSED, State.EXPIRED)
    # What its sender may still rewrite.
    EDITABLE: ClassVar = (State.WAITING, State.RETURNED, *LIVE)

    kind = models.CharField(max_length=5, choices=Kind)
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=1500)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_area = models.ForeignKey(ServiceArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    organisation = models.CharField(max_length=120, blank=True, help_text="Only where it is no council.")
    name = models.CharField(max_length=120, help_text="Never shown on the site.")
    job = models.CharField("job title", max_length=120, blank=True, help_text="Shown beside the council.")
    email = models.EmailField("e-mail", help_text="Never shown on the site.")
    introduce_at_once = models.BooleanField(
        "agrees in advance", default=False, help_text="We may pass on the address when we introduce them to somebody."
    )
    link = models.OneToOneField(ContributorLink, on_delete=models.PROTECT, editable=False, related_name="ask_or_offer")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    note = models.TextField("what we wrote to its sender", max_length=NOTE_LENGTH, blank=True, editable=False)
    came_of_it = models.TextField("what came of it", max_length=1000, blank=True)
    came_of_it_shown = models.BooleanField("show what came of it", default=False, help_text="Once you have read it.")
    demonstration = models.BooleanField(default=False, editable=False, help_text="Made up; its page says so.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    introduced_at = models.DateTimeField(null=True, blank=True, editable=False)
    met_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What is searched and compared, in the finder's own stems.
    words = models.GeneratedField(
        expression=SearchVector(folded("title"), weight="A", config="english")
        + SearchVector(folded("text"), weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = AskOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "ask or offer"
        verbose_name_plural = "asks and offers"
        triggers = [bump_version(exclude=["words"])]
        permissions = [("moderate_askoffer", "Can approve, ask back and decline asks and offers, and introduce them")]
        indexes = [
            GinIndex(fields=["words"], name="ask_offer_words"),
            models.Index(fields=["state", "-published_at"], name="ask_offer_state_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(council__isnull=False) | ~Q(organisation=""), name="ask_offer_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="ask_offer_published_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "returned", "declined"])
                | Q(published_at__isnull=False, expires_at__isnull=False),
                name="ask_offer_shown_was_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="met") | (Q(met_at__isnull=False) & ~Q(came_of_it="")),
                name="ask_offer_met_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="ask_offer_closed_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("asks:notice", args=[self.pk])

    @property
    def who(self) -> str:
        """The council or organisation, as the site shows it."""
        return self.council.short_name if self.council else self.organisation

    @property
    def is_public(self) -> bool:
        return self.state in self.PUBLIC

    @property
    def is_live(self) -> bool:
        """Whether it can still be answered."""
        return self.state in self.LIVE and self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_confirmed(self) -> bool:
        """Whether the address is its sender's: they opened the e-mailed link."""
        return self.link.opened_at is not None

    @property
    def public_state(self) -> str:
        """The state as readers see it: one whose time is over counts as expired before anything marks it so."""
        return self.state if self.state not in self.LIVE or self.is_live else self.State.EXPIRED

    @property
    def public_state_label(self) -> str:
        return str(self.State(self.public_state).label)

    @property
    def can_be_renewed(self) -> bool:
        """Whether its sender may keep it for another six months: it ends soon, or its time is over."""
        if self.state == self.State.EXPIRED:
            return True
        soon = timezone.now() + REMIND_BEFORE
        return self.state in self.LIVE and self.expires_at is not None and self.expires_at <= soon

    @property
    def ends_soon(self) -> bool:
        return self.is_live and self.can_be_renewed


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def of(self, notice: AskOffer) -> "IntroductionQuerySet":
        """Those of one notice, with the other side of each."""
        return self.filter(Q(ask=notice) | Q(offer=notice)).select_related(
            "ask__council", "ask__link", "offer__council", "offer__link"
        )

    def undecided(self) -> "IntroductionQuerySet":
        """Proposed, and somebody has still to agree."""
        return self.filter(introduced_at=None, declined_at=None)

    def made_between(self, first: date, last: date) -> "IntroductionQuerySet":
        """Those in which both had agreed from `first` to `last`, both days included: see docs/figures.md."""
        return self.filter(ask__demonstration=False, introduced_at__date__range=(first, last))


@tracked()
class Introduction(models.Model):
    """An ask and an offer brought together. Addresses are passed on once both sides have agreed."""

    class ProposedBy(models.TextChoices):
        ASK = "ask", "who asks"
        OFFER = "offer", "who offers"
        OFFICER = "officer", "an officer"

    ask = models.ForeignKey(AskOffer, on_delete=models.PROTECT, related_name="introductions_to_offers")
    offer = models.ForeignKey(AskOffer, on_delete=models.PROTECT, related_name="introductions_to_asks")
    proposed_by = models.CharField(max_length=10, choices=ProposedBy)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField("proposed", default=timezone.now)
    ask_agreed_at = models.DateTimeField("who asks agreed", null=True, blank=True)
    offer_agreed_at = models.DateTimeField("who offers agreed", null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    introduced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["ask", "offer"], name="introduction_once"),
            models.CheckConstraint(
                condition=Q(introduced_at__isnull=True)
                | Q(ask_agreed_at__isnull=False, offer_agreed_at__isnull=False, declined_at__isnull=True),
                name="introduction_when_both_agree",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask} and {self.offer}"

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.introduced_at:
            return "Introduced"
        if self.declined_at:
            return "Declined"
        return "Waiting for an answer"

    def other(self, notice: AskOffer) -> AskOffer:
        """Return the side that is not `notice`."""
        return self.offer if notice.pk == self.ask_id else self.ask

    def agreed(self, notice: AskOffer) -> Any:
        """Return when the side of `notice` agreed, or None."""
        return self.ask_agreed_at if notice.pk == self.ask_id else self.offer_agreed_at
