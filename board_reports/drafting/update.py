"""The update: what became of the Zone, of the database and of the programmes since the last report."""

from board_reports.drafting import closing, library, plans, programmes, since, zones
from board_reports.drafting.paper import Paper
from board_reports.inline import escape
from board_reports.models import Report
from innovation_db.history.words import day


def write(paper: Paper) -> None:
    brief = paper.brief
    paper.title, paper.purpose = "Innovation in councils", Report.Purpose.INFORMATION_DISCUSSION
    further = closing.further_to(paper)
    about = f"This report says what has been done for innovation in councils{f', {further}' if further else ''}."
    paper.summarise(about)
    paper.recommendations = ["That the Board notes the report and says what it thinks of it."]
    paper.action = "Officers to carry the work on as members comment."

    paper.heading("background.heading", "Background")
    paper.paragraph(
        "background.about", about, f"It covers what happened since {day(brief.since)}.", origin="Title of the report"
    )
    since.last(paper)
    paper.heading("issues.heading", "Issues")
    if brief.zone is not None:
        paper.subheading("zone.heading", "Innovation Zone")
        zones.overall(paper, brief.zone)
        zones.attendance(paper, brief.zone)
        zones.days(paper, brief.zone)
        zones.asks_and_offers(paper, brief.zone)
        zones.highlights(paper, brief.zone)
        library.where_to_look(paper)
    paper.subheading("library.heading", "Innovation Database")
    library.growth(paper)
    library.visits(paper)
    library.savings(paper)
    library.highlights(paper)
    for programme in brief.programmes:
        title = programme.name if programme.name.endswith("programme") else f"{programme.name} programme"
        paper.subheading(f"programme.heading-{programme.pk}", escape(title), programmes.origin(programme))
        programmes.cohorts(paper, programme)
        programmes.highlights(paper, programme)
    if brief.plan is not None:
        paper.subheading("plan.heading", "Work plan")
        plans.status(paper, brief.plan)
        plans.targets(paper, brief.plan)
        plans.late(paper, brief.plan)
        plans.highlights(paper, brief.plan)
    closing.next_steps(paper, "note the report, and say what officers should do differently.")
    closing.financial(paper)
