"""The queries behind a page of results: which records match, and the order of those on the page.

The database finds and ranks; how many there are, and every facet's counts, come from the matches' ids and the tally.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import prod
from typing import Any

from django.db import connection
from pyroaring import BitMap

from case_studies.search import tally
from case_studies.search.plan import Plan, Term

PAGE_SIZE = 20
# With fewer records than this that have all the words, those with most of the words are shown as well.
FEW = 10
# “Most” of the words: this share of their weights; the rarest word alone is enough as well.
MOST = 0.3
# Of the weight of a phrase, this much is shared out among its words, for records that have only some of them.
APART = 0.8
# With few records, words that are used as the one asked for find others: a record that has only these has this much of
# the word's weight, and when records are put in order they count this much beside it.
NEAR, NEAR_SCORE = 0.35, 0.15
# Matches are put in order by their short document; so many of them, a few pages, then by all their words.
CHUNK = 3 * PAGE_SIZE
# When more are expected, the best short documents of the library are looked at instead of all matches, so many times as
# are wanted, because not all of them match.
MANY = 10 * CHUNK
LOOKED_AT = 10
# Up to so many words, short documents with any number of them are a branch of their own; else only with all or any.
MOST_BRANCHES = 4
# What a word counts in the sections, the summary, names and the title.
WEIGHTS = "{0.4, 0.7, 0.4, 1.0}"
# What a synonym counts beside the word itself.
ALIKE = 0.7

_ORDERS = {
    "newest": "whole DESC, published_at DESC, id DESC",
    "saving": "whole DESC, saving DESC NULLS LAST, published_at DESC, id DESC",
    "visits": "whole DESC, visits DESC, published_at DESC, id DESC",
}
_BROWSED = {
    "newest": "d.published_at DESC, d.case_study_id DESC",
    "saving": "d.saving DESC NULLS LAST, d.published_at DESC, d.case_study_id DESC",
    "visits": "coalesce(v.total, 0) DESC, d.published_at DESC, d.case_study_id DESC",
}
_VISITS = "LEFT JOIN case_studies_casestudyvisits v ON v.case_study_id = d.case_study_id"
# The planner does not know that words lie outside their rows, so for a common word it would rather read every document
# than the index, which takes ten times as long. Sent along with the query, and over with it.
_BY_INDEX, _AS_BEFORE = (f"SELECT set_config('enable_seqscan', '{value}', true)" for value in ("off", "on"))
# With fewer records than this to choose a page from, its query is given their ids; with more it walks an index.
WALK = 1000


@dataclass
class Results:
    """A page of them. `hits` are (case study id, whether it has all the words); `unfiltered` ignores the facets."""

    total: int = 0
    whole: int = 0
    unfiltered: int = 0
    hits: list[tuple[int, bool]] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

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

    One query, a second when few records have all the words or very many do.
    """
    query = _Query(plan, chosen, sort, page, weights)
    if not plan.searching:
        return query.browse()
    results, matches = query.run(loose=False)
    several = len(plan.terms) >= 2 or any(term.parts or term.near for term in plan.terms)
    if fallback and several and query.loosened + query.required and matches < FEW:
        results, matches = query.run(loose=True)
    results.unfiltered = matches
    return results


def counts(plans: Sequence[Plan], chosen: Mapping[int, Sequence[int]]) -> list[int]:
    """Return for each plan how many records within the `chosen` values have all its words. One query for all."""
    query = _Query(plans[0], chosen, "newest", 1, weights=True)
    selects = []
    for number, plan in enumerate(plans):
        query.plan = plan
        accepted = query.accepted()
        selects.append(f"SELECT {number} AS plan, count(*) FROM case_studies_searchdocument d "
                       f"WHERE {query.conditions()} AND {accepted}")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(selects)} ORDER BY plan", query.parameters)
        return [count for _, count in cursor.fetchall()]


@dataclass
class _Found:
    """Which records match, and which of those are accepted by the chosen facets; `counts` by facet value."""

    matches: BitMap
    accepted: BitMap
    counts: dict[int, int]

    def results(self, hits: list[tuple[int, bool]], whole: int | None = None) -> tuple[Results, int]:
        total = len(self.accepted)
        return Results(total, total if whole is None else whole, 0, hits, self.counts), len(self.matches)


