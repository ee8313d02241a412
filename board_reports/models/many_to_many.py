"""The table of who is named to read a report, tracked like the report; see the library's module of the same name."""

from board_reports.models.reports import TABLE, Report
from innovation_db.models import bump_parent_version, tracked


@tracked(obj_field=None)
class ReportReader(Report.may_read.through):  # type: ignore[name-defined, misc]  # a class that Django makes
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = bump_parent_version(TABLE, "report_id")
