"""Every figure that a report can name: its definition in plain English, and the query that works it out.

The two change together; a changed query gets a higher `revision`. What a word such as “attendance” means is said in
docs/figures.md, and by the QuerySets of the app that counts it.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from board_reports.figures.registry import (
    WINDOW,
    Arguments,
    Definition,
    Parameter,
    ParameterKind,
    Row,
    Value,
    WrongArgumentsError,
    check_with,
    register,
)
from board_reports.figures.wording import Unit, written
from case_studies.models import (
    Adoption,
    CaseStudy,
    Cohort,
    Council,
    Involvement,
    Outcome,
    Participation,
    Programme,
    ServiceArea,
    Theme,
)
from innovation_db.history.words import day as day_in_words
from innovation_db.models import PageVisit
from innovation_db.visits import may_be_counted
from zone_programme import figures as zone_figures
from zone_programme.models import AskOffer, Day, Feedback, Introduction, Session, Speaker, Zone

BEGINNING, END = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)


def window(arguments: Arguments) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that count; without an end, today."""
    return arguments.get("since", BEGINNING), arguments.get("until", timezone.localdate())


# --- What is counted of case studies ---

ABOUT = (
    Parameter("theme", ParameterKind.THEME),
    Parameter("service_area", ParameterKind.SERVICE_AREA),
    Parameter("programme", ParameterKind.PROGRAMME),
    Parameter("region", ParameterKind.REGION),
    Parameter("council_kind", ParameterKind.COUNCIL_KIND),
    Parameter("evidence", ParameterKind.EVIDENCE),
)


def about(studies: Any, arguments: Arguments) -> Any:
    """Return the case studies of a theme, a service area and so on; each once."""
    for name, lookup in (("theme", "themes"), ("service_area", "service_areas"), ("programme", "programmes")):
        if name in arguments:
            through = getattr(CaseStudy, lookup).through.objects.filter(casestudy=OuterRef("pk"))
            studies = studies.filter(Exists(through.filter(**{f"{name.replace('_', '')}__slug": arguments[name]})))
    if "evidence" in arguments:
        studies = studies.filter(evidence_level=arguments["evidence"])
    for name, lookup in (("region", "council__region"), ("council_kind", "council__kind")):
        if name in arguments:
            involved = Involvement.objects.filter(case_study=OuterRef("pk"), **{lookup: arguments[name]})
            studies = studies.filter(Exists(involved))
    return studies.filter(synthetic=False)


def study_rows(studies: QuerySet[CaseStudy]) -> Callable[[], Iterable[Row]]:
    def rows() -> Iterable[Row]:
        found = studies.order_by("published_at", "pk").values_list("title", "slug", "published_at")
        for title, slug, published in found.iterator():
            on = f"published {day_in_words(timezone.localtime(published).date())}" if published else ""
            yield Row(title, f"/case-studies/{slug}/", on)

    return rows


def published(arguments: Arguments) -> Value:
    studies = about(CaseStudy.objects.published(), arguments)
    if "until" in arguments:
        studies = studies.filter(published_at__date__lte=arguments["until"])
    return Value.of(studies.count(), study_rows(studies))


def added(arguments: Arguments) -> Value:
    studies = about(CaseStudy.objects.filter(published_at__date__range=window(arguments)), arguments)
    return Value.of(studies.count(), study_rows(studies))


def councils_featured(arguments: Arguments) -> Value:
    studies = about(CaseStudy.objects.published(), arguments)
    studies = studies.filter(published_at__date__range=window(arguments))
    councils = Council.objects.filter(
        Exists(Involvement.objects.filter(council=OuterRef("pk"), case_study__in=studies))
    )
    return Value.of(councils.count(), council_rows(councils))


def council_rows(councils: QuerySet[Council]) -> Callable[[], Iterable[Row]]:
    return lambda: (
        Row(name, f"/councils/{slug}/")
        for name, slug in councils.order_by("short_name", "pk").values_list("short_name", "slug")
    )


def savings(arguments: Arguments) -> Value:
    outcomes = Outcome.objects.filter(
        case_study__in=about(CaseStudy.objects.published(), arguments), kind="saving", unit="pounds"
    )
    if "basis" in arguments:
        outcomes = outcomes.filter(basis=arguments["basis"])
    rows = outcomes.order_by("-amount", "pk").values_list("case_study__title", "case_study__slug", "amount", "basis")
    return Value.of(
        outcomes.aggregate(total=Sum("amount"))["total"] or 0,
        lambda: (
            Row(title, f"/case-studies/{slug}/", f"{written(amount, Unit.MONEY)}, {basis}")
            for title, slug, amount, basis in rows
        ),
    )


