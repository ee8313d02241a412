"""What a Zone added up to: figures with a name each, for officers and for reports to the Board.

Each is a query or counts one; their definitions in plain English are in `docs/figures.md`, and the two change together.
What the board of asks and offers counts in a window is added up here; what each word means, its own QuerySets say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from case_studies.models import CaseStudy, Council
from zone_programme.models import AskOffer, Day, DoorCount, Feedback, Format, Introduction, Session, Zone


def sessions(zone: Zone) -> QuerySet[Session]:
    """The sessions of a Zone that are meant to take place, or took place."""
    found: QuerySet[Session] = Session.objects.filter(zone=zone).running()
    return found


def councils_showcased(zone: Zone) -> QuerySet[Council]:
    """The councils whose work was shown in them, each once, by name."""
    return Council.objects.filter(
        Exists(_through().filter(council=OuterRef("pk"), session__in=sessions(zone)))
    ).order_by("short_name", "pk")


def sessions_by_theme(zone: Zone) -> list[tuple[str, int]]:
    """How many sessions each theme has, the most first; without a theme last. Costs a query."""
    counted = sessions(zone).order_by().values_list("theme__name").annotate(number=Count("pk"))
    return sorted(
        ((name or "No theme", number) for name, number in counted),
        key=lambda one: (one[0] == "No theme", -one[1], one[0]),
    )


def sessions_by_format(zone: Zone) -> list[tuple[str, int]]:
    """How many sessions each format has, the most first. Costs a query."""
    counted = sessions(zone).order_by().values_list("format").annotate(number=Count("pk"))
    labels = dict(Format.choices)
    return sorted(
        ((str(labels.get(key, "Not known")), number) for key, number in counted), key=lambda one: (-one[1], one[0])
    )


def counted(zone: Zone) -> QuerySet[DoorCount]:
    """The sessions, each time they ran, at whose door anybody was counted."""
    found: QuerySet[DoorCount] = DoorCount.objects.of(zone).attended()
    return found


def attendance(zone: Zone) -> int:
    """How many people came to them together. Costs a query."""
    return int(DoorCount.objects.of(zone).attendance())


def full_per_cent(zone: Zone) -> int | None:
    """The share of them at which every place was taken; None where nobody counted. Costs two queries."""
    all_of_them = counted(zone).count()
    return round(100 * DoorCount.objects.of(zone).full().count() / all_of_them) if all_of_them else None


def written_up(zone: Zone) -> QuerySet[Session]:
    """The sessions that have a case study, in whatever state."""
    without: Any = Session.objects.filter(zone=zone).without_case_study()
    return sessions(zone).exclude(pk__in=without.values("pk"))


def published_from(zone: Zone) -> QuerySet[CaseStudy]:
    """The published case studies that its sessions name."""
    found: QuerySet[CaseStudy] = CaseStudy.objects.published().filter(sessions__in=sessions(zone)).distinct()
    return found


@dataclass(frozen=True)
class Board:
    """What happened on the board of asks and offers in a window; made-up ones do not count."""

    asks: int
    offers: int
    introduced: int
    met: int


def board_between(first: date, last: date) -> Board:
    """Return what happened on the board from `first` to `last`, both days included. Costs four queries."""
    made = AskOffer.objects.made_between(first, last)
    return Board(
        asks=made.asks().count(),
        offers=made.offers().count(),
        introduced=Introduction.objects.made_between(first, last).count(),
        met=AskOffer.objects.asks().met_between(first, last).count(),
    )


def window(zone: Zone) -> tuple[date, date] | None:
    """Return the days that count as a Zone's on the board: from its first until the next Zone begins, or today.

    None where its days are not known. Costs two queries.
    """
    first = zone.days.aggregate(first=Min("date"))["first"]
    if first is None:
        return None
    later = Day.objects.filter(date__gt=first, zone__demonstration=False).exclude(zone=zone)
    following = later.aggregate(first=Min("date"))["first"]
    return first, following - timedelta(days=1) if following else timezone.localdate()


def _on_the_board(name: str) -> Callable[[Zone], int | None]:
    def value(zone: Zone) -> int | None:
        days = window(zone)
        return getattr(board_between(*days), name) if days else None

    return value


def exhibitors_without(zones: QuerySet[Zone] | None = None) -> QuerySet[Council]:
    """The councils that showed something at a Zone that is over and have no case study from there; longest first.

    Each has `shown_on`, the last day of the latest such Zone (None where its days are not known). `zones` narrows.
    """
    past = Session.objects.after_their_zone()
    if zones is not None:
        past = past.filter(zone__in=zones)
    told = past.exclude(pk__in=Session.objects.without_case_study().values("pk"))
    zone_told = _through().filter(
        session__zone=OuterRef("session__zone"), council=OuterRef("council"), session__in=told
    )
    waiting = _through().filter(session__in=past).exclude(Exists(zone_told))
    latest = waiting.filter(council=OuterRef("pk")).order_by(F("session__zone__days__date").desc(nulls_last=True))
    return (
        Council.objects.filter(pk__in=waiting.values("council"))
        .annotate(shown_on=Subquery(latest.values("session__zone__days__date")[:1]))
        .order_by(F("shown_on").asc(nulls_first=True), "short_name", "pk")
    )


def _through() -> Any:
    return Session.councils.through.objects.all()


@dataclass(frozen=True)
class Figure:
    """One figure of a Zone: its key, what it is called, and how it is worked out, as a sentence and a value."""

    key: str
    label: str
    definition: str
    value: Callable[[Zone], Any]


WINDOW = "from the first day of the Zone until the next one begins, or today."

FIGURES = (
    Figure(
        "sessions",
        "Sessions",
        "Sessions that took place or are to: neither withdrawn nor cancelled.",
        lambda zone: sessions(zone).count(),
    ),
    Figure(
        "councils",
        "Councils showcased",
        "Councils named in those sessions, each once.",
        lambda zone: councils_showcased(zone).count(),
    ),
    Figure(
        "counted",
        "Sessions counted",
        "Sessions, each time they ran, at whose door a steward counted anybody.",
        lambda zone: counted(zone).count(),
    ),
    Figure("attendance", "Attendance", "The most people at once in each counted session, added up.", attendance),
    Figure(
        "full",
        "Sessions with every place taken, per cent",
        "Of the counted sessions, those with as many people as places or more.",
        full_per_cent,
    ),
    Figure(
        "feedback",
        "Answers to the feedback",
        "Each answer to the three questions.",
        lambda zone: Feedback.objects.of(zone).count(),
    ),
    Figure(
        "useful",
        "How useful, of 5",
        "The mean score of all answers; not shown for fewer than 5.",
        lambda zone: Feedback.objects.of(zone).totals().useful,
    ),
    Figure(
        "will_do",
        "Will do something with it, per cent",
        "The share of “yes” among all answers; not shown for fewer than 5.",
        lambda zone: Feedback.objects.of(zone).totals().will_do_per_cent,
    ),
    Figure(
        "written_up",
        "Sessions with a case study",
        "Written up, or naming a case study of one of their councils.",
        lambda zone: written_up(zone).count(),
    ),
    Figure(
        "published",
        "Case studies published",
        "Published case studies that the sessions name.",
        lambda zone: published_from(zone).count(),
    ),
    Figure("asks", "Asks made", f"Asks first shown on the board {WINDOW}", _on_the_board("asks")),
    Figure("offers", "Offers made", f"Offers first shown on the board {WINDOW}", _on_the_board("offers")),
    Figure("introduced", "Introductions", f"Both sides agreed {WINDOW}", _on_the_board("introduced")),
    Figure("met", "Asks met", f"Marked as met by whoever asked {WINDOW}", _on_the_board("met")),
)


def table(zone: Zone) -> list[tuple[str, str, Any, str]]:
    """Return every figure of a Zone as (group, label, value, definition); None where there is nothing to say."""
    rows: list[tuple[str, str, Any, str]] = [("Zone", one.label, one.value(zone), one.definition) for one in FIGURES]
    rows += [("Sessions by theme", name, number, "") for name, number in sessions_by_theme(zone)]
    rows += [("Sessions by format", name, number, "") for name, number in sessions_by_format(zone)]
    return rows


def days_since(day: date | None) -> int | None:
    """Return how many days ago `day` was; None for an unknown one."""
    return None if day is None else (timezone.localdate() - day).days
