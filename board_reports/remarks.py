"""What officers say to one another at the blocks of a report in clearance: writing it, settling it, what is open.

A report is published only when none of it is open. What members say is `commenting.py`.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from board_reports.editing import HEAD
from board_reports.models import Comment, Report, Version
from board_reports.models.reports import CLEAR, SUBMIT
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
def answer(*, comment: Comment, text: str, by: User) -> Comment:
    """Keep an answer to a comment, at the same block. Raises `RefusedError` where it says nothing."""
    made = write(report=comment.report, block=comment.block, text=text, by=by)
    made.answers_id = comment.answers_id or comment.pk
    made.save(update_fields=["answers"])
    return made


@transaction.atomic
def settle(*, comment: Comment, by: User, note: str = "") -> None:
    """Mark it as settled, with a note of what was done about it, which is kept as an answer.

    In a draft its author needs none; later only who said it, or who clears reports, settles it without one, and who
    may submit the report settles it with one. Raises `RefusedError` for anybody else.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=comment.report_id)
    if report.state != Report.State.DRAFT and not may_settle(by, comment):
        if not may_settle_with_note(by):
            raise RefusedError("Only who said it, its author, or somebody who clears reports can mark it as settled.")
        if not note.strip():
            raise RefusedError("Say what was done about it, so that who said it can see that.")
    if note.strip():
        answer(comment=comment, text=note, by=by)
    with acting(user=by):
        Comment.objects.filter(pk=comment.pk, settled_at=None).update(settled_at=timezone.now(), settled_by=by)


def may_settle(user: User, comment: Comment) -> bool:
    """Whether this officer said it, or clears reports."""
    return comment.written_by_id == user.pk or user.has_perm(CLEAR)


def may_settle_with_note(user: User) -> bool:
    """Whether this officer writes reports, and so answers for what was done."""
    return user.has_perm(SUBMIT)


@dataclass(frozen=True)
class Talk:
    """A comment with its answers, the oldest first, and where it stands, in words: “paragraph 3”."""

    comment: Comment
    place: str
    answers: list[Comment]

    @property
    def text(self) -> str:
        return self.comment.text


def talks(report: Report) -> list[Talk]:
    """Return what officers said at the report, settled or not, each with its answers. Costs a query and the blocks."""
    found = Comment.objects.filter(report=report, audience=Comment.Audience.OFFICERS)
    said = list(found.select_related("written_by", "settled_by").order_by("written_at", "pk"))
    where = places(report, said)
    answers: dict[int, list[Comment]] = {}
    for one in said:
        if one.answers_id:
            answers.setdefault(one.answers_id, []).append(one)
    return [Talk(one, where[one.pk], answers.get(one.pk, [])) for one in said if not one.answers_id]


def unsettled(report: Report) -> list[Comment]:
    """Return what officers said and nobody settled, the oldest first. Costs a query."""
    found = Comment.objects.filter(report=report, audience=Comment.Audience.OFFICERS, settled_at=None, answers=None)
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
    if block in HEAD:
        return f"the {HEAD[block].lower()}"
    if block not in kinds:
        return "a part that was taken out"
    number = numbered[block].text if block in numbered else ""
    return number if number.startswith("Appendix") else f"{kinds[block]} {number}".strip()
