"""Search over published reports: PostgreSQL's full text over the plain words of each one's newest version.

The words are written in the transaction that publishes. Who may read what is `Report.objects.readable_by`: hits,
counts and excerpts all begin with it, so a restricted paper is found by nobody else.
"""

import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import F, Value

from board_reports import document
from board_reports.document import Document
from board_reports.models import Report, ReportText, Version
from board_reports.texts import parts
from innovation_db.models import User

LANGUAGE = "english"
PAGE_SIZE = 20
MOST_CHARACTERS = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters that no text has, since what is written is cleaned of them: they mark what was found in an excerpt.
_BEGIN, _END = "\ue000", "\ue001"


@dataclass(frozen=True)
class Hit:
    """A report that was found, with an excerpt in runs, each with whether it was looked for."""

    report: Report
    excerpt: list[tuple[bool, str]]


@dataclass(frozen=True)
class Found:
    """What a search found: the words as they were taken, how many reports, and the first of them."""

    words: str
    count: int
    hits: list[Hit]


def keep(version: Version) -> None:
    """Write down the words of a version that was published, in place of those of the one before."""
    written = document.from_json(version.content)
    text = _body(written)
    vector = (
        SearchVector(Value(written.title), weight="A", config=LANGUAGE)
        + SearchVector(Value(document.plain(written.summary)), weight="B", config=LANGUAGE)
        + SearchVector(Value(text), weight="C", config=LANGUAGE)
    )
    ReportText.objects.update_or_create(
        report_id=version.report_id, defaults={"number": version.number, "text": text, "words": vector}
    )


def search(typed: str, *, reader: User | AnonymousUser, board: str = "") -> Found:
    """Return the reports that `reader` may read and that hold what was typed, the best first. Two or three queries.

    `typed` is in the words of search engines: “exact phrase”, -without, this or that.
    """
    words = " ".join(_CONTROL.sub(" ", typed)[:MOST_CHARACTERS].split())
    if not words:
        return Found("", 0, [])
    query = SearchQuery(words.replace("“", '"').replace("”", '"'), config=LANGUAGE, search_type="websearch")
    found = Report.objects.readable_by(reader).filter(plain_text__words=query)
    if board:
        found = found.filter(board__slug=board)
    count = found.count()
    if not count:
        return Found(words, 0, [])
    excerpt = SearchHeadline(
        "plain_text__text", query, config=LANGUAGE, start_sel=_BEGIN, stop_sel=_END, max_words=36, min_words=18,
        max_fragments=2, fragment_delimiter=" … ",
    )  # fmt: skip
    ranked = found.annotate(rank=SearchRank(F("plain_text__words"), query), excerpt=excerpt)
    ranked = ranked.select_related("board", "meeting").order_by("-rank", "-published_at", "-pk")[:PAGE_SIZE]
    return Found(words, count, [Hit(report, _marked(report.excerpt)) for report in ranked])


def _body(written: Document) -> str:
    """Return all that it says but its title, which stands above every excerpt anyway."""
    text = "\n".join(part.text for part in parts(written) if part.key != "title")
    return text.replace(_BEGIN, "").replace(_END, "").replace("\0", "")


def _marked(excerpt: str) -> list[tuple[bool, str]]:
    """Return runs of the excerpt, each with whether it was looked for."""
    pieces = re.split(f"({_BEGIN}[^{_END}]*{_END})", excerpt.replace("\n", " · "))
    return [(piece.startswith(_BEGIN), piece.strip(_BEGIN + _END)) for piece in pieces if piece]
