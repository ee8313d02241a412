"""One factory for each model of Board reports; nothing here is used outside the tests."""

import datetime

import factory
from django.core.files.base import ContentFile

from board_reports import models as reports
from tests.board_reports import others
from tests.factories import UserFactory


class BoardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Board

    name = factory.Sequence(lambda n: f"Board {n}")
    slug = factory.Sequence(lambda n: f"board-{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Membership

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Cllr Member {n}")


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Meeting
        django_get_or_create = ("board", "date")

    board = factory.SubFactory(BoardFactory)
    date = datetime.date(2015, 7, 14)


class ReportFactory(factory.django.DjangoModelFactory):
    """A draft that could be submitted."""

    class Meta:
        model = reports.Report
        skip_postgeneration_save = True

    board = factory.SubFactory(BoardFactory)
    meeting = factory.SubFactory(MeetingFactory, board=factory.SelfAttribute("..board"))
    title = factory.Sequence(lambda n: f"Report {n}")
    slug = factory.Sequence(lambda n: f"report-{n}")
    recommendations = "That the Board notes the report."
    contact = factory.RelatedFactory("tests.report_factories.ContactFactory", "report")


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Contact

    report = factory.SubFactory(ReportFactory, contact=None)
    name = "Robin Officer"
    position = "Programme Manager"
    email = "robin@example.org"


class BlockFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Block

    report = factory.SubFactory(ReportFactory)
    place = factory.Sequence(lambda n: n)
    kind = "paragraph"
    text = "Words."


class FigureUseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.FigureUse

    report = factory.SubFactory(ReportFactory)
    key = factory.Sequence(lambda n: f"f{n + 1}")
    definition = "case_studies.published"


class ConfirmedNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.ConfirmedNumber

    report = factory.SubFactory(ReportFactory)
    block = "summary"
    number = "12"
    source = "The minutes of May"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Declarations of interest"


class UploadedPaperFactory(factory.django.DjangoModelFactory):
    """A paper of two tagged pages, put before readers."""

    class Meta:
        model = reports.UploadedPaper

    item = factory.SubFactory(AgendaItemFactory)
    title = "Libraries and wellbeing"
    source = "Library Partnership"
    file = factory.LazyFunction(lambda: ContentFile(others.paper(), "their file.pdf"))
    published = True


class VersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Version

    report = factory.SubFactory(ReportFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = "submitted"
    content = factory.LazyFunction(dict)


class ClearanceStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.ClearanceStep
        skip_postgeneration_save = True

    board = factory.SubFactory(BoardFactory)
    place = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Step {n}")


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Comment

    report = factory.SubFactory(ReportFactory)
    version = 1
    audience = "members"
    text = "A comment."
    written_by = factory.SubFactory(UserFactory)


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Contribution

    board = factory.SubFactory(BoardFactory)
    heading = "Innovation Zone"
    text = "The Zone was prepared."
    happened_on = datetime.date(2015, 7, 1)


class WorkPlanFactory(factory.django.DjangoModelFactory):
    """A plan for the year from April 2015."""

    class Meta:
        model = reports.WorkPlan

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Plan {n}")
    slug = factory.Sequence(lambda n: f"plan-{n}")
    begins_on = datetime.date(2015, 4, 1)
    ends_on = datetime.date(2016, 3, 31)


class StrandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Strand

    plan = factory.SubFactory(WorkPlanFactory)
    place = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"Strand {n}")


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Activity

    strand = factory.SubFactory(StrandFactory)
    place = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"Do the thing called {chr(ord('a') + n % 26)}")


class ProgressNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.ProgressNote

    activity = factory.SubFactory(ActivityFactory)
    date = datetime.date(2015, 5, 1)
    text = "It was done."


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Decision

    report = factory.SubFactory(ReportFactory)
    number = 1
    outcome = "agreed"


class DirectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Direction

    report = factory.SubFactory(ReportFactory)
    text = "Tell members how rural councils can join."


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Action

    report = factory.SubFactory(ReportFactory)
    text = "Ask rural councils."
    owner = "Productivity team"
    given_on = datetime.date(2015, 7, 14)


class ActionNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.ActionNote

    action = factory.SubFactory(ActionFactory)
    on = datetime.date(2015, 8, 1)
    text = "Twelve have answered."


class ForwardItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.ForwardItem

    board = factory.SubFactory(BoardFactory)
    subject = factory.Sequence(lambda n: f"Subject {n}")
