"""What a version of each noun of Board reports consists of, for the history in the admin."""

from board_reports import models as reports
from innovation_db.history.aggregates import Aggregate, Part, register

register(
    Aggregate(
        reports.Board,
        parts=(
            Part("members", reports.Membership, "board", ("name",)),
            Part("steps of clearance", reports.ClearanceStep, "board", ("name",)),
        ),
    ),
    Aggregate(reports.Decision),
    Aggregate(reports.Direction),
    Aggregate(reports.Action, parts=(Part("notes", reports.ActionNote, "action", ("on", "text")),)),
    Aggregate(reports.Meeting, parts=(Part("agenda items", reports.AgendaItem, "meeting", ("number",)),)),
    Aggregate(
        reports.Report,
        kept=frozenset({"state", "published_at", "published_by_id", "drafted_from"}),
        parts=(
            Part("contacts", reports.Contact, "report", ("name",)),
            Part("named readers", reports.ReportReader, "report", other="user"),
            Part("blocks", reports.Block, "report", ("key",)),
            Part("figures", reports.FigureUse, "report", ("key",)),
            Part("confirmed numbers", reports.ConfirmedNumber, "report", ("number",)),
        ),
    ),
    Aggregate(reports.UploadedPaper),
    Aggregate(reports.Contribution, kept=frozenset({"logged_at", "logged_by_id", "used_in_id"})),
    Aggregate(reports.WorkPlan, parts=(Part("strands", reports.Strand, "plan", ("name",)),)),
    Aggregate(reports.Strand, parts=(Part("activities", reports.Activity, "strand", ("text",)),)),
    Aggregate(reports.Activity, parts=(Part("notes", reports.ProgressNote, "activity", ("date", "text")),)),
)
