"""A form of the admin that is sent after its session has ended: its words come back, and can be saved after sign-in."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from case_studies.models import CaseStudy
from innovation_db.controls import controls
from innovation_db.models import User
from innovation_db.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
OWN = {"origin": "http://testserver"}
WORDS = "<p>Calls about “potholes”.</p>\r\n<p>Twice.</p>"


@pytest.fixture
def editor() -> User:
    user: User = factories.UserFactory(roles=[Role.EDITOR])
    return user


@pytest.fixture
def study() -> CaseStudy:
    made: CaseStudy = factories.CaseStudyFactory(councils=[factories.CouncilFactory()])
    return made


def address(study: CaseStudy) -> str:
    return f"/admin/case_studies/casestudy/{study.pk}/change/"


def form_in(page: str) -> dict[str, Any]:
    """What a browser would send for the page's one form."""
    form = re.search(r"<form [^>]*(?:casestudy_form|data-unsaved).*?</form>", page, re.DOTALL)
    assert form
    return {name: values for name, values in controls(form[0]).items() if values}


def test_words_outlive_their_session(editor: User, study: CaseStudy) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    sent = form_in(client.get(address(study)).text) | {"problem": WORDS, "_continue": "Save"}
    del client.cookies["sessionid"]

    kept = client.post(address(study), sent, headers=OWN)
    assert (kept.status_code, kept.context["title"]) == (403, "Not saved yet: you are signed out")
    assert dict(kept.context["typed"])["Problem"] == "Calls about “potholes”.\nTwice."
    assert "no-store" in kept.headers["Cache-Control"]

    client.force_login(editor)  # in another window, which changes the token
    client.cookies["csrftoken"] = "n" * 32
    again = client.post(address(study), form_in(kept.text), headers=OWN)
    assert (again.status_code, again.context["title"]) == (403, "Not saved yet: send it once more")
    saved = client.post(address(study), form_in(again.text), headers=OWN)
    assert saved.headers["Location"] == address(study)
    study.refresh_from_db()
    assert study.problem.splitlines() == WORDS.splitlines()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_a_form_of_another_site_gets_no_token(origin: str, editor: User, study: CaseStudy) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    answer = client.post(address(study), {"problem": WORDS}, headers={"origin": origin} if origin else {})
    assert (answer.status_code, "csrfmiddlewaretoken" in answer.text, "potholes" in answer.text) == (403, False, False)


def test_a_file_has_to_be_chosen_again(study: CaseStudy) -> None:
    file = SimpleUploadedFile("wall.jpg", b"x", "image/jpeg")
    page = Client().post(address(study), {"title": "Walls", "images-0-file": file})
    assert "Choose again after it is saved: wall.jpg." in page.text
    once_more = Client().post(address(study), form_in(page.text))
    assert "Choose again after it is saved: wall.jpg." in once_more.text


def test_nothing_typed_leads_to_the_sign_in_as_ever(study: CaseStudy) -> None:
    client = Client()
    assert client.post(address(study)).status_code == 302
    assert client.post(address(study), {"x": "1"}, headers={"sec-fetch-mode": "cors"}).status_code == 302
