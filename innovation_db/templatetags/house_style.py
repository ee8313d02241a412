"""Filters that write numbers, money, dates and rich text in house style. Parts of pages are in `page_parts.py`."""

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from innovation_db.addresses import without_addresses, without_addresses_in_html
from innovation_db.rich_text import sanitise

register = template.Library()

LARGE = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


@register.filter
def rich_text(html: str | None) -> SafeString:
    """Show sanitised HTML as HTML: the only `mark_safe` of the project. It is cleaned again, whatever is stored.

    E-mail addresses in it are kept back from robots.
    """
    return mark_safe(without_addresses_in_html(sanitise(html or "")))  # noqa: S308 # nosec: sanitised in this line


@register.filter
def addresses_kept_back(text: str) -> str:
    """Plain text with words in place of e-mail addresses."""
    return without_addresses(text)


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _plain(amount: Decimal, places: int = 2) -> str:
    """Write with thousands commas and up to `places` decimals, without trailing noughts: 1234.50 → 1,234.5."""
    text = f"{round(amount, places):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def number(value: Any) -> str:
    """1234 → 1,234; 1234.50 → 1,234.5; what is no number stays as it is, nothing for None."""
    amount = _decimal(value)
    return str(value if value is not None else "") if amount is None else _plain(amount)


@register.filter
def money(value: Any) -> str:
    """Pounds: 950 → £950, 12.5 → £12.50, 1234000 → £1.234 million, 370000000000 → £370 billion, −5 → −£5."""
    amount = _decimal(value)
    if amount is None:
        return ""
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    for unit, name in LARGE:
        if size >= unit:
            return f"{sign}£{_plain(size / unit, 3)} {name}"
    pence = "" if size == size.to_integral_value() else ".2f"
    return f"{sign}£{size:,{pence or '.0f'}}"


@register.filter
def counted(value: Any, words: str) -> str:
    """`3|counted:"case study,case studies"` → 3 case studies; with one word, an s is added."""
    one, _, many = words.partition(",")
    amount = _decimal(value) or Decimal(0)
    return f"{_plain(amount)} {one if amount == 1 else (many or one + 's')}"


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime.datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: datetime.date | None) -> str:
    """14 July 2015."""
    moment = _local(value)
    return f"{moment.day} {moment:%B %Y}" if moment else ""


@register.filter
def month(value: datetime.date | None) -> str:
    """July 2015."""
    return f"{_local(value):%B %Y}" if value else ""


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """14 July 2015, 16:02, in the site's time zone."""
    return f"{day(value)}, {_local(value):%H:%M}" if value else ""
