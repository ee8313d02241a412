"""The programme for other programs, at addresses that stay: what is sent, as what, and when it need not be sent again.

Only the current release is read. It is frozen, so its id decides whether a reader has the answer already, with the
time of the last change of a file where files are named: before anything is put together, and each process keeps what
it has put together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from zone_programme import exports, session_files
from zone_programme.current import reading_of
from zone_programme.exports import paper
from zone_programme.models import Release, Zone
from zone_programme.programme import Programme

EDITION = 2  # goes up when the same release is to be sent in another form
FONTS = settings.BASE_DIR / "node_modules" / "source-sans" / "TTF"
MOST_CHOSEN = 500  # sessions in one address


class Version(NamedTuple):
    """A release without its content. The time tells it from one with the same id in another database.

    `files_at` is when a file of a session was last changed, for what names files.
    """

    pk: int
    released_at: datetime
    files_at: datetime | None = None


@dataclass(frozen=True)
class Form:
    """What the programme can be sent as; `open_to_all` lets pages of other sites read it, `files` names files."""

    write: Callable[..., bytes]
    kind: str
    ending: str
    download: bool = False
    open_to_all: bool = True
    files: bool = False


def _on_paper(write: Callable[..., bytes]) -> Callable[..., bytes]:
    return partial(write, fonts=FONTS)


FORMS = {
    "schedule.xml": Form(exports.schedule_xml, "application/xml; charset=utf-8", "xml", files=True),
    "schedule.json": Form(exports.schedule_json, "application/json", "schedule.json", files=True),
    "programme.json": Form(exports.data, "application/json", "json", files=True),
    "programme.csv": Form(exports.table, "text/csv; charset=utf-8", "csv", download=True),
    "programme.ics": Form(exports.calendar, "text/calendar; charset=utf-8", "ics", download=True),
    "programme.pdf": Form(partial(paper.appendix, fonts=FONTS), "application/pdf", "pdf", open_to_all=False),
    "programme-folded.pdf": Form(
        partial(paper.folded, fonts=FONTS), "application/pdf", "folded.pdf", open_to_all=False
    ),
    "changes.atom": Form(exports.changes, "application/atom+xml; charset=utf-8", "atom"),
}


def export(name: str) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the view that sends the whole programme as `name`."""

    @require_safe
    def view(request: HttpRequest, year: int) -> HttpResponse:
        return _answer(request, year, name, lambda version: _written(name, year, version))

    return view


@require_safe
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """The programme as a calendar: whole, or what `day`, `theme`, `session` or `s` (sessions, by comma) say of it."""
    choice = _choice(request)
    return _answer(request, year, "programme.ics", lambda version: _calendar(version, choice))


@require_safe
def changes(request: HttpRequest, year: int) -> HttpResponse:
    """What changed from release to release, as a feed."""
    return _answer(request, year, "changes.atom", lambda version: _changes(year, version))


def _answer(request: HttpRequest, year: int, name: str, write: Callable[[Version], bytes]) -> HttpResponse:
    """Send what `write` makes of the current release, or 304 to who has it. Costs one query, two the first time.

    The first time that there are files costs one more.
    """
    form = FORMS[name]
    version = _current(year, files=form.files)
    etag, modified = f'"{version.pk}-{EDITION}"', version.released_at
    if version.files_at:
        etag, modified = f'"{version.pk}-{EDITION}-{version.files_at.timestamp()}"', max(modified, version.files_at)
    response = get_conditional_response(request, etag=etag, last_modified=int(modified.timestamp()))
    if response is None:
        response = HttpResponse(write(version), content_type=form.kind)
        disposition = "attachment" if form.download else "inline"
        response["Content-Disposition"] = f'{disposition}; filename="innovation-zone-{year}.{form.ending}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(int(modified.timestamp()))
    response["Cache-Control"] = "public, no-cache"  # kept, but asked about each time
    if form.open_to_all:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Content-Disposition"
    return response


def _current(year: int, *, files: bool) -> Version:
    releases = Release.objects.filter(zone__in=Zone.objects.public().filter(year=year)).newest_first()
    files_at = [session_files.changed_at(OuterRef("zone__year"))] if files else []
    found = releases.values_list("pk", "released_at", *files_at).first()
    if found is None:
        raise Http404(f"The programme of {year} has not been published.")
    return Version(*found)


def _programme(version: Version) -> Programme:
    return reading_of(version.pk, version.released_at).programme


@lru_cache(maxsize=16)
def _written(name: str, year: int, version: Version) -> bytes:
    files = {"files": session_files.shared(year)} if version.files_at else {}
    return FORMS[name].write(_programme(version), site=settings.SITE_URL, **files)


@lru_cache(maxsize=64)
def _calendar(version: Version, choice: exports.Choice) -> bytes:
    return exports.calendar(
        _programme(version), site=settings.SITE_URL, choice=choice, organiser=settings.CONTACT_EMAIL
    )


@lru_cache(maxsize=4)
def _changes(year: int, version: Version) -> bytes:
    releases = Release.objects.filter(zone__year=year, released_at__lte=version.released_at).newest_first()
    told = [
        exports.Change(*values)
        for values in releases.values_list("number", "released_at", "note", "changes").iterator()
    ]
    return exports.changes(year, told, site=settings.SITE_URL)


def _choice(request: HttpRequest) -> exports.Choice:
    """Return what the address asks for. Raises `Http404` for a day that is no date."""
    data = request.GET
    try:
        day = date.fromisoformat(data["day"]) if "day" in data else None
    except ValueError:
        raise Http404("A day is written as 2027-07-06.") from None
    chosen = None
    if "s" in data:
        chosen = frozenset(one.strip() for one in ",".join(data.getlist("s")).split(",")[:MOST_CHOSEN])
    return exports.Choice(day=day, theme=data.get("theme"), session=data.get("session"), chosen=chosen)
