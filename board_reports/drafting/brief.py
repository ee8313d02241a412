"""What a draft is to be about: the board, the meeting, the window, and what an officer chose; kept with the report."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from board_reports import audience
from board_reports.models import Board, Contribution, Meeting, Report, WorkPlan
from case_studies.models import Programme
from innovation_db.history.words import day as in_words
from innovation_db.refusals import RefusedError
from zone_programme.models import Zone

# The annual conference is in the first days of July: a Zone whose days nobody recorded is over when that month is.
CONFERENCE_OVER = (7, 31)


@dataclass(frozen=True)
class Stated:
    """A number that an earlier report or another source states, for what the site itself may not hold.

    Where the live figure bears the words out (“over 100” of 126), the figure is used with them; where not, the number
    is typed and `source` stands beside it.
    """

    number: str
    source: str
    qualifier: str = ""


@dataclass(frozen=True)
class Choices:
    """What an officer chose: all of it may be left empty. Dates as 2015-07-14, a Zone by its year, the rest by slug."""

    title: str = ""
    since: str = ""
    until: str = ""
    zone: int | None = None
    programmes: tuple[str, ...] = ()
    plan: str = ""
    previous: str = ""
    visits_since: str = ""  # from when visits to the front page are told; empty: from the beginning of the window
    leave_out: tuple[str, ...] = ()  # the keys of highlights that are not to be told of
    stated: Mapping[str, Stated] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"programmes": list(self.programmes), "leave_out": list(self.leave_out)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Choices":
        stated = {name: Stated(**one) for name, one in kept.get("stated", {}).items()}
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        lists = {name: tuple(kept.get(name, ())) for name in ("programmes", "leave_out")}
        return cls(**known | lists | {"stated": stated})


@dataclass(frozen=True)
class Brief:
    """The choices with what they name. `since` is the first day of the window; `until` None while it is open."""

    kind: str
    board: Board
    meeting: Meeting | None
    choices: Choices
    since: datetime.date
    until: datetime.date | None
    today: datetime.date
    zone: Zone | None
    programmes: tuple[Programme, ...]
    plan: WorkPlan | None
    previous: Report | None
    previous_meeting: Meeting | None
    report: Report | None = None  # that is drafted anew, where there is one
    gathers: bool = True  # whether what was logged since the report was drafted goes into it

    @property
    def names_previous(self) -> bool:
        """Whether the draft may name the previous report: a new one is public until an officer restricts it."""
        if self.previous is None:
            return False
        return audience.may_name(self.report, self.previous) if self.report else not self.previous.restricted

    @property
    def window(self) -> dict[str, Any]:
        """The window as a figure takes it."""
        return {"since": self.since.isoformat()} | ({"until": self.until.isoformat()} if self.until else {})

    def contributions(self) -> list[Contribution]:
        """What the portfolio holder's report is made of: what it used already, and what is new. Costs a query."""
        until = self.meeting.date if self.meeting else None
        new = Contribution.objects.new_for(self.board, until=until) if self.gathers else Contribution.objects.none()
        used = Contribution.objects.filter(used_in=self.report, used_in__isnull=False)
        return list(Contribution.objects.filter(Q(pk__in=new.values("pk")) | Q(pk__in=used.values("pk"))).in_order())


def resolve(
    kind: str, board: Board, meeting: Meeting | None, choices: Choices, *, today: datetime.date,
    report: Report | None = None, gathers: bool = True,
) -> Brief:  # fmt: skip
    """Return the brief, with what was left empty as it usually is. Raises `RefusedError` for what is not there.

    `report` is the one that is drafted anew; what it goes on from is its own affair once it was drafted.
    """
    earlier = Meeting.objects.filter(board=board)
    day = meeting.date if meeting else today
    previous_meeting = earlier.filter(date__lt=day).order_by("-date").first()
    own = report is not None and (report.previous is not None or bool(report.drafted_from)) and not choices.previous
    previous = report.previous if report is not None and own else _previous(kind, board, day, choices)
    began = previous.meeting if previous and previous.meeting else previous_meeting
    year_ago = day - datetime.timedelta(days=365)
    since = _day(choices.since) or min(_told_until(previous) or (began.date if began else year_ago), today)
    until = _day(choices.until)
    _refuse_wrong_period(since, until, today)
    return Brief(
        kind=kind,
        board=board,
        meeting=meeting,
        choices=choices,
        since=since,
        until=until,
        today=min(today, day) if meeting else today,
        zone=_zone(choices, day, began=since, ended=until) if kind == Report.Type.UPDATE else _zone(choices, day),
        programmes=_programmes(choices),
        plan=_plan(choices, board, day),
        previous=previous,
        previous_meeting=previous_meeting,
        report=report,
        gathers=gathers,
    )


