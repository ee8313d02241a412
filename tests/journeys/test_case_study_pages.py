"""Reading a case study, a council and a subject in a browser, and writing to a contact without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from case_studies.models import Cohort, Council, CouncilNeighbour, Outcome, Participation
from innovation_db.models import Message
from tests.factories import CaseStudyFactory, CouncilFactory, ProgrammeFactory, ThemeFactory
from tests.journeys.conftest import CheckPage


@pytest.fixture
def council(site: str) -> Council:
    """A council with a case study that tells everything, and a near one on the same theme."""
    theme = ThemeFactory(name="Bin rounds")
    own, near = CouncilFactory(short_name="Ownshire"), CouncilFactory(short_name="Nearshire")
    CouncilNeighbour.objects.create(council=own, neighbour=near, rank=1)
    study = CaseStudyFactory(
        title="Journey rounds",
        slug="journey-rounds",
        published=True,
        councils=[own],
        themes=[theme],
        problem="<p>Rounds were uneven.</p><p>Crews knew.</p>",
        lessons="<ul><li>Ask crews first.</li></ul>",
        stage="in-use",
        year=2015,
        evidence_level=3,
        contact_role="Waste manager",
        contact_email="waste@example.org",
        reuse_terms="free",
    )
    Outcome.objects.create(case_study=study, kind="saving", amount=120_000, unit="pounds", period="yearly")
    CaseStudyFactory(title="Journey rounds elsewhere", published=True, councils=[near], themes=[theme])
    programme = ProgrammeFactory(name="Journey programme", slug="journey-programme")
    Participation.objects.create(cohort=Cohort.objects.create(programme=programme, name="East", days=90), council=own)
    return own


@pytest.mark.parametrize(
    "path",
    [
        "/case-studies/journey-rounds/",
        "/case-studies/journey-rounds/contact/",
        "/case-studies/journey-rounds/know-more/",
        "/councils/ownshire/",
        "/themes/bin-rounds/",
        "/programmes/journey-programme/",
        "/councils/?q=shire",
    ],
)
def test_pages_are_accessible(page: Page, council: Council, check_page: CheckPage, path: str) -> None:
    page.goto(path)
    check_page(page)


def test_outcomes_are_read_on_a_phone_without_scrolling_sideways(page: Page, council: Council) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto("/case-studies/journey-rounds/")
    table = page.get_by_role("table", name="Measured outcomes")
    row = table.get_by_role("row").filter(has_text="Money saved")
    expect(row.get_by_role("cell")).to_have_text(["£120,000", "Each year", "Achieved", "Not known"])
    for cell in row.get_by_role("cell").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 375
    labels = row.get_by_role("cell").evaluate_all(
        "cells => cells.map(one => getComputedStyle(one, '::before').content)"
    )
    assert [label.strip("\"': ") for label in labels] == ["Amount", "Period", "Basis", "Year"]


def test_a_message_reaches_the_contact_without_javascript(browser: Browser, site: str, council: Council) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/case-studies/journey-rounds/")
    assert page.content().count("waste@example.org") == 0
    page.get_by_role("link", name="Send a message").click()
    assert page.content().count("waste@example.org") == 0
    page.get_by_label("Your message").fill("How did you start?")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_label("Your message")).to_have_value("How did you start?")
    page.get_by_label("Your name").fill("Asha")
    page.get_by_label("Your e-mail address").fill("asha@example.org")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    context.close()
    assert list(Message.objects.filter(reply_to="asha@example.org").values_list("to", flat=True)) == [
        "waste@example.org"
    ]


def test_from_a_council_to_what_its_nearest_did(page: Page, council: Council) -> None:
    page.goto("/councils/")
    page.get_by_label("Council name, present or former").fill("ownsh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Show all councils")).to_be_visible()
    page.get_by_role("link", name="Ownshire").click()
    page.get_by_role("link", name="Journey rounds elsewhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Journey rounds elsewhere")
