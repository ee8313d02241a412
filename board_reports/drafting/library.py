"""Paragraphs about the database of case studies: what was added, what it holds, who reads it, what it does not hold."""

import datetime

from django.db.models import Exists, OuterRef

from board_reports.drafting.paper import Highlight, Paper
from board_reports.drafting.words import names
from board_reports.figures.library_catalogue import areas_without_any
from board_reports.figures.wording import Unit, written
from board_reports.inline import escape, reference
from case_studies.models import CaseStudy, Outcome
from innovation_db.history.words import day, listed
from zone_programme.models import Session

MOST_SAVINGS = 3
MOST_AREAS = 5


def growth(paper: Paper) -> None:
    """Say what was added in the window and what there is now: up from what the previous report told, where it did."""
    brief = paper.brief
    added = paper.count("case_studies.added", stated="case_studies.added", **brief.window)
    published = paper.count("case_studies.published", compared=True)
    councils = paper.count("councils.featured")
    before = None if published.compared else paper.stated("case_studies.before")
    since = f"since {day(brief.since)}"
    if added:
        to = f", in addition to the {before.number} of the year before" if before else ""
        first = f"{added} {added.verb('has', 'have')} been added to the Innovation Database {since}{to}."
    else:
        first = f"No case studies have been added to the Innovation Database {since}."
    if published.compared:
        holds = f"What it holds has gone {published}{f', and they come from {councils}' if councils else ''}."
    elif published:
        holds = f"It now holds {published}{f' from {councils}' if councils else ''}."
    else:
        holds = "It holds no case studies yet."
    # Others counted what was added, the site what it holds: who adds them up must be told why they do not fit.
    whose = before or brief.choices.stated.get("case_studies.added")
    told = (
        f"What was added is told as in the source, “{escape(whose.source)}”; what it holds is counted here, and not "
        "every older case study is recorded."
        if whose and added
        else ""
    )
    paper.paragraph("library.growth", first, holds, told, _widened())


def _widened() -> str:
    """Say that it goes beyond the Zone, where it holds both what was shown there and what was not. Costs a query."""
    shown = Session.case_studies.through.objects.filter(casestudy=OuterRef("pk"))
    kinds = set(CaseStudy.objects.published().annotate(shown=Exists(shown)).values_list("shown", flat=True).distinct())
    if kinds != {True, False}:
        return ""
    return "It holds what was shown at the Innovation Zone, and notable practice from councils that were not there."


def visits(paper: Paper) -> None:
    """Say how often the front page was opened; left out where nothing was counted.

    No more is counted than until the meeting, once that was. “Until now” would be another day to each reader.
    """
    brief = paper.brief
    window = dict(brief.window)
    if brief.choices.visits_since:
        window["since"] = brief.choices.visits_since
    if "until" not in window and brief.meeting is not None and brief.today >= brief.meeting.date:
        window["until"] = brief.meeting.date.isoformat()
    seen = paper.count("visits", stated="visits", path="/", **window)
    if not seen:
        return
    since, until = day_of(window["since"]), window.get("until", "")
    told = f"From {since} to {day_of(until)}, its front page had" if until else f"Since {since}, its front page has had"
    paper.paragraph("library.visits", f"{told} {seen}.")


def where_to_look(paper: Paper) -> None:
    paper.paragraph(
        "library.address",
        "The Innovation Database has a page for each council and each case study, with who to ask about it. "
        "Anybody can search it without signing in.",
    )


def savings(paper: Paper) -> None:
    """Name the newest case studies whose savings were audited; left out where there are none."""
    found = [study for study in _audited(paper) if not paper.leaves_out(_key(study))]
    if not found:
        return
    told = []
    for study in found:
        saved = paper.count("savings.of", case_study=study.slug, basis="audited")
        told.append(f"“{reference('case', study.slug)}” ({saved})")
    lead = (
        "The newest case study with audited savings is"
        if len(told) == 1
        else "New case studies with audited savings are"
    )
    paper.paragraph("library.savings", f"{lead} {listed(told)}.")


def _key(study: CaseStudy) -> str:
    """Return the key by which an officer leaves it out."""
    return f"case-study-{study.slug}"


def _audited(paper: Paper) -> list[CaseStudy]:
    audited = Outcome.objects.filter(case_study=OuterRef("pk"), kind="saving", unit="pounds", basis="audited")
    since = paper.brief.since
    found = CaseStudy.objects.published().filter(Exists(audited), published_at__date__gte=since, synthetic=False)
    return list(found.order_by("-published_at", "-pk")[:MOST_SAVINGS])


def highlights(paper: Paper) -> None:
    """Propose the newest case studies with audited savings. Costs two queries."""
    found = _audited(paper)
    saved: dict[int, list[str]] = {}
    outcomes = Outcome.objects.filter(case_study__in=found, kind="saving", basis="audited")
    for pk, amount in outcomes.values_list("case_study", "amount"):
        saved.setdefault(pk, []).append(written(amount, Unit.MONEY))
    for study in found:
        reason = f"Newest with audited savings: {', '.join(saved.get(study.pk, []))}"
        paper.highlights.append(Highlight(_key(study), study.title, reason, f"/case-studies/{study.slug}/"))


def how(paper: Paper) -> None:
    """Say how many case studies tell how it was done, and how many give a result."""
    published = paper.count("case_studies.published", rounded=False)
    if not published:
        paper.paragraph("library.how", "No case study is published yet, so nothing can be said of what they tell.")
        return
    telling = paper.count("case_studies.telling_how", rounded=False, noun=False)
    results = paper.count("case_studies.with_results", rounded=False, noun=False)
    paper.paragraph(
        "library.how",
        f"Of the {published} in the Innovation Database, {telling.bare} {telling.verb('tells', 'tell')} what stood "
        f"in the way or what was learnt, and {results.bare} {results.verb('gives', 'give')} a measured result.",
        "Members may wish to ask for more of both, so that innovation is seen to lead to savings and to better lives.",
    )


def gaps(paper: Paper) -> None:
    """Say which service areas no case study tells of."""
    found = [area.name.lower() for area in areas_without_any().order_by("name")]
    areas = paper.count("service_areas", rounded=False)
    if not areas:
        return
    missing = paper.count("service_areas.without", rounded=False, noun=False)
    if found:
        most = "" if len(found) <= MOST_AREAS else "among others "
        which = f"{missing} of them {missing.verb('has', 'have')} no case study yet: {most}{names(found[:MOST_AREAS])}."
    else:
        which = "Each of them has at least one case study."
    paper.paragraph("library.gaps", f"Case studies are sorted by {areas}. {which[0].upper() + which[1:]}")


def day_of(iso: str) -> str:
    return day(datetime.date.fromisoformat(iso))