class _Query:
    def __init__(self, plan: Plan, chosen: Mapping[int, Sequence[int]], sort: str, page: int, weights: bool) -> None:
        self.plan = plan
        self.chosen = {number: list(codes) for number, codes in chosen.items() if codes}
        self.sort = sort if plan.terms or sort != "relevance" else "newest"
        self.offset = (page - 1) * PAGE_SIZE
        self.weights = WEIGHTS if weights else "{1, 1, 1, 1}"
        self.parameters: dict[str, Any] = {}

    @property
    def required(self) -> list[Term]:
        return [term for term in self.plan.terms if term.required]

    @property
    def loosened(self) -> list[Term]:
        return [term for term in self.plan.terms if not term.required and (term.near or not term.unknown)]

    def put(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def browse(self) -> Results:
        """Return a page of everything within the chosen values; what that is, the tally knows already."""
        counting = tally.current(self.plan.written)
        accepted = counting.accepted(counting.everything, self.chosen)
        results = Results(
            len(accepted),
            len(accepted),
            len(counting.everything),
            counts=counting.counts(counting.everything, self.chosen),
        )
        if len(accepted) <= self.offset:
            return results
        if len(accepted) < WALK:
            conditions = [f"d.case_study_id = ANY ({self.put(list(accepted))})"]
        else:
            # Not as && would be: the planner is not to gather thousands by that index for the twenty that are shown.
            conditions = [f"(d.facets && {self.put(codes)}::int[]) IS TRUE" for codes in self.chosen.values()]
        sql = f"""
            SELECT d.case_study_id FROM case_studies_searchdocument d {_VISITS if self.sort == "visits" else ""}
            WHERE {" AND ".join(conditions or ["true"])}
            ORDER BY {_BROWSED[self.sort]} OFFSET {self.offset} LIMIT {PAGE_SIZE}
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            results.hits = [(pk, True) for (pk,) in cursor.fetchall()]
        return results

    def run(self, *, loose: bool) -> tuple[Results, int]:
        """Return the results, and how many records match whatever facets are chosen."""
        wanted = not loose and self.by_score and self.expected() > MANY
        return (self.headed() if wanted else None) or self.whole(loose=loose)

    @property
    def by_score(self) -> bool:
        return self.sort == "relevance" and bool(self.plan.terms)

    @property
    def chunk(self) -> int:
        """Where the page's chunk begins."""
        return self.offset // CHUNK * CHUNK

    def expected(self) -> float:
        """Return about how many records have all the words and are accepted, as if each were chance."""
        counting = tally.current(self.plan.written)
        everything = max(1, len(counting.everything))
        shares = [min(1.0, term.documents / everything) for term in self.plan.terms]
        return len(counting.accepted(counting.everything, self.chosen)) * prod(shares)

    def headed(self) -> tuple[Results, int] | None:
        """Find the page by looking at the best short documents of the library; None if too few of them match.

        For words in much of the library: what does not match is seen by its id not being among those that do.
        """
        counting = tally.current(self.plan.written)
        share = len(counting.accepted(counting.everything, self.chosen)) / max(1, len(counting.everything))
        self.parameters = {}
        limit = round((self.chunk + CHUNK) * LOOKED_AT / share)
        ((version, ids),), heads = self.ask(self.ids(), f"{self.heads()} LIMIT {limit}")
        found = self.found(version, tally.bitmap(ids))
        fitting = [pk for (pk,) in heads if pk in found.accepted]
        if len(fitting) < min(self.chunk + CHUNK, len(found.accepted)):
            return None
        self.parameters = {}
        (rows,) = self.ask(self.by_all_words(fitting[self.chunk : self.chunk + CHUNK]))
        return found.results([(pk, True) for (pk,) in rows])

    def whole(self, *, loose: bool) -> tuple[Results, int]:
        """Find the page by going through every match."""
        self.parameters = {}
        ((*hits, (version, _, ids, whole_ids)),) = self.ask(self.sql(loose=loose))
        found = self.found(version, tally.bitmap(ids))
        if self.by_score:
            hits = hits[self.offset - self.chunk :][:PAGE_SIZE]
        whole = found.accepted.intersection_cardinality(tally.bitmap(whole_ids)) if loose else None
        return found.results([(pk, is_whole) for pk, is_whole, *_ in hits], whole)

    def found(self, version: int | None, matches: BitMap) -> "_Found":
        counting = tally.current(version)
        return _Found(matches, counting.accepted(matches, self.chosen), counting.counts(matches, self.chosen))

    def ask(self, *statements: str) -> list[list[tuple[Any, ...]]]:
        """Return the rows of each statement, all sent in one go."""
        with connection.cursor() as cursor:
            cursor.execute("; ".join([_BY_INDEX, *statements, _AS_BEFORE]), self.parameters)
            answers = []
            for number in range(len(statements)):  # from the end: pghistory may have put a statement before ours
                cursor.set_result(number - len(statements) - 1)
                answers.append(cursor.fetchall())
            return answers

    # --- As SQL ------------------------------------------------------------------------------------------------------

    def ids(self) -> str:
        """The log's last number, and the ids of all records that have all the words."""
        return f"""
            SELECT (SELECT max(id) FROM case_studies_searchrewrite),
                string_agg(int4send(d.case_study_id::int), ''::bytea)
            FROM case_studies_searchdocument d WHERE {self.conditions()}
        """

    def heads(self) -> str:
        """Ids in order of their short documents, first those that have most of the words there.

        Each number of words is a branch, and the database does not begin one before those above it are used up.
        """
        terms = [f"({term.any})" for term in self.plan.terms]
        numbers = range(len(terms), 0, -1) if len(terms) <= MOST_BRANCHES else (len(terms), 1)
        branches, above = [], ""
        for number in numbers:
            query = self.put(" | ".join(f"({' & '.join(some)})" for some in combinations(terms, number)))
            branches.append(f"""
                (SELECT s.case_study_id FROM case_studies_shortdocument s WHERE s.short @@ {query}::tsquery {above}
                 ORDER BY {self.score("s.short")} DESC, s.case_study_id DESC)
            """)
            above = f"AND NOT s.short @@ {query}::tsquery"
        return " UNION ALL ".join(branches)

    def by_all_words(self, chunk: list[int]) -> str:
        """The page's part of these ids in order of all their words."""
        return f"""
            SELECT d.case_study_id FROM case_studies_searchdocument d WHERE d.case_study_id = ANY ({self.put(chunk)})
            ORDER BY {self.score("d.words")} DESC, d.published_at DESC, d.case_study_id DESC
            OFFSET {self.offset - self.chunk} LIMIT {PAGE_SIZE}
        """

    def sql(self, *, loose: bool) -> str:
        whole = "string_agg(int4send(id::int), ''::bytea) FILTER (WHERE whole)" if loose else "NULL::bytea"
        matches = self.loose() if loose else self.strict()
        hits = self.ranked(loose=loose) if self.by_score else self.sorted()
        return f"""
            WITH matches AS MATERIALIZED ({matches})
            SELECT id, whole, NULL::bytea, NULL::bytea FROM ({hits}) h
            UNION ALL
            SELECT (SELECT max(id) FROM case_studies_searchrewrite), NULL,
                string_agg(int4send(id::int), ''::bytea), {whole} FROM matches
        """

    def sorted(self) -> str:
        """The page's hits, by what the matches bring along."""
        order = f"ORDER BY {_ORDERS[self.sort]} OFFSET {self.offset} LIMIT {PAGE_SIZE}"
        return f"SELECT * FROM matches WHERE accepted {order}"

    def ranked(self, *, loose: bool) -> str:
        """The chunk that the page is in, put in the same order as `headed` does."""
        terms = [f"({term.any})" for term in self.plan.terms]
        tests = terms if len(terms) <= MOST_BRANCHES else [" & ".join(terms)]
        words = "0" if loose else " + ".join(f"(s.short @@ {self.put(test)}::tsquery)::int" for test in tests)
        return f"""
            SELECT f.id, f.whole FROM (
                SELECT m.id, m.whole, m.published_at, {words} AS words, {self.score("s.short", loose=loose)} AS score
                FROM matches m JOIN case_studies_shortdocument s ON s.case_study_id = m.id
                WHERE m.accepted
                ORDER BY whole DESC, words DESC, score DESC, id DESC OFFSET {self.chunk} LIMIT {CHUNK}
            ) f JOIN case_studies_searchdocument d ON d.case_study_id = f.id
            ORDER BY f.whole DESC, {self.score("d.words", loose=loose)} DESC, f.published_at DESC, f.id DESC
        """

    def columns(self, whole: str) -> str:
        by = {"saving": ", d.saving", "visits": ", coalesce(v.total, 0) AS visits"}.get(self.sort, "")
        return f"d.case_study_id AS id, {whole} AS whole, {self.accepted()} AS accepted, d.published_at{by}"

    @property
    def visits(self) -> str:
        return _VISITS if self.sort == "visits" else ""

    def strict(self) -> str:
        return (
            f"SELECT {self.columns('true')} FROM case_studies_searchdocument d {self.visits} WHERE {self.conditions()}"
        )

    def conditions(self) -> str:
        """What a record with all the words meets."""
        query = " & ".join([f"({term.any})" for term in self.plan.terms] + [f"!({q})" for q in self.plan.excluded])
        return " AND ".join([f"d.words @@ {self.put(query)}::tsquery" if query else "true", *self.limits()])

    def loose(self) -> str:
        """Every match of a term adds the term's weight; enough of what any record has, or the rarest, will do."""
        whole = "c.weight > " + self.put(sum(term.weight for term in self.plan.terms) - 0.0001)
        columns = self.columns(whole)
        shares = [share for term in self.required + self.loosened for share in _shares(term)]
        found = " UNION ALL ".join(
            f"SELECT case_study_id, {self.put(weight)}::float8 AS weight, {number} AS share "
            f"FROM case_studies_searchdocument WHERE words @@ {self.put(query)}::tsquery"
            for number, (query, weight) in enumerate(shares)
        )
        limits = self.limits()
        must = " & ".join([f"({term.any})" for term in self.required] + [f"!({q})" for q in self.plan.excluded])
        if must:
            limits.append(f"d.words @@ {self.put(must)}::tsquery")
        # What no record has, by its own words or by others, is no reason to show nothing of the rest.
        return f"""
            SELECT {columns} FROM (
                WITH found AS MATERIALIZED ({found})
                SELECT case_study_id, sum(weight) AS weight FROM found GROUP BY case_study_id
                HAVING sum(weight) >= (
                    SELECT least({self.put(MOST)}::float8 * sum(weight), max(weight)) - 0.0001
                    FROM (SELECT DISTINCT share, weight FROM found) each
                )
            ) c JOIN case_studies_searchdocument d USING (case_study_id) {self.visits}
            WHERE {" AND ".join(limits or ["true"])}
        """

    def limits(self) -> list[str]:
        """What a match must meet besides its stems: quotations as written."""
        conditions = [f"d.exact @@ {self.put(query)}::tsquery" for term in self.required for query in term.exact]
        return conditions + [f"NOT d.exact @@ {self.put(query)}::tsquery" for query in self.plan.excluded_exact]

    def accepted(self) -> str:
        """Whether every chosen facet accepts the match."""
        return " AND ".join(f"d.facets && {self.put(codes)}::int[]" for codes in self.chosen.values()) or "true"

    def score(self, vector: str, *, loose: bool = False) -> str:
        return " + ".join(self.part(term, vector, loose=loose) for term in self.plan.terms) or "0"

    def part(self, term: Term, vector: str, *, loose: bool) -> str:
        """A term's part of the score: its weight times where and how often it stands."""

        def rank(queries: list[str]) -> str:
            query = " | ".join(f"({q})" for q in queries)
            # ts_rank divides by the number of alternatives, and nobody is to lose by another one being offered.
            return f"ts_rank('{self.weights}', {vector}, {self.put(query)}::tsquery) * {len(queries)}"

        ranks = [rank(term.own)] if term.own else []
        if term.alike:
            ranks.append(f"{ALIKE} * {rank(term.alike)}")
        parts = [f"least(1.5, greatest({', '.join(ranks)}))"] if ranks else []
        if loose and term.near:
            parts.append(f"{NEAR_SCORE} * least(1.0, {rank(term.near)})")
        return f"{self.put(term.weight)}::float8 * ({' + '.join(parts) or '0'})"


def _shares(term: Term) -> list[tuple[str, float]]:
    """Return queries with what each adds to a record's weight.

    That is all of a term's weight, or what its words are worth alone, or what words near it are.
    """
    alone = [(f"({query}) | {term.any}", APART * share * term.weight) for query, share in term.parts]
    if term.near:
        alone.append((" | ".join(filter(None, [*term.near, term.any])), NEAR * term.weight))
    rest = term.weight - sum(weight for _, weight in alone)
    return [(term.any, rest), *alone] if term.any else alone