def adoptions(arguments: Arguments) -> Value:
    since, until = window(arguments)
    found = Adoption.objects.filter(case_study__in=about(CaseStudy.objects.published(), {}))
    if "since" in arguments or "until" in arguments:
        found = found.filter(year__range=(since.year, until.year))
    rows = found.order_by("council__short_name", "pk").values_list(
        "council__short_name", "case_study__title", "case_study__slug"
    )
    return Value.of(
        found.count(), lambda: (Row(f"{council}: {title}", f"/case-studies/{slug}/") for council, title, slug in rows)
    )


# --- What was visited ---


def visits(arguments: Arguments) -> Value:
    found = PageVisit.objects.filter(path=arguments["path"], day__range=window(arguments))
    return Value.of(found.aggregate(total=Sum("count"))["total"] or 0, _visit_rows(found))


def searches(arguments: Arguments) -> Value:
    return visits({**arguments, "path": "/case-studies/"})


def _visit_rows(found: QuerySet[PageVisit]) -> Callable[[], Iterable[Row]]:
    return lambda: (
        Row(day_in_words(day), "", f"{count:,}") for day, count in found.order_by("day").values_list("day", "count")
    )


# --- What a Zone added up to ---

ZONE = Parameter("zone", ParameterKind.ZONE, required=True)
OF_ZONE = (ZONE, Parameter("theme", ParameterKind.THEME))


def zone_of(arguments: Arguments) -> Zone:
    """Return the Zone of the year that is given. Raises `WrongArgumentsError` where there is none."""
    found = Zone.objects.filter(year=arguments["zone"]).first()
    if found is None:
        raise WrongArgumentsError(f"There is no Innovation Zone of {arguments['zone']}.")
    return found


def sessions_of(arguments: Arguments) -> tuple[Zone, QuerySet[Session]]:
    zone = zone_of(arguments)
    sessions = zone_figures.sessions(zone)
    return zone, sessions.filter(theme__slug=arguments["theme"]) if "theme" in arguments else sessions


def zone_sessions(arguments: Arguments) -> Value:
    zone, sessions = sessions_of(arguments)
    rows = sessions.order_by("title", "pk").values_list("title", "slug")
    return Value.of(
        sessions.count(), lambda: (Row(title, f"/zone/{zone.year}/sessions/{slug}/") for title, slug in rows)
    )


def zone_themes(arguments: Arguments) -> Value:
    themes = zone_of(arguments).themes.order_by("name")
    return Value.of(
        themes.count(), lambda: (Row(name, f"/themes/{slug}/") for name, slug in themes.values_list("name", "slug"))
    )


def zone_days(arguments: Arguments) -> Value:
    days = Day.objects.filter(zone=zone_of(arguments)).order_by("date")
    return Value.of(days.count(), lambda: (Row(day_in_words(day.date), "", day.track) for day in days))


def zone_councils(arguments: Arguments) -> Value:
    _, sessions = sessions_of(arguments)
    through = Session.councils.through.objects.filter(council=OuterRef("pk"), session__in=sessions)
    councils = Council.objects.filter(Exists(through))
    return Value.of(councils.count(), council_rows(councils))


def zone_speakers(arguments: Arguments) -> Value:
    _, sessions = sessions_of(arguments)
    speakers = Speaker.objects.filter(appearances__session__in=sessions).distinct()
    return Value.of(
        speakers.count(), lambda: (Row(name) for name in speakers.order_by("name").values_list("name", flat=True))
    )


def attendance(arguments: Arguments) -> Value:
    zone = zone_of(arguments)
    counted = zone_figures.counted(zone)
    return Value.of(zone_figures.attendance(zone) if counted.exists() else None)


def fullness(arguments: Arguments) -> Value:
    return Value.of(zone_figures.full_per_cent(zone_of(arguments)))


def feedback(arguments: Arguments) -> Value:
    return Value.of(Feedback.objects.of(zone_of(arguments)).count())


