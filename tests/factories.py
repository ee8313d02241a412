"""One factory for each model; nothing here is used outside the tests."""

from datetime import timedelta
from typing import Any

import factory
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from django.utils.text import slugify

from case_studies import models as library
from innovation_db.models import ContributorLink, Job, Message, SavedForm, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Officer {n}")
    email = factory.Sequence(lambda n: f"officer{n}@example.org")
    password = factory.django.Password("a long and quiet password")

    @factory.post_generation
    def roles(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`UserFactory(roles=[Role.EDITOR])`."""
        if create:
            self.set_roles(extracted or [])

    @factory.post_generation
    def second_factor(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """With one unless `second_factor=False`: without it an account reaches nothing but the page to set it up."""
        if create and extracted is not False:
            TOTP.activate(self, generate_totp_secret())


class CouncilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Council

    gss_code = factory.Sequence(lambda n: f"E0899{n:04}")
    short_name = factory.Sequence(lambda n: f"Testshire {n}")
    official_name = factory.LazyAttribute(lambda o: f"{o.short_name} Council")
    slug = factory.LazyAttribute(lambda o: slugify(o.short_name))
    kind = library.Council.Kind.UNITARY
    nation = library.Council.Nation.ENGLAND
    region = library.Council.Region.EAST_MIDLANDS


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Theme

    name = factory.Sequence(lambda n: f"Theme {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class ServiceAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.ServiceArea

    name = factory.Sequence(lambda n: f"Service area {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Programme

    name = factory.Sequence(lambda n: f"Programme {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.name))


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")


class SynonymGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.SynonymGroup

    terms = factory.Sequence(lambda n: [f"word {n}", f"other word {n}"])


class AbbreviationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Abbreviation

    short = factory.Sequence(lambda n: f"AB{n}")
    long = factory.Sequence(lambda n: f"abbreviation {n}")


class CaseStudyFactory(factory.django.DjangoModelFactory):
    """A draft; `published=True` makes it public."""

    class Meta:
        model = library.CaseStudy
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            state=library.CaseStudy.State.PUBLISHED,
            published_at=factory.LazyFunction(timezone.now),
            published_by=factory.SubFactory(UserFactory),
        )

    title = factory.Sequence(lambda n: f"Case study {n}")
    slug = factory.LazyAttribute(lambda o: slugify(o.title))
    summary = factory.LazyAttribute(lambda o: f"What {o.title} did.")

    @factory.post_generation
    def councils(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for council in extracted or []:
            library.Involvement.objects.create(case_study=self, council=council)

    @factory.post_generation
    def themes(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.themes.set(extracted or [])


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Image

    case_study = factory.SubFactory(CaseStudyFactory)
    file = factory.django.ImageField(width=180, height=120, color="teal")
    alt = "Hexagons in teal"


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Document

    case_study = factory.SubFactory(CaseStudyFactory)
    file = factory.django.FileField(data=b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n", filename="plan.pdf")
    title = "The plan"


class PurgeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.Purge

    title = factory.Sequence(lambda n: f"Removed {n}")
    row = factory.Sequence(lambda n: 900_000 + n)
    reason = "It was entered twice."
    by = factory.SubFactory(UserFactory)


class ImportFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = library.ImportFile

    name = factory.Sequence(lambda n: f"notes-{n}.csv")
    content = b"record_id,title\r\n"
    sent_by = factory.SubFactory(UserFactory)


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    to = "reader@example.org"
    subject = factory.Sequence(lambda n: f"Letter {n}")
    text = "Good day."
    template = "notice"


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    title = factory.Sequence(lambda n: f"Job {n}")
    task = "tests.nothing"


class ContributorLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContributorLink

    email = "contributor@example.org"
    purpose = "tell_us"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class SavedFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedForm

    kind = "tell_us"
    link = factory.SubFactory(ContributorLinkFactory)
