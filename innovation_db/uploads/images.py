"""Pictures: checked, turned upright, stripped of metadata, re-encoded, and kept in three widths.

Which record a picture belongs to, and who may see it, is not decided here.
"""

import io
import secrets
from typing import IO

import pillow_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (480, 960, 1600)  # a telephone, a text column, a whole page on a sharp screen
KEPT_EDGE = 2400  # the longer edge of the picture we keep, in pixels
QUALITY = {"jpeg": 84, "webp": 80}

pillow_heif.register_heif_opener()


def validate(upload: File) -> None:
    """Raise `ValidationError` with a sentence unless `upload` is a picture that we take.

    One that is kept already was checked when it came, and is not opened again.
    """
    if getattr(upload, "_committed", False):
        return
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError("This picture is over 15 MB. Save it smaller and choose it again.", code="too_large")
    try:
        with _open(upload) as picture:
            picture.load()
    except ValidationError:
        raise
    except Exception as error:  # decoders raise whatever they like on broken files
        raise ValidationError(
            "This picture is damaged and cannot be read. Save it again and choose the new file.", code="damaged"
        ) from error


def _open(upload: IO[bytes] | File) -> Image.Image:
    """Open `upload` without decoding it; refuse other formats and too many pixels."""
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_too_many_pixels("more than 40"), code="too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            "This file is no picture that we can use. Choose a JPEG, PNG, WebP or HEIC file.", code="not_a_picture"
        ) from error
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise ValidationError(_too_many_pixels(f"{width * height / 1e6:.1f}"), code="too_many_pixels")
    return picture


def _too_many_pixels(millions: str) -> str:
    return f"This picture has {millions} million pixels; 40 million is the most. Save it smaller and choose it again."


def clean(upload: File) -> Image.Image:
    """Return the picture upright, in sRGB, without metadata and at most `KEPT_EDGE` pixels long."""
    validate(upload)
    with _open(upload) as opened:
        profile = opened.info.get("icc_profile")
        picture: Image.Image = ImageOps.exif_transpose(opened)
        picture = _in_eight_bits(picture)
        picture.thumbnail((KEPT_EDGE, KEPT_EDGE), Image.Resampling.LANCZOS)
        picture = _flat(_in_srgb(picture, profile))
        bare = Image.new("RGB", picture.size)
        bare.paste(picture)
        return bare


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture that can be made smaller smoothly: grey of 16 bits as 8, a palette or two colours as full."""
    if picture.mode.startswith("I"):  # Pillow's own conversion cuts off what is brighter than 255
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the colours of `profile` to sRGB, which browsers assume of a picture without a profile."""
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):  # a broken profile: the numbers as they are
        return picture
    return converted or picture


def _flat(picture: Image.Image) -> Image.Image:
    """Put what is transparent on white, as JPEG knows no transparency."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB")
    return picture.convert("RGB")


def encode(picture: Image.Image, form: str) -> ContentFile:
    """Return `picture` as a file of `form` (“jpeg” or “webp”), without any metadata."""
    buffer = io.BytesIO()
    options = {"progressive": True, "optimize": True} if form == "jpeg" else {"method": 4}
    picture.save(buffer, form.upper(), quality=QUALITY[form], **options)
    return ContentFile(buffer.getvalue())


def new_name() -> str:
    """Return an unguessable file name, so that a draft's picture cannot be found by trying."""
    return f"{secrets.token_urlsafe(12)}.jpg"


def widths_for(width: int) -> list[int]:
    """Return the widths kept of a picture `width` pixels wide; none is larger than the picture."""
    fitting = [kept for kept in WIDTHS if kept < width]
    return [*fitting, min(width, WIDTHS[-1])] if len(fitting) < len(WIDTHS) else fitting


def rendition_name(name: str, width: int, form: str) -> str:
    """Return where the rendition of the picture kept at `name` is: photo.jpg → photo-480.webp."""
    return f"{name.removesuffix('.jpg')}-{width}.{'webp' if form == 'webp' else 'jpg'}"


def write_renditions(storage: Storage, name: str, picture: Image.Image) -> list[int]:
    """Keep `picture` in each width as WebP and JPEG beside `name`; return the widths."""
    widths = widths_for(picture.width)
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        smaller = picture.resize((width, height), Image.Resampling.LANCZOS)
        for form in ("webp", "jpeg"):
            storage.save(rendition_name(name, width, form), encode(smaller, form))
    return widths
