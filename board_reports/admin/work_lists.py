"""What waits for the officers who write and clear reports."""

from board_reports import drift
from board_reports.models import Clearance, Contribution, Report
from innovation_db.admin.work_lists import WorkList, register

register(
    WorkList(
        Report,
        "my-drafts",
        "My draft reports",
        "Reports that you have written at, not submitted yet",
        lambda rows, user: rows.drafts_of(user),
    ),
    WorkList(
        Report,
        "returned",
        "Returned to me",
        "Came back from clearance: change them and submit them again",
        lambda rows, user: rows.drafts_of(user).filter(
            pk__in=Clearance.objects.returns().exclude(settled_by=user).values("report")
        ),
    ),
    WorkList(
        Report,
        "my-clearance",
        "Reports for me to clear",
        "The next step of these reports is yours to approve or return",
        lambda rows, user: rows.filter(clearances__in=Clearance.objects.next_for(user)),
    ),
    WorkList(
        Report,
        "drifted",
        "Reports with drifted figures",
        "Reports in clearance with a figure that is another one by now",
        lambda rows, user: rows.filter(pk__in=drift.drifted_in_clearance()),
    ),
    WorkList(
        Contribution,
        "not-reported",
        "Logged items in no report yet",
        "The next portfolio holder’s report takes these in",
        lambda rows, user: rows.filter(used_in=None),
    ),
)
