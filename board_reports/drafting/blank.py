"""A blank report: the head and the headings that every report has, for an officer to fill in."""

from board_reports.drafting import closing, since
from board_reports.drafting.paper import Paper
from board_reports.models import Report


def write(paper: Paper) -> None:
    paper.title, paper.purpose = "Report", Report.Purpose.INFORMATION_DISCUSSION
    paper.recommendations = ["That the Board notes the report."]
    paper.heading("background.heading", "Background")
    since.last(paper)
    paper.heading("issues.heading", "Issues")
    closing.next_steps(paper, "note the report.")
    closing.financial(paper)
