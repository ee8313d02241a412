"""Which documents have which words, in the worker's memory: what a search finds and orders by.

A posting list is read from the database when somebody asks for its words, and kept until a document is written or
others need the room. `docs/adr/0009-posting-lists.md` says why. What to do with them is in `results.py`.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection
from pyroaring import BitMap

from case_studies.search import tally
from case_studies.search.tally import Tally

# So many entries are kept by each worker, of at most ten bytes each.
MOST_KEPT = 4_000_000
# When documents are written again and again while a page is looked up, the page is made of what there is.
MOST_TRIES = 3

# The planner does not know that words lie outside their rows, so for a common word it would rather read every document
# than the index, which takes ten times as long. Sent along with the query, and over with it.
_BY_INDEX, _AS_BEFORE = (f"SELECT set_config('enable_seqscan', '{value}', true)" for value in ("off", "on"))
_VERSION = "SELECT -1, int8send((SELECT max(id) FROM case_studies_searchrewrite)), NULL::bytea"
_WORDS = """
SELECT {number}, string_agg(int4send(case_study_id::int), ''::bytea), NULL::bytea
FROM case_studies_searchdocument WHERE words @@ %s::tsquery
"""
_EXACT = """
SELECT {number}, string_agg(int4send(case_study_id::int), ''::bytea), NULL::bytea
FROM case_studies_searchdocument WHERE words @@ %s::tsquery AND exact @@ %s::tsquery
"""
_ONLY_EXACT = """
SELECT {number}, string_agg(int4send(case_study_id::int), ''::bytea), NULL::bytea
FROM case_studies_searchdocument WHERE exact @@ %s::tsquery
"""
_SHORT = """
SELECT {number}, string_agg(int4send(case_study_id::int), ''::bytea),
    string_agg(float4send(ts_rank(%s, short, %s::tsquery)), ''::bytea)
FROM case_studies_shortdocument WHERE short @@ %s::tsquery
"""


class Words(NamedTuple):
    """Documents that a tsquery finds by its stems, or that have one of the `stated` phrases as written.

    Each of those is the tsquery of its stems and that of its words.
    """

    query: str
    stated: tuple[tuple[str, str], ...] = ()

    def select(self) -> tuple[str, list[str]]:
        also = " OR (words @@ %s::tsquery AND exact @@ %s::tsquery)" * len(self.stated)
        return _WORDS + also, [self.query, *(query for pair in self.stated for query in pair)]


class Exact(NamedTuple):
    """Documents that have words as written; `stems` is a tsquery that all of them meet, or ""."""

    stems: str
    query: str

    def select(self) -> tuple[str, list[str]]:
        return (_EXACT, [self.stems, self.query]) if self.stems else (_ONLY_EXACT, [self.query])


class Short(NamedTuple):
    """Short documents that a tsquery finds, each with its rank by the weights of places, as `ts_rank` takes them."""

    query: str
    weights: str

    def select(self) -> tuple[str, list[str]]:
        return _SHORT, [self.weights, self.query, self.query]


type Key = Words | Exact | Short


@dataclass(frozen=True)
class Posting:
    """The documents found, and in the order of their ids the rank of each, float32; no ranks unless asked for."""

    documents: BitMap
    ranks: npt.NDArray[np.float32]

    @property
    def ids(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self.documents.to_array(), dtype=np.uint32)

    @property
    def last(self) -> int:
        """The largest id, 0 without any."""
        return self.documents.max() if self.documents else 0


class _Kept:
    """The posting lists of one state of the documents; those not asked for longest go when there are too many."""

    def __init__(self, version: int | None) -> None:
        self.version = version
        self.size = 0
        self.lists: OrderedDict[Key, Posting] = OrderedDict()

    def get(self, key: Key) -> Posting | None:
        posting = self.lists.get(key)
        if posting is not None:
            self.lists.move_to_end(key)
        return posting

    def add(self, key: Key, posting: Posting) -> None:
        if key not in self.lists:
            self.size += len(posting.documents) + 1
            self.lists[key] = posting
        while self.size > MOST_KEPT and len(self.lists) > 1:
            _, gone = self.lists.popitem(last=False)
            self.size -= len(gone.documents) + 1


_lock = threading.Lock()
_kept = _Kept(None)


def of(keys: Collection[Key], version: int | None) -> tuple[Tally, dict[Key, Posting]]:
    """Return these posting lists and a tally of the same documents, at least as new as `version` of the log.

    One query for all that are not in memory, none when all are.
    """
    global _kept
    for _ in range(MOST_TRIES):
        counting = tally.current(version)
        with _lock:
            if _kept.version != counting.version:
                _kept = _Kept(counting.version)
            kept = _kept
            found = {key: posting for key in keys if (posting := kept.get(key)) is not None}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if not missing:
            break
        version, read = _read(missing)
        found |= read
        if version == counting.version:
            with _lock:
                for key, posting in read.items():
                    kept.add(key, posting)
            break
    return counting, found


def _read(keys: list[Key]) -> tuple[int | None, dict[Key, Posting]]:
    """Return the log's last number and these posting lists, all of one moment. One query."""
    selects, parameters = [_VERSION], []
    for number, key in enumerate(keys):
        select, values = key.select()
        selects.append(select.format(number=number))
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute("; ".join([_BY_INDEX, " UNION ALL ".join(selects), _AS_BEFORE]), parameters)
        cursor.set_result(-2)  # from the end: pghistory may have put a statement before ours
        rows = {number: (ids, ranks) for number, ids, ranks in cursor.fetchall()}
    written = rows[-1][0]
    version = int.from_bytes(written) if written is not None else None
    return version, {key: _posting(*rows[number]) for number, key in enumerate(keys)}


def _posting(ids: bytes | None, ranks: bytes | None) -> Posting:
    """Take what the database sent apart: big-endian numbers in the order in which it came across them."""
    numbers = np.frombuffer(ids or b"", dtype=">u4").astype(np.uint32)
    documents = BitMap(numbers)
    if ranks is None:
        return Posting(documents, np.empty(0, dtype=np.float32))
    return Posting(documents, np.frombuffer(ranks, dtype=">f4").astype(np.float32)[np.argsort(numbers)])
