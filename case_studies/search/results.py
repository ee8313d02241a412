"""Which records match a question, and the order of those on the page.

Matches come from posting lists and facet counts from the tally, both kept right by the log of written documents; the
database puts the page's few candidates in order by all their words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from pyroaring import BitMap

from case_studies.search import postings
from case_studies.search.cards import Hit
from case_studies.search.plan import Plan, Term
from case_studies.search.postings import Exact, Key, Short, Words
from case_studies.search.tally import Counts

PAGE_SIZE = 20
# With fewer records than this that have all the words, those with most of the words are shown as well.
FEW = 10
# “Most” of the words: this share of their weights; the rarest word that a record has is enough as well.
MOST = 0.3
# Of the weight of a phrase, this much is shared out among its words, for records that have only some of them.
APART = 0.8
# A record has to have this share of the words' weights, whatever it has: one common word of a question is not enough.
LEAST = 0.15
# With fewer records than this, so many that are loosely related are shown apart.
RELATED = 5
# With few records, words that are used as the one asked for find others: a record that has only these has this much of
# the word's weight, and when records are put in order they count this much beside it.
NEAR, NEAR_SCORE = 0.35, 0.15
# Matches are put in order by their short document; so many of them, a few pages, then by all their words.
CHUNK = 3 * PAGE_SIZE
# Up to so many words, a short document is placed by how many of them it has; else by whether it has all.
MOST_COUNTED = 4
# What a word counts in the sections, the summary, names and the title.
WEIGHTS = "{0.4, 0.7, 0.4, 1.0}"
# What a synonym counts beside the word itself.
ALIKE = 0.7
# What one place of a word in a record can count at the most, with any number of repetitions.
BEST = 1.5

_ORDERS = {
    "newest": "d.published_at DESC, d.case_study_id DESC",
    "saving": "d.saving DESC NULLS LAST, d.published_at DESC, d.case_study_id DESC",
    "visits": "coalesce(v.total, 0) DESC, d.published_at DESC, d.case_study_id DESC",
}
_VISITS = "LEFT JOIN case_studies_casestudyvisits v ON v.case_study_id = d.case_study_id"
# With fewer records than this to choose a page from, its query looks each of them up; with more it walks an index.
WALK = 1000


type Numbers = npt.NDArray[np.float64]


@dataclass
class Results:
    """A page of them. `unfiltered` ignores the facets.

    Where several facets together leave nothing, `without` ignores the one facet and `only` all others, by its number.
    """

    total: int = 0
    whole: int = 0
    unfiltered: int = 0
    without: dict[int, int] = field(default_factory=dict)
    only: dict[int, int] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)
    related: list[Hit] = field(default_factory=list)  # loosely, and not counted
    missing: list[str] = field(default_factory=list)  # words that no record has, not even by a synonym

    @property
    def most(self) -> int:
        return self.total - self.whole


def find(
    plan: Plan,
    chosen: Mapping[int, Sequence[int]],
    *,
    sort: str = "relevance",
    page: int = 1,
    fallback: bool = True,
    weights: bool = True,
) -> Results:
    """Return a page of what `plan` finds within the `chosen` facet values (codes by facet number).

    One query; one before it for words that nobody has asked for since a document was last written.
    """
    chosen = {number: list(codes) for number, codes in chosen.items() if codes}
    looked_up = _LookedUp(plan, WEIGHTS if weights else "{1, 1, 1, 1}", loose=False)
    matches = whole = looked_up.strict()
    related = BitMap()
    if fallback and len(matches) < FEW and _can_loosen(plan):
        looked_up = _LookedUp(plan, looked_up.weights, loose=True)
        whole = whole & looked_up.tally.everything
        matches, related = looked_up.loose(whole)
    counting = looked_up.tally
    accepted = counting.accepted(matches, chosen)
    results = Results(
        total=len(accepted),
        whole=accepted.intersection_cardinality(whole),
        unfiltered=len(matches),
        counts=counting.counts(matches, chosen),
        missing=looked_up.missing(),
    )
    if not accepted and len(chosen) > 1:
        for number, codes in chosen.items():
            others = {other: chosen[other] for other in chosen if other != number}
            results.without[number] = len(counting.accepted(matches, others))
            results.only[number] = len(counting.accepted(matches, {number: codes}))
    if len(accepted) < RELATED and (related := counting.accepted(related, chosen)):
        results.related = [Hit(pk, False, card) for pk, card in _by_words(looked_up, related, whole, 0)[:RELATED]]
    offset = (page - 1) * PAGE_SIZE
    if offset >= results.total:
        return results
    if sort == "relevance" and plan.terms:
        rows = _by_words(looked_up, accepted, whole, offset)
    else:
        within = None if plan.searching else chosen
        rows = _sorted(accepted, whole, within, sort if sort in _ORDERS else "newest", offset)
    results.hits = [Hit(pk, pk in whole, card) for pk, card in rows]
    return results


def counts(plans: Sequence[Plan], chosen: Mapping[int, Sequence[int]]) -> list[int]:
    """Return for each plan how many records within the `chosen` values have all its words.

    No query when the plans' words were asked for just before.
    """
    found = []
    for plan in plans:
        looked_up = _LookedUp(plan, WEIGHTS, loose=False)
        found.append(len(looked_up.tally.accepted(looked_up.strict(), chosen)))
    return found


def _can_loosen(plan: Plan) -> bool:
    """Whether records with some of the words are another answer than those with all of them."""
    several = len(plan.terms) >= 2 or any(term.parts or term.near for term in plan.terms)
    return several and any(term.tells and (term.required or _loosened(term)) for term in plan.terms)


def _loosened(term: Term) -> bool:
    return not term.required and (bool(term.near) or not term.unknown)


def _words(term: Term, *others: str) -> Words:
    """Return what finds a term by itself or what means the same, and by `others`."""
    return Words(" | ".join(filter(None, [*others, term.any])), tuple(term.stated))


def _shares(term: Term) -> list[tuple[Words, float, bool]]:
    """Return what finds a term, what each adds to a record's weight, and whether it is what was typed or means that.

    That is all of a term's weight, or what its words are worth alone, or what words near it are.
    """
    alone = [(_words(term, f"({query})"), APART * share * term.weight, True) for query, share in term.parts]
    if term.near:
        alone.append((_words(term, *term.near), NEAR * term.weight, False))
    rest = term.weight - sum(weight for _, weight, _ in alone)
    return [(_words(term), rest, True), *alone] if term.any or term.stated else alone


def _joined(queries: list[str]) -> str:
    return " | ".join(f"({query})" for query in queries)


class _LookedUp:
    """A question with the posting lists that answer it, of one state of the documents."""

    def __init__(self, plan: Plan, weights: str, *, loose: bool) -> None:
        self.plan, self.weights, self.is_loose = plan, weights, loose
        self.telling = [term for term in plan.terms if term.tells]
        loosened = [term for term in self.telling if term.required or _loosened(term)] if loose else []
        self.shares = [share for term in loosened for share in _shares(term)]
        self.excluded: list[Key] = [Words(query) for query in plan.excluded]
        self.excluded += [Exact(stems, query) for stems, query in plan.excluded_exact]
        exact = [Exact(_joined(term.own), query) for term in plan.terms if term.required for query in term.exact]
        self.with_words = [term for term in plan.terms if term.any or term.stated]
        required = [term for term in self.with_words if term.required or not loose]
        self.required: list[Key] = [*exact, *(_words(term) for term in required)]
        shares = [key for key, _, _ in self.shares]
        ranks = [key for term in plan.terms for key, _, _ in self.ranks(term)]
        words = [_words(term) for term in self.with_words]
        self.tally, self.lists = postings.of([*self.excluded, *self.required, *words, *shares, *ranks], plan.written)
        self.last = max((posting.last for posting in self.lists.values()), default=0)

    def ranks(self, term: Term) -> list[tuple[Short, float, float]]:
        """Return the lists of a term in short documents, each with its factor and the most that it counts.

        `ts_rank` divides by the number of alternatives, and nobody is to lose by another one being offered.
        """
        groups = [(term.own, 1.0, BEST), (term.alike, ALIKE, BEST)]
        if self.is_loose:
            groups.append((term.near, NEAR_SCORE, NEAR_SCORE))
        return [
            (Short(_joined(queries), self.weights), times * len(queries), most)
            for queries, times, most in groups
            if queries
        ]

    def within(self, found: BitMap) -> BitMap:
        """Return those of `found` that have what must be there, and nothing of what must not."""
        found = reduce(and_, (self.lists[key].documents for key in self.required), found)
        return reduce(lambda left, key: left - self.lists[key].documents, self.excluded, found)

    def strict(self) -> BitMap:
        """Return the records that have all the words."""
        return self.within(self.tally.everything)

    @property
    def told(self) -> bool:
        """Whether any record has a telling word as it was typed, or what means the same."""
        return any(told and self.lists[key].documents for key, _, told in self.shares)

    def missing(self) -> list[str]:
        """Return the words that no record has, of the terms that nothing else stands for."""
        found = [term for term in self.with_words if self.lists[_words(term)].documents]
        return list(dict.fromkeys(word for term in self.plan.terms if term not in found for word in term.missing))

    def loose(self, strict: BitMap) -> tuple[BitMap, BitMap]:
        """Return the records that have most of the words that tell, those of `strict` too, and others loosely related.

        Every match of a term adds the term's weight; enough of all that tell, or the rarest that a record has, will
        do, if that is no small part of the question. What would do if words that no record has had not been asked for
        is loosely related, and so is everything when no record has a word that tells or what means the same.
        """
        weights = [weight for key, weight, _ in self.shares if self.lists[key].documents]
        if not weights:
            return strict, BitMap()
        total = self.zeros()
        for key, weight, _ in self.shares:
            total[self.lists[key].ids] += weight
        asked, rarest = sum(term.weight for term in self.telling), max(weights)
        related = self.reaching(total, min(MOST * sum(weights), rarest)) - strict
        if not self.told:
            return strict, related
        found = strict | self.reaching(total, max(min(MOST * asked, rarest), LEAST * asked))
        return found, related - found

    def reaching(self, total: Numbers, enough: float) -> BitMap:
        """Return the records of which the `total` is enough, and that have what must be there."""
        found = BitMap(np.flatnonzero(total >= enough - 0.0001).astype(np.uint32))
        return self.within(found & self.tally.everything)

    def zeros(self) -> Numbers:
        """Return a number for each id that a document can have."""
        return np.zeros(max(self.last, self.tally.last) + 1)

    def best(self, accepted: BitMap, whole: BitMap, start: int) -> list[int]:
        """Return the chunk of `accepted` that begins at `start`, in the order of their short documents.

        First those that have all the words, then those with more of them in the short document, then by where and how
        often the words stand there, then the newest.
        """
        score, words = self.zeros(), self.zeros()
        for term in self.plan.terms:
            part, near = self.part(term)
            score += term.weight * (part + near)
            words += part > 0
        if self.is_loose:
            words[:] = 0
        elif len(self.plan.terms) > MOST_COUNTED:
            words = (words == len(self.plan.terms)).astype(float)
        ids = _numbers(accepted)
        place = words[ids] * 1024 + score[ids]
        if self.is_loose:
            place[np.isin(ids, _numbers(whole))] += 1 << 20
        end = min(start + CHUNK, len(ids))
        least = np.partition(place, len(ids) - end)[len(ids) - end]
        among = place >= least
        ids, place = ids[among], place[among]
        order = np.lexsort((-ids.astype(np.int64), -place))
        return [int(pk) for pk in ids[order][start:end]]

    def part(self, term: Term) -> tuple[Numbers, Numbers]:
        """Return for each id what the term counts in the short document, and what words near it count besides."""
        part, near = self.zeros(), self.zeros()
        for key, times, most in self.ranks(term):
            posting = self.lists[key]
            into = part if most == BEST else near
            into[posting.ids] = np.maximum(into[posting.ids], np.minimum(posting.ranks * times, most))
        return part, near


def _numbers(ids: BitMap) -> npt.NDArray[np.uint32]:
    return np.frombuffer(ids.to_array(), dtype=np.uint32)


# --- What the database puts in order ---------------------------------------------------------------------------------


def _by_words(looked_up: _LookedUp, accepted: BitMap, whole: BitMap, offset: int) -> list[tuple[int, str]]:
    """Return ids and cards of the page at `offset`, from the best chunk put in order by all their words. One query."""
    start = offset // CHUNK * CHUNK
    chunk = looked_up.best(accepted, whole, start)
    parameters = {"ids": chunk, "whole": [pk for pk in chunk if pk in whole], "weights": looked_up.weights}
    sql = f"""
        SELECT d.case_study_id, d.card FROM case_studies_searchdocument d WHERE d.case_study_id = ANY (%(ids)s)
        ORDER BY d.case_study_id = ANY (%(whole)s) DESC, {_score(looked_up, parameters)} DESC,
            d.published_at DESC, d.case_study_id DESC
        OFFSET {offset - start} LIMIT {PAGE_SIZE}
    """
    return _rows(sql, parameters)


def _score(looked_up: _LookedUp, parameters: dict[str, Any]) -> str:
    """Return as SQL how well a record's words fit: for each term its weight, times where and how often it stands."""
    parts = []
    for term in looked_up.plan.terms:
        factors: dict[float, list[str]] = {}
        for key, times, most in looked_up.ranks(term):
            name = f"p{len(parameters)}"
            parameters[name] = key.query
            rank = f"ts_rank(%(weights)s, d.words, %({name})s::tsquery) * {times}"
            factors.setdefault(most, []).append(rank)
        sums = [f"least({most}, greatest({', '.join(ranks)}))" for most, ranks in factors.items()]
        parts.append(f"{term.weight} * ({' + '.join(sums) or '0'})")
    return " + ".join(parts)


