"""A board of the demonstration that is made up: something comes of its reports, and nothing is said of a real one.

It met four weeks ago and meets again soon: a report that was corrected, with decisions, directions and actions; papers
that are not read yet, one of them restricted and one late; a report in clearance that was returned once; and a draft.
All of it goes through the actions that officers and members use.
"""

import datetime
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from board_reports import actions, commenting, editing, figure_actions, implications, letters, membership
from board_reports.deadlines import last_day_to_publish
from board_reports.document import Person
from board_reports.drafting import actions as drafting
from board_reports.drafting import closing
from board_reports.drafting.brief import Choices
from board_reports.models import (
    Action,
    ActionNote,
    AgendaItem,
    Block,
    Board,
    ClearanceStep,
    Comment,
    Decision,
    Direction,
    FigureUse,
    ForwardItem,
    Meeting,
    Membership,
    Report,
    Version,
)
from board_reports.numbering import Kind
from innovation_db.history import acting
from innovation_db.models import User

SLUG = "demonstration-board"
TUESDAY = 1
OUTSTANDING = "actions.outstanding"
KEPT = frozenset({"Background"})  # what stands under it is added later, where it is not told yet
READER = "reader@example.org"


def add(folder: Path, *, author: User, clearer: User, member: User) -> Board:
    """Put the board in, with all that belongs to it, and return it."""
    facts = json.loads((folder / "board.json").read_text(encoding="utf-8"))
    return _MadeUpBoard(facts, author, clearer, member).add()


def answer_cost(report: Report, answer: str, by: User) -> None:
    """Write what it costs where the draft asks for it. Without an answer, or a question, nothing is written."""
    block = report.blocks.filter(source="financial.none", text=closing.COST).first()
    if block is not None and answer:
        editing.save(report=report, where=block.key, seen=editing.mark(block), text=answer, by=by)


