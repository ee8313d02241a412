"""What is wrong with a timetable: each clash once, with its rule, how grave it is and a sentence saying who and where.

Whether a release may go ahead with them is decided elsewhere.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from zone_programme.kind_words import session_format, space_kind
from zone_programme.timetable import Block, Problem, Session, Slot, Space, clock, covers


class Severity(StrEnum):
    """How grave a clash of a rule is, from not looked for to standing in the way of a release."""

    OFF = "off"
    NOTE = "note"
    WARNING = "warning"
    BLOCKS = "blocks"


class Rule(StrEnum):
    """The rules that a timetable can break."""

    OVERBOOKED = "overbooked"
    CLOSED = "closed"
    IN_A_BREAK = "in_a_break"
    TURN_ROUND = "turn_round"
    PERSON_TWICE = "person_twice"
    UNAVAILABLE = "unavailable"
    NO_TIME_TO_WALK = "no_time_to_walk"
    COUNCIL_TWICE = "council_twice"
    WANTED_TOGETHER = "wanted_together"
    TOO_SMALL = "too_small"
    WRONG_KIND = "wrong_kind"
    HEADPHONES = "headphones"
    EQUIPMENT = "equipment"
    THEME_AT_ONCE = "theme_at_once"
    UNCONFIRMED = "unconfirmed"
    NO_CHAIR = "no_chair"
    TOO_LONG = "too_long"


SEVERITIES: Mapping[Rule, Severity] = {
    Rule.OVERBOOKED: Severity.BLOCKS,
    Rule.CLOSED: Severity.BLOCKS,
    Rule.IN_A_BREAK: Severity.WARNING,
    Rule.TURN_ROUND: Severity.WARNING,
    Rule.PERSON_TWICE: Severity.BLOCKS,
    Rule.UNAVAILABLE: Severity.BLOCKS,
    Rule.NO_TIME_TO_WALK: Severity.WARNING,
    Rule.COUNCIL_TWICE: Severity.WARNING,
    Rule.WANTED_TOGETHER: Severity.NOTE,
    Rule.TOO_SMALL: Severity.WARNING,
    Rule.WRONG_KIND: Severity.WARNING,
    Rule.HEADPHONES: Severity.WARNING,
    Rule.EQUIPMENT: Severity.WARNING,
    Rule.THEME_AT_ONCE: Severity.NOTE,
    Rule.UNCONFIRMED: Severity.WARNING,
    Rule.NO_CHAIR: Severity.NOTE,
    Rule.TOO_LONG: Severity.WARNING,
}  # what a Zone starts with
# Rules that no other place or time would mend.
NOT_OF_PLACE = frozenset({Rule.UNCONFIRMED, Rule.NO_CHAIR})


@dataclass(frozen=True, slots=True)
class Clash:
    """One breach of one rule: ids of what it concerns, sorted, and a sentence for officers."""

    rule: Rule
    severity: Severity
    sentence: str
    slots: tuple[int, ...]
    sessions: tuple[int, ...]
    space: int | None = None
    people: tuple[int, ...] = ()
    councils: tuple[int, ...] = ()


class Difference(NamedTuple):
    """What a change did: clashes that are gone, and new ones."""

    gone: list[Clash]
    new: list[Clash]


def clashes(problem: Problem, slots: Iterable[Slot], severities: Mapping[Rule, Severity] = SEVERITIES) -> list[Clash]:
    """Return every clash once, the gravest first. A rule that `severities` leaves out keeps its usual severity.

    Slots that clash at one moment are one clash: those of an overbooked space, or of a person in three places. When
    others take their turn at it a moment later, that is another clash.
    """
    timetable = _Timetable(problem, slots, severities)
    return _ordered(timetable.all(), timetable)


def clashes_of(
    problem: Problem,
    slots: Iterable[Slot],
    sessions: Collection[int],
    severities: Mapping[Rule, Severity] = SEVERITIES,
) -> list[Clash]:
    """Return those of `clashes` that concern any of the sessions, without looking at the rest of the timetable."""
    timetable = _Timetable(problem, slots, severities)
    wanted = set(sessions)
    return _ordered((clash for clash in timetable.around(wanted) if wanted.intersection(clash.sessions)), timetable)


def difference(
    problem: Problem,
    before: Iterable[Slot],
    after: Iterable[Slot],
    severities: Mapping[Rule, Severity] = SEVERITIES,
) -> Difference:
    """Return the clashes that a change of some slots takes away and brings, looking only at what those slots touch."""
    old, new = _Timetable(problem, before, severities), _Timetable(problem, after, severities)
    changed = {slot.session for slot in old.slots.symmetric_difference(new.slots)}
    # What two sessions share with a third that moved away is theirs alone now: both sides look around both places.
    spaces = {slot.space for side in (old, new) for session in changed for slot in side.by_session[session]}
    was, now = set(old.around(changed, spaces)), set(new.around(changed, spaces))
    return Difference(_ordered(was - now, old), _ordered(now - was, new))


def _ordered(found: Iterable[Clash], timetable: "_Timetable") -> list[Clash]:
    return sorted(found, key=timetable.place)


def groups(slots: Iterable[Slot], limit: int = 1) -> Iterator[list[Slot]]:
    """Yield each largest set of more than `limit` slots that share a moment, in the order of time."""
    running: list[Slot] = []
    for slot in sorted(slots, key=lambda slot: (slot.day, slot.start, slot.id)):
        still = [other for other in running if other.day == slot.day and other.end > slot.start]
        if len(still) < len(running) > limit:
            yield running
        running = [*still, slot]
    if len(running) > limit:
        yield running


def at_once(one: Slot, other: Slot | Block) -> bool:
    """Whether a slot shares a moment with another, or with a block."""
    return one.day == other.day and one.start < other.end and other.start < one.end


_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}
_ORDER = {rule: number for number, rule in enumerate(Rule)}


class _Timetable:
    """Slots sorted by all that they may clash about, and a search for each."""

    def __init__(self, problem: Problem, slots: Iterable[Slot], severities: Mapping[Rule, Severity]) -> None:
        self.problem = problem
        self.slots = frozenset(slots)
        self.severities = {**SEVERITIES, **severities}
        self.by_id = {slot.id: slot for slot in self.slots}
        self.by_space: dict[int, list[Slot]] = defaultdict(list)
        self.by_session: dict[int, list[Slot]] = defaultdict(list)
        self.by_person: dict[int, list[Slot]] = defaultdict(list)
        self.by_council: dict[int, list[Slot]] = defaultdict(list)
        self.by_theme: dict[str, list[Slot]] = defaultdict(list)
        for slot in self.slots:
            session = problem.session_by_id[slot.session]
            self.by_space[slot.space].append(slot)
            self.by_session[slot.session].append(slot)
            for person in session.people:
                self.by_person[person].append(slot)
            for council in session.councils:
                self.by_council[council].append(slot)
            self.by_theme[session.theme].append(slot)

    def all(self) -> Iterator[Clash]:
        yield from self.around(set(self.by_session), set(self.by_space))

    def around(self, session_ids: set[int], spaces: Collection[int] = ()) -> Iterator[Clash]:
        """Yield every clash about the sessions and all that they share with others, and about the spaces."""
        sessions = [self.problem.session_by_id[session] for session in session_ids]
        here = {slot.space for session in session_ids for slot in self.by_session[session]}
        for space in here.union(spaces):
            yield from self.of_space(self.problem.space_by_id[space])
        if any(self.problem.space_by_id[space].lent for space in here.union(spaces)):
            yield from self.of_lent_headphones()
        for person in {person for session in sessions for person in session.people}:
            yield from self.of_person(person)
        for council in {council for session in sessions for council in session.councils}:
            yield from self.of_council(council)
        for theme in {session.theme for session in sessions if session.theme}:
            yield from self.of_theme(theme)
        for session in sessions:
            if self.by_session[session.id]:
                yield from self.of_session(session)
                yield from self.of_wishes(session, session_ids)
                for slot in self.by_session[session.id]:
                    yield from self.of_slot(slot, session)

    # Each search below yields clashes of the rules that are not off.

    def of_space(self, space: Space) -> Iterator[Clash]:
        slots = self.by_space[space.id]
        if self.looks_for(Rule.OVERBOOKED):
            for group in groups(slots, space.at_once):
                sentence = (
                    f"{space.name} holds {_counted(space.at_once, 'session')} at once and has {len(group)} "
                    f"{self.shared(group)}: {self.titles(group)}."
                )
                yield self.clash(Rule.OVERBOOKED, sentence, group)
        if self.looks_for(Rule.TURN_ROUND) and space.turn_round:
            yield from self.of_turn_rounds(space, slots)
        if not space.lent:
            yield from self.of_headphones(space.name, space.headphones, slots)

    def of_lent_headphones(self) -> Iterator[Clash]:
        """The Zone's pairs move between spaces: what all of these need at a moment is one clash, not one for each."""
        if (pairs := self.problem.headphones) is not None:
            lent = [slot for space in self.problem.spaces if space.lent for slot in self.by_space[space.id]]
            yield from self.of_headphones("The Zone", pairs, lent)

    def of_headphones(self, owner: str, pairs: int, slots: Iterable[Slot]) -> Iterator[Clash]:
        if not self.looks_for(Rule.HEADPHONES):
            return
        for group in groups((slot for slot in slots if self.session(slot).headphones), 0):
            needed = sum(max(self.session(slot).audience, 1) for slot in group)
            if needed > pairs:
                sentence = (
                    f"{owner} has {_counted(pairs, 'pair of headphones')} and needs {needed} "
                    f"{self.shared(group)}: {self.titles(group)}."
                )
                yield self.clash(Rule.HEADPHONES, sentence, group)

    def of_turn_rounds(self, space: Space, slots: list[Slot]) -> Iterator[Clash]:
        """A clash for each time at which sessions begin where too many others have only just ended."""
        for day, start in sorted({(slot.day, slot.start) for slot in slots}):
            running = [slot for slot in slots if slot.day == day and slot.start <= start < slot.end]
            ended = [
                slot for slot in slots if slot.day == day and slot.end <= start < slot.end + space.turn_round
            ]  # fmt: skip
            if len(running) <= space.at_once < len(running) + len(ended):
                begin = [slot for slot in running if slot.start == start]
                sentence = (
                    f"{space.name} needs {_counted(space.turn_round, 'minute')} between sessions: {self.titles(ended)} "
                    f"{'ends' if len(ended) == 1 else 'end'} at {_listed(sorted({clock(slot.end) for slot in ended}))} "
                    f"on {self.day(day)}, and {self.titles(begin)} "
                    f"{'begins' if len(begin) == 1 else 'begin'} at {clock(start)}."
                )
                yield self.clash(Rule.TURN_ROUND, sentence, [*ended, *begin])

    def of_person(self, person: int) -> Iterator[Clash]:
        slots = sorted(self.by_person[person], key=lambda slot: (slot.day, slot.start, slot.id))
        if len(slots) < 2:
            return
        if self.looks_for(Rule.PERSON_TWICE):
            for group in groups(slots):
                sentence = self.doubled(self.person(person), group)
                yield self.clash(Rule.PERSON_TWICE, sentence, group, people=(person,))
        if self.looks_for(Rule.NO_TIME_TO_WALK):
            for number, one in enumerate(slots):
                for other in slots[number + 1 :]:
                    gap = other.start - one.end
                    if one.day == other.day and one.space != other.space and 0 <= gap < self.problem.walk:
                        sentence = (
                            f"{self.person(person)} has {_counted(gap, 'minute')} on {self.day(one.day)} to get from "
                            f"{self.titles([one], where=True)}, which ends at {clock(one.end)}, to "
                            f"{self.titles([other], where=True)}: {self.problem.walk} are needed."
                        )
                        yield self.clash(Rule.NO_TIME_TO_WALK, sentence, [one, other], people=(person,))

    def of_council(self, council: int) -> Iterator[Clash]:
        if not self.looks_for(Rule.COUNCIL_TWICE) or len(self.by_council[council]) < 2:
            return
        for group in groups(self.by_council[council]):
            if len({slot.session for slot in group}) > 1:
                name = self.problem.councils.get(council, f"Council {council}")
                sentence = self.doubled(name, group)
                yield self.clash(Rule.COUNCIL_TWICE, sentence, group, councils=(council,))

    def of_theme(self, theme: str) -> Iterator[Clash]:
        slots = self.by_theme[theme]
        if not self.looks_for(Rule.THEME_AT_ONCE) or len({slot.session for slot in slots}) < 2:
            return
        if len(list(groups(slots, len(slots) - 1))) == 1:
            sentence = f"Everything about {theme} is at one time, {self.shared(slots)}: {self.titles(slots)}."
            yield self.clash(Rule.THEME_AT_ONCE, sentence, slots)

    def of_wishes(self, session: Session, searched: set[int]) -> Iterator[Clash]:
        """Sessions wanted by the same people, unless some way through the timetable lets them go to both."""
        if not self.looks_for(Rule.WANTED_TOGETHER):
            return
        mine = self.by_session[session.id]
        for other in self.problem.wanted_together[session.id]:
            theirs = self.by_session[other]
            if (other < session.id and other in searched) or not theirs:
                continue
            if all(at_once(one, another) for one in mine for another in theirs):
                slots = [*mine, *theirs]
                first = max(mine[0], theirs[0], key=lambda slot: slot.start)
                sentence = (
                    f"{self.titles(slots)} are wanted by the same people and are at one time, at {clock(first.start)} "
                    f"on {self.day(first.day)}."
                )
                yield self.clash(Rule.WANTED_TOGETHER, sentence, slots)

    def of_session(self, session: Session) -> Iterator[Clash]:
        slots = self.by_session[session.id]
        if self.looks_for(Rule.UNCONFIRMED) and not session.confirmed:
            sentence = f"“{session.title}” has a place, {self.when(slots)}, and is not confirmed."
            yield self.clash(Rule.UNCONFIRMED, sentence, slots)
        if self.looks_for(Rule.NO_CHAIR) and session.needs_chair and not session.chairs:
            sentence = f"“{session.title}” has a place, {self.when(slots)}, and no chair."
            yield self.clash(Rule.NO_CHAIR, sentence, slots)

    def of_slot(self, slot: Slot, session: Session) -> Iterator[Clash]:
        space = self.problem.space_by_id[slot.space]
        window = (slot.day, slot.start, slot.end)
        if self.looks_for(Rule.CLOSED) and not covers(space.openings, *window):
            yield self.clash(Rule.CLOSED, f"{self.here(slot)}, when it is closed.", [slot])
        if self.looks_for(Rule.IN_A_BREAK):
            for block in self.problem.blocks:
                if block.stops(space.id) and at_once(slot, block):
                    sentence = f"{self.here(slot)}, during {block.name} ({clock(block.start)} to {clock(block.end)})."
                    yield self.clash(Rule.IN_A_BREAK, sentence, [slot])
        if self.looks_for(Rule.UNAVAILABLE):
            for person in sorted(session.people):
                known = self.problem.person_by_id.get(person)
                if known and known.availability is not None and not covers(known.availability, *window):
                    sentence = f"{known.name} is not available for “{session.title}” {self.when([slot])}."
                    yield self.clash(Rule.UNAVAILABLE, sentence, [slot], people=(person,))
        if self.looks_for(Rule.TOO_SMALL) and space.capacity is not None and space.capacity < session.audience:
            sentence = f"{self.here(slot)}, which holds {space.capacity}; {session.audience} are expected."
            yield self.clash(Rule.TOO_SMALL, sentence, [slot])
        if self.looks_for(Rule.WRONG_KIND) and session.kinds and space.kind not in session.kinds:
            kinds = " or ".join(space_kind(kind) for kind in sorted(session.kinds))
            meant = f"{session_format(session.format)} is meant for {kinds}"
            sentence = f"{self.here(slot)}. {space.name} is {space_kind(space.kind)}; {meant}."
            yield self.clash(Rule.WRONG_KIND, sentence, [slot])
        if self.looks_for(Rule.EQUIPMENT) and (missing := session.equipment - space.equipment):
            sentence = f"{self.here(slot)}, which has no {' and no '.join(sorted(missing))}."
            yield self.clash(Rule.EQUIPMENT, sentence, [slot])
        if self.looks_for(Rule.TOO_LONG) and slot.minutes < session.minutes:
            sentence = (
                f"“{session.title}” needs {session.minutes} minutes and has {slot.minutes} in {space.name} "
                f"{self.when([slot])}."
            )
            yield self.clash(Rule.TOO_LONG, sentence, [slot])

    # Words and order.

    def looks_for(self, rule: Rule) -> bool:
        return self.severities[rule] is not Severity.OFF

    def clash(
        self,
        rule: Rule,
        sentence: str,
        slots: Collection[Slot],
        *,
        people: tuple[int, ...] = (),
        councils: tuple[int, ...] = (),
    ) -> Clash:
        spaces = {slot.space for slot in slots}
        return Clash(
            rule=rule,
            severity=self.severities[rule],
            sentence=sentence,
            slots=tuple(sorted(slot.id for slot in slots)),
            sessions=tuple(sorted({slot.session for slot in slots})),
            space=spaces.pop() if len(spaces) == 1 else None,
            people=people,
            councils=councils,
        )

    def place(self, clash: Clash) -> tuple[Any, ...]:
        """Where a clash stands among others: by severity, rule, time and ids, so that chance has no part in it."""
        first = min((self.by_id[slot].day, self.by_id[slot].start) for slot in clash.slots)
        concerned = (clash.slots, clash.people, clash.councils)
        return (_RANKS[clash.severity], _ORDER[clash.rule], first, concerned, clash.sentence)

    def session(self, slot: Slot) -> Session:
        return self.problem.session_by_id[slot.session]

    def person(self, person: int) -> str:
        known = self.problem.person_by_id.get(person)
        return known.name if known else f"Person {person}"

    def day(self, day: int) -> str:
        return self.problem.days[day] if day < len(self.problem.days) else f"day {day + 1}"

    def here(self, slot: Slot) -> str:
        """Begin a sentence about where and when a slot is. Most slots never need one."""
        return f"“{self.session(slot).title}” is in {self.problem.space_by_id[slot.space].name} {self.when([slot])}"

    def when(self, slots: Iterable[Slot]) -> str:
        """Say when slots are, such as “from 10:00 to 10:45 on day 1”."""
        ordered = sorted(slots, key=lambda slot: (slot.day, slot.start, slot.id))
        return _listed([f"from {clock(slot.start)} to {clock(slot.end)} on {self.day(slot.day)}" for slot in ordered])

    def shared(self, group: Collection[Slot]) -> str:
        """Say when all slots of a group run together."""
        start, end = max(slot.start for slot in group), min(slot.end for slot in group)
        return f"from {clock(start)} to {clock(end)} on {self.day(next(iter(group)).day)}"

    def doubled(self, who: str, group: Collection[Slot]) -> str:
        return f"{who} is in {len(group)} sessions at once {self.shared(group)}: {self.titles(group, where=True)}."

    def titles(self, slots: Iterable[Slot], *, where: bool = False) -> str:
        ordered = sorted(slots, key=lambda slot: (slot.day, slot.start, slot.id))
        names = self.problem.space_by_id
        return _listed(
            [f"“{self.session(slot).title}”" + (f" in {names[slot.space].name}" if where else "") for slot in ordered]
        )


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _counted(number: int, thing: str) -> str:
    """Write a number with its noun: 1 minute, 2 minutes, 2 pairs of headphones."""
    first, *rest = thing.split(" ", 1)
    return " ".join([str(number), first if number == 1 else f"{first}s", *rest])
