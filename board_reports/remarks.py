"""What officers say to one another at the blocks of a report in clearance: writing it, settling it, what is open.

A report is published only when none of it is open. What members say is `commenting.py`.
"""

from django.db import transaction
from django.utils import timezone

from board_reports.models import Comment, Report, Version
from board_reports.models.reports import CLEAR
from board_reports.numbering import Kind, numbers
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import RefusedError

LONGEST = 2000  # characters
SHOWN = 80


@transaction.atomic
def write(*, report: Report, block: str, text: str, by: User) -> Comment:
    """Keep what somebody says at a block, "" for the whole report. Raises `RefusedError` where they say nothing."""
    if not text.strip():
        raise RefusedError("Write what you have to say.")
    # Locked as publishing locks it: what is said in the same moment is not passed over.
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    newest = Version.objects.filter(report=row).newest_first().values_list("number", flat=True).first()
    made: Comment = Comment.objects.create(
        report=row, block=block[:40], version=newest or 0, audience=Comment.Audience.OFFICERS,
        text=text.strip()[:LONGEST], written_by=by,
    )  # fmt: skip
    return made


@transaction.atomic
def settle(*, comment: Comment, by: User) -> None:
    """Mark it as settled. In a draft its author does so; later only who said it, or who clears reports.

    Raises `RefusedError` for anybody else.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=comment.report_id)
    if report.state != Report.State.DRAFT and not may_settle(by, comment):
        raise RefusedError("Only who said it, or somebody who clears reports, can mark it as settled.")
    with acting(user=by):
        Comment.objects.filter(pk=comment.pk, settled_at=None).update(settled_at=timezone.now())


def may_settle(user: User, comment: Comment) -> bool:
    """Whether this officer said it, or clears reports."""
    return comment.written_by_id == user.pk or user.has_perm(CLEAR)


def unsettled(report: Report) -> list[Comment]:
    """Return what officers said and nobody settled, the oldest first. Costs a query."""
    found = Comment.objects.filter(report=report, audience=Comment.Audience.OFFICERS, settled_at=None)
    return list(found.select_related("written_by").order_by("written_at", "pk"))


def places(report: Report, comments: list[Comment]) -> dict[int, str]:
    """Return where each of these stands, in words, by its id: “paragraph 3”. Costs the blocks."""
    blocks = list(report.blocks.all()) if comments else []
    numbered = numbers((block.key, Kind(block.kind)) for block in blocks)
    kinds = {block.key: block.get_kind_display().lower() for block in blocks}
    return {one.pk: _place(one.block, kinds, numbered) for one in comments}


def sentence(comment: Comment, place: str) -> str:
    """Return what is open, for a list of what is to be done: “Which ones?” (Kim, paragraph 3)."""
    words = comment.text if len(comment.text) <= SHOWN else f"{comment.text[:SHOWN].rstrip()}…"
    return f"“{words}” ({comment.written_by}, {place})"


def _place(block: str, kinds: dict[str, str], numbered: dict) -> str:
    if not block:
        return "the whole report"
    if block not in kinds:
        return "a part that was taken out"
    number = numbered[block].text if block in numbered else ""
    return number if number.startswith("Appendix") else f"{kinds[block]} {number}".strip()
