"""What uploads are taken, and what becomes of them, told from their content."""

import contextlib
import io
import struct
import zipfile
import zlib
from typing import Any

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


def package(parts: dict[str, str | bytes], *, before: bytes = b"") -> ContentFile:
    """Return a zip file of `parts`, which may begin with something else."""
    buffer = io.BytesIO(before)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return ContentFile(buffer.getvalue(), name="document.bin")


def png(width: int, height: int, depth: int = 8, colours: int = 2, pixels: bytes = b"") -> ContentFile:
    """Return a PNG that says it has this size, whatever pixels it holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return ContentFile(b"\x89PNG\r\n\x1a\n" + body)


OFFICE = {"[Content_Types].xml": "<Types/>"}
WORD, EXCEL = OFFICE | {"word/document.xml": "<w/>"}, OFFICE | {"xl/workbook.xml": "<x/>"}
SLIDES = OFFICE | {"ppt/presentation.xml": "<p/>"}


def odf(kind: documents.Kind) -> dict[str, str | bytes]:
    return {"mimetype": kind.media_type, "content.xml": "<office/>"}


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


def test_where_a_picture_was_taken_is_forgotten() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    for form in ("JPEG", "PNG", "WEBP"):
        upload = picture(form, exif=exif.tobytes())
        assert Image.open(upload).getexif().get_ifd(0x8825)
        for kept in ("jpeg", "webp"):
            stored = Image.open(images.encode(images.clean(upload), kept))
            assert dict(stored.getexif()) == dict(stored.getexif().get_ifd(0x8825)) == {}


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, "tl"), (2, "tr"), (3, "br"), (4, "bl"), (5, "tl"), (6, "tr"), (7, "br"), (8, "bl")],
)
def test_every_way_of_holding_a_camera_is_turned_upright(orientation: int, corner: str) -> None:
    taken = Image.new("RGB", (40, 20), "white")
    taken.paste("black", (0, 0, 10, 10))  # in the corner that the camera held up first
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    taken.save(buffer, "PNG", exif=exif.tobytes())
    upright = images.clean(ContentFile(buffer.getvalue()))
    assert upright.size == ((40, 20) if orientation < 5 else (20, 40))
    place = (2 if "l" in corner else upright.width - 3, 2 if "t" in corner else upright.height - 3)
    assert upright.getpixel(place) == (0, 0, 0)


@pytest.mark.parametrize(
    ("mode", "form", "colour", "seen"),
    [
        ("CMYK", "JPEG", (0, 255, 255, 0), (255, 0, 0)),
        ("L", "JPEG", 90, (90, 90, 90)),
        ("I;16", "PNG", 40_000, (156, 156, 156)),
        ("1", "PNG", 1, (255, 255, 255)),
        ("P", "PNG", 0, (200, 30, 30)),
    ],
)
def test_colours_of_other_kinds_are_kept(mode: str, form: str, colour: Any, seen: tuple[int, int, int]) -> None:
    taken = Image.new(mode, (40, 20), colour)
    if mode == "P":
        taken.putpalette([200, 30, 30] * 256)
    buffer = io.BytesIO()
    taken.save(buffer, form)
    assert images.clean(ContentFile(buffer.getvalue())).getpixel((20, 10)) == seen


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_of_a_moving_picture_the_first_is_kept(form: str) -> None:
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("white", "black")]
    buffer = io.BytesIO()
    frames[0].save(buffer, form, save_all=True, append_images=frames[1:], duration=100)
    stored = Image.open(images.encode(images.clean(ContentFile(buffer.getvalue())), "webp"))
    assert (getattr(stored, "n_frames", 1), stored.getpixel((20, 10))) == (1, (255, 255, 255))


def test_what_follows_a_picture_in_its_file_is_left_behind() -> None:
    upload = ContentFile(picture().read() + b"<script>alert(1)</script>")
    assert b"<script" not in images.encode(images.clean(upload), "jpeg").read()


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
        pytest.param(picture("TIFF"), "not_a_picture", id="tiff"),
        pytest.param(png(65_535, 65_535), "too_many_pixels", id="bomb"),
        pytest.param(png(10_000, 10_000), "too_many_pixels", id="smaller bomb"),
        pytest.param(png(8000, 5000, pixels=bytes(100)), "damaged", id="says more than it holds"),
        pytest.param(ContentFile(picture("PNG").read()[:200]), "damaged", id="cut off PNG"),
        pytest.param(ContentFile(picture("WEBP").read()[:-30]), "damaged", id="cut off WebP"),
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
        pytest.param(ContentFile(b"%PDF-1.7\n...\nstartxref\n9\n%%EOF\n"), documents.PDF, id="pdf"),
        pytest.param(package(WORD), documents.WORD, id="word"),
        pytest.param(package(EXCEL), documents.EXCEL, id="excel"),
        pytest.param(package(SLIDES), documents.POWERPOINT, id="powerpoint"),
        pytest.param(package(odf(documents.ODF_TEXT)), documents.ODF_TEXT, id="odt"),
        pytest.param(package(odf(documents.ODF_SHEET)), documents.ODF_SHEET, id="ods"),
        pytest.param(package(odf(documents.ODF_SLIDES)), documents.ODF_SLIDES, id="odp"),
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
        pytest.param(package({"anything": "text"}), "not_a_document", id="zip"),
        pytest.param(package({"mimetype": "application/epub+zip", "content.xml": ""}), "not_a_document", id="epub"),
        pytest.param(ContentFile(package(WORD).read()[:-10]), "not_a_document", id="cut word"),
        pytest.param(package(WORD, before=b"<script>alert(1)</script>"), "not_a_document", id="web page and word"),
        pytest.param(
            ContentFile(b"<script>alert(1)</script>%PDF-1.7\nstartxref\n9\n%%EOF"),
            "not_a_document",
            id="web page and pdf",
        ),
        pytest.param(package(WORD, before=b"%PDF-1.7\n"), "not_a_document", id="pdf and zip"),
        pytest.param(package(WORD | {"word/vbaProject.bin": ""}), "macros", id="macros"),
        pytest.param(
            package(
                WORD | {"[Content_Types].xml": "<Types>application/vnd.ms-office.vbaProject</Types>", "word/a.bin": ""}
            ),
            "macros",
            id="macros under another name",
        ),
        pytest.param(package(SLIDES | {"ppt/vbaProject.bin": ""}), "macros", id="macros of PowerPoint"),
        pytest.param(package(EXCEL | {"xl/macrosheets/sheet1.xml": ""}), "macros", id="macros of old Excel"),
        pytest.param(
            package(odf(documents.ODF_TEXT) | {"Basic/Standard/Module1.xml": ""}), "macros", id="macros of LibreOffice"
        ),
        pytest.param(
            package(WORD | {f"{part}.xml": "" for part in range(documents.MAX_PARTS)}), "too_large", id="too many parts"
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
