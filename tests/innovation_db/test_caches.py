"""What caches between us and readers may keep: pages that are the same for all, and no page that is somebody's own."""

import pytest
from django.test import Client

from innovation_db.models import Message
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


def headers(client: Client, path: str) -> tuple[bool, str]:
    """Whether the answer says that it differs by cookie, and what it says to caches."""
    response = client.get(path)
    assert response.status_code == 200
    return "Cookie" in response.get("Vary", ""), response.get("Cache-Control", "")


@pytest.fixture
def paths() -> list[str]:
    study = CaseStudyFactory(
        published=True, slug="bins", councils=[CouncilFactory(slug="leadford")], themes=[ThemeFactory(slug="waste")],
        contact_email="ada@example.org",
    )  # fmt: skip
    return ["/", "/about/", "/case-studies/?q=bins", study.get_absolute_url(), "/councils/leadford/", "/themes/waste/"]


def test_readers_without_a_session_get_pages_that_are_the_same_for_all(client: Client, paths: list[str]) -> None:
    assert [headers(client, path) for path in paths] == [(False, "")] * len(paths)


def test_a_page_of_somebody_who_is_signed_in_is_kept_by_no_shared_cache(client: Client, paths: list[str]) -> None:
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    assert [headers(client, path) for path in paths] == [(True, "private")] * len(paths)


def test_a_page_with_a_message_for_one_reader_is_theirs_alone(client: Client, paths: list[str]) -> None:
    sent = {"name": "Rae", "email": "rae@example.org", "organisation": "", "message": "How much was it?"}
    page = client.post("/case-studies/bins/contact/", sent)
    assert (page.status_code, Message.objects.count()) == (302, 1)
    shown = client.get(page["Location"])
    assert "Your message is on its way." in shown.text
    assert ("Cookie" in shown["Vary"], shown["Cache-Control"]) == (True, "private")
    assert headers(client, page["Location"]) == (False, "")


def test_a_page_with_a_form_differs_by_cookie(client: Client) -> None:
    assert headers(client, "/tell-us/")[0] is True
