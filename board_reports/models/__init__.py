"""The nouns of Board reports."""

from board_reports.models.boards import AgendaItem, Board, Meeting, Membership
from board_reports.models.reports import Block, ConfirmedNumber, Contact, FigureUse, Report
from board_reports.models.versions import Clearance, ClearanceStep, Comment, Version

__all__ = [
    "AgendaItem",
    "Block",
    "Board",
    "Clearance",
    "ClearanceStep",
    "Comment",
    "ConfirmedNumber",
    "Contact",
    "FigureUse",
    "Meeting",
    "Membership",
    "Report",
    "Version",
]
