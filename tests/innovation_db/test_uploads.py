"""What uploads are taken, and what becomes of them, told from their content."""

import contextlib
import io
import zipfile

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from innovation_db.uploads import documents, images


def picture(
    form: str = "JPEG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **options: object
) -> ContentFile:
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, form, **options)
    return ContentFile(buffer.getvalue(), name="picture.bin")


def package(**parts: str) -> ContentFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return ContentFile(buffer.getvalue(), name="document.bin")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_known_by_content(form: str) -> None:
    assert images.clean(picture(form)).size == (900, 600)


def test_pictures_of_telephones_are_taken() -> None:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "teal")).save(buffer)
    assert images.clean(ContentFile(buffer.getvalue())).size == (640, 480)


def test_pictures_are_turned_upright_and_lose_their_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "A camera with a name"
    cleaned = images.clean(picture(exif=exif))
    assert cleaned.size == (600, 900)
    stored = Image.open(images.encode(cleaned, "jpeg"))
    assert dict(stored.getexif()) == {}
    assert {"exif", "icc_profile", "xmp"} & set(stored.info) == set()


def test_what_is_transparent_becomes_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(buffer, "PNG")
    assert images.clean(ContentFile(buffer.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_large_pictures_are_kept_smaller() -> None:
    assert images.clean(picture(size=(4800, 2400))).size == (2400, 1200)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        pytest.param(ContentFile(b"MZ this is a program"), "not_a_picture", id="program"),
        pytest.param(ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "not_a_picture", id="svg"),
        pytest.param(ContentFile(b""), "not_a_picture", id="empty"),
        pytest.param(picture("GIF"), "not_a_picture", id="gif"),
        pytest.param(ContentFile(picture("JPEG").read()[:2000]), "damaged", id="cut off"),
        pytest.param(picture("PNG", (8000, 5001), "1"), "too_many_pixels", id="too many pixels"),
        pytest.param(ContentFile(b"\xff\xd8\xff" + bytes(images.MAX_BYTES)), "too_large", id="too large"),
    ],
)
def test_other_files_are_refused_with_a_sentence(upload: ContentFile, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        images.validate(upload)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


def test_forty_million_pixels_are_taken() -> None:
    images.validate(picture("PNG", (8000, 5000), "1"))


@given(st.integers(1, 5000))
def test_renditions_never_enlarge(width: int) -> None:
    widths = images.widths_for(width)
    assert widths == sorted(set(widths))
    assert 1 <= len(widths) <= 3
    assert max(widths) == min(width, images.WIDTHS[-1])


@pytest.mark.parametrize(
    ("upload", "kind"),
    [
        pytest.param(ContentFile(b"%PDF-1.7\n...\n%%EOF"), documents.PDF, id="pdf"),
        pytest.param(
            package(**{"[Content_Types]_dot_xml": "", "word__document_dot_xml": ""}), documents.WORD, id="word"
        ),
        pytest.param(
            package(**{"[Content_Types]_dot_xml": "", "xl__workbook_dot_xml": ""}), documents.EXCEL, id="excel"
        ),
        pytest.param(package(mimetype=documents.ODF_TEXT.media_type), documents.ODF_TEXT, id="odt"),
        pytest.param(package(mimetype=documents.ODF_SHEET.media_type), documents.ODF_SHEET, id="ods"),
    ],
)
def test_documents_are_known_by_content(upload: ContentFile, kind: documents.Kind) -> None:
    assert documents.kind_of(upload) == kind


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        pytest.param(ContentFile(b"<html>not a pdf</html>", name="report.pdf"), "not_a_document", id="html"),
        pytest.param(ContentFile(b"%PDF-1.7 cut off"), "not_a_document", id="cut pdf"),
        pytest.param(ContentFile(b""), "not_a_document", id="empty"),
        pytest.param(ContentFile(documents.OLD_OFFICE + bytes(600)), "old_office", id="old word"),
        pytest.param(package(anything="text"), "not_a_document", id="zip"),
        pytest.param(package(mimetype="application/epub+zip"), "not_a_document", id="epub"),
        pytest.param(
            package(**{"[Content_Types]_dot_xml": "", "word__document_dot_xml": "", "word__vbaProject_dot_bin": ""}),
            "macros",
            id="macros",
        ),
        pytest.param(ContentFile(bytes(documents.MAX_BYTES + 1)), "too_large", id="too large"),
    ],
)
def test_other_documents_are_refused_with_a_sentence(upload: ContentFile, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        documents.validate(upload)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


@given(st.binary(max_size=400))
def test_no_content_makes_the_checks_fail(content: bytes) -> None:
    for validate in (images.validate, documents.validate):
        with contextlib.suppress(ValidationError):
            validate(ContentFile(content))
