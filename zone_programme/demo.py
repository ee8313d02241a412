"""The Zones of the demonstration: those of 2013 to 2015 as far as the facts go, and two made-up ones: next year's
with its programme, and the one after it, whose call is open.

Each is put in once; what somebody edited or removed since stays as they left it. docs/data-sources.md says where the
facts come from. Nothing of the made-up Zone is said of a real council: its places are called as none is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from case_studies.models import CaseStudy, Partner, Theme
from zone_programme import actions, demo_sessions, demo_turns
from zone_programme.asks import demo as asks
from zone_programme.demo_call import add_call, first_tuesday_of_july
from zone_programme.demo_proposals import add_proposals
from zone_programme.models import Break, Day, Session, Space, Zone
from zone_programme.problem import Draft
from zone_programme.scheduling import Mode, schedule

SOURCE = "load_demo"
SEED = 2027
# Seconds of the solver's own counting, which is the same on every machine.
SECONDS = 4

# name, kind, capacity, sessions at once, headphones, equipment, turn-round
SPACES = (
    ("Main stage", Space.Kind.PRESENTATION, 100, 1, False, ["screen", "power", "step-free", "hearing-loop"], 15),
    ("Studio", Space.Kind.PRESENTATION, 70, 1, True, ["screen", "power", "step-free"], 15),
    ("Gallery", Space.Kind.PRESENTATION, 60, 1, True, ["screen", "step-free"], 15),
    ("Tables", Space.Kind.TABLES, 12, 8, False, ["step-free"], 0),
    ("Open mic", Space.Kind.OPEN_MIC, 40, 1, False, ["power", "step-free"], 0),
    ("One-to-one corner", Space.Kind.ONE_TO_ONE, 8, 4, False, ["step-free"], 0),
    ("Demonstrations", Space.Kind.DEMONSTRATION, 30, 3, False, ["screen", "power", "step-free"], 0),
    ("Exhibition", Space.Kind.EXHIBITION, 60, 4, False, ["power", "step-free", "wall-space"], 0),
)
BREAKS = (
    (Break.Kind.PLENARY, "Plenary of the conference", time(9), time(9, 45)),
    (Break.Kind.BREAK, "Break and exhibition", time(11, 15), time(11, 45)),
    (Break.Kind.BREAK, "Lunch", time(13), time(14)),
)


@dataclass
class Report:
    """How many Zones, asks and offers were put in."""

    zones: int = 0
    notices: int = 0

    def sentence(self) -> str:
        if not (self.zones or self.notices):
            return "The demonstration's Zones are there; what was typed since is kept."
        return f"{self.zones} Zones and {self.notices} asks and offers added."


@transaction.atomic
def load(folder: Path) -> Report:
    """Put in the Zones that were never there, and return how many. The library's demonstration must be there."""
    known = set(Zone.objects.values_list("year", flat=True))
    report = Report()
    with pghistory.context(source=SOURCE):
        for zone in _past():
            if zone.year not in known:
                zone.save()
                _fill_past(zone)
                report.zones += 1
        year = timezone.localdate().year + 1
        if not Zone.objects.filter(demonstration=True).exists() and year not in known:
            _made_up(folder, year)
            report.zones += 1
        made_up = Zone.objects.filter(demonstration=True).order_by("year")
        if len(made_up) == 1 and made_up[0].year + 1 not in known:
            add_call(made_up[0])
            report.zones += 1
        report.notices = asks.load(folder)
        for zone in Zone.objects.filter(demonstration=True, appointments=None).exclude(releases=None):
            demo_turns.fill(zone)
    return report


def _past() -> Iterator[Zone]:
    conference = "LGA annual conference and exhibition"
    yield Zone(
        year=2013, conference=conference, state=Zone.State.CLOSED,
        introduction="The first Innovation Zone was curated with Nesta. It had social innovations to see, new "
        "insights, and sessions for groups and one-to-one.",
    )  # fmt: skip
    yield Zone(
        year=2014, conference=conference, city="Bournemouth", state=Zone.State.CLOSED,
        introduction="Informal, flexible and lively: for three days in July 2014 delegates came, went and changed "
        "sessions as they liked. There were larger areas for presentations, smaller discussions at tables and with an "
        "open mic, and a board of asks and offers. Councils told how they did it, as well as what.",
    )  # fmt: skip
    yield Zone(
        year=2015, conference=conference, city="Harrogate", state=Zone.State.CLOSED,
        introduction="For three days in June and July 2015 over 50 councils showed what they do.",
    )  # fmt: skip


