"""Notes and comments at the paragraphs of a report: writing, changing and deleting one's own, and where each stands.

They are kept by their block's key, so they stay with it whatever a new version makes of its place and words. Who sees
which is `Comment.objects.readable_by`; what officers say to one another in clearance is not written here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from board_reports import document as documents
from board_reports import membership
from board_reports.document import Document
from board_reports.models import Comment, Report, Version
from board_reports.numbering import Kind
from board_reports.texts import Part, parts
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

# What a member writes; officers have an audience of their own, in clearance.
AUDIENCES = (Comment.Audience.SELF, Comment.Audience.MEMBERS)
# The kinds of block at which a note stands.
PLACES = frozenset({Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.TEXT, Kind.TABLE, Kind.IMAGE, Kind.CHART})


@dataclass(frozen=True)
class Note:
    """A comment as one reader sees it. `stood_at` are the words of a part that the report has no longer."""

    comment: Comment
    mine: bool
    name: str = ""
    stood_at: str = ""


@dataclass
class Notes:
    """The comments of a report by the key of their block, "" for all of it; `lost` are those without a place."""

    at: dict[str, list[Note]] = field(default_factory=dict)
    lost: list[Note] = field(default_factory=list)

    @property
    def whole(self) -> list[Note]:
        return self.at.get("", [])


def notes(reader: User, report: Report, document: Document) -> Notes:
    """Return what `reader` may see of the notes and comments for members. One query, one more for lost places."""
    found = Notes()
    now = {block.key for block in document.blocks}
    comments = list(
        Comment.objects.readable_by(reader).filter(report=report, audience__in=AUDIENCES).select_related("written_by")
    )
    lost = [one for one in comments if one.block and one.block not in now]
    stood = _stood_at(report, lost)
    for one in comments:
        mine = one.written_by_id == reader.pk
        if not one.block or one.block in now:
            found.at.setdefault(one.block, []).append(Note(one, mine))
        else:
            old = stood.get((one.version, one.block))
            found.lost.append(Note(one, mine, old.name if old else "", old.text if old else ""))
    return found


def part(document: Document, key: str) -> Part | None:
    """Return the part of this key where a note may stand, or None."""
    places = {block.key for block in document.blocks if block.kind in PLACES}
    return next((one for one in parts(document) if one.key == key and key in places), None)


def write(*, report: Report, version: Version, block: str, audience: str, text: str, by: User) -> Comment:
    """Keep a new note or comment at a block of the version that its writer read; "" is the whole report.

    Raises `RefusedError` where the writer does not sit on the board, and for a part that the version does not have.
    """
    if audience not in AUDIENCES or not membership.belongs(by, report.board):
        raise RefusedError("Only members of the board and officers may comment.")
    if block and part(documents.from_json(version.content), block) is None:
        raise RefusedError("The report has no such paragraph.")
    made: Comment = Comment.objects.create(
        report=report, version=version.number, block=block, audience=audience, text=text, written_by=by
    )
    return made


def change(*, comment: Comment, edition: int, audience: str, text: str, by: User) -> None:
    """Change one’s own words. Raises `ChangedMeanwhileError` when they are not those of `edition` any more."""
    own = Comment.objects.filter(pk=comment.pk, written_by=by, audience__in=AUDIENCES)
    changed = {"text": text, "audience": audience, "changed_at": timezone.now()}
    if not own.filter(edition=edition).update(**changed, edition=F("edition") + 1):
        raise ChangedMeanwhileError("You changed or deleted this elsewhere since you opened the page.")


def delete(*, comment: Comment, edition: int, by: User) -> None:
    """Delete one’s own comment for good. Raises `ChangedMeanwhileError` as `change` does."""
    gone, _ = Comment.objects.filter(pk=comment.pk, written_by=by, edition=edition).delete()
    if not gone:
        raise ChangedMeanwhileError("You changed or deleted this elsewhere since you opened the page.")


def _stood_at(report: Report, lost: Iterable[Comment]) -> dict[tuple[int, str], Part]:
    """Return the parts that these comments were written at, by version and key. A query where there are any."""
    wanted = {one.version for one in lost}
    found: dict[tuple[int, str], Part] = {}
    if wanted:
        for number, content in Version.objects.filter(report=report, number__in=wanted).values_list(
            "number", "content"
        ):
            found |= {(number, one.key): one for one in parts(documents.from_json(content))}
    return found
