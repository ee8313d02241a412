"""The Board of the demonstration: its meetings, a work plan, what officers logged, and five drafted reports.

What comes after a meeting is shown by a made-up board, `demo_board.py`: nothing is invented about this one.

Each is put in once; what somebody edited or removed since stays as they left it. Reports are drafted from what the
site holds on that day, edited with what only an officer of then could know (`demo_officer.py`), submitted, cleared and
published, so their figures say when they were worked out.
Numbers that the site does not hold are stated with their source. docs/data-sources.md says where the facts come from.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.db import models, transaction

from board_reports import actions, demo_board, demo_officer
from board_reports.document import Person
from board_reports.drafting import actions as drafting
from board_reports.drafting.brief import Choices
from board_reports.models import (
    Activity,
    AgendaItem,
    Board,
    ClearanceStep,
    Contribution,
    Meeting,
    Membership,
    ProgressNote,
    Report,
    Strand,
    WorkPlan,
)
from case_studies.demo import NOBODY
from case_studies.loading import FixtureError, read_table, written_by
from case_studies.models import Programme
from innovation_db import demo_accounts
from innovation_db.models import User
from innovation_db.refusals import RefusedError

SOURCE = "load_demo"
COLUMNS = {
    "strand", "activity", "lead", "timetable", "due_on", "months", "times", "target", "figure", "status",
    "status_reason", "delivered_on", "delivered",
}  # fmt: skip


@dataclass
class Added:
    """How many were put in."""

    meetings: int = 0
    reports: int = 0

    def sentence(self) -> str:
        if not (self.meetings or self.reports):
            return "The demonstration’s reports are there; what was typed since is kept."
        return f"{self.meetings} meetings and {self.reports} Board reports added."


def load(folder: Path) -> Added:
    """Put in what was never there. The library’s and the Zones’ demonstration must be there. Raises `FixtureError`."""
    facts = _read(folder / "reports.json")
    author, clearer, member = _people()
    added = Added()
    with transaction.atomic(), pghistory.context(source=SOURCE):
        if not _was_there(Board, slug=facts["board"]["slug"]):
            _add_board(facts, folder, member, author)
            added.meetings = len(facts["meetings"])
        board = Board.objects.filter(slug=facts["board"]["slug"]).first()
        if board is not None:
            for one in facts["reports"]:
                added.reports += _add_report(board, one, facts["contacts"], author, clearer)
        if member is not None and not _was_there(Board, slug=demo_board.SLUG):
            made_up = demo_board.add(folder, author=author, clearer=clearer, member=member)
            added.meetings += made_up.meetings.count()
            added.reports += made_up.reports.count()
    return added


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FixtureError(f"There is no file {path}. It comes with the code: check it out again.") from None
    except ValueError as error:
        raise FixtureError(f"{path} is no JSON: {error}.") from None
    return found


def _people() -> tuple[User, User, User | None]:
    """Return who drafts, who clears, and who sits on the Board; outside the demonstration nobody who signs in."""
    if settings.DEMO:
        accounts = {user.email: user for user in demo_accounts.create()}
        return accounts["author@example.org"], accounts["clearer@example.org"], accounts["board@example.org"]
    somebody = User.objects.filter(email=NOBODY).first()
    somebody = somebody or User.objects.create_user(NOBODY, name="Demonstration", is_active=False)
    return somebody, somebody, None


def _was_there(model: type[models.Model], **what: Any) -> bool:
    """Whether it is here, or was put in here once and removed since."""
    return model._default_manager.filter(**what).exists() or written_by(SOURCE, model).filter(**what).exists()


def _add_board(facts: dict[str, Any], folder: Path, member: User | None, author: User) -> None:
    board = Board.objects.create(**facts["board"])
    Membership.objects.create(board=board, name=facts["chair"], role=Membership.Role.CHAIR)
    if member is not None:
        Membership.objects.create(board=board, name=f"{member.name} (demonstration)", user=member)
    for place, name in enumerate(facts["steps"], start=1):
        ClearanceStep.objects.create(board=board, place=place, name=name)
    for one in facts["meetings"]:
        Meeting.objects.create(board=board, date=one["date"], place=one["place"], starts_at=datetime.time(11))
    _add_plan(board, facts["plan"], folder)
    for where, line in read_table(folder / "contributions.csv", {"part", "heading", "happened_on", "link", "text"}):
        if line["part"] not in Contribution.Part.values:
            raise FixtureError(f"{where}: there is no part {line['part']}.")
        Contribution.objects.create(board=board, source=facts["contributions_source"], logged_by=author, **line)


def _add_plan(board: Board, facts: dict[str, str], folder: Path) -> None:
    plan = WorkPlan.objects.create(board=board, **facts)
    strands: dict[str, Strand] = {}
    for place, (_where, line) in enumerate(read_table(folder / "work_plan.csv", COLUMNS), start=1):
        name = line["strand"]
        if name not in strands:
            strands[name] = Strand.objects.create(plan=plan, name=name, place=len(strands) + 1)
        numbers = {column: int(line[column]) if line[column] else None for column in ("months", "times", "target")}
        texts = {column: line[column] for column in ("lead", "timetable", "figure", "status", "status_reason")}
        activity = Activity.objects.create(
            strand=strands[name], place=place, text=line["activity"], due_on=line["due_on"] or None, **numbers, **texts
        )
        if line["delivered"]:
            ProgressNote.objects.create(
                activity=activity, date=line["delivered_on"], text=line["delivered"], delivered=True
            )


def _add_report(board: Board, facts: dict[str, Any], people: dict[str, list[str]], author: User, clearer: User) -> int:
    """Draft, clear and publish one report, unless it was there before. Return how many were added."""
    meeting = Meeting.objects.filter(board=board, date=facts["meeting"]).first()
    if meeting is None or _was_there(Report, meeting_id=meeting.pk, kind=facts["kind"]):
        return 0
    try:
        report = drafting.draft(
            kind=facts["kind"], board=board, meeting=meeting, by=author,
            choices=Choices.from_json(_known(facts["choices"])),
            contacts=[Person(*people[name]) for name in facts["contacts"]],
        )  # fmt: skip
    except RefusedError:  # an officer removed what it would be about
        return 0
    demo_board.answer_cost(report, facts.get("financial", ""), author)
    demo_officer.edit(report, facts.get("edits", ()), author)
    AgendaItem.objects.get_or_create(meeting=meeting, number=facts["item"], defaults={"report": report})
    version = Report.objects.values_list("version", flat=True)
    actions.submit(report=report, version=version.get(pk=report.pk), by=author)
    for step in actions.current_steps(report):
        actions.approve(clearance=step, by=clearer)
    actions.publish(report=report, version=version.get(pk=report.pk), by=clearer)
    return 1


def _known(choices: dict[str, Any]) -> dict[str, Any]:
    """Return the choices without programmes that are not there (any more)."""
    there = set(Programme.objects.values_list("slug", flat=True))
    return choices | {"programmes": [slug for slug in choices.get("programmes", ()) if slug in there]}
