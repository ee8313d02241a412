"""The strategy paper: what the site knows of, and where the work could go, as in the paper before the Zone of 2014."""

import datetime

import pytest

from case_studies.models import Participation
from tests.board_reports.drafts import drafted, headings, meeting_on, nothing_is_open, paragraphs, read, under
from tests.factories import (
    CaseStudyFactory,
    CohortFactory,
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
)
from tests.report_factories import BoardFactory
from tests.zone_factories import ZoneFactory
from zone_programme.models import Zone

pytestmark = pytest.mark.django_db

HEADINGS = [
    "heading: Background", "heading: A new approach", "heading: Potential areas of work", "heading: Next steps",
    "heading: Financial implications",
]  # fmt: skip


def test_the_paper_before_2014_in_structure_and_facts() -> None:
    board = BoardFactory()
    meeting_on("2013-10-01", board)
    ended = ProgrammeFactory(name="Creative Councils", ended_on=datetime.date(2013, 12, 31))
    award = ProgrammeFactory(name="Transformation Challenge Award")
    award.partners.add(PartnerFactory(name="Department for Communities and Local Government"))
    cohort = CohortFactory(programme=award, name="Awards of 2013")
    Participation.objects.create(cohort=cohort, council=CouncilFactory())
    ended.partners.add(PartnerFactory(name="Nesta"))
    for name in ("Adult social care", "Housing"):
        ServiceAreaFactory(name=name)
    study = CaseStudyFactory(published=True, lessons="<p>Listen first.</p>")
    study.service_areas.set([ServiceAreaFactory(name="Planning")])
    CaseStudyFactory(published=True)
    ZoneFactory(year=2014, city="Bournemouth", conference="LGA annual conference", state=Zone.State.PLANNING)
    report = drafted(
        "strategy", meeting_on("2014-01-21", board), zone=2014,
        programmes=(ended.slug, award.slug),
    )  # fmt: skip
    found = read(report)
    assert headings(found) == HEADINGS
    told = paragraphs(found)
    assert told["1"].startswith(
        "The Creative Councils programme ended on 31 December 2013. "
        "Further to the Board’s meeting of 1 October 2013, this is the moment"
    )
    assert told["3"].startswith(
        "Of the two case studies in the Innovation Database, one tells what stood in the way or what was learnt, and "
        "none give a measured result."
    )
    assert "how it is done" not in told["3"]
    assert told["6"].startswith("The site keeps two programmes with innovation in them.")
    assert (
        "a map of every council in each programme on innovation and of good practice in each of the three"
        in told["7.1"]
    )
    assert told["7.2"] == (
        "find speakers and sessions for the Innovation Zone 2014, at the LGA annual conference in Bournemouth."
    )
    assert "7.3" in told
    assert "the Department for Communities and Local Government and Nesta" in told["8"]
    assert told["9"] == (
        "Case studies are sorted by three service areas. Two of them have no case study yet: adult social care and "
        "housing."
    )
    assert told["10"].startswith(
        "The lessons of the Transformation Challenge Award, with the Department for Communities"
    )
    assert (told["11"], told["11.1"]) == ("Members are asked to:", "comment on the ideas and on the way forward.")
    assert under(found, "Financial implications") == [
        "They are to be worked out once the Board has decided on the work programme."
    ]
    nothing_is_open(report)


def test_an_empty_site_is_told_of_kindly() -> None:
    report = drafted("strategy", meeting_on("2014-01-21"))
    found = read(report)
    assert headings(found) == HEADINGS
    assert "No case study is published yet, so nothing can be said of what they tell." in under(found, "A new approach")
    assert paragraphs(found)["6"].startswith("The officers who lead programmes could meet every month")
    nothing_is_open(report)
