"""Passing a message on to the contact of a case study."""

import pytest
from django.core.cache import cache
from django.test import Client

from innovation_db.models import Message
from tests.factories import CaseStudyFactory, ThemeFactory

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


def test_the_address_in_a_reuse_offer_is_relayed_too(client: Client) -> None:
    study = CaseStudyFactory(
        published=True,
        contact_email="contact@example.org",
        contact_name="Ann",
        reuse_contact="the app team, apps@example.org",
    )
    page = client.get(study.get_absolute_url()).text
    assert "Ask the app team." in page
    address = f"{study.get_absolute_url()}contact/?about=reuse"
    assert address in page
    assert client.post(address, ANSWERS).status_code == 302
    message = Message.objects.get()
    assert (message.to, "Ann" in message.text) == ("apps@example.org", False)
    study = CaseStudyFactory(published=True, reuse_contact="apps@example.org")
    assert "Ask ." not in client.get(study.get_absolute_url()).text
    assert client.get(f"{study.get_absolute_url()}contact/").status_code == 404
    assert client.get(f"{study.get_absolute_url()}contact/?about=reuse").status_code == 200


def test_no_text_of_a_public_page_shows_robots_an_address(client: Client) -> None:
    write = "Write to first.last+bins@digital.example.org."
    rich = f'<p>{write} Or <a href="mailto:ann@example.org">write to Ann</a>, <strong>ann@example.org</strong>.</p>'
    study = CaseStudyFactory(
        published=True, summary=write, reuse_note=write, cost_note=write, evidence_reason=write, source=write,
        problem=rich, what_we_did=rich * 20, lessons=rich, themes=[ThemeFactory(slug="waste", description=rich)],
        contact_email="contact@example.org",
    )  # fmt: skip
    study.outcomes.create(kind="other", description="better", amount=1, unit="number", note=write)
    for path in (study.get_absolute_url(), "/themes/waste/", "/case-studies/"):
        page = client.get(path).text
        assert ("@digital" in page, "@example.org" in page, "mailto:a" in page) == (False, False, False)
    page = client.get(study.get_absolute_url()).text
    assert "Or write to Ann, <strong>(e-mail address kept back)</strong>." in page
    study.refresh_from_db()
    assert study.summary == write


def test_officers_find_beside_the_record_what_readers_wrote(client: Client, admin_client: Client) -> None:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org")
    other = CaseStudyFactory(published=True)
    client.post(f"{study.get_absolute_url()}contact/", ANSWERS)
    client.post(f"{study.get_absolute_url()}know-more/", ANSWERS | {"message": "We did <b>this</b>\n\ntoo, in 2024."})
    client.post(f"{other.get_absolute_url()}know-more/", ANSWERS | {"message": "Of another."})
    change = admin_client.get(f"/admin/case_studies/casestudy/{study.pk}/change/")
    wrote = [(one.kind, one.first_words) for one in change.context["written"]]
    assert wrote == [("Told us more", "We did <b>this</b> too, in 2024."), ("Asked the council", "How did you start?")]
    page = change.content.decode()
    assert ("Readers wrote" in page, "We did &lt;b&gt;this&lt;/b&gt; too" in page) == (True, True)
    newest = change.context["written"][0].message
    link = f"/admin/innovation_db/message/{newest.pk}/change/"
    assert f'<a href="{link}">' in page
    assert admin_client.get(link).status_code == 200
