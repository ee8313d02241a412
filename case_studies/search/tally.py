"""Which documents have which facet value, as bitmaps in the worker's memory: what counting a page's facets asks.

Kept right by the log of rewritten documents, never by time: a page is counted only with a tally at least as new as
the documents it was found in. `docs/adr/0007-search-documents.md` says why this is not SQL.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_, or_

from django.db import connection
from pyroaring import BitMap

from case_studies.search.facets import MASK, SHIFT

_LATEST = "SELECT max(id) FROM case_studies_searchrewrite"
# The row that we know comes first, unless it was rolled back or is too old to be kept.
_SINCE = "SELECT id, case_studies FROM case_studies_searchrewrite WHERE id >= %s ORDER BY id"
_ALL = """
SELECT code, string_agg(int4send(case_study_id::int), ''::bytea ORDER BY case_study_id)
FROM case_studies_searchdocument, unnest(facets || 0) AS code GROUP BY code
"""
_SOME = "SELECT case_study_id, facets FROM case_studies_searchdocument WHERE case_study_id = ANY (%s)"


def bitmap(ids: bytes | None) -> BitMap:
    """Return the set of ids that SQL gave as bytes: `string_agg(int4send(id), '')`."""
    numbers = array("I")
    numbers.frombytes(ids or b"")
    numbers.byteswap()  # the network's order; every machine that this runs on has the other one
    return BitMap(numbers)


# By the number of a facet, each value's code with how many have it.
type Counts = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Tally:
    """A state of all documents. `everything` are their ids, `having` those with a value, by the value's code."""

    version: int | None = None
    everything: BitMap = field(default_factory=BitMap)
    having: dict[int, BitMap] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The largest id, 0 without any."""
        return self.everything.max() if self.everything else 0

    def numbers(self, facet: int) -> dict[int, int]:
        """Return how many documents each value of the facet with this number has, by the value's id."""
        return {code & MASK: len(having) for code, having in self.having.items() if code >> SHIFT == facet}

    def accepted(self, matches: BitMap, chosen: Mapping[int, Sequence[int]]) -> BitMap:
        """Return the matches that every chosen facet accepts, by any of its values."""
        return reduce(and_, self._accepting(chosen).values(), matches)

    @cached_property
    def by_facet(self) -> dict[int, list[tuple[int, BitMap]]]:
        """`having` by the number of the facet."""
        found: dict[int, list[tuple[int, BitMap]]] = {}
        for code, having in self.having.items():
            found.setdefault(code >> SHIFT, []).append((code, having))
        return found

    def counts(self, matches: BitMap, chosen: Mapping[int, Sequence[int]]) -> Counts:
        """Return how many matches have each value; a facet's counts ignore its own selection."""
        accepting = self._accepting(chosen)
        counted = {}
        for facet, values in self.by_facet.items():  # together some hundred values for every page
            within = reduce(and_, (other for number, other in accepting.items() if number != facet), matches)
            if within == self.everything:
                counted[facet] = [(code, len(having)) for code, having in values]
            else:
                counting = within.intersection_cardinality
                counted[facet] = [(code, count) for code, having in values if (count := counting(having))]
        return counted

    def _accepting(self, chosen: Mapping[int, Sequence[int]]) -> dict[int, BitMap]:
        nothing = BitMap()
        return {
            number: reduce(or_, (self.having.get(code, nothing) for code in codes), nothing)
            for number, codes in chosen.items()
            if codes
        }

    def with_documents(self, version: int, ids: Collection[int], facets: Mapping[int, Sequence[int]]) -> "Tally":
        """Return the tally after the documents `ids` were rewritten; those without `facets` are gone."""
        changed = BitMap(ids)
        added: dict[int, BitMap] = {}
        for pk, codes in facets.items():
            for code in codes:
                added.setdefault(code, BitMap()).add(pk)
        having = {
            code: (old - changed) | added.get(code, BitMap()) if old.intersect(changed) or code in added else old
            for code, old in self.having.items()
        }
        having |= {code: new for code, new in added.items() if code not in having}
        return Tally(version, (self.everything - changed) | BitMap(facets), {c: b for c, b in having.items() if b})


_current: Tally | None = None


def current(version: int | None) -> Tally:
    """Return a tally that is at least as new as `version`, from memory when nothing was written since.

    Two queries after an edit, two after the first start, none otherwise. A tally is never changed, only replaced, so
    threads may do this at the same time.
    """
    global _current
    tally = _current
    if tally is None or tally.version != version:
        tally = _current = _caught_up(tally) or _read()
    return tally


def now() -> Tally:
    """Return the tally of the documents as they are now; for pages that do not search. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        return current(cursor.fetchone()[0])


def _caught_up(tally: Tally | None) -> Tally | None:
    """Return the tally with what was written since, or None when the log does not reach back so far."""
    if tally is None or tally.version is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [tally.version])
        known, *later = cursor.fetchall() or [(None, None)]
        if known[0] != tally.version:
            return None
        if not later:
            return tally
        ids = {pk for _, written in later for pk in written}
        cursor.execute(_SOME, [list(ids)])
        return tally.with_documents(later[-1][0], ids, dict(cursor.fetchall()))


def _read() -> Tally:
    with connection.cursor() as cursor:
        # The version first: what is written between the two is read once more with the next version.
        cursor.execute(_LATEST)
        version = cursor.fetchone()[0]
        cursor.execute(_ALL)
        having = {code: bitmap(ids) for code, ids in cursor.fetchall()}
    everything = having.pop(0, BitMap())
    return Tally(version, everything, having)
