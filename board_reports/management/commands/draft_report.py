"""`manage.py draft_report KIND --board SLUG --meeting DATE`: draft a report from data and say where it is."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from board_reports.drafting.actions import draft
from board_reports.drafting.brief import Choices
from board_reports.models import Board, Meeting, Report
from innovation_db.models import User
from innovation_db.refusals import RefusedError


class Command(BaseCommand):
    help = "Draft a report to a board from the site's data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=Report.Type.values)
        parser.add_argument("--board", required=True, help="Its slug: the last part of its address.")
        parser.add_argument("--meeting", required=True, help="The day of the meeting: 2015-07-14.")
        parser.add_argument("--by", help="E-mail address of the author; without it, the first who may draft reports.")
        parser.add_argument("--since", default="", help="First day of the window; without it, since the last report.")
        parser.add_argument("--until", default="", help="Last day of the window; without it, it stays open.")
        parser.add_argument("--zone", type=int, help="Year of the Innovation Zone.")
        parser.add_argument("--programme", action="append", default=[], help="Slug; may be given more than once.")
        parser.add_argument("--plan", default="", help="Slug of the work plan.")
        parser.add_argument("--title", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            board, meeting = self.found(options["board"], options["meeting"])
            report = draft(
                kind=options["kind"],
                board=board,
                meeting=meeting,
                by=self.author(options["by"]),
                choices=Choices(
                    title=options["title"],
                    since=options["since"],
                    until=options["until"],
                    zone=options["zone"],
                    programmes=tuple(options["programme"]),
                    plan=options["plan"],
                ),
            )
        except RefusedError as refused:
            raise CommandError(str(refused)) from None
        self.say(report)

    def found(self, slug: str, day: str) -> tuple[Board, Meeting]:
        board = Board.objects.filter(slug=slug).first()
        if board is None:
            known = ", ".join(Board.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no board “{slug}”. There is: {known or 'none yet'}.")
        try:
            date = datetime.date.fromisoformat(day)
        except ValueError:
            raise CommandError(f"“{day}” is no date. Write it as 2015-07-14.") from None
        meeting = Meeting.objects.filter(board=board, date=date).first()
        if meeting is None:
            known = ", ".join(one.isoformat() for one in board.meetings.values_list("date", flat=True)[:5])
            raise CommandError(f"The {board} has no meeting on {day}. It has: {known or 'none yet'}.")
        return board, meeting

    def author(self, email: str | None) -> User:
        allowed = User.objects.who_may("board_reports.draft_report").order_by("pk")
        author: User | None = allowed.filter(email__iexact=email).first() if email else allowed.first()
        if author is None:
            raise CommandError(
                f"{email or 'Nobody'} may draft reports. Give the account the role “Report author” in the admin."
            )
        return author

    def say(self, report: Report) -> None:
        blocks = report.blocks.all()
        told = sum(1 for block in blocks if block.kind in ("paragraph", "subparagraph"))
        self.stdout.write(report.get_absolute_url())
        self.stdout.write(f"{report.title}: {told} numbered paragraphs, {report.figures.count()} figures.")
        for one in report.drafted_from["highlights"]:
            self.stdout.write(f"Worth a look: {one['text']} ({one['reason']}).")
