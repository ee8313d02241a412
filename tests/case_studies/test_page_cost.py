"""What every type of public page asks of the database: at most six queries, whatever the size of the library."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from case_studies.models import (
    Adoption,
    CaseStudy,
    Cohort,
    Council,
    CouncilNeighbour,
    Outcome,
    Participation,
)
from innovation_db.models import PageVisit
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    ImageFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

MOST = 6
# `client` is no browser, so its visits are not counted; a real visit is counted once the page has been sent.
PAGES = {
    "home": "/",
    "finder": "/case-studies/",
    "finder-words": "/case-studies/?q=quiet+lanes",
    "finder-filters": "/case-studies/?q=quiet&theme=lanes&region=east-of-england&sort=visits",
    "finder-nothing": "/case-studies/?q=ownshire+zebra&theme=lanes&year=1999",
    "case-study": "/case-studies/quiet-lanes-0/",
    "contact": "/case-studies/quiet-lanes-0/contact/",
    "know-more": "/case-studies/quiet-lanes-0/know-more/",
    "councils": "/councils/",
    "councils-by-region": "/councils/?by=region",
    "councils-words": "/councils/?q=shire",
    "councils-nothing": "/councils/?q=ownshrie",
    "council": "/councils/ownshire/",
    "council-ended": "/councils/oldshire/",
    "council-county": "/councils/upshire/",
    "themes": "/themes/",
    "theme": "/themes/lanes/",
    "service-areas": "/service-areas/",
    "service-area": "/service-areas/roads/",
    "programmes": "/programmes/",
    "programme": "/programmes/design/",
    "partners": "/partners/",
    "partner": "/partners/nest/",
    "tell-us": "/tell-us/",
    "about": "/about/",
    "data-sources": "/data-sources/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "site-contact": "/contact/",
    "sitemap": "/sitemap.xml",
    "sitemap-case-studies": "/sitemap-case-studies.xml",
    "sitemap-councils": "/sitemap-councils.xml",
    "sitemap-subjects": "/sitemap-subjects.xml",
    "sitemap-zones": "/sitemap-zones.xml",
    "robots": "/robots.txt",
    "health": "/healthz/",
    "sign-in": "/account/login/",
    "not-found": "/case-studies/nothing/",
}


@pytest.fixture
def library() -> None:
    """Two of everything that a page may show a list of."""
    upper = CouncilFactory(short_name="Upshire", kind="county")
    own = CouncilFactory(short_name="Ownshire", kind="district", region="east-of-england", upper_tier=upper)
    ended = [
        CouncilFactory(short_name=name, ended_on="2019-03-31", kind="district", upper_tier=upper)
        for name in ("Oldshire", "Eldshire")
    ]
    older = CouncilFactory(short_name="Eldershire", ended_on="1974-03-31")
    older.successors.add(*ended)
    for one in ended:
        one.successors.add(own)
    theme, area = ThemeFactory(name="Lanes", slug="lanes"), ServiceAreaFactory(name="Roads", slug="roads")
    partner, programme = PartnerFactory(name="Nest", slug="nest"), ProgrammeFactory(name="Design", slug="design")
    programme.partners.add(partner)
    for number in range(3):
        near = CouncilFactory(short_name=f"Nearshire {number}", region="east-of-england")
        CouncilNeighbour.objects.create(council=own, neighbour=near, rank=number + 1)
        cohort = Cohort.objects.create(programme=programme, name=f"Cohort {number}")
        for council in (own, ended[0], near):
            Participation.objects.create(cohort=cohort, council=council)
        study = study_of(number, [own, *ended, near])
        study.themes.add(theme)
        study.service_areas.add(area)
        study.programmes.add(programme)
        study.partners.add(partner)
        elsewhere = CaseStudyFactory(title=f"Elsewhere {number}", published=True, councils=[near], themes=[theme])
        Adoption.objects.create(case_study=elsewhere, council=own)
        Adoption.objects.create(case_study=study, council=near)
        PageVisit.objects.add_one(study.get_absolute_url())


def study_of(number: int, councils: list[Council]) -> CaseStudy:
    study: CaseStudy = CaseStudyFactory(
        title=f"Quiet lanes {number}",
        published=True,
        councils=councils,
        contact_email="lanes@example.org",
        year=2015,
        problem="<p>Loud lanes.</p>",
    )
    for kind in ("saving", "people"):
        Outcome.objects.create(case_study=study, kind=kind, amount=number + 1, unit="pounds")
        ImageFactory(case_study=study)
    return study


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_costs_at_most_six_queries(client: Client, library: None, path: str) -> None:
    client.get("/case-studies/")  # the first page after an edit also reads what a worker keeps in memory
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == (404 if path.endswith("/nothing/") else 200)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= MOST, "\n".join(sql[:200] for sql in asked)
