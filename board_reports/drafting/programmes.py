"""Paragraphs about improvement programmes: their launch events, who won places, and the clock that councils work by."""

from board_reports.drafting.paper import Highlight, Paper
from board_reports.drafting.words import names, the
from board_reports.inline import escape
from case_studies.models import Cohort, Programme
from innovation_db.history.words import day

MOST_NAMED = 12  # councils that take part in a programme


def cohorts_of(programme: Programme) -> list[Cohort]:
    return list(programme.cohorts.prefetch_related("participations__council").order_by("launched_on", "name"))


def cohorts(paper: Paper, programme: Programme) -> None:
    """Add a paragraph: where it was launched, who came, who has places, how long they work."""
    found = cohorts_of(programme)
    source = f"programme.{programme.pk}"
    if not found:
        paper.paragraph(source, f"Of {called(programme)}, no cohort is recorded yet.", origin=origin(programme))
        return
    launch, places = _launch(paper, programme, found), _places(paper, programme, found)
    paper.paragraph(source, launch, *places, _clock(paper, programme), origin=origin(programme))


def origin(programme: Programme) -> str:
    """Return where a number comes from that stands in its name, its summary or its cohorts."""
    return f"Programme “{programme.name}”"


def called(programme: Programme) -> str:
    """Return "Design in the Public Sector (also called Better by Design)", with whom it is run."""
    also = f" (also called {escape(programme.also_called)})" if programme.also_called else ""
    partners = [the(partner.name) for partner in programme.partners.all()]
    return f"{escape(programme.name)}{also}{f', with {names(partners)},' if partners else ''}"


def _launch(paper: Paper, programme: Programme, found: list[Cohort]) -> str:
    """Say how it began: by launch events where it is known who came, else by its cohorts."""
    who = called(programme)
    if not any(cohort.councils_at_launch for cohort in found):
        began = [cohort for cohort in found if cohort.launched_on]
        dates = names(f"{cohort.name} on {day(cohort.launched_on)}" for cohort in began if cohort.launched_on)
        return f"{who} has begun: {dates}." if began else f"{who} has cohorts called {names(c.name for c in found)}."
    events = paper.count("programme.cohorts", programme=programme.slug, noun=False)
    where = names(f"the {cohort.name}" for cohort in found)
    came = paper.count("programme.at_launch", programme=programme.slug)
    officers = f", with officers from {came}{' at each' if len(found) > 1 else ''}" if came else ""
    held = f"launch {events.verb('event was', 'events were')} held in {where}{officers}"
    return f"{who} has begun: {events} {held}."


def _key(cohort: Cohort) -> str:
    """Return the key by which an officer leaves out who has places in it."""
    return f"cohort-{cohort.pk}"


def _places(paper: Paper, programme: Programme, found: list[Cohort]) -> list[str]:
    told = []
    for cohort in found:
        if paper.leaves_out(_key(cohort)):
            continue
        councils = [one.council.short_name for one in cohort.participations.all()]
        if councils:
            won = paper.count("programme.councils", programme=programme.slug, cohort=cohort.name, rounded=False)
            told.append(f"{won} {won.verb('has', 'have')} places in {_the(cohort.name)}: {names(councils)}.")
        else:
            told.append(f"Which councils have places in {_the(cohort.name)} is not recorded yet.")
    return told


def _clock(paper: Paper, programme: Programme) -> str:
    lasts = paper.count("programme.days", programme=programme.slug, rounded=False)
    if not lasts:
        return ""
    again = sorted({cohort.reconvened_on for cohort in cohorts_of(programme) if cohort.reconvened_on})
    on = f", on {day(again[-1])}" if again else ""
    return f"They work for {lasts} with mentors and guidance, and then meet again to share what they know{on}."


def taking_part(paper: Paper, programme: Programme) -> str:
    """Return how many places it has and who is recorded in it; "" where neither is known. Costs three queries."""
    places = paper.count("programme.places", programme=programme.slug, rounded=False)
    councils = paper.count("programme.councils", programme=programme.slug, rounded=False)
    known = {one.council for cohort in cohorts_of(programme) for one in cohort.participations.all()}
    who = names(sorted(council.short_name for council in known)) if len(known) <= MOST_NAMED else ""
    return " ".join(
        sentence
        for sentence in (
            f"It has {places}." if places else "",
            f"{councils} {councils.verb('is', 'are')} recorded in it{f': {who}' if who else ''}." if councils else "",
        )
        if sentence
    )


def highlights(paper: Paper, programme: Programme) -> None:
    """Propose the cohorts that started in the window."""
    for cohort in cohorts_of(programme):
        if cohort.launched_on and cohort.launched_on >= paper.brief.since:
            reason = f"A cohort that started: on {day(cohort.launched_on)}"
            paper.highlights.append(Highlight(_key(cohort), str(cohort), reason, programme.get_absolute_url()))


def _the(name: str) -> str:
    """Return "the South West"; names that say what they are stay as they are."""
    return f"the {escape(name)}" if name in _REGIONS else f"“{escape(name)}”"


_REGIONS = frozenset(
    {"East", "South West", "South East", "North West", "North East", "East Midlands", "West Midlands", "North", "South"}
)
