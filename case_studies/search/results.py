"""The one query behind a page of results: matches, their order, how many there are, and every facet's counts.

The matches are found once. A match that every chosen facet accepts counts everywhere; one that a single facet
refuses counts only in that facet, whose counts thereby ignore its own selection; others count nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from case_studies.search.facets import SHIFT
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
_VISITS = """(SELECT coalesce(sum(p.count), 0) FROM innovation_db_pagevisit p
    JOIN case_studies_casestudy c ON p.path = '/case-studies/' || c.slug || '/' WHERE c.id = d.case_study_id)"""


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
    results, enough = query.run(loose=False)
    if fallback and len(query.loosened) + len(query.required) >= 1 and len(plan.terms) >= 2 and enough < FEW:
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

    def run(self, *, loose: bool) -> tuple[Results, int]:
        self.parameters = {}
        sql = self.sql(loose=loose)
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            rows = cursor.fetchall()
        results, enough = Results(), 0
        for kind, first, second in rows:
            if kind == 2:
                results.counts[first] = second
            elif kind == 1:
                results.hits.append((first, bool(second)))
            elif kind == 0:
                results.total, results.whole = first, second
            else:
                enough = first
        return results, enough

    def sql(self, *, loose: bool) -> str:
        matches = self.loose() if loose else self.strict()
        order = _ORDERS[self.sort]
        chunk = self.offset // CHUNK * CHUNK
        if self.sort == "relevance" and self.plan.terms:
            page = f"""
                SELECT m.id, m.whole, row_number() OVER (
                    ORDER BY m.whole DESC, {self.score("d.words")} DESC, m.published_at DESC, m.id DESC) AS place
                FROM (SELECT * FROM matches WHERE refused = 0 ORDER BY {order}
                      OFFSET {chunk} LIMIT {CHUNK}) m
                JOIN case_studies_searchdocument d ON d.case_study_id = m.id"""
        else:
            page = f"""
                SELECT id, whole, row_number() OVER (ORDER BY {order}) AS place
                FROM (SELECT * FROM matches WHERE refused = 0 ORDER BY {order} OFFSET {chunk} LIMIT {CHUNK}) m"""
        return f"""
            WITH matches AS MATERIALIZED ({matches}),
            page AS (SELECT * FROM ({page}) p WHERE place > {self.offset - chunk}
                     ORDER BY place LIMIT {PAGE_SIZE})
            SELECT 0, count(*), count(*) FILTER (WHERE whole) FROM matches WHERE refused = 0
            UNION ALL SELECT 1, id, whole::int FROM (SELECT * FROM page ORDER BY place) p
            UNION ALL SELECT 2, code, count(*) FROM matches, unnest(facets) AS code
                WHERE refused = 0 OR code >> {SHIFT} = refused GROUP BY code
            {self.enough(loose=loose)}
        """

    def columns(self, whole: str) -> str:
        visits = f", {_VISITS} AS visits" if self.sort == "visits" else ""
        score = self.score("d.short") if self.sort == "relevance" and self.plan.terms else "0"
        return (
            f"d.case_study_id AS id, {whole} AS whole, {score} AS score, {self.refused()} AS refused, "
            f"d.facets, d.published_at, d.saving{visits}"
        )

    def strict(self) -> str:
        query = " & ".join([f"({term.any})" for term in self.plan.terms] + [f"!({q})" for q in self.plan.excluded])
        columns = self.columns("true")
        where = [f"d.words @@ {self.put(query)}::tsquery"] if query else ["true"]
        return f"SELECT {columns} FROM case_studies_searchdocument d WHERE {' AND '.join(where + self.limits())}"

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
            ) c JOIN case_studies_searchdocument d USING (case_study_id)
            WHERE {" AND ".join(limits or ["true"])}
        """

    def limits(self) -> list[str]:
        """What a match must meet besides its stems: quotations as written, and at most one facet's refusal."""
        conditions = [f"d.exact @@ {self.put(query)}::tsquery" for term in self.required for query in term.exact]
        conditions += [f"NOT d.exact @@ {self.put(query)}::tsquery" for query in self.plan.excluded_exact]
        if len(self.chosen) == 1 and not self.plan.terms:
            return conditions
        if len(self.chosen) > 1:
            refusals = " + ".join(f"(NOT d.facets && {self.put(codes)}::int[])::int" for codes in self.chosen.values())
            conditions.append(f"{refusals} <= 1")
        return conditions

    def refused(self) -> str:
        """The number of the one facet that refuses the match, 0 when none does."""
        if not self.chosen:
            return "0"
        return " + ".join(
            f"CASE WHEN d.facets && {self.put(codes)}::int[] THEN 0 ELSE {number} END"
            for number, codes in self.chosen.items()
        )

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

    def enough(self, *, loose: bool) -> str:
        """How many records have all the words, whatever facets are chosen; counted no further than need be."""
        if loose:
            return ""
        query = " & ".join([f"({term.any})" for term in self.plan.terms] + [f"!({q})" for q in self.plan.excluded])
        if not query:
            return ""
        return (
            f"UNION ALL SELECT 3, count(*), 0 FROM (SELECT FROM case_studies_searchdocument "
            f"WHERE words @@ {self.put(query)}::tsquery LIMIT {FEW}) e"
        )
