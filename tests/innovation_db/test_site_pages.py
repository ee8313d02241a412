"""The pages about the site, its errors, and what robots are told."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from innovation_db import views
from tests.factories import CaseStudyFactory, CouncilFactory


@pytest.mark.parametrize("path", ["/about/", "/accessibility/", "/privacy/", "/data-sources/", "/contact/"])
def test_pages_about_the_site_ask_nothing_of_the_database(client: Client, path: str) -> None:
    response = client.get(path)  # without the mark `django_db`, a query would fail
    assert response.status_code == 200
    assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in response.content.decode()
    assert client.post(path).status_code == 405


def test_an_unknown_address_is_answered_with_a_way_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert '<form class="search-box" action="/case-studies/"' in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_database(rf: RequestFactory) -> None:
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.content.decode()


def test_a_form_without_its_token_is_answered_kindly() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@example.org"})
    assert response.status_code == 403
    assert "<h1>We could not take this form</h1>" in response.content.decode()


@pytest.mark.django_db
def test_the_sitemap_lists_public_pages_alone(client: Client) -> None:
    council = CouncilFactory()
    CaseStudyFactory(published=True, slug="shown")
    CaseStudyFactory(slug="draft")
    index = client.get("/sitemap.xml").content.decode()
    assert f"<loc>{settings.SITE_URL}/sitemap-case-studies.xml</loc>" in index
    pages = client.get("/sitemap-case-studies.xml").content.decode()
    assert [part.split("<")[0] for part in pages.split("<loc>")[1:]] == [f"{settings.SITE_URL}/case-studies/shown/"]
    assert f"{settings.SITE_URL}/councils/{council.slug}/" in client.get("/sitemap-councils.xml").content.decode()


def test_robots_learn_where_the_sitemap_is(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[-1] == f"Sitemap: {settings.SITE_URL}/sitemap.xml"
