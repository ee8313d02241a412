"""The nouns of Board reports."""

from board_reports.models.boards import AgendaItem, Board, Meeting, Membership
from board_reports.models.contributions import Contribution
from board_reports.models.following import Action, ActionNote, Decision, Direction
from board_reports.models.forward import ForwardItem
from board_reports.models.many_to_many import ReportReader
from board_reports.models.papers import UploadedPaper
from board_reports.models.pictures import ReportPicture
from board_reports.models.plans import Activity, ProgressNote, Strand, WorkPlan
from board_reports.models.readers import ReadMark, ReportText, Subscription
from board_reports.models.reports import Block, ConfirmedNumber, Contact, FigureUse, Report
from board_reports.models.versions import Clearance, ClearanceStep, Comment, Version

__all__ = [
    "Action",
    "ActionNote",
    "Activity",
    "AgendaItem",
    "Block",
    "Board",
    "Clearance",
    "ClearanceStep",
    "Comment",
    "ConfirmedNumber",
    "Contact",
    "Contribution",
    "Decision",
    "Direction",
    "FigureUse",
    "ForwardItem",
    "Meeting",
    "Membership",
    "ProgressNote",
    "ReadMark",
    "Report",
    "ReportPicture",
    "ReportReader",
    "ReportText",
    "Strand",
    "Subscription",
    "UploadedPaper",
    "Version",
    "WorkPlan",
]
