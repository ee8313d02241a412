"""The portfolio holder's report: what officers logged since the last one, under its parts in capitals and headings."""

from itertools import groupby
from zlib import crc32

from board_reports.drafting import since
from board_reports.drafting.paper import Paper
from board_reports.drafting.words import sentence
from board_reports.drafting.zone_report import chair
from board_reports.inline import escape
from board_reports.models import Contribution
from innovation_db.history.words import day


def write(paper: Paper) -> None:
    brief = paper.brief
    holder = chair(paper)
    paper.title = f"{brief.board.name}: report{f' from {holder}' if holder else ' of the portfolio holder'}"
    paper.purpose = ""  # nor a summary or a recommendation: it begins with its first part
    since.last(paper)
    found = brief.contributions()
    if not found:
        paper.paragraph("contribution.none", f"Nothing has been logged since {day(brief.since)}.")
        return
    for part, logged in groupby(found, key=lambda one: one.part):
        paper.part(f"contribution.part-{part}", Contribution.Part(part).label)
        _headings(paper, part, list(logged))


def _headings(paper: Paper, part: str, logged: list[Contribution]) -> None:
    """Add what was logged under each heading; a heading stands where its first item was logged."""
    for heading in dict.fromkeys(one.heading for one in logged):
        # By its words, not by its place: what is logged later may bring a heading above it.
        paper.heading(f"contribution.{part}-{crc32(heading.encode()):x}", escape(heading))
        for one in logged:
            if one.heading == heading:
                _item(paper, one)


def _item(paper: Paper, one: Contribution) -> None:
    told = [line.strip() for line in one.text.splitlines() if line.strip()]
    for number, line in enumerate(told, start=1):
        source = f"contribution.{one.pk}-{number}"
        more = f" [More about “{escape(one.heading)}”]({one.link})" if one.link and number == len(told) else ""
        if line.startswith("- "):
            paper.below(source, sentence(line[2:]) + more, one.source)
        else:
            lead = escape(line) if line.endswith(":") else sentence(line)
            paper.paragraph(source, lead + more, origin=one.source)
