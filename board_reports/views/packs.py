"""The papers of a meeting in one file, as each reader may read them, and its supplementary packs.

A pack is made anew when anything in it changes: what it is made from decides its key in the cache.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from board_reports import document
from board_reports.models import Meeting, UploadedPaper, Version
from board_reports.outputs.pack import Attached, Item, Pack, fingerprint, pack_pdf
from board_reports.views import boards, lookups
from board_reports.views.boards import Line
from board_reports.views.files import FONTS, pictures, sent

KEPT_FOR = 7 * 24 * 60 * 60  # seconds


class Facts(NamedTuple):
    """What a pack is made from: the lines of its agenda with the papers of others, and each report's newest version.

    An item that is in a pack before has a line here for its papers alone.
    """

    supplementary: int
    lines: tuple[Line, ...]
    versions: dict[int, int]  # report → version

    @property
    def papers(self) -> list[UploadedPaper]:
        return [paper for line in self.lines for paper in line.papers]


@require_safe
def pack(request: HttpRequest, slug: str, date: datetime.date, supplementary: int = 0) -> HttpResponse:
    """Send the agenda pack, or a supplementary one, with the reports and papers that this reader may read.

    Seven queries at most when it was made before. Page numbers run on from the packs before it: for a reader of
    restricted papers these are longer, so such papers stand last on an agenda.
    """
    meeting = lookups.meeting(slug, date)
    packs = [one for one in _facts(request, meeting) if one.supplementary <= supplementary]
    if not packs or packs[-1].supplementary != supplementary:
        raise Http404("This meeting has no such pack.")
    private = any(line.report and line.report.restricted for one in packs for line in one.lines)
    private = private or any(paper.restricted for one in packs for paper in one.papers)
    etag = f'"{_key(meeting, packs)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        name = f"{meeting.board.slug}-{meeting.date.isoformat()}-pack" + (f"-{supplementary}" if supplementary else "")
        response = sent(_made(meeting, packs)[0], "pdf", name, private=private)
    response["ETag"] = etag
    return response


def _facts(request: HttpRequest, meeting: Meeting) -> list[Facts]:
    """Return what each pack of the meeting is made from, for this reader, the agenda pack first."""
    told = boards.lines(request, meeting)
    reports = [line.report.pk for line in told if line.report]
    kept = Version.objects.published().filter(report__in=reports).order_by("report_id", "number")
    versions = dict(kept.values_list("report_id", "pk"))  # the newest of each, which comes last
    found = []
    for one in boards.packs(told):
        here = [_in_pack(line, one) for line in told]
        agenda = tuple(line for line in here if line.pack == one or line.papers)
        ids = [line.report.pk for line in agenda if line.report and line.pack == one]
        found.append(Facts(one, agenda, {pk: versions[pk] for pk in ids if pk in versions}))
    return found


def _in_pack(line: Line, pack: int) -> Line:
    """Return the line with those of its papers that are in this pack."""
    return replace(line, papers=tuple(paper for paper in line.papers if paper.pack == pack))


def _key(meeting: Meeting, packs: Sequence[Facts]) -> str:
    """Return a hash of all that the last of these packs says and of the packs that its pages follow."""
    place = [meeting.board.name, meeting.date, meeting.starts_at, meeting.place, settings.SITE_URL]
    told: list[Any] = [
        [
            one.supplementary,
            [(line.number, line.title, line.note, line.late, line.pack) for line in one.lines],
            one.versions,
            [(paper.item.number, paper.title, paper.notes, paper.sha256, paper.is_there) for paper in one.papers],
        ]
        for one in packs
    ]
    return fingerprint(meeting.pk, place, told)


def _made(meeting: Meeting, packs: Sequence[Facts]) -> tuple[bytes, int]:
    """Return the last of these packs and the number of its last page, from the cache where it was made before."""
    key = f"agenda-pack:{_key(meeting, packs)}"
    kept: tuple[bytes, int] | None = cache.get(key)
    if kept is not None:
        return kept
    before = _made(meeting, packs[:-1])[1] if len(packs) > 1 else 0
    made = _written(meeting, packs[-1], first_page=before + 1)
    with pikepdf.open(BytesIO(made)) as read:
        result = made, before + len(read.pages)
    cache.set(key, result, KEPT_FOR)
    return result


def _written(meeting: Meeting, facts: Facts, *, first_page: int) -> bytes:
    versions = {one.report_id: one for one in Version.objects.filter(pk__in=facts.versions.values())}
    documents = {pk: document.from_json(version.content) for pk, version in versions.items()}
    items = [
        Item(
            str(line.number),
            line.title,
            (line.note, line.late) if line.pack == facts.supplementary else (),
            documents.get(line.report.pk) if line.report else None,
            tuple(Attached(one.title, one.content(), one.reading, tuple(one.notes)) for one in line.papers),
        )
        for line in facts.lines
    ]
    starts = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    day_began = datetime.datetime.combine(meeting.date, datetime.time.min, datetime.UTC)
    return pack_pdf(
        Pack(
            board=meeting.board.name,
            date=meeting.date.isoformat(),
            place=", ".join(filter(None, [starts, meeting.place])),
            items=tuple(items),
            supplementary=facts.supplementary,
            first_page=first_page,
        ),
        site=settings.SITE_URL,
        fonts=FONTS,
        at=max((one.made_at for one in versions.values()), default=day_began),
        pictures={url: found for one in documents.values() for url, found in pictures(one).items()},
    )
