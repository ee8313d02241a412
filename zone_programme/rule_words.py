"""What officers read about the rules of a timetable and about what the automatic timetable weighs. Words only."""

from collections.abc import Mapping
from typing import NamedTuple

from zone_programme.clashes import Rule, Severity


class Words(NamedTuple):
    """A short name, and what it means in a sentence or two."""

    name: str
    meaning: str


SEVERITIES: Mapping[Severity, str] = {
    Severity.OFF: "Off: nobody looks",
    Severity.NOTE: "Note",
    Severity.WARNING: "Warning",
    Severity.BLOCKS: "Blocks the release",
}

RULES: Mapping[Rule, Words] = {
    Rule.OVERBOOKED: Words(
        "Space overbooked",
        "A space has more sessions at one moment than it holds. Where it holds one, no release may, whatever you set.",
    ),
    Rule.CLOSED: Words("Space closed", "A session is in a space when it is not open, or on no day of the Zone."),
    Rule.IN_A_BREAK: Words("During a break", "A session runs into a break or a plenary of the conference."),
    Rule.TURN_ROUND: Words("Turn-round too short", "A session begins before its space is ready after the last one."),
    Rule.PERSON_TWICE: Words(
        "Person in two places",
        "A speaker or chair is in two sessions at once. No release may have that, whatever you set.",
    ),
    Rule.UNAVAILABLE: Words("Person not available", "A speaker or chair told us that they cannot be there then."),
    Rule.NO_TIME_TO_WALK: Words(
        "No time to walk", "A speaker or chair has too few minutes from one space to the next."
    ),
    Rule.COUNCIL_TWICE: Words("Council twice at once", "One council is in two sessions at the same time."),
    Rule.WANTED_TOGETHER: Words(
        "Wanted by the same people",
        "Two sessions at one time that the same people want: named so by you, or starred together by visitors.",
    ),
    Rule.TOO_SMALL: Words("Space too small", "More people are expected than the space seats."),
    Rule.WRONG_KIND: Words("Wrong kind of space", "A session’s format is meant for another kind of space."),
    Rule.HEADPHONES: Words(
        "Headphones short", "Sessions heard over headphones need more pairs than their space or the Zone has."
    ),
    Rule.EQUIPMENT: Words("Equipment missing", "A session needs something, such as a screen, that its space lacks."),
    Rule.THEME_AT_ONCE: Words(
        "Theme all at one time", "Every session of a theme is at the same moment, so nobody can go to two."
    ),
    Rule.UNCONFIRMED: Words("Not confirmed", "A session has a place, and its speakers have not confirmed."),
    Rule.NO_CHAIR: Words("No chair", "A panel has a place and nobody to lead through it."),
    Rule.TOO_LONG: Words("Too long for its slot", "A session needs more minutes than its slot has."),
}

WEIGHTS: Mapping[str, Words] = {
    "audience": Words(
        "Same theme and format at once",
        "For each minute in which sessions of one theme and format run beside each other.",
    ),
    "wanted_together": Words(
        "Wanted by the same people", "For each pair at one time; it counts more, the more people want both."
    ),
    "over_capacity": Words("People without a seat", "For each person expected beyond what the space seats."),
    "theme_days": Words("Away from its day", "For each session on another day than its own, or than its theme’s."),
    "moved": Words("Moved from where it is", "For each session that moves in a repair; twice when it changes the day."),
    "preferred": Words("Against speakers’ wishes", "For each session outside the times that its speakers prefer."),
    "popular": Words("Popular at once", "For each minute in which sessions that many want run beside each other."),
}
