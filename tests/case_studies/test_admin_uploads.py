"""Pictures and documents sent through the admin's form: refused in a sentence on the form, or kept cleaned."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow

from case_studies.models import CaseStudy
from innovation_db.controls import controls
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> CaseStudy:
    made: CaseStudy = CaseStudyFactory(councils=[CouncilFactory()], themes=[ThemeFactory()])
    return made


def address(study: CaseStudy) -> str:
    return f"/admin/case_studies/casestudy/{study.pk}/change/"


def send(client: Client, study: CaseStudy, **fields: object) -> tuple[int, str]:
    """Open the form of `study`, fill in `fields` (named with _ for -), save, and return the answer."""
    form = re.search(r'<form [^>]*id="casestudy_form".*?</form>', client.get(address(study)).text, re.DOTALL)
    assert form
    sent = {name: values for name, values in controls(form[0]).items() if values and "__prefix__" not in name}
    for name, value in fields.items():
        sent[name.replace("_0_", "-0-")] = value  # type: ignore[assignment]
        if "_0_" in name:
            inline = name.split("_0_")[0]
            sent |= {f"{inline}-TOTAL_FORMS": ["1"], f"{inline}-0-position": ["0"]}
    response = client.post(address(study), sent)
    return response.status_code, response.text


def drawn(form: str = "JPEG", exif: Pillow.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(buffer, form, **({"exif": exif.tobytes()} if exif else {}))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(drawn("GIF"), "This file is no picture that we can use.", id="gif"),
        pytest.param(b"<svg onload='x()'/>", "This file is no picture that we can use.", id="svg"),
        pytest.param(drawn()[:300], "This picture is damaged and cannot be read.", id="cut off"),
        pytest.param(drawn() + bytes(15 * 1024 * 1024), "This picture is over 15 MB.", id="too large"),
    ],
)
def test_a_picture_that_is_none_is_refused_on_the_form(
    admin_client: Client, study: CaseStudy, content: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile("holiday.jpg", content, "image/jpeg")
    status, page = send(admin_client, study, images_0_file=file, images_0_alt="Typed with care", title="New title")
    assert (status, sentence in page, "Typed with care" in page) == (200, True, True)
    study.refresh_from_db()
    assert (study.images.count(), study.title == "New title") == (0, False)


def test_a_picture_needs_alt_text(admin_client: Client, study: CaseStudy) -> None:
    file = SimpleUploadedFile("holiday.jpg", drawn(), "image/jpeg")
    status, page = send(admin_client, study, images_0_file=file)
    assert (status, "This field is required." in page, study.images.count()) == (200, True, 0)


def test_a_picture_is_kept_without_where_it_was_taken(admin_client: Client, study: CaseStudy) -> None:
    exif = Pillow.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    file = SimpleUploadedFile("../../evil.php", drawn(exif=exif), "text/html")
    assert send(admin_client, study, images_0_file=file, images_0_alt="A wall")[0] == 302
    image = study.images.get()
    with image.file.open() as stored:
        kept = Pillow.open(io.BytesIO(stored.read()))
    assert (kept.format, dict(kept.getexif()), image.file.name.endswith(".jpg")) == ("JPEG", {}, True)


def test_the_field_says_which_file_to_choose_again(admin_client: Client, study: CaseStudy) -> None:
    file = SimpleUploadedFile("holiday.jpg", drawn(), "image/jpeg")
    status, page = send(admin_client, study, images_0_file=file, images_0_alt="A wall", title="")
    assert (status, page.count("Choose it again: holiday.jpg was not kept.")) == (200, 1)


def test_a_kept_picture_is_not_opened_to_save_the_words(admin_client: Client, study: CaseStudy) -> None:
    file = SimpleUploadedFile("holiday.jpg", drawn(), "image/jpeg")
    assert send(admin_client, study, images_0_file=file, images_0_alt="A wall")[0] == 302
    kept = study.images.get().file
    kept.storage.delete(kept.name)
    assert send(admin_client, study, title="New title")[0] == 302


def test_a_document_is_told_by_its_content(admin_client: Client, study: CaseStudy) -> None:
    page = SimpleUploadedFile("report.pdf", b"<html><script>alert(1)</script></html>", "application/pdf")
    status, text = send(admin_client, study, documents_0_file=page, documents_0_title="A plan")
    assert (status, "This is no document that we can take." in text, study.documents.count()) == (200, True, 0)
    pdf = SimpleUploadedFile("report.html", b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n", "text/html")
    assert send(admin_client, study, documents_0_file=pdf, documents_0_title="A plan")[0] == 302
    document = study.documents.get()
    response = admin_client.get(document.get_absolute_url())
    assert b"".join(response).startswith(b"%PDF")
    assert (response["Content-Type"], response["Content-Disposition"], response["X-Content-Type-Options"]) == (
        "application/pdf", 'attachment; filename="a-plan.pdf"', "nosniff",
    )  # fmt: skip
