"""What is wrong with a timetable: each clash once, with its rule, how grave it is and a sentence saying who and where.

Whether a release may go ahead with them is decided elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
