"""Case studies as a table from the admin's list: what the filters show, for whom it may be, and no formula in it."""

import csv
import io

import openpyxl
import pytest
from django.test import Client

from case_studies.models import CaseStudy
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/case_studies/casestudy/"


@pytest.fixture
def studies() -> list[CaseStudy]:
    lead, partner = CouncilFactory(slug="leadford"), CouncilFactory(slug="partnerham")
    first = CaseStudyFactory(
        title="=HYPERLINK(1)", slug="first", councils=[lead], themes=[ThemeFactory(slug="bins")], cost="1200.50"
    )
    first.involvements.create(council=partner, role="partner")
    return [first, CaseStudyFactory(title="Naïve café", slug="second", published=True, councils=[partner])]


def table(client: Client, query: str) -> list[dict[str, str]]:
    response = client.get(f"{LIST}export/csv/?{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_what_the_filtered_list_shows(admin_client: Client, studies: list[CaseStudy]) -> None:
    assert [(row["title"], row["council"], row["state"]) for row in table(admin_client, "state__exact=published")] == [
        ("Naïve café", "partnerham", "published")
    ]


def test_cells_name_councils_and_subjects_and_run_no_formula(admin_client: Client, studies: list[CaseStudy]) -> None:
    row = next(row for row in table(admin_client, "") if row["address"] == "/case-studies/first/")
    wanted = ("title", "council", "partner_councils", "themes", "cost", "evidence_level")
    assert [row[name] for name in wanted] == ["'=HYPERLINK(1)", "leadford", "partnerham", "bins", "1200.50", ""]


def test_excel_holds_the_same(admin_client: Client, studies: list[CaseStudy]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(admin_client.get(f"{LIST}export/xlsx/").content)).active
    heading, *rows = sheet.iter_rows(values_only=True)  # type: ignore[union-attr]
    place = heading.index("title")
    assert sorted(str(row[place]) for row in rows) == ["'=HYPERLINK(1)", "Naïve café"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_row_costs_no_query(admin_client: Client, django_assert_max_num_queries: object, count: int) -> None:
    for _ in range(count):
        CaseStudyFactory(councils=[CouncilFactory(), CouncilFactory()])
    with django_assert_max_num_queries(19):  # type: ignore[operator]
        assert len(table(admin_client, "")) == count


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 200), (Role.ZONE_MANAGER, 403)])
def test_the_table_of_roles_decides(client: Client, settings: object, role: Role, status: int) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # no second step is asked for
    client.force_login(UserFactory(roles=[role]))
    assert client.get(f"{LIST}export/csv/").status_code == status
