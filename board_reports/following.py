"""What came of a report: decisions, directions, actions with their progress, and what the next report says of them.

`since_last` is what the next report on a subject is drafted from; pages show `outcome`. What is entered is in
`models/following.py`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from board_reports import audience, reading
from board_reports import document as documents
from board_reports.document import Document
from board_reports.models import Action, Decision, Direction, Report


@dataclass(frozen=True)
class Decided:
    """What was decided on one recommendation. `outcome` is “Agreed” and so on; `note` the board’s words, or ""."""

    number: int
    recommendation: str
    outcome: str
    note: str


@dataclass(frozen=True)
class Progress:
    """How far an action was on a day."""

    on: datetime.date
    text: str


@dataclass(frozen=True)
class Followed:
    """An action as it stands today. `state` is “open”, “done” or “dropped”; `label` says so in words."""

    text: str
    owner: str
    due_on: datetime.date | None
    state: str
    label: str
    ended_on: datetime.date | None
    is_late: bool
    progress: tuple[Progress, ...]

    @property
    def latest(self) -> Progress | None:
        """The newest progress note, or None."""
        return self.progress[-1] if self.progress else None


@dataclass(frozen=True)
class Outcome:
    """What came of a report. `report` is the one that was discussed, `met_on` the day of its meeting, or None."""

    report: Report
    met_on: datetime.date | None
    decisions: tuple[Decided, ...]
    directions: tuple[str, ...]
    actions: tuple[Followed, ...]

    def __bool__(self) -> bool:
        return bool(self.decisions or self.directions or self.actions)

    @property
    def done(self) -> tuple[Followed, ...]:
        return tuple(one for one in self.actions if one.state == Action.State.DONE)

    @property
    def outstanding(self) -> tuple[Followed, ...]:
        return tuple(one for one in self.actions if one.state == Action.State.OPEN)

    @property
    def dropped(self) -> tuple[Followed, ...]:
        return tuple(one for one in self.actions if one.state == Action.State.DROPPED)


def since_last(report: Report) -> Outcome | None:
    """Return what came of the previous report on the subject, for “Since the last report”.

    None where there is none or nothing came of it, and where a reader of this one may not read that one. Costs six
    queries.
    """
    previous = report.previous
    if previous is None or not audience.may_name(report, previous):
        return None
    return outcome(previous) or None


def outcome(report: Report, document: Document | None = None) -> Outcome:
    """Return what came of `report`; `document` is its published version where the caller has it.

    At most five queries.
    """
    return _outcomes([report], {report.pk: document} if document else {})[0]


def outcomes(reports: list[Report]) -> list[Outcome]:
    """Return what came of each of these reports, of those something came of.

    At most four queries, and one for each whose decisions do not keep the recommendation’s words.
    """
    return [found for found in _outcomes(reports, {}) if found] if reports else []


def _outcomes(reports: list[Report], documents: dict[int, Document]) -> list[Outcome]:
    decisions = _by_report(Decision.objects.filter(report__in=reports))
    directions = _by_report(Direction.objects.filter(report__in=reports))
    actions = _by_report(Action.objects.filter(report__in=reports).prefetch_related("notes"))
    return [
        Outcome(
            report=one,
            met_on=one.meeting.date if one.meeting else None,
            decisions=_decided(one, decisions[one.pk], documents.get(one.pk)),
            directions=tuple(direction.text for direction in directions[one.pk]),
            actions=tuple(_followed(action) for action in actions[one.pk]),
        )
        for one in reports
    ]


def _by_report(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return found


def _decided(report: Report, decisions: list[Decision], document: Document | None) -> tuple[Decided, ...]:
    if document is None and any(not one.recommendation for one in decisions):
        document = reading.published(report)
    return tuple(
        Decided(one.number, _recommendation(one, document), one.get_outcome_display(), one.note) for one in decisions
    )


def _recommendation(decision: Decision, document: Document | None) -> str:
    """Return the words that were decided on: those kept with the decision, else those of the published report."""
    if decision.recommendation or document is None:
        return str(decision.recommendation)
    known = document.recommendations
    return documents.plain(known[decision.number - 1]) if 0 < decision.number <= len(known) else ""


def _followed(action: Action) -> Followed:
    return Followed(
        text=action.text,
        owner=action.owner,
        due_on=action.due_on,
        state=action.state,
        label=action.get_state_display(),
        ended_on=action.ended_on,
        is_late=action.is_late,
        progress=tuple(Progress(note.on, note.text) for note in action.notes.all()),
    )
