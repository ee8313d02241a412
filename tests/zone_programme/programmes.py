"""Programmes for the tests of exports: one with everything awkward in it, and one with nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from zone_programme.programme import (
    Former,
    Link,
    Pause,
    Programme,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpace,
    ProgrammeSpeaker,
    ThemeLink,
)

SITE = "https://innovation.example.org"
DIGITAL = ThemeLink("Digital & data", "digital-and-data", 1)
AGEING = ThemeLink("Ageing; well, better", "ageing", 2)
LONG_TITLE = "Ffordd ymlaen – naïve “quotes”, commas; semicolons \\ backslashes & <angles> " + "wörter " * 15


def uid(number: int) -> str:
    return str(UUID(int=number * 2**64 + 7))


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=UTC)


def on_the_day(programme: Programme) -> Programme:
    """Return `AWKWARD` as changed on its first day: one session late, one from another space, one off after a move."""
    was = {
        uid(1): Former("Main stage", utc(27, 9, 45)),
        uid(2): Former("Attic", utc(27, 9)),
        uid(3): Former("Main stage", utc(27, 13)),
    }
    return replace(programme, slots=tuple(replace(slot, was=was.get(slot.uid)) for slot in programme.slots))


EMPTY = Programme(
    2027, "Conference", "", "", "Europe/London", number=1, days=(ProgrammeDay(date(2027, 7, 6), time(9), time(17)),)
)

# The clock goes forward in the night to 28 March 2027: Saturday is in winter time, Sunday in summer time.
AWKWARD = Programme(
    year=2027,
    conference="LGA annual conference",
    venue="Winter Gardens",
    city="Testmouth",
    time_zone="Europe/London",
    introduction="Three days\x0b of what works.",
    number=4,
    released_at=datetime(2027, 3, 1, 12, 30, 15, 99, tzinfo=UTC),
    days=(
        ProgrammeDay(
            date(2027, 3, 27),
            time(9),
            time(23, 30),
            "digital",
            (
                Pause("Lunch", "break", time(12, 30), time(13, 30)),
                Pause("Leader’s address", "plenary", time(16), time(17)),
            ),
        ),
        ProgrammeDay(date(2027, 3, 28), time(9), time(15), "", (Pause("Tea", "break", time(11), time(11, 15)),)),
    ),
    spaces=(
        ProgrammeSpace(11, "Main stage", "main-stage", "presentation", 120),
        ProgrammeSpace(12, "Tables & chairs", "tables", "tables", 8, at_once=8),
    ),
    speakers=(
        ProgrammeSpeaker(
            21, "Zoë Ångström", "zoe-angstrom", "head of digital", "Testshire", "testshire", "Two\nline 2"
        ),
        ProgrammeSpeaker(22, "Ann Other", "ann-other"),
    ),
    sessions=(
        ProgrammeSession(
            31,
            LONG_TITLE,
            "long",
            "presentation",
            "Presentation",
            "Line one\r\nline two, with a comma; and more",
            "How it was done",
            DIGITAL,
            (Link("Testshire", "testshire"),),
            (Link("A & B", "a-and-b"),),
            (21,),
            (22,),
        ),
        ProgrammeSession(32, "=1+1 at the table", "formula", "table", "Table discussion", theme=AGEING, speakers=(22,)),
        ProgrammeSession(33, "Off", "off", "panel", "Panel"),
        ProgrammeSession(34, "Past midnight", "past-midnight", "open-mic", "Open mic", theme=AGEING),
    ),
    slots=(
        ProgrammeSlot(uid(1), 31, 11, utc(27, 10), utc(27, 10, 45), sequence=2),
        ProgrammeSlot(uid(2), 32, 12, utc(27, 10), utc(27, 11, 30)),
        ProgrammeSlot(uid(3), 33, 11, utc(27, 14), utc(27, 15), sequence=1, cancelled=True),
        ProgrammeSlot(uid(4), 34, 11, utc(27, 23, 30), utc(28, 1, 30)),  # 23:30 to 02:30 by the clock
        ProgrammeSlot(uid(5), 31, 12, utc(28, 9), utc(28, 9, 45)),  # 10:00 by the clock
    ),
)
