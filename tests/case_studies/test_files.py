"""Pictures and documents of case studies: how they are stored, and who may fetch them."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from case_studies import models
from tests.factories import CaseStudyFactory, DocumentFactory, ImageFactory

pytestmark = pytest.mark.django_db


def test_a_picture_is_kept_in_three_widths_of_two_formats(client: Client) -> None:
    image = ImageFactory(case_study__published=True, file__width=1800, file__height=1200)
    assert (image.width, image.height, image.widths) == (1800, 1200, [480, 960, 1600])
    for width in image.widths:
        for form, media_type in (("webp", "image/webp"), ("jpeg", "image/jpeg")):
            response = client.get(image.address(width, form))
            assert (response.status_code, response["Content-Type"]) == (200, media_type)
            assert response["X-Content-Type-Options"] == "nosniff"
            assert Image.open(io.BytesIO(b"".join(response))).width == width


def test_a_changed_picture_has_new_addresses(client: Client) -> None:
    image = ImageFactory(case_study__published=True, file__width=1800, file__height=1200)
    before = image.largest
    image.file = ContentFile(ImageFactory.build(case_study=None).file.read(), name="new.jpg")
    image.save()
    assert image.largest != before
    assert client.get(before).status_code == 404


def test_what_is_no_picture_is_not_stored_by_any_path() -> None:
    with pytest.raises(ValidationError):
        models.Image.objects.create(
            case_study=CaseStudyFactory(), file=ContentFile(b"no picture", name="x.jpg"), alt="None"
        )
    assert models.Image.objects.count() == 0


def test_a_document_is_sent_as_a_download(client: Client) -> None:
    document = DocumentFactory(case_study__published=True)
    response = client.get(document.get_absolute_url())
    assert b"".join(response) == b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
    assert response["Content-Disposition"] == 'attachment; filename="the-plan.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_document_gets_the_ending_of_its_content() -> None:
    document = DocumentFactory(file__filename="harmless.html")
    assert (document.file.name.rsplit(".", 1)[1], document.size) == ("pdf", document.file.size)


def test_what_is_no_document_is_not_stored_by_any_path() -> None:
    with pytest.raises(ValidationError):
        models.Document.objects.create(
            case_study=CaseStudyFactory(), file=ContentFile(b"<html>", name="a.pdf"), title="A"
        )
    assert models.Document.objects.count() == 0


@pytest.mark.parametrize("signed_in", [False, True], ids=["nobody", "administrator"])
def test_files_of_drafts_are_for_officers_only(client: Client, admin_client: Client, signed_in: bool) -> None:
    document, image = DocumentFactory(), ImageFactory()
    for address in (document.get_absolute_url(), image.smallest):
        response = (admin_client if signed_in else client).get(address)
        assert response.status_code == (200 if signed_in else 404)
        if signed_in:
            assert response["Cache-Control"] == "private, no-store"
            assert b"".join(response)


@pytest.mark.parametrize("name", ["../../secret", "other.pdf", "the-plan.html"])
def test_other_names_are_not_found(client: Client, name: str) -> None:
    document = DocumentFactory(case_study__published=True)
    assert client.get(f"/documents/{document.pk}/{name}").status_code == 404
