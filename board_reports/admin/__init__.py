"""The admin of Board reports, one module for each group of nouns; the editor of a report's body is `body.py`."""

from board_reports.admin import work_lists
from board_reports.admin.boards import BoardAdmin, MeetingAdmin
from board_reports.admin.contributions import ContributionAdmin
from board_reports.admin.following import ActionAdmin, DecisionAdmin, DirectionAdmin
from board_reports.admin.forward_plan import ForwardItemAdmin
from board_reports.admin.papers import UploadedPaperAdmin
from board_reports.admin.plans import ActivityAdmin, WorkPlanAdmin
from board_reports.admin.reports import ReportAdmin

__all__ = [
    "ActionAdmin", "ActivityAdmin", "BoardAdmin", "ContributionAdmin", "DecisionAdmin", "DirectionAdmin",
    "ForwardItemAdmin", "MeetingAdmin", "ReportAdmin", "UploadedPaperAdmin", "WorkPlanAdmin", "work_lists",
]  # fmt: skip
