"""What all exports share: addresses, lasting identifiers, the days with what is in them, and text without surprises."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID, uuid5

from innovation_db.addresses import without_addresses
from zone_programme import lateness
from zone_programme.programme import Programme, ProgrammeDay, ProgrammeSession, ProgrammeSlot

# Everything without an identifier of its own gets one from its name under this; so it must stay.
NAMESPACE = UUID("6f1d0f6e-5a0c-4d0b-9a39-3b1f6a1b7c52")
# Characters that XML 1.0 cannot hold and that no calendar expects.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class SharedFile(NamedTuple):
    """A file of a session that everybody may read. Files are no part of a release: they come and go as they are."""

    session: int
    title: str
    path: str
    media_type: str
    size: int


def by_session(files: Iterable[SharedFile]) -> dict[int, list[SharedFile]]:
    """Return the files of each session."""
    found: dict[int, list[SharedFile]] = defaultdict(list)
    for file in files:
        found[file.session].append(file)
    return found


@dataclass(frozen=True)
class Addresses:
    """Where the pages of the site are; `site` is its address without a slash at the end."""

    site: str
    year: int

    @property
    def zone(self) -> str:
        return f"{self.site}/zone/{self.year}/"

    def export(self, name: str) -> str:
        return f"{self.zone}{name}"

    def session(self, slug: str) -> str:
        return f"{self.zone}sessions/{slug}/"

    def council(self, slug: str) -> str:
        return f"{self.site}/councils/{slug}/"

    def case_study(self, slug: str) -> str:
        return f"{self.site}/case-studies/{slug}/"


def clean(text: str) -> str:
    """Return `text` without control characters and e-mail addresses, line ends as \\n."""
    return without_addresses(_UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def line(text: str) -> str:
    """Return `text` without control characters, on one line."""
    return " ".join(clean(text).split())


def lasting_id(*names: object) -> UUID:
    """Return the identifier of what these names name; the same today and tomorrow."""
    return uuid5(NAMESPACE, "/".join(str(name) for name in names))


def numbers(slots: Iterable[ProgrammeSlot]) -> dict[str, int]:
    """Return a positive number of at most 31 bits for the uid of each slot, the same in every release that has it."""
    taken: set[int] = set()
    found = {}
    for uid in sorted(slot.uid for slot in slots):
        number = UUID(uid).int % (2**31 - 1) + 1
        while number in taken:
            number = number % (2**31 - 1) + 1
        taken.add(number)
        found[uid] = number
    return found


def days(programme: Programme) -> list[tuple[ProgrammeDay, list[ProgrammeSlot]]]:
    """Return the days of `programme` in order with the slots that begin on each, by the clock of the Zone.

    A date that only a slot knows gets a day too, as long as its slots.
    """
    slots = sorted(programme.slots, key=lambda slot: slot.starts_at)
    by_date = {
        day: list(group) for day, group in groupby(slots, key=lambda slot: programme.local(slot.starts_at).date())
    }
    known = {day.date: day for day in programme.days}
    return [
        (known.get(day) or _unknown_day(programme, day, by_date[day]), by_date.get(day, []))
        for day in sorted(known.keys() | by_date.keys())
    ]


def _unknown_day(programme: Programme, day: date, slots: list[ProgrammeSlot]) -> ProgrammeDay:
    opens_at = programme.local(min(slot.starts_at for slot in slots)).time()
    closes_at = programme.local(max(slot.ends_at for slot in slots)).time()
    return ProgrammeDay(day, opens_at, max(opens_at, closes_at))


def length(slot: ProgrammeSlot) -> timedelta:
    return slot.ends_at - slot.starts_at


def hours_and_minutes(duration: timedelta) -> str:
    """Return a duration as hours and minutes: 01:30."""
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def moment(programme: Programme, day: date, clock: object) -> datetime:
    """Return a time of day in the Zone's time zone."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=programme.zone_info)


def names(programme: Programme, people: Iterable[int]) -> list[str]:
    """Return the names of speakers by their ids."""
    return [line(programme.speaker_by_id[pk].name) for pk in people]


def mark(programme: Programme, slot: ProgrammeSlot) -> str:
    """Return whether a slot is late or was moved on the day, as pages say it: “Late: was 12:00”; "" for most."""
    return line(lateness.mark(slot, programme.space_by_id[slot.space].name, programme.zone_info))


def place(programme: Programme, slot: ProgrammeSlot) -> str:
    """Return where a slot is in words: space, venue, city."""
    space = programme.space_by_id[slot.space].name
    return line(", ".join(filter(None, [space, programme.venue, programme.city])))


def said_by(programme: Programme, session: ProgrammeSession) -> list[str]:
    """Return who is in `session`, each with role and organisation."""
    return [
        line(", ".join(filter(None, [speaker.name, speaker.who])) + (" (chair)" if chairs else ""))
        for speaker, chairs in programme.people_of(session)
    ]
