"""The balance of a shortlist: how many of it belong to each theme, region and kind of council, beside all proposals.

Pure, no Django. A proposal of two councils counts once for each of their regions and kinds.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A council as the balance sees it."""

    id: int
    name: str
    region: str
    kind: str
    featured: bool = False  # in an earlier Zone or a case study


@dataclass(frozen=True)
class Entry:
    """A proposal as the balance sees it."""

    id: int
    theme: str
    councils: tuple[Origin, ...] = ()

    @property
    def regions(self) -> set[str]:
        return {council.region for council in self.councils}

    @property
    def kinds(self) -> set[str]:
        return {council.kind for council in self.councils}


@dataclass(frozen=True)
class Share:
    """One line of a table: how many of the chosen and of all proposals belong to it."""

    label: str
    chosen: int
    all: int


@dataclass(frozen=True)
class Balance:
    chosen: int
    all: int
    themes: list[Share]
    regions: list[Share]
    kinds: list[Share]
    councils: int
    new_councils: list[Origin]  # among the chosen, never featured before
    new_left_out: list[Origin]  # never featured, and in none of the chosen

    @property
    def names_councils(self) -> bool:
        """Whether any proposal names a council."""
        return any(share.label != NO_COUNCIL for share in self.kinds)


NO_THEME, NO_COUNCIL = "No theme", "No council"


def balance(entries: Iterable[Entry], chosen: Iterable[int]) -> Balance:
    """Return the balance of the entries whose ids are `chosen`, beside that of all of them."""
    everything = list(entries)
    wanted = set(chosen)
    picked = [entry for entry in everything if entry.id in wanted]

    def shares(belongs_to: Callable[[Entry], set[str]], otherwise: str) -> list[Share]:
        total = Counter(label for entry in everything for label in belongs_to(entry) or {otherwise})
        part = Counter(label for entry in picked for label in belongs_to(entry) or {otherwise})
        return [Share(label, part[label], total[label]) for label in sorted(total)]

    there = {council.id: council for entry in picked for council in entry.councils}
    new = {council.id: council for entry in everything for council in entry.councils if not council.featured}

    def by_name(councils: Iterable[Origin]) -> list[Origin]:
        return sorted(councils, key=lambda council: (council.name, council.id))

    return Balance(
        chosen=len(picked),
        all=len(everything),
        themes=shares(lambda entry: {entry.theme} if entry.theme else set(), NO_THEME),
        regions=shares(lambda entry: entry.regions, NO_COUNCIL),
        kinds=shares(lambda entry: entry.kinds, NO_COUNCIL),
        councils=len(there),
        new_councils=by_name(new[pk] for pk in new.keys() & there.keys()),
        new_left_out=by_name(new[pk] for pk in new.keys() - there.keys()),
    )
