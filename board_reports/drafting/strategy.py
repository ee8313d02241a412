"""The strategy paper: where the work on innovation could go next, from what the site knows of what is there."""

from board_reports.drafting import closing, library, programmes, since, zones
from board_reports.drafting.paper import Paper
from board_reports.drafting.words import names, the
from board_reports.inline import escape
from board_reports.models import Report
from case_studies.models import Partner, Programme
from innovation_db.history.words import day
from zone_programme.models import Zone


def write(paper: Paper) -> None:
    paper.title, paper.purpose = "Next steps for innovation in councils", Report.Purpose.DISCUSSION_DIRECTION
    paper.summarise("This report puts first ideas for the next phase of the work on innovation to the Board.")
    paper.recommendations = ["That members comment on the ideas, and say which officers should work out."]
    paper.action = "Officers to work out the ideas that members choose."

    paper.heading("background.heading", "Background")
    further = closing.further_to(paper)
    paper.paragraph(
        "background.about",
        *[_ended(programme) for programme in paper.brief.programmes],
        f"{further[0].upper()}{further[1:]}, this is the moment to look at the work programme anew." if further
        else "This is the moment to look at the work programme anew.",
        "This report sets out first ideas.",
        origin="The name of the programme, or of the report",
    )  # fmt: skip
    since.last(paper)
    paper.heading("approach.heading", "A new approach")
    paper.paragraph(
        "approach.spread",
        "The aim is work that is joined up, and that spreads good practice. Much innovation is under way in councils "
        "already, and is not always called so. Small innovations are where larger ones begin.",
        "How innovation leads to savings and to better lives has to be seen more plainly: it is no extra, and services "
        "cannot last without it.",
    )
    library.how(paper)
    paper.paragraph(
        "approach.how",
        "Councils ask not only what is done, but how. How do leaders give their staff room to try "
        "something? What makes ideas fail on the way, and what could councils learn from firms and charities?",
    )
    paper.paragraph(
        "approach.meaning",
        "An innovation need not be large, or new to everybody. It may be a plain answer that is new to one place. "
        "What local people need should drive it.",
    )
    paper.heading("areas.heading", "Potential areas of work")
    _group(paper)
    _focus(paper)
    _partners(paper)
    library.gaps(paper)
    for programme in paper.brief.programmes:
        if programme.ended_on is None:
            _lessons(paper, programme)
    closing.next_steps(paper, "comment on the ideas and on the way forward.", below=True)
    closing.financial(paper, "They are to be worked out once the Board has decided on the work programme.")


def _ended(programme: Programme) -> str:
    if programme.ended_on is None:
        return ""
    return f"The {escape(programme.name)} programme ended on {day(programme.ended_on)}."


def _group(paper: Paper) -> None:
    known = paper.count("programmes", rounded=False)
    leads = f"The site keeps {known} with innovation in them. " if known else ""
    paper.paragraph(
        "areas.group",
        f"{leads}The officers who lead programmes could meet every month as an informal group, to join the work up, to "
        "share what they learn and to do nothing twice.",
    )


def _focus(paper: Paper) -> None:
    paper.paragraph("areas.focus", "This group could:")
    areas = paper.count("service_areas", rounded=False)
    each = f" and of good practice in each of the {areas}" if areas else ""
    paper.below("areas.map", f"keep a map of every council in each programme on innovation{each}.")
    coming = _next_zone(paper)
    held = f"the Innovation Zone {coming.year}, {zones.place(coming)}" if coming else "the next Innovation Zone"
    paper.below("areas.zone", f"find speakers and sessions for {held}.")
    paper.below("areas.tell", "lead communications on innovation and on what partners do for it.")


def _next_zone(paper: Paper) -> Zone | None:
    """Return the Zone that was chosen, if it is still to come. Costs a query."""
    zone = paper.brief.zone
    days = zones.dates(zone) if zone else []
    today = paper.brief.today
    return zone if zone and (days[0] > today if days else zone.year >= today.year) else None


def _partners(paper: Paper) -> None:
    """Name the partners of programmes and Zones; left out where there are none. Costs a query."""
    partners = Partner.objects.exclude(programmes=None, zones=None).distinct().order_by("name")
    if found := [the(partner.name) for partner in partners]:
        paper.paragraph(
            "areas.partners",
            f"Work with partners could go on: {names(found)}. Together they could give councils a safe place to "
            "innovate on the hardest problems.",
        )


def _lessons(paper: Paper, programme: Programme) -> None:
    taking_part = programmes.taking_part(paper, programme)
    paper.paragraph(
        f"areas.programme-{programme.pk}",
        f"The lessons of the {programmes.called(programme)} could be shared with all councils.",
        taking_part,
        origin=programmes.origin(programme),
    )
