"""Documents: PDF, Word, Excel, PowerPoint and OpenDocument, told apart by what is in the file and never by its name."""

import secrets
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File

MAX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_PARTS = 10_000
TYPES = "[Content_Types].xml"  # where an Office file says what its parts are, under whatever names
MACRO_TYPES = (b"macroenabled", b"vbaproject")


@dataclass(frozen=True)
class Kind:
    """One kind of document: its media type, the ending its name gets and what readers call it."""

    media_type: str
    ending: str
    label: str


PDF = Kind("application/pdf", "pdf", "PDF")
WORD = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word")
EXCEL = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel")
POWERPOINT = Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "PowerPoint")
ODF_TEXT = Kind("application/vnd.oasis.opendocument.text", "odt", "OpenDocument text")
ODF_SHEET = Kind("application/vnd.oasis.opendocument.spreadsheet", "ods", "OpenDocument spreadsheet")
ODF_SLIDES = Kind("application/vnd.oasis.opendocument.presentation", "odp", "OpenDocument presentation")
KINDS = {kind.media_type: kind for kind in (PDF, WORD, EXCEL, POWERPOINT, ODF_TEXT, ODF_SHEET, ODF_SLIDES)}

# What an Office file has as its main part → what it is.
MAIN_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": POWERPOINT}
TAKEN = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or OpenDocument"

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc, .xls and .ppt, which can carry macros unseen


def kind_of(upload: File) -> Kind:
    """Return what `upload` is by its content; raise `ValidationError` with a sentence when it is nothing we take."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError("This document is over 25 MB. Save it smaller and choose it again.", code="too_large")
    upload.seek(0)
    head = upload.read(1024)
    if head.startswith(OLD_OFFICE):
        raise ValidationError(
            "This is an old Office file. Save it as .docx, .xlsx or .pptx and choose the new file.", code="old_office"
        )
    kind = PDF if head.startswith(b"%PDF-") and _ends_as_pdf(upload) else _packed_kind(upload)
    if kind is None:
        raise ValidationError(
            f"This is no document that we can take. Choose a file of these kinds: {TAKEN}.", code="not_a_document"
        )
    return kind


def _ends_as_pdf(upload: File) -> bool:
    upload.seek(max(0, (upload.size or 0) - 2048))
    end = upload.read()
    return b"startxref" in end and b"%%EOF" in end


def _packed_kind(upload: File) -> Kind | None:
    """Return the kind of a zipped office document, looking at its parts."""
    upload.seek(0)
    if upload.read(4) != b"PK\x03\x04":  # a zip may begin later in a file that is a web page as well
        return None
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise ValidationError("This document has more than 10,000 parts. Save it smaller.", code="too_large")
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise ValidationError("This document unpacks to more than 500 MB. Save it smaller.", code="too_large")
            names = {part.filename for part in parts}
            types = _beginning(archive, TYPES) if TYPES in names else b""
            if any(_holds_macros(name) for name in names) or any(sign in types.lower() for sign in MACRO_TYPES):
                raise ValidationError("This document has macros. Save it without macros.", code="macros")
            if TYPES in names:
                return next((kind for part, kind in MAIN_PARTS.items() if part in names), None)
            if {"mimetype", "content.xml"} <= names:
                return KINDS.get(_beginning(archive, "mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        return None
    return None


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the first 100 kB of a part, whatever its size is said to be."""
    with archive.open(name) as part:
        return part.read(100_000)


def _holds_macros(name: str) -> bool:
    """Say whether a part of this name is a macro: of Office, of old Excel, of LibreOffice."""
    folded = name.lower()
    return folded.endswith("vbaproject.bin") or folded.startswith(("xl/macrosheets/", "basic/", "scripts/"))


def validate(upload: File) -> None:
    """Raise `ValidationError` with a sentence unless `upload` is a document that we take, or have taken already."""
    if not getattr(upload, "_committed", False):
        kind_of(upload)


def new_name(kind: Kind) -> str:
    """Return an unguessable file name with the ending that the content has."""
    return f"{secrets.token_urlsafe(12)}.{kind.ending}"
