"""What releasing a Zone's draft would do, for an officer to read before pressing: who sees what, who is told what.

Doing it is `actions.release`.
"""

from dataclasses import dataclass, replace

from django.utils import timezone

from innovation_db.templatetags.house_style import counted
from zone_programme import board, problem
from zone_programme.clashes import Severity
from zone_programme.differences import differences, numbered
from zone_programme.doubles import blocking
from zone_programme.drafts import draft
from zone_programme.models import Release, Zone
from zone_programme.notices import Letter, letters
from zone_programme.programme import Programme, from_json, in_order


@dataclass(frozen=True)
class ClashLine:
    """A clash with where the timetable's editor shows it: the day's date and a slot, or "" for neither."""

    sentence: str
    date: str
    slot: int


@dataclass(frozen=True)
class Plan:
    """A release before it is made. `revision` is that of the board, which differs as soon as the draft does."""

    last: Release | None
    after: Programme
    changes: list[str]
    unchanged: bool
    clashes: dict[Severity, list[ClashLine]]
    refusals: list[str]
    told: list[Letter]
    silent: list[Letter]  # concerned, and without an e-mail address
    revision: str

    @property
    def number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read in it yet."""
        return not self.after.slots and not self.after.sessions

    @property
    def first(self) -> str:
        """What a first release makes public, as “52 sessions in 8 spaces on 3 days”."""
        on = {self.after.local(slot.starts_at).date() for slot in self.after.slots}
        spaces = {slot.space for slot in self.after.slots}
        sessions = counted(len(self.after.sessions), "session")
        where = f"in {counted(len(spaces), 'space')} on {counted(len(on), 'day')}"
        return f"{sessions} {where}" if on else f"{sessions}, without times and spaces"

    @property
    def blocks(self) -> list[ClashLine]:
        return self.clashes.get(Severity.BLOCKS, [])

    @property
    def in_the_way(self) -> int:
        return len(self.blocks) + len(self.refusals)

    @property
    def warnings(self) -> list[ClashLine]:
        return self.clashes.get(Severity.WARNING, [])

    @property
    def notes(self) -> list[ClashLine]:
        return self.clashes.get(Severity.NOTE, [])


def plan(zone: Zone) -> Plan:
    """Return what releasing `zone` now would do. Costs fifteen queries, or thirty when the board is new."""
    revision = board.revision(zone)
    last = zone.releases.newest_first().select_related("released_by").first()
    before = from_json(last.content) if last else None
    programme = draft(zone)
    after = numbered(before, programme, today=programme.local(timezone.now()).date())
    all_letters = letters(zone, before, after)
    found, refusals = board.found(zone), []
    if not programme.slots and not (zone.state == Zone.State.CLOSED and programme.sessions):
        refusals = ["There is nothing to release: no session has a time and a space yet."]
    elif not problem.blocking(found.clashes):
        refusals = blocking(programme)  # what the database refuses although the Zone does not
    return Plan(
        last=last,
        after=after,
        changes=[one.sentence for one in differences(before, after)],
        unchanged=before is not None and replace(after, number=before.number) == in_order(before),
        clashes=_by_severity(found),
        refusals=refusals,
        told=[one for one in all_letters if one.to],
        silent=[one for one in all_letters if not one.to],
        revision=revision,
    )


def _by_severity(found: board.Found) -> dict[Severity, list[ClashLine]]:
    lines: dict[Severity, list[ClashLine]] = {}
    for clash in found.clashes:
        slot = clash.slots[0] if clash.slots else 0
        day = found.day_of.get(slot, len(found.days))
        date = found.days[day].date.isoformat() if day < len(found.days) else ""
        lines.setdefault(clash.severity, []).append(ClashLine(clash.sentence, date, slot))
    return lines