def _told_until(previous: Report | None) -> datetime.date | None:
    """Return the day after the previous report was frozen, where that was before its meeting: till then it counted."""
    if previous is None or previous.meeting is None or previous.published_at is None:
        return None
    frozen = timezone.localdate(previous.published_at)
    return frozen + datetime.timedelta(days=1) if frozen < previous.meeting.date else None


def _refuse_wrong_period(since: datetime.date, until: datetime.date | None, today: datetime.date) -> None:
    if since > today:
        raise RefusedError(f"The period begins on {in_words(since)}, after today: nothing has happened in it yet.")
    if until is not None and until < since:
        raise RefusedError(f"The period ends on {in_words(until)}, before it begins on {in_words(since)}.")


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"“{text}” is no date. Write it as 2015-07-14.") from None


def _previous(kind: str, board: Board, day: datetime.date, choices: Choices) -> Report | None:
    earlier = Report.objects.published().select_related("meeting").filter(board=board, meeting__date__lt=day)
    if choices.previous:
        found = earlier.filter(slug=choices.previous).first()
        if found is None:
            raise RefusedError(f"There is no earlier report “{choices.previous}” of this board that is published.")
        return found
    if kind == Report.Type.BLANK:
        return None  # two blank reports are rarely about one subject
    # A restricted one only by choice: the draft says its title.
    return earlier.filter(kind=kind, restricted=False).order_by("-meeting__date", "-pk").first()


def _zone(
    choices: Choices, day: datetime.date, *, began: datetime.date | None = None, ended: datetime.date | None = None
) -> Zone | None:
    """Return the Zone that was chosen, else the newest that was held by that day; a made-up one only by choice.

    With a window, only one that was held in it: an older one is no news.
    """
    if choices.zone:
        found = Zone.objects.filter(year=choices.zone).first()
        if found is None:
            raise RefusedError(f"There is no Innovation Zone of {choices.zone}.")
        return found
    year_over = day.year if day > datetime.date(day.year, *CONFERENCE_OVER) else day.year - 1
    held = Zone.objects.filter(demonstration=False, days__date__lte=day) | Zone.objects.filter(
        demonstration=False, days=None, year__lte=year_over, state=Zone.State.CLOSED
    )
    zone = held.order_by("-year").first()
    if zone is None or began is None:
        return zone
    dates = [one.date for one in zone.days.all()]
    last = min(day, ended or day)
    inside = any(began <= one <= last for one in dates) if dates else began.year <= zone.year <= last.year
    return zone if inside else None


def _programmes(choices: Choices) -> tuple[Programme, ...]:
    found = (
        Programme.objects.filter(slug__in=choices.programmes).prefetch_related("partners").in_bulk(field_name="slug")
    )
    if missing := [slug for slug in choices.programmes if slug not in found]:
        raise RefusedError(f"There is no programme “{missing[0]}”.")
    return tuple(found[slug] for slug in choices.programmes)


def _plan(choices: Choices, board: Board, day: datetime.date) -> WorkPlan | None:
    plans = WorkPlan.objects.filter(board=board)
    if choices.plan:
        found = plans.filter(slug=choices.plan).first()
        if found is None:
            other = WorkPlan.objects.filter(slug=choices.plan).first()
            raise RefusedError(
                f"“{other.name}” is the plan of another board." if other else f"There is no work plan “{choices.plan}”."
            )
        return found
    return plans.filter(begins_on__lte=day, ends_on__gte=day).newest_first().first()