THEMES = {
    2014: ("political-leadership", "service-redesign", "transformation", "demand-management", "data",
           "digital-and-technology"),
    2015: ("political-leadership", "commercialisation", "digital-and-technology", "community-action", "integration",
           "partnership-working"),
}  # fmt: skip
DAYS = {
    2013: ((date(2013, 7, 2), ""), (date(2013, 7, 3), "")),
    2014: (),  # three days in July, which ones is not known here
    2015: (
        (date(2015, 6, 30), "political leadership"),
        (date(2015, 7, 1), "digital"),
        (date(2015, 7, 2), "design tools and skills"),
    ),
}
PARTNERS = {2013: "nesta", 2015: "design-council"}


def _fill_past(zone: Zone) -> None:
    zone.themes.set(Theme.objects.filter(slug__in=THEMES.get(zone.year, ())))
    days = [Day.objects.create(zone=zone, date=day, track=track) for day, track in DAYS[zone.year]]
    zone.partners.set(Partner.objects.filter(slug=PARTNERS.get(zone.year, "")))
    if zone.year != 2015:
        return
    digital = Theme.objects.filter(slug="digital-and-technology").first()
    shown = CaseStudy.objects.published().filter(record_id__startswith="zone-2015-").order_by("record_id")
    for study in shown.prefetch_related("themes", "councils"):
        theme = digital if digital in study.themes.all() else study.themes.first()
        session = Session.objects.create(
            zone=zone, title=study.title, slug=slugify(study.title)[:110], theme=theme, summary=study.summary,
            format="", state=Session.State.CONFIRMED, day_wanted=days[1] if theme == digital else None,
        )  # fmt: skip
        session.councils.set(study.councils.all())
        session.case_studies.add(study)
    if shown:
        actions.release(zone=zone, by=None, note="What is known of the Zone of 2015")


def _made_up(folder: Path, year: int) -> Zone:
    zone = Zone.objects.create(
        year=year, city="Bournemouth", venue="Conference centre", state=Zone.State.DRAFT, demonstration=True,
        conference="A made-up conference",
        introduction="Three days of sessions by councils for councils. Come, go and change as you please.",
    )  # fmt: skip
    named = {line["theme"] for line in demo_sessions.read(folder)}
    themes = {theme.slug: theme for theme in Theme.objects.filter(slug__in=named)}
    zone.themes.set(themes.values())
    first = first_tuesday_of_july(year)
    for number, (track, theme) in enumerate(
        [("leading places", None), ("digital", "digital-and-technology"), ("working together", None)]
    ):
        day = Day.objects.create(
            zone=zone, date=first + timedelta(days=number), track=track, theme=themes.get(theme or ""),
            opens_at=time(9), closes_at=time(17),
        )  # fmt: skip
        for what, title, starts_at, ends_at in BREAKS:
            Break.objects.create(day=day, kind=what, title=title, starts_at=starts_at, ends_at=ends_at)
    for position, (name, kind, capacity, at_once, headphones, equipment, turn_round) in enumerate(SPACES):
        Space.objects.create(
            zone=zone, name=name, slug=slugify(name), kind=kind, capacity=capacity, at_once=at_once,
            headphones=headphones, equipment=equipment, turn_round_minutes=turn_round, position=position,
        )  # fmt: skip
    demo_sessions.add(zone, folder, themes)
    _timetable(zone)
    actions.release(zone=zone, by=None, note="The first programme")
    add_proposals(zone, folder, Random(SEED))  # noqa: S311  a demonstration, not a secret
    return zone


def _timetable(zone: Zone) -> None:
    draft = Draft(zone)
    result = schedule(draft.problem, draft.slots, mode=Mode.FILL, seed=SEED, seconds=SECONDS)
    actions.apply_timetable(
        zone=zone, slots=result.slots, by=None, seen=draft.slots, reason="Automatic timetable of the demonstration"
    )