def useful(arguments: Arguments) -> Value:
    return Value.of(Feedback.objects.of(zone_of(arguments)).totals().useful)


# --- Asks and offers ---


def notices(found: QuerySet[AskOffer]) -> Value:
    rows = found.order_by("published_at", "pk").values_list("title", "pk")
    return Value.of(found.count(), lambda: (Row(title, f"/asks-and-offers/{pk}/") for title, pk in rows))


def asks(arguments: Arguments) -> Value:
    return notices(AskOffer.objects.made_between(*window(arguments)).asks())


def offers(arguments: Arguments) -> Value:
    return notices(AskOffer.objects.made_between(*window(arguments)).offers())


def asks_met(arguments: Arguments) -> Value:
    return notices(AskOffer.objects.asks().met_between(*window(arguments)))


def offers_met(arguments: Arguments) -> Value:
    return notices(AskOffer.objects.offers().met_between(*window(arguments)))


def introductions(arguments: Arguments) -> Value:
    return Value.of(Introduction.objects.made_between(*window(arguments)).count())


# --- Programmes ---

OF_PROGRAMME = (
    Parameter("programme", ParameterKind.PROGRAMME, required=True), Parameter("cohort", ParameterKind.COHORT)
)  # fmt: skip


def cohorts_of(arguments: Arguments) -> QuerySet[Cohort]:
    cohorts = Cohort.objects.filter(programme__slug=arguments["programme"])
    return cohorts.filter(name=arguments["cohort"]) if "cohort" in arguments else cohorts


def cohorts(arguments: Arguments) -> Value:
    found = cohorts_of(arguments).filter(Q(launched_on=None) | Q(launched_on__range=window(arguments)))
    rows = found.order_by("launched_on", "name").values_list("name", "programme__slug")
    return Value.of(found.count(), lambda: (Row(name, f"/programmes/{slug}/") for name, slug in rows))


def participants(arguments: Arguments) -> Value:
    found = Participation.objects.filter(cohort__in=cohorts_of(arguments))
    councils = Council.objects.filter(pk__in=found.values("council"))
    return Value.of(councils.count(), council_rows(councils))


def places(arguments: Arguments) -> Value:
    total = cohorts_of(arguments).aggregate(total=Sum("places"))["total"]
    return Value.of(total)


def at_launch(arguments: Arguments) -> Value:
    """The councils whose officers came to the launch event; None where several cohorts say different things."""
    known = set(cohorts_of(arguments).exclude(councils_at_launch=None).values_list("councils_at_launch", flat=True))
    return Value.of(known.pop() if len(known) == 1 else None)


def _figure(
    key: str, label: str, definition: str, work_out: Callable[[Arguments], Value], parameters: Sequence[Parameter],
    noun: str = "", unit: Unit = Unit.COUNT,
) -> Definition:  # fmt: skip
    one, _, many = noun.partition(",")
    return Definition(key, label, definition, work_out, tuple(parameters), unit, one, many)


check_with(
    {
        ParameterKind.THEME: lambda slug: Theme.objects.filter(slug=slug).exists(),
        ParameterKind.SERVICE_AREA: lambda slug: ServiceArea.objects.filter(slug=slug).exists(),
        ParameterKind.PROGRAMME: lambda slug: Programme.objects.filter(slug=slug).exists(),
        ParameterKind.COHORT: lambda name: Cohort.objects.filter(name=name).exists(),
        ParameterKind.REGION: lambda name: name in Council.Region.values,
        ParameterKind.COUNCIL_KIND: lambda name: name in Council.Kind.values,
        ParameterKind.EVIDENCE: lambda level: level in CaseStudy.Evidence.values,
        ParameterKind.BASIS: lambda name: name in Outcome.Basis.values,
        ParameterKind.PATH: lambda path: may_be_counted(str(path)),
    }
)

STUDIES, COUNCILS = "case study,case studies", "council,councils"

