"""The Zone report: background for the Board's discussion of one Innovation Zone, with its programme as an appendix."""

from board_reports.drafting import closing, since, zones
from board_reports.drafting.paper import Paper
from board_reports.drafting.words import names, ordinal, sentence, the
from board_reports.inline import escape
from board_reports.models import Membership, Report
from case_studies.models import Programme
from innovation_db.refusals import RefusedError
from zone_programme.models import Zone


def write(paper: Paper) -> None:
    brief, zone = paper.brief, paper.brief.zone
    if zone is None:
        raise RefusedError("There is no Innovation Zone to report on yet. Choose one, or add it first.")
    paper.title, paper.purpose = f"Innovation Zone {zone.year}", Report.Purpose.DISCUSSION_DIRECTION
    over = zones.past(paper, zone)
    years = zones.run(zone)
    running = f"For the {ordinal(years)} year running, an" if years > 1 else "An"
    who = chair(paper)
    report_back = f" {escape(who)} will report on it to the Board." if who else ""
    paper.summarise(
        f"{running} Innovation Zone {'was' if over else 'is to be'} held {zones.place(zone)}.{report_back}",
        "This report gives members the background for the discussion.",
    )
    also = f" and the update by {escape(who)}" if who else ""
    paper.recommendations = [f"That members note the report{also}."]

    since.last(paper)
    paper.heading("background.heading", "Background")
    paper.paragraph(
        "zone.why",
        "Councils look for new ways because they have to do more for local people with less money. Technology, demand "
        "for services and the way public services work together are where much of it happens.",
    )
    about = sentence(brief.board.about)
    paper.paragraph("zone.board", about or "The Board helps councils to innovate.")
    _first(paper, zone)
    paper.paragraph(
        "zone.purpose",
        "The Zone brings councils that have tried something new, and saved or gained by it, together with others in "
        "conversations, demonstrations and presentations.",
    )
    zones.overall(paper, zone)
    _programme(paper, zone)
    zones.attendance(paper, zone)
    zones.asks_and_offers(paper, zone)
    zones.highlights(paper, zone)
    closing.financial(paper)
    zones.appendix(paper, zone)


def chair(paper: Paper) -> str:
    """Return who chairs the board on the day of the meeting; "" where nobody is recorded. Costs a query."""
    day = paper.brief.meeting.date if paper.brief.meeting else paper.brief.today
    for seat in Membership.objects.filter(board=paper.brief.board, role=Membership.Role.CHAIR):
        if (seat.begins_on is None or seat.begins_on <= day) and (seat.ends_on is None or seat.ends_on >= day):
            return seat.name
    return ""


def _first(paper: Paper, zone: Zone) -> None:
    """Say when the Zone began, with whom, and what else it did with them then; left out for the first one itself."""
    first = Zone.objects.filter(demonstration=zone.demonstration).order_by("year").first()
    if first is None or first.pk == zone.pk:
        return
    days = zones.dates(first)
    month = f"{days[0]:%B %Y}" if days else str(first.year)
    found = list(first.partners.prefetch_related("programmes"))
    together = f", together with {names(the(partner.name) for partner in found)}" if found else ""
    shared = [one for partner in found for one in partner.programmes.all() if _ran_in(one, first)]
    if shared:
        whose = "the partner" if len(found) == 1 else "partners"
        together += f", {whose} in {names(dict.fromkeys(one.name for one in shared))}"
    paper.paragraph(
        "zone.first",
        f"The first Innovation Zone was held {zones.place(first)} in {month}{together}.",
        origin="Programme of the Innovation Zone",
    )


def _ran_in(programme: Programme, zone: Zone) -> bool:
    """Whether a programme ran in the year of a Zone, by its dates; without any, nobody knows."""
    began, ended = programme.started_on, programme.ended_on
    if began is None and ended is None:
        return False
    return (began is None or began.year <= zone.year) and (ended is None or ended.year >= zone.year)


def _programme(paper: Paper, zone: Zone) -> None:
    """Say how long the programme was, and what it was like, as the Zone's introduction tells."""
    lasted = paper.count("zone.days", stated="zone.days", zone=zone.year)
    sessions = paper.count("zone.sessions", zone=zone.year)
    had = " and ".join(str(one) for one in (lasted, sessions) if one)
    see = f"{paper.reference('zone.programme')} has the programme"
    paper.paragraph(
        "zone.programme-text",
        f"{see} of {had}." if had else f"{see}.",
        sentence(zone.introduction),
        origin=f"Introduction to the Innovation Zone {zone.year}",
    )
