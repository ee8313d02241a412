"""When something in a plan is to be done, and when it is late: by dates and by what there is, never typed."""

from datetime import date
from typing import Any

import pytest

from board_reports.plan_dates import Timetable, TimetableKind, in_plain_words, months_after, period, standing

BY, EVERY, QUARTERLY = TimetableKind.BY_DATE, TimetableKind.EVERY_MONTHS, TimetableKind.QUARTERLY
TIMES, ONGOING = TimetableKind.TIMES_A_YEAR, TimetableKind.ONGOING
YEAR = {"begins_on": date(2013, 4, 1), "ends_on": date(2014, 3, 31)}


@pytest.mark.parametrize(
    ("timetable", "words"),
    [
        (Timetable(BY, date(2013, 12, 31)), "By December 2013"),
        (Timetable(BY, date(2013, 7, 2)), "By 2 July 2013"),
        (Timetable(EVERY, months=1), "Every month"),
        (Timetable(EVERY, months=2), "Every two months"),
        (Timetable(QUARTERLY), "Quarterly"),
        (Timetable(TIMES, times=1), "At least once a year"),
        (Timetable(TIMES, times=2), "At least twice a year"),
        (Timetable(TIMES, times=3), "At least three times a year"),
        (Timetable(TIMES, times=12), "At least 12 times a year"),
        (Timetable(ONGOING), "Ongoing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_timetable_in_words(timetable: Timetable, words: str) -> None:
    assert in_plain_words(timetable) == words


SEPTEMBER = Timetable(BY, date(2013, 9, 30))
TWO_MONTHS, THRICE = Timetable(EVERY, months=2), Timetable(TIMES, times=3)


@pytest.mark.parametrize(
    ("timetable", "today", "given", "late", "why"),
    [
        (SEPTEMBER, date(2013, 9, 30), {"delivered": 0}, False, ""),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 0}, True, "It is not noted as done."),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 0, "closed": True}, False, ""),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 1}, False, ""),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 12, "target": 12}, False, ""),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 11, "target": 12}, True, "11 of 12."),
        (SEPTEMBER, date(2013, 10, 1), {"delivered": 0, "target": 12}, True, "No of 12."),
        (SEPTEMBER, date(2026, 1, 1), {"delivered": 0}, True, "It is not noted as done."),
        (TWO_MONTHS, date(2013, 5, 31), {"delivered": 0, "target": 2}, False, ""),
        (TWO_MONTHS, date(2013, 6, 1), {"delivered": 1, "target": 2}, True, "One of two."),
        (TWO_MONTHS, date(2013, 6, 1), {"delivered": 2, "target": 2}, False, ""),
        (TWO_MONTHS, date(2014, 4, 1), {"delivered": 0, "target": 2}, False, ""),
        (Timetable(QUARTERLY), date(2013, 6, 30), {"delivered": 0}, False, ""),
        (Timetable(QUARTERLY), date(2013, 7, 1), {"delivered": 0}, True, "No of one."),
        (THRICE, date(2013, 7, 31), {"delivered": 0}, False, ""),
        (THRICE, date(2013, 8, 1), {"delivered": 0}, True, "No of one."),
        (THRICE, date(2013, 12, 1), {"delivered": 1}, True, "One of two."),
        (THRICE, date(2013, 12, 1), {"delivered": 2}, False, ""),
        (Timetable(ONGOING), date(2014, 3, 1), {"delivered": 0}, False, ""),
        (SEPTEMBER, date(2013, 3, 1), {"delivered": 0}, False, ""),
    ],
)
def test_what_is_late(timetable: Timetable, today: date, given: dict[str, Any], late: bool, why: str) -> None:
    found = standing(timetable, **YEAR, today=today, **({"closed": False} | given))
    assert (found.late, found.why) == (late, why.replace("No of", "None of"))


def test_what_is_late_by_a_date_is_late_since_then() -> None:
    found = standing(SEPTEMBER, **YEAR, today=date(2014, 1, 1), closed=False, delivered=0)
    assert found.since == date(2013, 9, 30)


@pytest.mark.parametrize(
    ("timetable", "today", "days"),
    [
        (SEPTEMBER, date(2013, 6, 1), (date(2013, 4, 1), date(2013, 6, 1))),
        (SEPTEMBER, date(2014, 6, 1), (date(2013, 4, 1), date(2013, 9, 30))),
        (TWO_MONTHS, date(2013, 8, 31), (date(2013, 7, 1), date(2013, 8, 31))),
        (TWO_MONTHS, date(2013, 4, 20), (date(2013, 4, 1), date(2013, 4, 20))),
        (Timetable(QUARTERLY), date(2013, 9, 30), (date(2013, 7, 1), date(2013, 9, 30))),
        (THRICE, date(2013, 9, 30), (date(2013, 4, 1), date(2013, 9, 30))),
        (Timetable(ONGOING), date(2026, 1, 1), (date(2013, 4, 1), date(2014, 3, 31))),
    ],
)
def test_the_days_whose_content_counts(timetable: Timetable, today: date, days: tuple[date, date]) -> None:
    assert period(timetable, **YEAR, today=today) == days


def test_a_month_later_is_the_last_day_of_a_shorter_month() -> None:
    assert months_after(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert months_after(date(2016, 1, 31), -2) == date(2015, 11, 30)
