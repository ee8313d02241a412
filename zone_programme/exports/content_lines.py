"""The lines of an iCalendar file, escaped and folded as RFC 5545 asks (3.1, 3.3.11); not what they say.

Written by hand, because 200 sessions take the usual library ten times as long; the tests read it with two libraries.
"""

import re
from datetime import UTC, datetime

WIDTH = 75  # octets, without the line end
_SPECIAL = re.compile(r"[\\;,\n]")


def text(value: str) -> str:
    """Return `value` as a TEXT value; control characters have to be gone."""
    return _SPECIAL.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", value)


def parameter(value: str) -> str:
    """Return `value` as a quoted parameter, which can hold neither quotation marks nor line ends."""
    return f'"{" ".join(value.replace(chr(34), "”").split())}"'


def local(moment: datetime) -> str:
    """Return the clock's reading, to be taken with a TZID."""
    return f"{moment:%Y%m%dT%H%M%S}"


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def joined(lines: list[str]) -> bytes:
    """Return the file: every line folded and ended."""
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    rest = line.encode()
    if len(rest) <= WIDTH:
        return rest + b"\r\n"
    parts = []
    width = WIDTH
    while len(rest) > width:
        cut = width
        while rest[cut] & 0xC0 == 0x80:  # within a letter of several octets
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
        width = WIDTH - 1  # the space that begins the line counts
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
