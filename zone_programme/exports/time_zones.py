"""A time zone as calendars want it, with every change of the clock in the years that a programme touches."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from zone_programme.exports.content_lines import local

Clock = tuple[timedelta, timedelta, str]  # ahead of UTC, summer time in it, name


@lru_cache(maxsize=64)
def time_zone(name: str, first_year: int, last_year: int) -> tuple[str, ...]:
    """Return the lines of the VTIMEZONE of `name`, good from the start of `first_year` to the end of `last_year`."""
    zone = ZoneInfo(name)
    begin, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    first = _clock(zone, begin)
    observances: dict[tuple[timedelta, Clock], list[datetime]] = defaultdict(list)
    observances[first[0], first].append(begin)
    for change in _changes(zone, begin, end):
        before = _clock(zone, change - timedelta(seconds=1))
        observances[before[0], _clock(zone, change)].append(change)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", f"X-LIC-LOCATION:{name}"]
    for (offset_from, (offset, summer, called)), moments in observances.items():
        kind = "DAYLIGHT" if summer else "STANDARD"
        # The onset is told by the clock as it was before it changed (3.6.5).
        onsets = [local(moment + offset_from) for moment in moments]
        lines += [f"BEGIN:{kind}", f"DTSTART:{onsets[0]}"]
        if onsets[1:]:
            lines.append(f"RDATE:{','.join(onsets[1:])}")
        lines += [f"TZNAME:{called}", f"TZOFFSETFROM:{_offset(offset_from)}", f"TZOFFSETTO:{_offset(offset)}"]
        lines.append(f"END:{kind}")
    return (*lines, "END:VTIMEZONE")


def _offset(ahead: timedelta) -> str:
    minutes = int(ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{rest:02}"


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the moments after `begin` from which the clock of `zone` differs, found to the second."""
    at = begin
    while at < end:
        low, high = at, min(at + timedelta(days=1), end)
        at = high
        before = _clock(zone, low)
        if before == _clock(zone, high):
            continue
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if _clock(zone, middle) == before:
                low = middle
            else:
                high = middle
        if high < end:
            yield high


def _clock(zone: ZoneInfo, moment: datetime) -> Clock:
    there = moment.astimezone(zone)
    return there.utcoffset() or timedelta(), there.dst() or timedelta(), there.tzname() or ""
