"""What an officer types for a page or a case study: addresses, titles, and words that are neither."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from board_reports.figure_fields import CaseStudyField, PageField
from case_studies.models import CaseStudy
from innovation_db.visits import may_be_counted
from tests.factories import CaseStudyFactory

SITE = override_settings(SITE_URL="https://innovation.example.org", ALLOWED_HOSTS=["innovation.example.org"])
PATHS = ["/", "/case-studies/", "/zone/", "/councils/leeds/", "/reports/innovation/"]


@SITE
@given(
    st.sampled_from(PATHS),
    st.sampled_from(["", "https://innovation.example.org", "http://innovation.example.org:80"]),
    st.booleans(),
    st.sampled_from(["", "?q=noise&page=2", "#results"]),
)
def test_every_way_to_write_an_address_is_the_same_page(path: str, site: str, slash: bool, more: str) -> None:
    written = f"{site}{path if slash else path.rstrip('/')}{more}" or "/"
    assert PageField().clean(written) == path


@SITE
@given(st.text(min_size=1, max_size=40))
def test_what_is_accepted_is_a_page_whose_visits_are_counted(words: str) -> None:
    try:
        path = PageField().clean(words)
    except ValidationError:
        return
    assert may_be_counted(path)


@SITE
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("case-studies and nothing",
         "“case-studies and nothing” is no page of this site. Give its address, such as /case-studies/."),
        ("/no-such/page/", "“/no-such/page/” is no page of this site. Give its address, such as /case-studies/."),
        ("https://example.org/case-studies/",
         "“https://example.org/case-studies/” is an address of another site. Only visits to this one are counted."),
        ("/admin/", "Visits to “/admin/” are not counted: it is no page for the public."),
        ("/account/login/", "Visits to “/account/login/” are not counted: it is no page for the public."),
        ("http://[", "“http://[” is no page of this site. Give its address, such as /case-studies/."),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(given: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PageField().clean(given)
    assert refused.value.messages == [sentence]


@pytest.fixture
def study(db: None) -> CaseStudy:
    made: CaseStudy = CaseStudyFactory(title="My Croydon", slug="my-croydon", published=True)
    return made


@SITE
@pytest.mark.parametrize(
    "given",
    ["my-croydon", "My Croydon", " my croydon ", "/case-studies/my-croydon/", "case-studies/my-croydon",
     "https://innovation.example.org/case-studies/my-croydon/?from=search"],
)  # fmt: skip
def test_a_case_study_is_known_by_its_title_its_address_or_the_end_of_that(study: CaseStudy, given: str) -> None:
    assert CaseStudyField().clean(given) == "my-croydon"


@SITE
def test_what_is_no_published_case_study_is_refused(study: CaseStudy) -> None:
    CaseStudyFactory(title="Everyday Telford", slug="telford")
    CaseStudyFactory(title="Routes", slug="routes-1", published=True)
    CaseStudyFactory(title="Routes", slug="routes-2", published=True)
    elsewhere, as_shown = "https://example.org/case-studies/my-croydon/", "as it stands on its page, or its address."
    for typed, sentence in [
        ("croydon", "There is no published case study “croydon”. Did you mean “My Croydon”?"),
        ("telford", f"There is no published case study “telford”. Give its title {as_shown}"),
        (elsewhere, f"There is no published case study “{elsewhere}”. Give its title {as_shown}"),
        ("routes", "Several case studies are called “routes”. Give the address of the one you mean."),
    ]:
        with pytest.raises(ValidationError) as refused:
            CaseStudyField().clean(typed)
        assert refused.value.messages == [sentence], typed


@SITE
def test_the_page_of_a_case_study_is_one_that_is_there(study: CaseStudy) -> None:
    assert PageField().clean("/case-studies/my-croydon/") == "/case-studies/my-croydon/"
    with pytest.raises(ValidationError, match="There is no case study at “/case-studies/my-croydn/”"):
        PageField().clean("/case-studies/my-croydn")
