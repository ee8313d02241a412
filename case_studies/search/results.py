"""The one query behind a page of results: which records match, and the order of those on the page.

The database finds and ranks; how many there are, and every facet's counts, come from the matches' ids and the tally.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from case_studies.search import tally
from case_studies.search.plan import Plan, Term

PAGE_SIZE = 20
# With fewer records than this that have all the words, those with most of the words are shown as well.
FEW = 10
# “Most” of the words: this share of their weights.
MOST = 0.4
# Matches are put in order by their short vector; so many of them, a few pages, then by all their words.
CHUNK = 3 * PAGE_SIZE
# What a word counts in the sections, the summary, names and the title.
WEIGHTS = "{0.15, 0.4, 0.6, 1.0}"
# What a synonym counts beside the word itself.
ALIKE = 0.6

_ORDERS = {
    "relevance": "whole DESC, score DESC, published_at DESC, id DESC",
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
    """A page of them. `hits` are (case study id, whether it has all the words)."""

    total: int = 0
    whole: int = 0
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

    One query; a second when few records have all the words.
    """
    query = _Query(plan, chosen, sort, page, weights)
    if not plan.searching:
        return query.browse()
    results, matches = query.run(loose=False)
    if fallback and len(query.loosened) + len(query.required) >= 1 and len(plan.terms) >= 2 and matches < FEW:
        results, _ = query.run(loose=True)
    return results


class _Query:
    def __init__(self, plan: Plan, chosen: Mapping[int, Sequence[int]], sort: str, page: int, weights: bool) -> None:
        self.plan = plan
        self.chosen = {number: list(codes) for number, codes in chosen.items() if codes}
        self.sort = sort if plan.terms or sort != "relevance" else "newest"
        self.offset = (page - 1) * PAGE_SIZE
        self.weights = WEIGHTS if weights else "{1, 1, 1, 1}"
        self.required = [term for term in plan.terms if term.required]
        self.loosened = [term for term in plan.terms if not term.required and not term.unknown]
        self.parameters: dict[str, Any] = {}

    def put(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    def browse(self) -> Results:
        """Return a page of everything within the chosen values; what that is, the tally knows already."""
        counting = tally.current(self.plan.written)
        accepted = counting.accepted(counting.everything, self.chosen)
        results = Results(len(accepted), len(accepted), counts=counting.counts(counting.everything, self.chosen))
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
        self.parameters = {}
        sql = self.sql(loose=loose)
        with connection.cursor() as cursor:
            cursor.execute(f"{_BY_INDEX}; {sql}; {_AS_BEFORE}", self.parameters)
            cursor.set_result(-2)  # pghistory may have put a statement of its own before ours
            rows = cursor.fetchall()
        *hits, (version, _, all_ids, whole_ids) = rows
        matches = tally.bitmap(all_ids)
        counting = tally.current(version)
        accepted = counting.accepted(matches, self.chosen)
        whole = accepted.intersection_cardinality(tally.bitmap(whole_ids)) if loose else len(accepted)
        return Results(
            len(accepted), whole, [(pk, is_whole) for pk, is_whole, _, _ in hits], counting.counts(matches, self.chosen)
        ), len(matches)

    def sql(self, *, loose: bool) -> str:
        matches = self.loose() if loose else self.strict()
        chunk = self.offset // CHUNK * CHUNK
        accepted = f"SELECT * FROM matches WHERE accepted ORDER BY {_ORDERS[self.sort]} OFFSET {chunk} LIMIT {CHUNK}"
        order = _ORDERS[self.sort]
        if self.sort == "relevance" and self.plan.terms:
            order = f"whole DESC, {self.score('d.words')} DESC, m.published_at DESC, id DESC"
        whole = "string_agg(int4send(id::int), ''::bytea) FILTER (WHERE whole)" if loose else "NULL::bytea"
        return f"""
            WITH matches AS MATERIALIZED ({matches}),
            page AS (
                SELECT m.id, m.whole, row_number() OVER (ORDER BY {order}) AS place FROM ({accepted}) m
                {"JOIN case_studies_searchdocument d ON d.case_study_id = m.id" if "d.words" in order else ""}
            )
            SELECT id, whole, NULL::bytea, NULL::bytea FROM (
                SELECT * FROM page WHERE place > {self.offset - chunk} ORDER BY place LIMIT {PAGE_SIZE}
            ) p
            UNION ALL
            SELECT (SELECT max(id) FROM case_studies_searchrewrite), NULL,
                string_agg(int4send(id::int), ''::bytea), {whole} FROM matches
        """

    def columns(self, whole: str) -> str:
        score = self.score("d.short") if self.sort == "relevance" and self.plan.terms else "0"
        visits = ", coalesce(v.total, 0) AS visits" if self.sort == "visits" else ""
        return (
            f"d.case_study_id AS id, {whole} AS whole, {score} AS score, {self.accepted()} AS accepted, "
            f"d.published_at, d.saving{visits}"
        )

    @property
    def visits(self) -> str:
        return _VISITS if self.sort == "visits" else ""

    def strict(self) -> str:
        query = " & ".join([f"({term.any})" for term in self.plan.terms] + [f"!({q})" for q in self.plan.excluded])
        columns = self.columns("true")
        where = [f"d.words @@ {self.put(query)}::tsquery"] if query else ["true"]
        return (
            f"SELECT {columns} FROM case_studies_searchdocument d {self.visits} "
            f"WHERE {' AND '.join(where + self.limits())}"
        )

    def loose(self) -> str:
        """Every match of a term adds the term's weight; enough weight makes a match."""
        wanted = self.required + self.loosened
        total = sum(term.weight for term in self.plan.terms if not term.unknown)
        whole = "c.weight > " + self.put(sum(term.weight for term in self.plan.terms) - 0.0001)
        columns = self.columns(whole)
        each = " UNION ALL ".join(
            f"SELECT case_study_id, {self.put(term.weight)}::float8 AS weight "
            f"FROM case_studies_searchdocument WHERE words @@ {self.put(term.any)}::tsquery"
            for term in wanted
        )
        enough = self.put(total * MOST - 0.0001)
        limits = self.limits()
        must = " & ".join([f"({term.any})" for term in self.required] + [f"!({q})" for q in self.plan.excluded])
        if must:
            limits.append(f"d.words @@ {self.put(must)}::tsquery")
        return f"""
            SELECT {columns} FROM (
                SELECT case_study_id, sum(weight) AS weight FROM ({each}) e
                GROUP BY case_study_id HAVING sum(weight) >= {enough}
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

    def score(self, vector: str) -> str:
        return " + ".join(self.part(term, vector) for term in self.plan.terms) or "0"

    def part(self, term: Term, vector: str) -> str:
        """A term's part of the score: its weight times where and how often it stands."""

        def rank(queries: list[str]) -> str:
            query = " | ".join(f"({q})" for q in queries)
            # ts_rank divides by the number of alternatives, and nobody is to lose by another one being offered.
            return f"ts_rank('{self.weights}', {vector}, {self.put(query)}::tsquery) * {len(queries)}"

        ranks = [rank(term.own)] if term.own else []
        if term.alike:
            ranks.append(f"{ALIKE} * {rank(term.alike)}")
        return f"{self.put(term.weight)}::float8 * least(1.5, greatest({', '.join(ranks)}))"
