"""Paragraphs about an Innovation Zone: what it was, what each day was about, what was shown, and its programme."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from board_reports import bare_numbers
from board_reports.drafting.paper import Highlight, Paper
from board_reports.drafting.words import days as written_days
from board_reports.drafting.words import items, names, ordinal, paragraphs, sentence, the
from board_reports.inline import escape, reference
from case_studies.models import CaseStudy
from innovation_db.history.words import listed
from zone_programme import figures as zone_figures
from zone_programme.models import Day, DoorCount, Session, Zone

MOST_TOLD = 4  # sessions of one day that are told of
MOST_LESSONS = 6
MOST_HIGHLIGHTS = 3


@dataclass
class DayOfZone:
    """A day with its sessions; `day` is None for those of which nobody knows the day."""

    day: Day | None
    sessions: list[Session] = field(default_factory=list)


def dates(zone: Zone) -> list[datetime.date]:
    return sorted(day.date for day in zone.days.all())


def when(zone: Zone) -> str:
    """Return "on 2 and 3 July 2013", "from 30 June to 2 July 2015", or "in 2014" where its days are not recorded."""
    known = dates(zone)
    if not known:
        return f"in {zone.year}"
    return f"{'from' if len(known) > 2 else 'on'} {written_days(known)}"


def past(paper: Paper, zone: Zone) -> bool:
    """Whether it is over on the day of the meeting."""
    known = dates(zone)
    return known[-1] <= paper.brief.today if known else zone.state == Zone.State.CLOSED


def run(zone: Zone) -> int:
    """Return how many years running there was a Zone, this one included. Costs a query."""
    years = set(
        Zone.objects.filter(demonstration=zone.demonstration, year__lte=zone.year).values_list("year", flat=True)
    )
    length = 0
    while zone.year - length in years:
        length += 1
    return length


def place(zone: Zone) -> str:
    """Return "at the LGA annual conference and exhibition in Harrogate"."""
    named = zone.conference
    conference = f"{named[0].lower()}{named[1:]}" if named.lower().startswith(("a ", "the ")) else f"the {named}"
    return f"at {escape(conference)}{f' in {escape(zone.city)}' if zone.city else ''}"


def overall(paper: Paper, zone: Zone) -> None:
    """Say where and when it was, who showed something, and under which themes."""
    over = past(paper, zone)
    held = "was held" if over else "is to be held"
    councils = paper.count("zone.councils", stated="zone.councils", zone=zone.year)
    if councils:
        showed = "showed what they do" if councils.number != 1 else "showed what it does"
        if not over:
            showed = f"{councils.verb('is', 'are')} to show what {councils.verb('it does', 'they do')}"
        who = f"{councils} {showed}"
    elif paper.count("zone.sessions", zone=zone.year):
        who = "None of its sessions names a council yet"
    else:
        who = "No council’s session is recorded here yet"
    themes = list(zone.themes.all())
    theme_count = paper.count("zone.themes", zone=zone.year)
    under = f" under {theme_count}: {names(theme.name.lower() for theme in themes)}" if themes else ""
    if not councils and themes:
        under = f"; its programme has {theme_count}: {names(theme.name.lower() for theme in themes)}"
    organisers = _counted_by_organisers(zone) if not paper.brief.choices.stated.get("zone.councils") else ""
    if councils and "[[" not in councils.mark:  # stated elsewhere, and more than the site holds
        organisers = councils.mark.removesuffix(" councils")
    recorded = paper.count("zone.councils", zone=zone.year, noun=False, rounded=False)
    digits = "".join(letter for letter in organisers if letter.isdigit())
    if over and digits and recorded and recorded.number is not None and recorded.number < int(digits):
        who = f"The Zone’s organisers counted {organisers} councils; "
        who += f"{recorded} of them {recorded.verb('is', 'are')} recorded here"
        under = f". It had {theme_count}: {names(theme.name.lower() for theme in themes)}" if themes else ""
    partners = [the(partner.name) for partner in zone.partners.all()]
    with_whom = names(partners)
    paper.paragraph(
        "zone.overall",
        f"The Innovation Zone {zone.year} {held} {place(zone)} {when(zone)}.",
        f"{who}{under}.",
        f"Its {'partner was' if len(partners) == 1 else 'partners were'} {with_whom}." if partners else "",
        origin=f"Introduction to the Innovation Zone {zone.year}",
    )


def _counted_by_organisers(zone: Zone) -> str:
    """Return "over 50" where the introduction says so of councils, and the site may hold fewer; else ""."""
    found = bare_numbers.find(zone.introduction)
    return next(
        (bare_numbers.said(zone.introduction, one) for one in found
         if " council" in bare_numbers.with_words(zone.introduction, one)[len(one.text) :]), "",
    )  # fmt: skip


def attendance(paper: Paper, zone: Zone) -> None:
    """Say how many came and how full it was: only where somebody counted or answered."""
    came = paper.count("zone.attendance", zone=zone.year, noun=False)
    full = paper.count("zone.fullness", zone=zone.year)
    answers = paper.count("zone.feedback", zone=zone.year)
    useful = paper.count("zone.useful", zone=zone.year)
    if not came and not answers:
        return
    scored = f" and found the sessions {useful} of a possible five useful" if useful else ""
    told = [count for count in _fullest(zone) if not paper.leaves_out(_key(count.session))]
    among = listed([f"“{reference('session', f'{zone.year}/{one.session.slug}')}”" for one in told])
    paper.paragraph(
        "zone.attendance",
        f"Stewards at the doors counted an attendance of {came}." if came else "",
        f"In {full} of the counted sessions every place was taken." if full else "",
        f"{'The fullest was' if len(told) == 1 else 'The fullest were'} {among}." if told else "",
        f"Delegates gave {answers} to the questions about a session{scored}." if answers else "",
        origin="The scale of the feedback: one to five",
    )


def asks_and_offers(paper: Paper, zone: Zone) -> None:
    """Say what the board of asks and offers brought together; left out where nothing was asked or offered."""
    window = zone_figures.window(zone)
    if window is None:
        return
    days: dict[str, Any] = {"since": window[0].isoformat(), "until": window[1].isoformat()}
    asks, offers = paper.count("asks.made", **days), paper.count("offers.made", **days)
    if not asks and not offers:
        return
    met, introductions = paper.count("asks.met", noun=False, **days), paper.count("introductions", **days)
    made = " and ".join(str(one) for one in (asks, offers) if one)
    came = f"{introductions} came of them" if introductions else ""
    also = f"{met} of the asks {met.verb('was', 'were')} met" if met else ""
    paper.paragraph(
        "zone.asks",
        f"The board of asks and offers had {made}.",
        f"{' and '.join(one for one in (came, also) if one)}." if came or also else "",
    )


def by_day(zone: Zone) -> list[DayOfZone]:
    """Return the days in their order with the sessions of each, the unknown day last. Costs nine queries."""
    studies = CaseStudy.objects.published().prefetch_related("themes")
    published = Prefetch("case_studies", studies, to_attr="told_by")
    sessions = zone_figures.sessions(zone).select_related("theme", "day_wanted").order_by("title", "pk")
    sessions = sessions.prefetch_related("councils", "slots", "door_counts", published)
    days = [DayOfZone(day) for day in sorted(zone.days.all(), key=lambda one: one.date)]
    unknown = DayOfZone(None)
    for session in sessions:
        _day_of(session, days, unknown).sessions.append(session)
    return [*days, unknown] if unknown.sessions else days


def _day_of(session: Session, days: list[DayOfZone], unknown: DayOfZone) -> DayOfZone:
    """Return its day: by its first slot, else the day it wanted, else the day whose track is one of its themes."""
    starts = min((slot.starts_at for slot in session.slots.all()), default=None)
    for one in days:
        if one.day and starts and starts.astimezone(one.day.zone.zone_info).date() == one.day.date:
            return one
    for one in days:
        if one.day and not starts and one.day == session.day_wanted:
            return one
    themes = {session.theme.name.lower()} if session.theme else set()
    themes |= {theme.name.lower() for study in session.told_by for theme in study.themes.all()}  # type: ignore[attr-defined]
    for one in days:
        if one.day and not starts and one.day.track.lower() in themes:
            return one
    return unknown


def days(paper: Paper, zone: Zone) -> None:
    """Add a paragraph for each day, and one for each session that is told of."""
    over = past(paper, zone)
    yet = "" if over else " yet"
    for number, one in enumerate(by_day(zone), start=1):
        told = _told(paper, one.sessions)
        named = [session for session in told if not _has_more(session)]
        also = _named(zone, named, over=over)
        if one.day is None:
            if told:
                shown = "were shown" if over else "are to be shown"
                paper.paragraph("zone.day-unknown", f"On which day these {shown} is not recorded here{yet}.", also)
        elif told or one.day.track:
            is_about = ("was about" if over else "is to be about") if one.day.track else "was" if over else "is"
            about = escape(one.day.track) if one.day.track else f"{one.day.date:%A}"
            shown = "was shown" if over else "is to be shown"
            nothing = "" if told else f"What {shown} on it is not recorded here{yet}."
            paper.paragraph(f"zone.day-{number}", f"The {ordinal(number)} day {is_about} {about}.", nothing, also)
        for session in told:
            if session not in named:
                _session(paper, zone, session, over=over)


def _has_more(session: Session) -> bool:
    """Whether there is more to tell of it than its name: whose it was, or a case study."""
    return bool(session.told_by) or bool(session.councils.all())  # type: ignore[attr-defined]


def _named(zone: Zone, sessions: list[Session], *, over: bool) -> str:
    """Return one sentence with the names of sessions of which nothing else is told."""
    found = [f"“{reference('session', f'{zone.year}/{session.slug}')}”" for session in sessions]
    if len(found) == 1:
        return f"One session {'was' if over else 'is to be'} {found[0]}."
    return f"Its sessions {'included' if over else 'are to include'} {listed(found)}." if found else ""


def _key(session: Session) -> str:
    """Return the key by which an officer leaves out what is told of it."""
    return f"session-{session.pk}"


def _told(paper: Paper, sessions: list[Session]) -> list[Session]:
    """Return those worth telling of: the fullest first, then those with a case study."""

    def rank(session: Session) -> tuple[float, int, str]:
        return (-_fullness(session), -len(session.told_by), session.title)  # type: ignore[attr-defined]

    worth = [
        one for one in sessions
        if (one.summary or one.told_by) and not paper.leaves_out(_key(one))  # type: ignore[attr-defined]
    ]  # fmt: skip
    return sorted(worth, key=rank)[:MOST_TOLD]


def _fullness(session: Session) -> float:
    counts = [count.most / count.capacity for count in session.door_counts.all() if count.capacity]
    return max(counts, default=0)


def _session(paper: Paper, zone: Zone, session: Session, *, over: bool) -> None:
    study: CaseStudy | None = session.told_by[0] if session.told_by else None  # type: ignore[attr-defined]
    councils = [council.short_name for council in session.councils.all()]
    name = reference("case", study.slug) if study else reference("session", f"{zone.year}/{session.slug}")
    tell = "told" if over else f"{'is' if len(councils) == 1 else 'are'} to tell"
    shown = "was shown" if over else "is to be shown"
    who = f"{names(councils)} {tell} of “{name}”." if councils else f"“{name}” {shown}."
    full = "Every place was taken." if _fullness(session) >= 1 else ""
    source = f"zone.session-{session.pk}"
    if study is None:
        paper.paragraph(
            source,
            who,
            full,
            "" if zone.demonstration else sentence(session.summary),
            origin=f"Session “{session.title}”",
        )
        return
    origin = f"Case study “{study.title}”"
    lessons = [*items(study.lessons), *items(study.obstacles)][:MOST_LESSONS]
    told = paragraphs(study.what_we_did) or [sentence(study.summary)]
    reuse = sentence(study.reuse_note) if study.reuse_terms in ("free", "free-with-credit") else ""
    paper.paragraph(source, who, full, *told, reuse, "What was learnt:" if lessons else "", origin=origin)
    for number, lesson in enumerate(lessons, start=1):
        paper.below(f"{source}.lesson-{number}", lesson, origin)


def _fullest(zone: Zone) -> list[DoorCount]:
    """Return the counts of the fullest sessions, each session once. Costs a query."""
    counts = DoorCount.objects.of(zone).full().select_related("session")
    by_session: dict[int, DoorCount] = {}
    for count in sorted(counts, key=lambda one: (-one.most / one.capacity, one.pk)):
        by_session.setdefault(count.session_id, count)
    return list(by_session.values())[:MOST_HIGHLIGHTS]


def highlights(paper: Paper, zone: Zone) -> None:
    """Propose the fullest sessions. Costs a query."""
    for count in _fullest(zone):
        reason = f"Fullest sessions: {count.most} people for {count.capacity} places"
        address = f"/zone/{zone.year}/sessions/{count.session.slug}/"
        paper.highlights.append(Highlight(_key(count.session), count.session.title, reason, address))


def appendix(paper: Paper, zone: Zone) -> None:
    """Add the programme by day and theme; where no session is recorded, the themes."""
    origin = f"Programme of the Innovation Zone {zone.year}"
    paper.appendix("zone.programme", f"Programme of the Innovation Zone {zone.year}")
    found = by_day(zone)
    if not any(one.sessions for one in found):
        paper.text("zone.programme-none", "The sessions of this Zone are not recorded here. These are its themes.")
        rows = [(escape(theme.name), escape(theme.description)) for theme in zone.themes.all()]
        if rows:
            paper.table("zone.programme-themes", "Themes", ("Theme", "What it is about"), rows, origin)
        return
    for number, one in enumerate(found, start=1):
        if one.sessions:
            title = _day_title(one.day)
            paper.table(
                f"zone.programme-{number}", title, ("Time", "Theme", "Session", "Councils"), _rows(zone, one), origin
            )


def _day_title(day: Day | None) -> str:
    if day is None:
        return "Sessions whose day is not recorded"
    return f"{day.date:%A} {day.date.day} {day.date:%B %Y}{f': {day.track}' if day.track else ''}"


def _rows(zone: Zone, one: DayOfZone) -> Iterable[tuple[str, str, str, str]]:
    """Return a row for each time that a session runs, by time and theme; without a slot, by theme."""
    rows = []
    for session in one.sessions:
        theme = session.theme.name if session.theme else ""
        cells = (escape(theme), reference("session", f"{zone.year}/{session.slug}"))
        councils = listed([escape(council.short_name) for council in session.councils.all()])
        for begins, ends in sorted(_times(zone, session, one.day)) or [("", "")]:
            rows.append((begins, theme, session.title, (f"{begins} to {ends}" if begins else "", *cells, councils)))
    rows.sort(key=lambda row: row[:3])
    return [row[3] for row in rows]


def _times(zone: Zone, session: Session, day: Day | None) -> Iterable[tuple[str, str]]:
    for slot in session.slots.all():
        begins = slot.starts_at.astimezone(zone.zone_info)
        if day is None or begins.date() == day.date:
            yield f"{begins:%H:%M}", f"{slot.ends_at.astimezone(zone.zone_info):%H:%M}"
