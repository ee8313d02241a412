"""How numbers, money, dates and rich text are written."""

import datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from innovation_db.templatetags import house_style


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "£0"),
        (950, "£950"),
        ("1234", "£1,234"),
        (Decimal("12.50"), "£12.50"),
        (Decimal(1200000), "£1.2 million"),
        (Decimal(370) * 10**9, "£370 billion"),
        (-5, "−£5"),
        (None, ""),
        ("not money", ""),
    ],
)
def test_money(amount: object, written: str) -> None:
    assert house_style.money(amount) == written


@pytest.mark.parametrize(
    ("value", "written"), [(1234, "1,234"), (Decimal("1234.50"), "1,234.5"), (100, "100"), (None, ""), ("many", "many")]
)
def test_number(value: object, written: str) -> None:
    assert house_style.number(value) == written


@pytest.mark.parametrize(("count", "written"), [(0, "0 councils"), (1, "1 council"), (2100, "2,100 councils")])
def test_counted(count: int, written: str) -> None:
    assert house_style.counted(count, "council") == written


def test_dates_have_no_leading_nought_and_follow_the_time_of_the_site() -> None:
    assert house_style.day(datetime.date(2015, 7, 4)) == "4 July 2015"
    assert house_style.month(datetime.date(2015, 7, 4)) == "July 2015"
    summer_evening = datetime.datetime(2015, 7, 13, 23, 30, tzinfo=datetime.UTC)
    assert house_style.moment(summer_evening) == "14 July 2015, 00:30"


def test_rich_text_is_cleaned_where_it_is_shown() -> None:
    page = Template("{{ text|rich_text }}").render(Context({"text": "<p onclick=x>Bins <script>alert(1)</script></p>"}))
    assert page == "<p>Bins </p>"
