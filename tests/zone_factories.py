"""One factory for each noun of the Zone. Times are local to the Zone, in summer: 10:00 in London is 9:00 UTC."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from django.utils.text import slugify

from tests.factories import ContributorLinkFactory, CouncilFactory, UserFactory
from zone_programme import models as zone_models
from zone_programme.drafts import draft
from zone_programme.models.asks import LASTS

FIRST_DAY = date(2027, 7, 6)


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """Return a moment of the Zone's first day, or of a later one."""
    local = datetime.combine(FIRST_DAY.replace(day=FIRST_DAY.day + day), time(hour, minute), ZoneInfo("Europe/London"))
    return local.astimezone(UTC)


class ZoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Zone
        django_get_or_create = ("year",)

    year = FIRST_DAY.year
    city = "Harrogate"
    venue = "Convention Centre"
    state = zone_models.Zone.State.DRAFT


class DayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Day
        django_get_or_create = ("zone", "date")

    zone = factory.SubFactory(ZoneFactory)
    date = FIRST_DAY


class BreakFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Break

    day = factory.SubFactory(DayFactory)
    title = "Lunch"
    starts_at = time(12, 30)
    ends_at = time(13, 30)


class SpaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Space

    zone = factory.SubFactory(ZoneFactory)
    name = factory.Sequence(lambda n: f"Space {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))
    position = factory.Sequence(lambda n: n)


class OpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Opening

    day = factory.SubFactory(DayFactory)
    space = factory.SubFactory(SpaceFactory)
    opens_at = time(9)
    closes_at = time(17)


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Session
        skip_postgeneration_save = True

    zone = factory.SubFactory(ZoneFactory)
    title = factory.Sequence(lambda n: f"Session {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.title))

    @factory.post_generation
    def councils(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.councils.set(extracted)

    @factory.post_generation
    def speakers(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`SessionFactory(speakers=[speaker])`."""
        for speaker in (extracted or []) if create else []:
            AppearanceFactory(session=self, speaker=speaker)


class SessionFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.SessionFile

    session = factory.SubFactory(SessionFactory)
    file = factory.django.FileField(data=b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n", filename="slides.pdf")
    title = "Slides"


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Speaker

    zone = factory.SubFactory(ZoneFactory)
    name = factory.Sequence(lambda n: f"Speaker {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class AvailabilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Availability

    speaker = factory.SubFactory(SpeakerFactory)
    day = factory.SubFactory(DayFactory)
    starts_at = time(9)
    ends_at = time(17)


class AppearanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Appearance

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(SpeakerFactory)


class SlotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Slot

    session = factory.SubFactory(SessionFactory)
    space = factory.SubFactory(SpaceFactory)
    starts_at = factory.LazyFunction(lambda: at(10))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at.replace(minute=45))


class AskOfferFactory(factory.django.DjangoModelFactory):
    """An ask on the board, with a link that its sender has opened. `state="waiting"` is one to be read."""

    class Meta:
        model = zone_models.AskOffer

    kind = zone_models.AskOffer.Kind.ASK
    title = factory.Sequence(lambda n: f"Ask number {n}")
    text = "A few sentences about it."
    council = factory.SubFactory(CouncilFactory)
    name = "Asha O’Neil"
    email = factory.Sequence(lambda n: f"asks{n}@example.org")
    link = factory.SubFactory(
        ContributorLinkFactory,
        purpose="ask_offer",
        email=factory.SelfAttribute("..email"),
        opened_at=factory.LazyFunction(timezone.now),
        expires_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=400)),
    )
    state = zone_models.AskOffer.State.OPEN
    published_at = factory.LazyAttribute(lambda o: None if o.state in ("waiting", "returned") else timezone.now())
    expires_at = factory.LazyAttribute(lambda o: o.published_at and o.published_at + LASTS)


class IntroductionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Introduction

    ask = factory.SubFactory(AskOfferFactory)
    offer = factory.SubFactory(AskOfferFactory, kind=zone_models.AskOffer.Kind.OFFER)
    proposed_by = zone_models.Introduction.ProposedBy.OFFICER


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Release

    zone = factory.SubFactory(ZoneFactory)
    number = factory.Sequence(lambda n: n + 1)
    content = factory.LazyAttribute(lambda o: draft(o.zone).as_json())


class ProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Proposal
        skip_postgeneration_save = True

    zone = factory.SubFactory(ZoneFactory)
    reference = factory.Sequence(lambda n: f"BCD-{n:04d}")
    title = factory.Sequence(lambda n: f"Proposal {n}")
    state = "submitted"
    problem = "Missed bins were reported twice."
    what = "A round that anybody can follow."
    how = "We began with one depot."
    proposer_name = "Ann Example"
    proposer_email = "ann@example.org"
    withdrawn_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "withdrawn" else None)
    decided_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.state in ("accepted", "reserve", "declined") else None
    )
    decision_reason = factory.LazyAttribute(lambda o: "Too like another." if o.state == "declined" else "")

    @factory.post_generation
    def councils(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.councils.set(extracted)


class ProposedSpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.ProposedSpeaker

    proposal = factory.SubFactory(ProposalFactory)
    name = factory.Sequence(lambda n: f"Proposed speaker {n}")
    position = factory.Sequence(lambda n: n)


class ProposedTimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.ProposedTime

    speaker = factory.SubFactory(ProposedSpeakerFactory)
    day = factory.SubFactory(DayFactory)
    starts_at = time(9)
    ends_at = time(13)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Criterion

    zone = factory.SubFactory(ZoneFactory)
    name = factory.Sequence(lambda n: f"Criterion {n}")
    position = factory.Sequence(lambda n: n)


class ReviewFactory(factory.django.DjangoModelFactory):
    """`ReviewFactory(scores={criterion: 3})` has scores; `done=True` is finished."""

    class Meta:
        model = zone_models.Review
        skip_postgeneration_save = True

    class Params:
        done = factory.Trait(done_at=factory.LazyFunction(timezone.now))

    proposal = factory.SubFactory(ProposalFactory)
    reviewer = factory.SubFactory(UserFactory)

    @factory.post_generation
    def scores(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for criterion, value in (extracted or {}).items() if create else []:
            self.scores.create(criterion=criterion, value=value)


class LetterTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.LetterTemplate

    zone = factory.SubFactory(ZoneFactory)
    outcome = zone_models.Outcome.ACCEPTED
    subject = "{title} at the {zone}"
    text = "Dear {name},\n\nWe would like to hear you.\n\n{reason}"


class DoorCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.DoorCount

    session = factory.SubFactory(SessionFactory)
    slot = factory.LazyFunction(uuid4)
    space = "Main stage"
    capacity = 80
    starts_at = factory.LazyFunction(lambda: at(10))
    ends_at = factory.LazyFunction(lambda: at(10, 45))
    now = factory.SelfAttribute("most")
    most = 0


class FeedbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Feedback

    session = factory.SubFactory(SessionFactory)
    form = factory.LazyFunction(uuid4)
    useful = 4
    will_do = zone_models.Feedback.WillDo.YES


class ErasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = zone_models.Erasure

    by = factory.SubFactory(UserFactory)
    what = "1 proposal"
