"""A report as a file: PDF, Word, plain text. What stands in them is `outputs/`; who may have one is `lookups.py`.

A published version never changes, so its number decides whether a reader has the file already, and each process
keeps the last ones that it made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from board_reports import document
from board_reports import pictures as report_pictures
from board_reports.document import Document
from board_reports.models import Version
from board_reports.outputs.pdf import pdf
from board_reports.outputs.text import text
from board_reports.outputs.word import word
from board_reports.views import lookups

EDITION = 1  # goes up when the same version is to be sent in another form
FONTS = settings.BASE_DIR / "node_modules" / "source-sans" / "TTF"
KEPT = 32  # files that a process keeps


@dataclass(frozen=True)
class Form:
    """What a report can be sent as."""

    write: Callable[[Document, datetime], bytes]
    kind: str
    download: bool = False


def _pdf(what: Document, at: datetime) -> bytes:
    return pdf(what, site=settings.SITE_URL, fonts=FONTS, at=at, pictures=pictures(what))


def _word(what: Document, at: datetime) -> bytes:
    return word(what, site=settings.SITE_URL, fonts=FONTS, at=at, pictures=pictures(what))


def _text(what: Document, at: datetime) -> bytes:
    return text(what, site=settings.SITE_URL).encode()


FORMS = {
    "pdf": Form(_pdf, "application/pdf"),
    "docx": Form(_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", download=True),
    "txt": Form(_text, "text/plain; charset=utf-8"),
}


def report_file(ending: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """Return the view that sends a report as `ending`; with `?preview` officers get the draft."""

    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        found, told, version = lookups.read(request, slug)
        if version is None:
            return sent(FORMS[ending].write(told, timezone.now()), ending, found.slug, private=True)
        etag, modified = f'"{version.pk}-{EDITION}"', int(version.made_at.timestamp())
        response = get_conditional_response(request, etag=etag, last_modified=modified)
        if response is None:
            response = sent(_written(ending, version, version.made_at), ending, found.slug, private=found.restricted)
        response["ETag"] = etag
        response["Last-Modified"] = http_date(modified)
        return response

    return view


def sent(content: bytes, ending: str, name: str, *, private: bool) -> HttpResponse:
    """Send a file; a private one is kept nowhere and found by no search engine, another is asked about each time."""
    form = FORMS[ending]
    response = HttpResponse(content, content_type=form.kind)
    response["Content-Disposition"] = f'{"attachment" if form.download else "inline"}; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    if private:
        response["X-Robots-Tag"] = "noindex"
    return response


@lru_cache(maxsize=KEPT)
def _written(ending: str, version: Version, made_at: datetime) -> bytes:
    """Return the file of a version. The time tells it from one with the same id in another database."""
    return FORMS[ending].write(document.from_json(version.content), made_at)


def pictures(what: Document) -> dict[str, bytes]:
    """Return the uploaded pictures of a report by their addresses; one that is gone is left out.

    Its description stands in its place.
    """
    urls = {block.picture.url for block in what.blocks if block.picture}
    found = {url: report_pictures.content(url) for url in urls}
    return {url: kept for url, kept in found.items() if kept}
