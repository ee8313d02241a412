"""What stands in each pack of a meeting, for its reader and for who may read all, and the numbers of its pages.

Every reader has the same number on the same page, so pages are counted for who may read all: those of a report once
for each version, those of an agenda once for what stands in it. Who is told what is decided in `boards.py`.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache

from board_reports import document
from board_reports.document import Document
from board_reports.models import Meeting, UploadedPaper, Version
from board_reports.outputs.pack import (
    EDITION,
    Attached,
    Item,
    Pack,
    Withheld,
    agenda_pages,
    fingerprint,
    report_pages,
)
from board_reports.views import boards
from board_reports.views.boards import Line
from board_reports.views.files import FONTS, pictures

KEPT_FOR = 7 * 24 * 60 * 60  # seconds


class Kept(NamedTuple):
    """The newest published version of a report. The time tells it from one with the same id in another database."""

    pk: int
    made_at: datetime.datetime


class Row(NamedTuple):
    """A line of an agenda with what stands in this pack of it."""

    line: Line
    report: Kept | Withheld | None
    papers: tuple[UploadedPaper | Withheld, ...]


@dataclass(frozen=True)
class Facts:
    """What one pack is made from: its lines as the reader sees them, each beside what who may read all sees.

    An item that is in a pack before has a line here for its papers alone. `versions` are those of all reports by these.
    """

    meeting: Meeting
    supplementary: int
    lines: tuple[tuple[Line, Line], ...]
    versions: dict[int, Kept]

    def rows(self) -> list[Row]:
        """Return what the reader gets. Of what is withheld the pages are counted."""
        hidden = [self._version(every) for line, every in self.lines if line.report is None]
        pages = counts(one for one in hidden if one)
        found = []
        for line, every in self.lines:
            version = self._version(every)
            report = Withheld(pages[version.pk]) if version and line.report is None else version
            own = {paper.pk for paper in line.papers}
            papers = [one for one in every.papers if one.pk in own or one.is_there]
            shown = [one if one.pk in own else Withheld(_with_leaf(one)) for one in papers]
            found.append(Row(line, report, tuple(shown)))
        return found

    def rows_of_all(self) -> list[Row]:
        """Return what those get who may read every paper."""
        return [Row(every, self._version(every), every.papers) for _, every in self.lines]

    def _version(self, line: Line) -> Kept | None:
        here = line.report if line.pack == self.supplementary else None
        return self.versions.get(here.pk) if here else None


def facts(meeting: Meeting, told: Sequence[tuple[Line, Line]]) -> list[Facts]:
    """Return what each pack of the meeting is made from, the agenda pack first. Costs a query."""
    reports = [every.report.pk for _, every in told if every.report]
    kept = Version.objects.published().filter(report__in=reports).order_by("report_id", "number")
    # The newest of each comes last.
    versions = {report: Kept(pk, at) for report, pk, at in kept.values_list("report_id", "pk", "made_at")}
    found = []
    for pack in boards.packs([every for _, every in told]):
        here = [(line.in_pack(pack), every.in_pack(pack)) for line, every in told]
        lines = tuple(pair for pair in here if pair[1].pack == pack or pair[1].papers)
        found.append(Facts(meeting, pack, lines, versions))
    return found


def last_page(packs: Sequence[Facts]) -> int:
    """Return the number of the last page of these packs, which follow each other, for who may read all."""
    key = f"last-page:{fingerprint([told(one.rows_of_all()) for one in packs])}"
    page: int | None = cache.get(key) if packs else 0
    if page is None:
        page = sum(map(_length, packs))
        cache.set(key, page, KEPT_FOR)
    return page


def _length(one: Facts) -> int:
    reports = counts(row.report for row in one.rows_of_all() if isinstance(row.report, Kept))
    papers = [paper for _, every in one.lines for paper in every.papers if paper.is_there]
    return 1 + agenda(one) + sum(reports.values()) + sum(map(_with_leaf, papers))  # after its cover


def agenda(one: Facts) -> int:
    """Return how many pages the agenda of a pack has for who may read all; it is counted once."""
    rows = one.rows_of_all()
    key = f"agenda-pages:{fingerprint(told(rows))}"
    pages: int | None = cache.get(key)
    if pages is None:
        pages = agenda_pages(made(one, rows)[0], site=settings.SITE_URL, fonts=FONTS)
        cache.set(key, pages, KEPT_FOR)
    return pages


def counts(versions: Iterable[Kept]) -> dict[int, int]:
    """Return how many pages these versions have in a pack, by their ids; each is counted once."""
    keys = {f"report-pages:{EDITION}:{one.pk}:{one.made_at.timestamp()}": one.pk for one in versions}
    kept: dict[str, int] = cache.get_many(keys) if keys else {}
    if missing := [key for key in keys if key not in kept]:
        documents = _documents(keys[key] for key in missing)
        read = [documents[keys[key]] for key in missing]
        shown = {url: content for one in read for url, content in pictures(one).items()}
        counted = report_pages(read, site=settings.SITE_URL, fonts=FONTS, pictures=shown)
        new = dict(zip(missing, counted, strict=True))
        cache.set_many(new, KEPT_FOR)
        kept |= new
    return {keys[key]: pages for key, pages in kept.items()}


def told(rows: Iterable[Row]) -> list[object]:
    """Return all that rows say, for a hash. Of what their reader may not read it has the number of pages alone."""
    return [
        [
            (row.line.number, row.line.title, row.line.note, row.line.late, row.line.pack),
            row.report,
            [
                one if isinstance(one, Withheld) else (one.title, one.notes, one.sha256, one.is_there)
                for one in row.papers
            ],
        ]
        for row in rows
    ]


def made(one: Facts, rows: Sequence[Row], *, first_page: int = 1, agenda: int = 0) -> tuple[Pack, list[Document]]:
    """Return the pack with these rows, and the reports that stand in it. Costs a query."""
    documents = _documents(row.report.pk for row in rows if isinstance(row.report, Kept))
    meeting, starts = one.meeting, f"{one.meeting.starts_at:%H:%M}" if one.meeting.starts_at else ""
    items = [
        Item(
            str(row.line.number),
            row.line.title,
            (row.line.note, row.line.late) if row.line.pack == one.supplementary else (),
            documents[row.report.pk] if isinstance(row.report, Kept) else row.report,
            tuple(
                paper if isinstance(paper, Withheld)
                else Attached(paper.title, paper.content(), paper.reading, tuple(paper.notes))
                for paper in row.papers
            ),
        )
        for row in rows
    ]  # fmt: skip
    pack = Pack(
        board=meeting.board.name,
        date=meeting.date.isoformat(),
        place=", ".join(filter(None, [starts, meeting.place])),
        items=tuple(items),
        supplementary=one.supplementary,
        first_page=first_page,
        agenda_pages=agenda,
    )
    return pack, list(documents.values())


def _documents(versions: Iterable[int]) -> dict[int, Document]:
    found = Version.objects.filter(pk__in=list(versions)).values_list("pk", "content")
    return {pk: document.from_json(content) for pk, content in found}


def _with_leaf(paper: UploadedPaper) -> int:
    return paper.pages + 1
