"""Passing a message on to the contact of a case study."""

import pytest
from django.core.cache import cache
from django.test import Client

from innovation_db.models import Message
from tests.factories import CaseStudyFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Asha O'Neil", "email": "asha@example.org", "organisation": "Leeds", "message": "How did you start?"}


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def test_message_goes_to_the_contact_and_answers_to_the_reader(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org", title="Bins & co")
    response = client.post(f"{study.get_absolute_url()}contact/", ANSWERS)
    assert (response.status_code, response["Location"]) == (302, study.get_absolute_url())
    message = Message.objects.get()
    assert (message.to, message.reply_to, message.about) == ("contact@example.org", "asha@example.org", study)
    assert message.subject == "A question about “Bins & co”"
    assert "Asha O'Neil of Leeds has read" in message.text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        pytest.param("name", "", "Enter your name.", id="no name"),
        pytest.param("email", "asha", "Enter an e-mail address, such as name@council.gov.uk.", id="no address"),
        pytest.param("message", " ", "Write your message.", id="nothing to say"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(client: Client, field: str, value: str, error: str) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org")
    form = client.post(f"{study.get_absolute_url()}contact/", ANSWERS | {field: value}).context["form"]
    assert form.errors == {field: [error]}
    assert {name: form[name].value() for name in ANSWERS} == ANSWERS | {field: value}
    assert not Message.objects.exists()


def test_robots_that_fill_in_everything_are_thanked_for_nothing(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org")
    assert client.post(f"{study.get_absolute_url()}contact/", ANSWERS | {"website": "http://x"}).status_code == 302
    assert not Message.objects.exists()


def test_beyond_the_limit_the_words_are_kept(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org")
    statuses = [client.post(f"{study.get_absolute_url()}contact/", ANSWERS).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    response = client.post(f"{study.get_absolute_url()}contact/", ANSWERS)
    assert response.context["form"]["message"].value() == ANSWERS["message"]
    assert Message.objects.count() == 5


def test_a_new_line_in_the_name_adds_no_header(client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org", title="Bins")
    client.post(f"{study.get_absolute_url()}contact/", ANSWERS | {"name": "A\r\nBcc: x@example.org"})
    assert [message.subject for message in Message.objects.all()] == ["A question about “Bins”"]


@pytest.mark.parametrize("fields", [{"published": True}, {"contact_email": "contact@example.org"}])
def test_there_is_no_form_without_contact_or_before_publication(client: Client, fields: dict[str, object]) -> None:
    study = CaseStudyFactory(**fields)
    assert client.get(f"{study.get_absolute_url()}contact/").status_code == 404


def test_what_a_reader_knows_goes_to_us_with_or_without_a_contact(client: Client, settings: object) -> None:
    study = CaseStudyFactory(published=True, title="Bins")
    path = f"{study.get_absolute_url()}know-more/"
    assert f'href="{path}"' in client.get(study.get_absolute_url()).content.decode()
    assert client.post(path, ANSWERS | {"message": ""}).context["form"].errors == {"message": ["Write what you know."]}
    assert client.post(path, ANSWERS)["Location"] == study.get_absolute_url()
    message = Message.objects.get()
    assert (message.to, message.reply_to, message.about) == (settings.CONTACT_EMAIL, "asha@example.org", study)  # type: ignore[attr-defined]
