"""Who keeps something about people, by their e-mail address: each app that does says so here (`register`).

Erasing a person asks all of them, also the apps above the one that erases. The erasing itself is not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Keeper:
    """One kind of thing that is kept: what it is called, how much of it an address has, and how it is forgotten."""

    one: str
    many: str
    what: str  # what becomes of it, for whoever decides: "…, which stays"
    known: Callable[[str], list[Any]]
    forget: Callable[[list[Any]], object]


@dataclass(frozen=True)
class Kept:
    """What a keeper has of one address."""

    keeper: Keeper
    rows: list[Any]


KEEPERS: list[Keeper] = []


def register(keeper: Keeper) -> Keeper:
    KEEPERS.append(keeper)
    return keeper


def kept_of(email: str) -> list[Kept]:
    """Return what every keeper has of an address, without those that have nothing. Costs a query for each."""
    found = (Kept(keeper, keeper.known(email)) for keeper in KEEPERS)
    return [one for one in found if one.rows]
