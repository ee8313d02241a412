"""The demonstration's Board: five reports, one of each kind, drafted by the site, cleared and published."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from board_reports import reading
from board_reports.models import Activity, Board, Contribution, Meeting, Report, Version, WorkPlan
from tests.factories import ProgrammeFactory
from tests.zone_factories import ZoneFactory
from zone_programme.models import Zone

pytestmark = pytest.mark.django_db

PROGRAMMES = ("creative-councils", "adult-social-care-efficiency", "design-in-the-public-sector",
              "transformation-challenge-award")  # fmt: skip


def load() -> str:
    output = StringIO()
    call_command("load_demo_reports", stdout=output)
    return output.getvalue()


def test_five_reports_are_published_once_and_what_was_typed_is_kept(client: Client) -> None:
    for slug in PROGRAMMES:
        ProgrammeFactory(slug=slug, name=slug.replace("-", " ").capitalize())
    for year in (2013, 2014, 2015):
        ZoneFactory(year=year, state=Zone.State.CLOSED)
    assert load() == "6 meetings and 5 Board reports added.\n"
    found = Report.objects.order_by("meeting__date", "agenda_item__number")
    assert list(found.values_list("kind", "meeting__date__year", "state")) == [
        ("portfolio", 2013, "published"), ("plan", 2013, "published"), ("strategy", 2014, "published"),
        ("zone", 2014, "published"), ("update", 2015, "published"),
    ]  # fmt: skip
    for report in found:
        document = reading.published(report)
        assert document is not None
        assert all(figure.holds and figure.at for figure in document.figures)
        assert {one.email.partition("@")[2] for one in document.contacts} == {"example.org"}
        page = client.get(report.get_absolute_url()).content.decode()
        assert document.title in page
        at_end = page.index(document.contacts[0].name) > page.index(f'id="{document.blocks[-1].key}"')
        assert at_end == (report.kind == "portfolio"), "as the reports of those years have it"
    plan = WorkPlan.objects.get()
    assert (plan.strands.count(), Activity.objects.count()) == (9, 19)
    assert not Contribution.objects.filter(used_in=None).exists()

    Board.objects.update(about="Typed by an officer.")
    Contribution.objects.filter(heading="Leadership development").delete()
    Meeting.objects.get(date="2015-01-20").delete()
    assert load() == "The demonstration’s reports are there; what was typed since is kept.\n"
    assert Board.objects.get().about == "Typed by an officer."
    assert (Contribution.objects.count(), Meeting.objects.count(), Version.objects.count()) == (7, 5, 5 * 4)


def test_what_cannot_be_drafted_is_left_out_and_made_up_for_later() -> None:
    assert load() == "6 meetings and 2 Board reports added.\n"
    ZoneFactory(year=2014, state=Zone.State.CLOSED)
    ZoneFactory(year=2015, state=Zone.State.CLOSED)
    assert load() == "0 meetings and 3 Board reports added.\n"
