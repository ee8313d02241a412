"""The programme plan: which programmes carry innovation, how the work plan stands, and the plan as an appendix."""

from board_reports.drafting import closing, plans, programmes, since
from board_reports.drafting.paper import Paper
from board_reports.inline import escape
from board_reports.models import Report
from innovation_db.refusals import RefusedError


def write(paper: Paper) -> None:
    brief, plan = paper.brief, paper.brief.plan
    if plan is None:
        raise RefusedError(
            "There is no work plan of this board for the day of the meeting. Choose one, or add it first."
        )
    paper.title, paper.purpose = plan.name, Report.Purpose.DISCUSSION_DIRECTION
    flagship, others = brief.programmes[:1], brief.programmes[1:]
    builds = f", which builds on {escape(flagship[0].name)} and on what has been done so far" if flagship else ""
    paper.summarise(f"This report brings the Board up to date with the work planned on innovation{builds}.")
    paper.recommendations = [
        "That members note the progress made, and give their views on what came of it and on what is planned next."
    ]
    paper.action = "Officers to act on what the Board decides."

    paper.heading("programme.heading", "Innovation programme")
    if flagship:
        one = flagship[0]
        lead = f"{programmes.called(one)} is the Board’s leading programme on innovation."
        more = "Other programmes have innovation at their heart:" if others else ""
        who = programmes.taking_part(paper, one)
        paper.paragraph("programme.others", lead, who, more, origin=programmes.origin(one))
    for number, one in enumerate(others, start=1):
        paper.below(f"programme.other-{number}", escape(one.name), programmes.origin(one))
    work = "that work and the other activities on innovation" if flagship else "the activities on innovation"
    paper.paragraph(
        "plan.proposal",
        f"This report proposes to bring {work} together in one plan. "
        f"{paper.reference('plan.table-title')} is the {escape(plan.name)}. Members are asked to comment on it and to "
        "endorse it.",
        origin=plan.name,
    )
    since.last(paper)
    paper.heading("plan.heading", "Progress")
    plans.status(paper, plan)
    plans.targets(paper, plan)
    plans.late(paper, plan)
    plans.highlights(paper, plan)
    closing.next_steps(paper, "note the progress, comment on the plan, and endorse it.")
    closing.financial(paper)
    plans.appendix(paper, plan)