def _sorted(
    accepted: BitMap, whole: BitMap, within: Mapping[int, Sequence[int]] | None, sort: str, offset: int
) -> list[tuple[int, str]]:
    """Return ids and cards of the page at `offset` in an order of `_ORDERS`, those with all the words first. One query.

    `within` are the facet values that `accepted` is all records of, or None when words narrow it further.
    """
    parameters: dict[str, Any] = {}
    if len(accepted) < WALK:
        conditions = ["d.case_study_id = ANY (%(ids)s)"]
    elif within is None:
        # Not as a condition of an index: the planner is not to look up thousands for the twenty that are shown.
        conditions = ["(d.case_study_id = ANY (%(ids)s)) IS TRUE"]
    else:
        conditions = [f"(d.facets && %(facet{number})s::int[]) IS TRUE" for number in within]
        parameters = {f"facet{number}": codes for number, codes in within.items()}
    if "%(ids)s" in " ".join(conditions):
        parameters["ids"] = list(accepted)
    first = ""
    if not accepted.issubset(whole):
        parameters["whole"] = list(whole)
        first = "d.case_study_id = ANY (%(whole)s) DESC, "
    sql = f"""
        SELECT d.case_study_id, d.card FROM case_studies_searchdocument d {_VISITS if sort == "visits" else ""}
        WHERE {" AND ".join(conditions) or "true"} ORDER BY {first}{_ORDERS[sort]} OFFSET {offset} LIMIT {PAGE_SIZE}
    """
    return _rows(sql, parameters)


def _rows(sql: str, parameters: Mapping[str, Any]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