class _MadeUpBoard:
    def __init__(self, facts: dict[str, Any], author: User, clearer: User, member: User) -> None:
        self.facts, self.author, self.clearer, self.member = facts, author, clearer, member
        self.today = timezone.localdate()

    def add(self) -> Board:
        self.board = Board.objects.create(**self.facts["board"])
        for name, role in self.facts["members"]:
            Membership.objects.create(board=self.board, name=name, role=role)
        Membership.objects.create(board=self.board, name=f"{self.member.name} (demonstration)", user=self.member)
        for place, (name, only_for) in enumerate(self.facts["steps"], start=1):
            ClearanceStep.objects.create(board=self.board, place=place, name=name, only_for=only_for)
        held, coming, later = (self._meeting(days) for days in (-28, 9, 65))
        report = self._held(held)
        self._subscribe()
        self._after(report)
        self._paper("late", coming, 6, supplementary=1, late_reason=self.facts["late"]["reason"], chair_agreed=True)
        self._restricted(coming, 7)
        self._in_clearance(coming, 5)
        self._done()
        self._following(coming, 4)
        self._draft(coming)
        self._planned(later)
        AgendaItem.objects.create(meeting=coming, number=1, title="Welcome and apologies")
        AgendaItem.objects.create(meeting=coming, number=2, title="Declarations of interest")
        AgendaItem.objects.create(meeting=coming, number=3, title="Notes of the last meeting")
        return self.board

    # --- Meetings, and reports as they are drafted ---

    def _meeting(self, days: int) -> Meeting:
        """Return a meeting on the first Tuesday that is so many days away, or later."""
        day = self.today + datetime.timedelta(days=days)
        day += datetime.timedelta(days=(TUESDAY - day.weekday()) % 7)
        made: Meeting = Meeting.objects.create(
            board=self.board, date=day, place=self.facts["place"], starts_at=datetime.time(11),
            drafts_due_on=day - datetime.timedelta(days=21), published_on=last_day_to_publish(day),
        )  # fmt: skip
        return made

    def _drafted(self, kind: str, meeting: Meeting, title: str) -> Report:
        report = drafting.draft(
            kind=kind,
            board=self.board,
            meeting=meeting,
            by=self.author,
            choices=Choices(title=title),
            contacts=[Person(*self.facts["contact"])],
        )
        answer_cost(report, self.facts["financial"], self.author)
        return report

    def _blank(self, name: str, meeting: Meeting) -> Report:
        """Return a blank report with its head and its paragraphs filled in."""
        facts = self.facts[name]
        report = self._drafted(Report.Type.BLANK, meeting, facts["title"])
        if "purpose" in facts:
            with acting(user=self.author):
                report.purpose = facts["purpose"]
                report.save(update_fields=["purpose"])
        for where, words in (("summary", facts.get("summary")), ("recommendations", facts.get("recommendations"))):
            if words:
                self._write(report, where, words if isinstance(words, str) else "\n".join(words))
        for heading in ("Background", "Issues"):
            block = report.blocks.get(kind=Kind.HEADING, text=heading)
            if texts := facts.get(heading):
                self._add(report, block.key, texts)
            elif heading not in KEPT:  # a heading with nothing under it is not submitted
                editing.delete(report=report, key=block.key, seen=editing.mark(block), by=self.author)
        return report

    def _write(self, report: Report, where: str, text: str) -> None:
        now = Report.objects.get(pk=report.pk)
        editing.save(report=now, where=where, seen=editing.mark(getattr(now, where)), text=text, by=self.author)

    def _add(self, report: Report, after: str, texts: list[str]) -> list[Block]:
        blocks: list[tuple[str, str, dict[str, Any]]] = [(Kind.PARAGRAPH.value, text, {}) for text in texts]
        return editing.add(report=report, after=after, by=self.author, blocks=blocks)

    def _submitted(self, report: Report) -> Report:
        actions.submit(report=report, version=_seen(report), by=self.author)
        return Report.objects.get(pk=report.pk)

    def _published(self, report: Report) -> Report:
        self._submitted(report)
        for step in actions.current_steps(report):
            actions.approve(clearance=step, by=self.clearer)
        actions.publish(report=report, version=_seen(report), by=self.clearer)
        return Report.objects.get(pk=report.pk)

    # --- The meeting that was held ---

    def _held(self, meeting: Meeting) -> Report:
        """Return a published report that its member read and wrote notes at, and that was corrected since."""
        facts = self.facts["held"]
        report = self._drafted(Report.Type.UPDATE, meeting, facts["title"])
        self._write(report, "recommendations", "\n".join(facts["recommendations"]))
        wrong, gone = self._add(report, report.blocks.get(source="library.growth").key, facts["paragraphs"])
        AgendaItem.objects.create(meeting=meeting, report=report, number=4)
        report = self._published(report)
        read = Version.objects.published().get(report=report)
        membership.mark_read(user=self.member, report=report, number=read.number)
        for block, audience, text, by in (
            (wrong, Comment.Audience.SELF, facts["note_to_self"], self.member),
            (wrong, Comment.Audience.MEMBERS, facts["comment"], self.member),
            (wrong, Comment.Audience.MEMBERS, facts["answer"], self.author),
            (gone, Comment.Audience.SELF, facts["note_on_words_that_go"], self.member),
        ):
            commenting.write(report=report, version=read, block=block.key, audience=audience, text=text, by=by)
        editing.save(
            report=report, where=wrong.key, seen=editing.mark(wrong), text=facts["corrected"], by=self.author
        )  # fmt: skip
        editing.delete(report=report, key=gone.key, seen=editing.mark(gone), by=self.author)
        actions.correct(report=report, version=_seen(report), by=self.clearer, note=facts["correction"])
        return report

    def _after(self, report: Report) -> None:
        """Put in what the board decided and asked for."""
        facts = self.facts["held"]
        for number, (outcome, note) in enumerate(facts["decisions"], start=1):
            words = facts["recommendations"][number - 1]
            Decision.objects.create(report=report, number=number, recommendation=words, outcome=outcome, note=note)
        directions = [Direction.objects.create(report=report, text=text) for text in facts["directions"]]
        assert report.meeting is not None
        for number, one in enumerate(self.facts["actions"]):
            action = Action.objects.create(
                report=report, text=one["text"], owner=one["owner"], given_on=report.meeting.date,
                direction=directions[0] if number == 0 else None,
                due_on=max(self.today + datetime.timedelta(days=one["due_in"]), report.meeting.date),
            )  # fmt: skip
            for weeks, text in enumerate(reversed(one["progress"]), start=1):
                on = max(self.today - datetime.timedelta(weeks=weeks), report.meeting.date)
                ActionNote.objects.create(action=action, on=on, text=text, written_by=self.author)

    def _done(self) -> None:
        """Let an action be done after a report in clearance had counted it."""
        done = [one["text"] for one in self.facts["actions"] if one.get("done")]
        with acting(user=self.author):
            for action in Action.objects.filter(report__board=self.board, text__in=done):
                action.state, action.ended_on = Action.State.DONE, self.today
                action.save(update_fields=["state", "ended_on"])

    def _subscribe(self) -> None:
        """Let somebody without an account be written to about each report from now on."""
        letters.confirm(letters.ask(email=READER, board=self.board))

    # --- The meeting to come ---

    def _paper(self, name: str, meeting: Meeting, number: int, **late: Any) -> Report:
        report = self._blank(name, meeting)
        AgendaItem.objects.create(meeting=meeting, report=report, number=number, **late)
        return self._published(report)

    def _restricted(self, meeting: Meeting, number: int) -> Report:
        facts = self.facts["restricted"]
        report = self._blank("restricted", meeting)
        with acting(user=self.author):
            report.restricted, report.restricted_reason = True, facts["reason"]
            report.restriction_review_on = meeting.date + datetime.timedelta(days=90)
            report.needs_legal = True
            report.save(update_fields=["restricted", "restricted_reason", "restriction_review_on", "needs_legal"])
        _, paragraph = implications.add(report=report, title=implications.LEGAL, by=self.author)
        editing.save(
            report=report, where=paragraph.key, seen=editing.mark(paragraph), text=facts["legal"], by=self.author
        )  # fmt: skip
        AgendaItem.objects.create(meeting=meeting, report=report, number=number)
        return self._published(report)

    def _following(self, meeting: Meeting, number: int) -> Report:
        """Return the next report on the subject, which says what came of the last one."""
        report = self._drafted(Report.Type.UPDATE, meeting, self.facts["held"]["title"])
        AgendaItem.objects.create(meeting=meeting, report=report, number=number)
        return self._published(report)

    def _in_clearance(self, meeting: Meeting, number: int) -> Report:
        """Return a report that was returned once with a comment, submitted again, and waits for its second step."""
        facts = self.facts["in_clearance"]
        report = self._blank("in_clearance", meeting)
        heading = report.blocks.get(kind=Kind.HEADING, text="Background")
        use = figure_actions.add(report=report, said=_figure(self.board), by=self.author)
        self._write(report, "summary", facts["first_summary"])
        (block,) = self._add(report, heading.key, [facts["sentence"].format(figure=use.key)])
        AgendaItem.objects.create(meeting=meeting, report=report, number=number)
        self._submitted(report)
        first = actions.current_steps(report)[0]
        Comment.objects.create(
            report=report, block=block.key, version=first.submission.number, audience=Comment.Audience.OFFICERS,
            text=facts["comment"], written_by=self.clearer,
        )  # fmt: skip
        actions.send_back(clearance=first, by=self.clearer, note=facts["returned"])
        self._write(report, "summary", facts["summary"].format(figure=f"[[{use.key}]]"))
        self._submitted(report)
        actions.approve(clearance=actions.current_steps(report)[0], by=self.clearer)
        return report

    def _planned(self, meeting: Meeting) -> None:
        """Put in what comes after: an item for everybody, a restricted one, and one without a meeting yet."""
        for one in self.facts["forward"]:
            reason = one.get("reason", "")
            ForwardItem.objects.create(
                board=self.board, meeting=None if one.get("later") else meeting, subject=one["subject"],
                kind=one["kind"], lead=one.get("lead", ""), restricted=bool(reason), restricted_reason=reason,
            )  # fmt: skip

    def _draft(self, meeting: Meeting) -> Report:
        return self._blank("draft", meeting)


def _figure(board: Board) -> dict[str, Any]:
    """Return what is said about the figure of actions outstanding."""
    use = FigureUse(definition=OUTSTANDING, arguments={"board": board.slug}, with_noun=True)
    return {name: getattr(use, name) for name in figure_actions.SAID}


def _seen(report: Report) -> int:
    """Return the version of the report as it is now."""
    return Report.objects.values_list("version", flat=True).get(pk=report.pk)
