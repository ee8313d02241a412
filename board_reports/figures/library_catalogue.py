"""Figures about what case studies tell, about one of them, and about cohorts: beside those of `catalogue.py`."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from board_reports.figures.catalogue import ABOUT, OF_PROGRAMME, about, cohorts_of, study_rows, window
from board_reports.figures.registry import (
    WINDOW,
    Arguments,
    Definition,
    Parameter,
    ParameterKind,
    Row,
    Value,
    WrongArgumentsError,
    register,
)
from board_reports.figures.wording import Unit, written
from case_studies.models import CaseStudy, Outcome, Programme, ServiceArea
from innovation_db.models import PageVisit

CASE_STUDY = Parameter("case_study", ParameterKind.CASE_STUDY, required=True)
STUDIES = ("case study", "case studies")
BASIS = Parameter("basis", ParameterKind.BASIS)


def telling_how(arguments: Arguments) -> Value:
    studies = about(CaseStudy.objects.published(), arguments).exclude(Q(obstacles="") & Q(lessons=""))
    return Value.of(studies.count(), study_rows(studies))


def with_results(arguments: Arguments) -> Value:
    outcomes = Outcome.objects.filter(case_study=OuterRef("pk"))
    studies = about(CaseStudy.objects.published(), arguments).filter(Exists(outcomes))
    return Value.of(studies.count(), study_rows(studies))


def saving_of(arguments: Arguments) -> Value:
    study = CaseStudy.objects.published().filter(slug=arguments["case_study"]).first()
    if study is None:
        raise WrongArgumentsError(f"There is no published case study “{arguments['case_study']}”.")
    outcomes = study.outcomes.filter(kind="saving", unit="pounds")
    if "basis" in arguments:
        outcomes = outcomes.filter(basis=arguments["basis"])
    total: Decimal | None = outcomes.aggregate(total=Sum("amount"))["total"]
    return Value.of(
        total,
        lambda: (
            Row(one.description or study.title, f"/case-studies/{study.slug}/",
                f"{written(one.amount, Unit.MONEY)}, {one.get_basis_display().lower()}") for one in outcomes
        ),
    )  # fmt: skip


def most_visited(arguments: Arguments) -> Value:
    """Visits to the page of the case study that was opened most; the ten that were opened most are listed."""
    visits = PageVisit.objects.filter(path__regex=r"^/case-studies/[^/]+/$", day__range=window(arguments))
    totals = dict(visits.values_list("path").annotate(total=Sum("count")))
    titles = {
        f"/case-studies/{slug}/": title
        for slug, title in CaseStudy.objects.published().filter(synthetic=False).values_list("slug", "title")
    }
    found = sorted((path for path in totals if path in titles), key=lambda path: (-totals[path], titles[path]))[:10]
    rows = [Row(titles[path], path, f"{totals[path]:,}") for path in found]
    return Value.of(totals[found[0]] if found else None, lambda: rows)


def service_areas(arguments: Arguments) -> Value:
    areas = ServiceArea.objects.all()
    return Value.of(areas.count(), lambda: (Row(one.name, f"/service-areas/{one.slug}/") for one in areas))


def areas_without_any() -> QuerySet[ServiceArea]:
    """Return the service areas of which no published case study tells."""
    studies = CaseStudy.objects.published().filter(service_areas=OuterRef("pk"), synthetic=False)
    return ServiceArea.objects.filter(~Exists(studies))


def areas_without(arguments: Arguments) -> Value:
    areas = areas_without_any()
    return Value.of(areas.count(), lambda: (Row(one.name, f"/service-areas/{one.slug}/") for one in areas))


def programmes(arguments: Arguments) -> Value:
    found = Programme.objects.all()
    return Value.of(found.count(), lambda: (Row(one.name, one.get_absolute_url()) for one in found))


def working_days(arguments: Arguments) -> Value:
    """The length of the clock; None where cohorts differ or nobody knows it."""
    known = set(cohorts_of(arguments).exclude(days=None).values_list("days", flat=True))
    return Value.of(known.pop() if len(known) == 1 else None)


register(
    Definition(
        "case_studies.telling_how", "Case studies that tell how",
        "Published case studies that tell what stood in the way, or what was learnt.", telling_how, ABOUT,
        one=STUDIES[0], many=STUDIES[1],
    ),
    Definition(
        "case_studies.with_results", "Case studies with a measured result",
        "Published case studies that give at least one measured result.", with_results, ABOUT,
        one=STUDIES[0], many=STUDIES[1],
    ),
    Definition(
        "savings.of", "Savings of one case study",
        "Money saved, as this case study gives it, added up; of one basis where it is chosen.",
        saving_of, (CASE_STUDY, BASIS), unit=Unit.MONEY,
    ),
    Definition(
        "visits.most", "Visits to the most visited case study",
        "Visits to the page of the case study that was opened most on the days of the window, with the ten that were "
        "opened most. Not known where none was opened.",
        most_visited, WINDOW, one="visit", many="visits",
    ),
    Definition(
        "service_areas", "Service areas", "Service areas that case studies are sorted by.", service_areas,
        one="service area", many="service areas",
    ),
    Definition(
        "service_areas.without", "Service areas without a case study",
        "Service areas of which no published case study tells.", areas_without,
        one="service area", many="service areas",
    ),
    Definition(
        "programmes", "Programmes", "Improvement programmes and funds that the site keeps.", programmes,
        one="programme", many="programmes",
    ),
    Definition(
        "programme.days", "Working period of a programme",
        "Days that councils work before they meet again; where several cohorts are meant, only if it is the same.",
        working_days, OF_PROGRAMME, unit=Unit.COUNT, one="day", many="days",
    ),
)  # fmt: skip
