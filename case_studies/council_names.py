"""From a name as people write it to the council meant: folding names, and the resolver `Council.objects.resolve`.

The names themselves are `CouncilAlias` rows; where they come from is in `docs/data-sources.md`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from case_studies.models.councils import Council

# Words that say what kind of council it is. They never name the place, but they tell places of one name apart.
KIND_WORDS = frozenset({
    "county", "city", "borough", "district", "metropolitan", "london", "royal", "unitary", "combined", "mayoral",
    "strategic", "regional",
})  # fmt: skip
_SILENT_WORDS = frozenset({"the", "of", "and", "council", "councils", "corporation", "authority"})
_WRITTEN_OUT = {
    "boro": "borough", "mbc": "metropolitan borough", "mdc": "metropolitan district", "mb": "metropolitan borough",
    "bc": "borough", "dc": "district", "cbc": "county borough", "lb": "london borough", "lbc": "london borough",
    "rb": "royal borough", "ua": "unitary", "ca": "combined", "cca": "combined county", "mca": "mayoral combined",
    "saint": "st", "upon": "on", "co": "county",
    "beds": "bedfordshire", "berks": "berkshire", "bucks": "buckinghamshire", "cambs": "cambridgeshire",
    "derbys": "derbyshire", "glos": "gloucestershire", "hants": "hampshire", "herts": "hertfordshire",
    "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire", "northants": "northamptonshire",
    "notts": "nottinghamshire", "oxon": "oxfordshire", "salop": "shropshire", "staffs": "staffordshire",
    "warks": "warwickshire", "wilts": "wiltshire", "worcs": "worcestershire", "yorks": "yorkshire",
}  # fmt: skip
_COMPASS = {
    "n": "north", "s": "south", "e": "east", "w": "west",
    "ne": "north east", "nw": "north west", "se": "south east", "sw": "south west",
}  # fmt: skip
_CODE = re.compile(r"[EWSNK]\d{8}", re.IGNORECASE)
SUGGESTIONS = 5
_CLOSE_ENOUGH = 70  # of rapidfuzz's 100: lower, and “Reading” is offered for anything
_TELLING_START = 4  # letters from which a name that goes on differently is offered: Derby, Derbyshire
_SHARED_WORD = 25  # what a whole word in common adds to that: “Cheshire” means Cheshire East before Herefordshire


@dataclass(frozen=True, slots=True)
class Reading:
    """A name taken apart: `place` is what it names, `kinds` the kind words in it, `cc` “county or city council”."""

    place: str
    kinds: frozenset[str]
    cc: bool = False
    says_council: bool = False

    @classmethod
    def of(cls, name: str) -> "Reading":
        words = _words(name)
        written_out = " ".join(_WRITTEN_OUT.get(word, word) for word in words if word != "cc").split()
        kinds = frozenset(written_out) & KIND_WORDS
        if "london" in kinds and "borough" not in kinds:
            kinds -= {"london"}  # Greater London, City of London: there it is the place
        if "regional" in kinds or written_out[-1:] == ["region"]:
            kinds -= {"city", "regional"}  # Liverpool City Region: there “city” belongs to the name
        place = [word for word in written_out if word not in kinds and word not in _SILENT_WORDS]
        if place == ["london"] and ("city" in kinds or "corporation" in words):
            place = ["city", "london"]
        return cls(" ".join(place or written_out), kinds, "cc" in words, "council" in words)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("&", " and ")
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’`.]", "", plain)).split()


def key(name: str) -> str:
    """Return the place that `name` names, folded for comparison: no case, accents, punctuation or kind of council."""
    return Reading.of(name).place


@dataclass(frozen=True, slots=True)
class CouncilMatch:
    """What a name came to: the council, or None with suggestions (best first); `reason` is for people to read."""

    council: "Council | None"
    suggestions: tuple["Council", ...]
    reason: str


class CouncilResolver:
    """Every council and its names in memory, so that ten thousand names cost no further query.

    It holds what was true when it was made: make one for each import, not one for each process.
    """

    def __init__(self, councils: "Iterable[Council]") -> None:
        """Take councils with `aliases` and `predecessors` prefetched; see `CouncilQuerySet.resolver`."""
        self.councils = list(councils)
        self._by_code: dict[str, Council] = {}
        self._by_slug: dict[str, Council] = {}
        self._by_place: dict[str, list[Council]] = defaultdict(list)
        self._kinds: dict[int, set[frozenset[str]]] = defaultdict(set)
        self._named: dict[tuple[str, frozenset[str]], list[Council]] = defaultdict(list)
        self._answers: dict[tuple[str, int | None], CouncilMatch] = {}
        for council in self.councils:
            self._learn(council)
        self._places = list(self._by_place)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for place in self._places:
            for word in place.split():
                self._by_word[word].add(place)

    def _learn(self, council: "Council") -> None:
        self._by_slug[council.slug] = council
        for code in filter(None, [council.gss_code, *council.former_codes]):
            self._by_code[code] = council
        for reading in map(Reading.of, self.names(council)):
            self._kinds[council.pk].add(reading.kinds)
            for known in (self._by_place[reading.place], self._named[reading.place, reading.kinds]):
                if council not in known:
                    known.append(council)

    def names(self, council: "Council") -> set[str]:
        """Return every name that the council goes or went by."""
        return {council.official_name, council.short_name, *(alias.name for alias in council.aliases.all())}

    def resolve(self, name: str, *, year: int | None = None) -> CouncilMatch:
        """Return the council that `name` (a name, ONS code or slug) means, preferring one that existed in `year`."""
        asked = (" ".join(name.replace("\x00", " ").split()), year)
        if asked not in self._answers:
            self._answers[asked] = self._resolve(*asked)
        return self._answers[asked]

    def _resolve(self, name: str, year: int | None) -> CouncilMatch:
        if not _words(name):
            return CouncilMatch(None, (), "No council is named.")
        if _CODE.fullmatch(name):
            council = self._by_code.get(name.upper())
            return CouncilMatch(council, (), "The ONS code." if council else f"No council has the code {name.upper()}.")
        reading = self._reading(name)
        pool = self._by_place.get(reading.place, [])
        fitting = [council for council in pool if self._fits(reading, council)]
        if not fitting:
            by_slug = None if pool else self._by_slug.get(name.casefold())
            return CouncilMatch(by_slug, (), "The slug.") if by_slug else self._unsure(name, reading.place, pool, year)
        named = [council for council in fitting if council in self._named.get((reading.place, reading.kinds), [])]
        return self._in_year(named, fitting, year) if year else self._now(named or fitting)

    def _reading(self, name: str) -> Reading:
        """Return `name` read; single letters are read as compass points where that makes it a known place."""
        reading = Reading.of(name)
        if reading.place in self._by_place:
            return reading
        place = " ".join(_COMPASS.get(word, word) for word in reading.place.split())
        return Reading(place, reading.kinds, reading.cc, reading.says_council) if place in self._by_place else reading

    def _fits(self, reading: Reading, council: "Council") -> bool:
        """Whether the kind words of a name are none that this council could not be meant by."""
        known = self._kinds[council.pk]
        if reading.kinds in known and not (reading.cc or reading.says_council):
            return True
        ever = frozenset[str]().union(*known)
        if council.kind == council.Kind.LONDON:
            ever |= {"london", "borough"}  # the City of Westminster and the royal boroughs are London boroughs too
        combined = council.kind in (council.Kind.COMBINED, council.Kind.STRATEGIC)
        if combined:
            return not reading.says_council and not reading.cc and reading.kinds <= ever | {"combined", "mayoral"}
        if reading.cc and not ever & {"county", "city"}:
            return False
        strict = {"county", "city", "london", "royal", "metropolitan", "combined", "mayoral", "strategic"}
        if reading.kinds & strict - ever:
            return False
        return council.kind != council.Kind.COUNTY or reading.kinds <= ever

    def _now(self, meant: "list[Council]") -> CouncilMatch:
        """Decide without a year: the one council of the name, or of several the one that still exists."""
        current = [council for council in meant if council.ended_on is None]
        if len(meant) == 1:
            (council,) = meant
            return CouncilMatch(council, (), "The name." if current else f"The name; it {_ended(council)}.")
        if len(current) == 1:
            ended = ", ".join(f"{council.official_name} {_ended(council)}" for council in meant if council.ended_on)
            return CouncilMatch(current[0], (), f"The council of that name today; {ended}.")
        return _several(current or meant)

    def _in_year(self, named: "list[Council]", fitting: "list[Council]", year: int) -> CouncilMatch:
        """Decide for a year: one that existed then, or one that had ended (people write about the past)."""
        for meant in (named, fitting):
            there = [council for council in meant if council.existed_in(year)]
            if len(there) == 1:
                return CouncilMatch(there[0], (), "The name." if meant is named else f"The one there in {year}.")
            if there:
                return _several(there, f" in {year}")
        ended = [council for council in named or fitting if council.ended_on and council.ended_on.year < year]
        if len(ended) == 1:
            return self._after(ended[0], year)
        if ended:
            return _several(ended)
        before = [old for council in fitting for old in council.predecessors.all() if old.existed_in(year)]
        begun = ", ".join(f"{council.official_name} began in {council.started_on:%Y}" for council in fitting)
        hint = f" Did you mean {_or(_first(before))}?" if before else ""
        return CouncilMatch(None, _first([*before, *fitting]), f"{begun}, after {year}.{hint}")

    def _after(self, ended: "Council", year: int) -> CouncilMatch:
        """Decide for a year after the end: the successor if it took over the name as well, or else the ended one."""
        heirs = [
            council
            for council in self._by_place[key(ended.official_name)]
            if ended in council.predecessors.all() and council.existed_in(year)
        ]
        if len(heirs) == 1:
            return CouncilMatch(heirs[0], (), f"{ended.official_name} {_ended(ended)}; this one followed it.")
        return CouncilMatch(ended, (), f"The name; it {_ended(ended)}.")

    def _unsure(self, name: str, place: str, pool: "list[Council]", year: int | None) -> CouncilMatch:
        near = [council for close in self._close_places(place) for council in self._by_place[close]]
        if year:
            near.sort(key=lambda council: not council.existed_in(year))
        suggestions = _first([*pool, *near])
        shown = name if len(name) <= 80 else name[:79] + "…"
        hint = f" Did you mean {_or(suggestions)}?" if suggestions else ""
        return CouncilMatch(None, suggestions, f"No council is called “{shown}”.{hint}")

    def _close_places(self, place: str) -> list[str]:
        """Return the places spelled nearly like `place` or sharing a telling word with it, the closest first."""
        scores = {
            close: score
            for close, score, _index in process.extract(
                place, self._places, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=2 * SUGGESTIONS
            )
        }
        for word in set(place.split()) - set(_COMPASS.values()):
            for close in self._by_word.get(word, ()):
                scores[close] = scores.get(close, fuzz.ratio(place, close)) + _SHARED_WORD
        for close in self._places:
            if len(place) >= _TELLING_START and close.startswith(place):
                scores.setdefault(close, fuzz.ratio(place, close) + _SHARED_WORD)
        return sorted(scores, key=lambda close: (-scores[close], close))


def _ended(council: "Council") -> str:
    return f"ended in {council.ended_on:%Y}"


def _first(councils: "list[Council]") -> "tuple[Council, ...]":
    return tuple(dict.fromkeys(councils))[:SUGGESTIONS]


def _or(councils: "Iterable[Council]") -> str:
    *most, last = [council.official_name for council in councils]
    return f"{', '.join(most)} or {last}" if most else last


def _several(councils: "list[Council]", when: str = "") -> CouncilMatch:
    return CouncilMatch(None, _first(councils), f"Several councils go by that name{when}: {_or(councils)}?")


class CouncilQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def current(self) -> "CouncilQuerySet":
        return self.filter(ended_on__isnull=True)

    def featured(self) -> "CouncilQuerySet":
        """Councils, ended ones too, that a published case study names."""
        named = apps.get_model("case_studies", "Involvement")._default_manager.filter(case_study__state="published")
        return self.filter(models.Exists(named.filter(council=models.OuterRef("pk"))))

    def resolver(self) -> CouncilResolver:
        """Return a resolver of all names of these councils, in three queries."""
        return CouncilResolver(self.order_by("pk").prefetch_related("aliases", "predecessors"))  # type: ignore[arg-type]

    def resolve(self, name: str, *, year: int | None = None) -> CouncilMatch:
        """Return the council that `name` means. It costs three queries: for many names take a `resolver()`."""
        return self.resolver().resolve(name, year=year)
