"""The admin of Board reports, one module for each group of nouns; the editor of a report's body is `body.py`."""

from board_reports.admin import work_lists
from board_reports.admin.boards import BoardAdmin, MeetingAdmin
from board_reports.admin.following import ActionAdmin, DecisionAdmin, DirectionAdmin
from board_reports.admin.papers import UploadedPaperAdmin
from board_reports.admin.reports import ReportAdmin

__all__ = [
    "ActionAdmin", "BoardAdmin", "DecisionAdmin", "DirectionAdmin", "MeetingAdmin", "ReportAdmin",
    "UploadedPaperAdmin", "work_lists",
]  # fmt: skip