register(
    _figure(
        "case_studies.published", "Case studies published",
        "Case studies that the public can read now. With an end, only those first published by that day.",
        published, (*ABOUT, WINDOW[1]), STUDIES,
    ),
    _figure(
        "case_studies.added", "Case studies added",
        "Case studies published in the window. Those archived since count; drafts do not.",
        added, (*ABOUT, *WINDOW), STUDIES,
    ),
    _figure(
        "councils.featured", "Councils featured",
        "Councils involved in case studies that were published in the window and can be read now, each once.",
        councils_featured, (*ABOUT, *WINDOW), COUNCILS,
    ),
    _figure(
        "savings", "Savings",
        "Money saved, as the published case studies give it, added up over one-off and yearly amounts. Forecasts and "
        "estimates count unless a basis is chosen.",
        savings, (*ABOUT, Parameter("basis", ParameterKind.BASIS)), unit=Unit.MONEY,
    ),
    _figure(
        "adoptions", "Adoptions",
        "Times that another council took up what a published case study tells. With a window, in those years.",
        adoptions, WINDOW, "adoption,adoptions",
    ),
    _figure(
        "visits", "Visits to a page",
        "Visits to one page of the site on the days of the window. A visit is the page sent whole to a reader’s "
        "browser; who opens it twice visits twice. Robots that name themselves, pages that a browser loads ahead, and "
        "readers signed in to manage the site do not count.",
        visits, (Parameter("path", ParameterKind.PATH, required=True), *WINDOW), "visit,visits",
    ),
    _figure(
        "searches", "Searches", "Times that the finder showed results or its filters, on the days of the window.",
        searches, WINDOW, "search,searches",
    ),
    _figure(
        "zone.sessions", "Zone sessions", "Sessions that took place or are to: neither withdrawn nor cancelled.",
        zone_sessions, OF_ZONE, "session,sessions",
    ),
    _figure(
        "zone.themes", "Zone themes", "Themes that the Zone names as its own.", zone_themes, (ZONE,), "theme,themes"
    ),
    _figure("zone.days", "Zone days", "Days of the Zone.", zone_days, (ZONE,), "day,days"),
    _figure(
        "zone.councils", "Councils at the Zone", "Councils named in those sessions, each once.",
        zone_councils, OF_ZONE, COUNCILS,
    ),
    _figure(
        "zone.speakers", "Zone speakers", "People who spoke or are to speak in those sessions, each once.",
        zone_speakers, OF_ZONE, "speaker,speakers",
    ),
    _figure(
        "zone.attendance", "Zone attendance",
        "The most people at once in each session at whose door somebody counted, added up. Not known where nobody did.",
        attendance, (ZONE,), "person,people",
    ),
    _figure(
        "zone.fullness", "Sessions with every place taken",
        "Of the counted sessions, the share with as many people as places or more.",
        fullness, (ZONE,), unit=Unit.PER_CENT,
    ),
    _figure(
        "zone.feedback", "Answers to the feedback", "Answers to the three questions about a session.",
        feedback, (ZONE,), "answer,answers",
    ),
    _figure(
        "zone.useful", "How useful, of 5", "The mean score of all answers; not known for fewer than five.",
        useful, (ZONE,), unit=Unit.SCORE,
    ),
    _figure(
        "asks.made", "Asks made", "Asks first shown on the board in the window.", asks, WINDOW, "ask,asks"
    ),
    _figure(
        "offers.made", "Offers made", "Offers first shown on the board in the window.", offers, WINDOW, "offer,offers"
    ),
    _figure(
        "asks.met", "Asks met", "Asks that their sender marked as met in the window.", asks_met, WINDOW, "ask,asks"
    ),
    _figure(
        "offers.met", "Offers met", "Offers that their sender marked as taken up in the window.",
        offers_met, WINDOW, "offer,offers",
    ),
    _figure(
        "introductions", "Introductions", "Introductions to which both sides agreed in the window.",
        introductions, WINDOW, "introduction,introductions",
    ),
    _figure(
        "programme.cohorts", "Cohorts of a programme",
        "Cohorts that were launched in the window, and those whose launch is not dated.",
        cohorts, (*OF_PROGRAMME, *WINDOW), "cohort,cohorts",
    ),
    _figure(
        "programme.councils", "Councils in a programme", "Councils that take part or took part, each once.",
        participants, OF_PROGRAMME, COUNCILS,
    ),
    _figure(
        "programme.places", "Places in a programme", "Places of its cohorts, where known.",
        places, OF_PROGRAMME, "place,places",
    ),
    _figure(
        "programme.at_launch", "Councils at a launch event",
        "Councils whose officers came to the launch event; for several cohorts only where it is the same for each.",
        at_launch, OF_PROGRAMME, COUNCILS,
    ),
)  # fmt: skip
