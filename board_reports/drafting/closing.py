"""What most kinds begin and end with: what the report goes on from, the next steps, the implications."""

from board_reports.drafting.paper import Paper
from board_reports.inline import escape
from innovation_db.history.words import day


def further_to(paper: Paper) -> str:
    """Return what the report goes on from: the previous report on the subject, else the meeting before, else ""."""
    brief = paper.brief
    if brief.previous is not None and brief.names_previous:
        when = f", of {day(brief.previous.meeting.date)}" if brief.previous.meeting else ""
        return f"further to the report “{escape(brief.previous.title)}”{when}"
    if brief.previous_meeting is not None:
        return f"further to the Board’s meeting of {day(brief.previous_meeting.date)}"
    return ""


def next_steps(paper: Paper, *asked: str, below: bool = False) -> None:
    """Add “Members are asked to:” with what they are asked; `below` makes the lead-in a paragraph of its own."""
    paper.heading("next.heading", "Next steps")
    if below:
        paper.paragraph("next.lead", "Members are asked to:")
    else:
        paper.text("next.lead", "Members are asked to:")
    for number, one in enumerate(asked, start=1):
        (paper.below if below else paper.paragraph)(f"next.step-{number}", one)


# Only an officer knows it: `checks.py` lets nothing be submitted while a question like this stands in the text.
COST = "[Say what it costs, or that it costs nothing.]"


def financial(paper: Paper, sentence: str = COST) -> None:
    paper.heading("financial.heading", "Financial implications")
    paper.paragraph("financial.none", sentence)
