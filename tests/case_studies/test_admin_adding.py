"""What the form for a case study does by itself: an address for a title that exists, a warning, pounds for money."""

from typing import Any

import pytest
from django.test import Client

from case_studies.models import CaseStudy, Council
from innovation_db.controls import controls
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/case_studies/casestudy/add/"


@pytest.fixture
def council() -> Council:
    made: Council = CouncilFactory()
    return made


@pytest.fixture
def first(council: Council) -> CaseStudy:
    made: CaseStudy = CaseStudyFactory(
        title="Bins that call", slug="bins-that-call", councils=[council], themes=[ThemeFactory()]
    )
    return made


def add(client: Client, council: Council, **fields: object) -> Any:
    """Fill in the form for a new case study and save it; names of rows are written with _ for -."""
    sent: dict[str, Any] = {name: values for name, values in controls(client.get(ADD).text).items() if values}
    sent |= {"title": "Bins that call", "slug": "bins-that-call", "summary": "Bins say when they are full."}
    sent |= {"involvements-TOTAL_FORMS": "1", "involvements-0-council": council.pk, "involvements-0-role": "lead"}
    sent |= {name.replace("_0_", "-0-"): value for name, value in fields.items()}
    return client.post(ADD, {name: value for name, value in sent.items() if "__prefix__" not in name}, follow=True)


def warnings(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"] if message.level_tag == "warning"]


def test_a_title_that_exists_gets_an_address_of_its_own_and_a_warning(
    admin_client: Client, first: CaseStudy, council: Council
) -> None:
    said = warnings(add(admin_client, council, title="Bins that CALL"))
    assert list(CaseStudy.objects.order_by("pk").values_list("slug", flat=True)) == [first.slug, "bins-that-call-2"]
    link = f'<a href="/admin/case_studies/casestudy/{first.pk}/change/">Bins that call</a>'
    assert said == [f"Looks like {link} of the same council (draft). Is it here twice?"]


def test_the_same_title_of_another_council_is_no_warning(admin_client: Client, first: CaseStudy) -> None:
    assert (warnings(add(admin_client, CouncilFactory())), CaseStudy.objects.count()) == ([], 2)


def test_an_address_that_was_typed_is_not_changed_unasked(
    admin_client: Client, first: CaseStudy, council: Council
) -> None:
    answer = add(admin_client, council, title="Something else")
    assert answer.context["adminform"].errors == {"slug": ["Case study with this Slug already exists."]}


OUTCOME = {"outcomes-TOTAL_FORMS": "1", "outcomes_0_amount": "400", "outcomes_0_period": "one-off"} | {
    "outcomes_0_basis": "achieved"
}


def test_money_saved_is_in_pounds(admin_client: Client, council: Council) -> None:
    add(admin_client, council, **OUTCOME, outcomes_0_kind="saving")
    assert str(CaseStudy.objects.get().outcomes.get()) == "Money saved: £400"


def test_other_results_need_their_unit(admin_client: Client, council: Council) -> None:
    answer = add(admin_client, council, **OUTCOME, outcomes_0_kind="people")
    assert ("Choose a unit." in answer.text, CaseStudy.objects.count()) == (True, 0)
