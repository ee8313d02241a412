"""From a question to the terms that the search document is asked for: names recognised, synonyms added, weights given.

A term is found by its own words or by what means the same; what is merely alike finds it too but counts less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import log
from uuid import UUID

from django.db import connection

from case_studies.search import spelling
from case_studies.search.language import ASKING, MOST_LETTERS, SHARED_BY_ALL, Phrase, Question, Run
from case_studies.search.names import Meaning, Names, current, key
from case_studies.search.near import near
from case_studies.search.spelling import Known
from case_studies.search.words import remember, stems

_VERSIONS = """
SELECT (SELECT version FROM case_studies_searchnames WHERE id = 1), (SELECT max(id) FROM case_studies_searchrewrite),
    -- Exact while it is small; the estimate that PostgreSQL keeps does for weights when it is large.
    (SELECT CASE WHEN reltuples < 5000 THEN (SELECT count(*) FROM case_studies_searchdocument) ELSE reltuples END
     FROM pg_class WHERE oid = 'case_studies_searchdocument'::regclass)
"""
_LOOK_UP = f"""
SELECT n.*, q.word, s.stem, v.documents, k.documents, k.words
FROM ({_VERSIONS}) AS n
LEFT JOIN unnest(%s::text[]) AS q (word) ON true
LEFT JOIN LATERAL (SELECT case_studies_search_stem(q.word) AS stem) s ON true
LEFT JOIN case_studies_vocabularyword v ON v.word = q.word
LEFT JOIN LATERAL (
    SELECT sum(documents) AS documents, array_agg(word) AS words
    FROM case_studies_vocabularyword x WHERE x.stem = s.stem AND s.stem <> ''
) k ON true
"""  # noqa: S608  constants

# A word in fewer documents than this counts as if it were in so many: one chance mention is not to outweigh the rest.
RARE = 4.0
# “Buckinghamshire waste collection”: in a question of so few terms a council's name counts so many times, and its own
# records come before those of others that fit the topic better. In a sentence it is one word among many.
SHORT, NAMED = 3, 2.0
# A worker remembers so many words, then begins afresh.
MOST_KNOWN = 50_000


@dataclass(frozen=True)
class Options:
    """Which measures are taken. All of them, but for the benchmark that shows what each one adds."""

    fallback: bool = True
    spelling: bool = True
    synonyms: bool = True
    abbreviations: bool = True
    names: bool = True
    near: bool = True
    weights: bool = True


@dataclass
class Term:
    """Something wanted. `own` and `alike` are texts of tsqueries; `exact` one on the words as written.

    `shown` is its words; `typed` is how one would type it again, quotation marks and all.
    """

    shown: str
    typed: str
    own: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    # Phrases of which stop words leave one stem, such as “out of work”: stems, and the words as written.
    stated: list[tuple[str, str]] = field(default_factory=list)
    weight: float = 1.0
    documents: float = 0.0  # how many have it, as far as the vocabulary knows
    required: bool = False
    councils: set[int] = field(default_factory=set)
    parts: list[tuple[str, float]] = field(default_factory=list)  # each word of several, with its share of the weight
    near: list[str] = field(default_factory=list)  # words used alike, for records that have nothing better
    tried: list[str] = field(default_factory=list)  # synonyms and long forms, as words to show
    unknown: bool = False
    tells: bool = True  # no word such as “council”, which says nothing in this library
    missing: list[str] = field(default_factory=list)  # its words that no record has, as typed
    parts_of: tuple[str, ...] = ()  # the words of one with a hyphen

    @property
    def any(self) -> str:
        return " | ".join(f"({query})" for query in [*self.own, *self.alike])


@dataclass
class Plan:
    question: Question
    names: Names
    terms: list[Term] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    excluded_exact: list[tuple[str, str]] = field(default_factory=list)  # stems, and the words as written
    left_out: list[str] = field(default_factory=list)  # words too common to search for
    corrected: dict[str, str] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)  # words like those that nothing has
    apart: dict[str, list[str]] = field(default_factory=dict)  # “wifi”, of which records have the stems “wi” and “fi”
    written: int | None = None  # the last entry in the log of written documents

    @property
    def searching(self) -> bool:
        return bool(self.terms or self.excluded or self.excluded_exact)


class _Vocabulary:
    """What is known of words in one state of the documents; the counts of words change with every one written."""

    def __init__(self, written: int | None = None) -> None:
        self.written = written
        self.known: dict[str, Known] = {}


_vocabulary = _Vocabulary()


def look_up(words: list[str]) -> tuple[UUID | None, int | None, float, dict[str, Known]]:
    """Return the versions of names and documents, the number of documents, and what is known of `words`.

    One query; one more when a document was written since the words were asked for.
    """
    global _vocabulary
    vocabulary = _vocabulary
    new = [word for word in words if word not in vocabulary.known]
    version, written, total, found = _asked(new)
    if vocabulary.written != written or len(vocabulary.known) > MOST_KNOWN:
        if len(new) < len(words):
            version, written, total, found = _asked(words)
        vocabulary = _vocabulary = _Vocabulary(written)
    vocabulary.known |= found
    return version, written, max(total, 1.0), {word: vocabulary.known[word] for word in words}


def _asked(words: list[str]) -> tuple[UUID | None, int | None, float, dict[str, Known]]:
    with connection.cursor() as cursor:
        if words:
            cursor.execute(_LOOK_UP, [words])
        else:
            cursor.execute(_VERSIONS)
        rows = cursor.fetchall()
    known = {}
    for _, _, _, word, stem, documents, stem_documents, forms in rows if words else []:
        remember(word, stem)
        known[word] = Known(stem, documents or 0, int(stem_documents or documents or 0), forms or [])
    version, written, total = rows[0][:3]
    return version, written, float(total), known


def make(question: Question, options: Options = Options()) -> Plan:
    """Return what to search for. One query, and one more when a word has to be corrected."""
    joined = ["".join(words) for words in question.hyphened]
    version, written, total, known = look_up([*question.words, *(word for word in joined if len(word) <= MOST_LETTERS)])
    plan = Plan(question, current(version), written=written)
    if options.spelling:
        plan.apart = spelling.apart(question, known, plan.names)
        found = spelling.corrections(question, known, plan.names, plan.apart)
        plan.corrected, plan.near = found.corrected, found.near
        known.update(
            {word: Known(stem, 0, 0, []) for word, stem in stems(plan.corrected.values()).items() if word not in known}
        )
    maker = _Maker(plan, known, total, options)
    for group in question.groups:
        maker.add(group)
    for part in question.excluded:
        maker.exclude(part)
    maker.drop_askers()
    if len(plan.terms) <= SHORT and options.weights:
        for term in plan.terms:
            term.weight *= NAMED if term.councils else 1.0
    return plan


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def phrase(lexemes: list[str]) -> str:
    """Return the tsquery of stems that follow each other; "" stands for a stop word between them."""
    query, gap = "", 0
    for lexeme in lexemes:
        gap += 1
        if lexeme:
            query += f" <{gap}> {quoted(lexeme)}" if query else quoted(lexeme)
            gap = 0
    return query


@dataclass
class _Maker:
    plan: Plan
    known: dict[str, Known]
    total: float
    options: Options
    askers: list[Term] = field(default_factory=list)

    def add(self, group: list[Run | Phrase]) -> None:
        """Turn one group into terms: a run of words into several, alternatives into one."""
        if len(group) == 1 and isinstance(group[0], Run):
            self.plan.terms += self.run(group[0])
            return
        term = Term(
            shown=" or ".join(" ".join(part.words) for part in group),
            typed=" or ".join(part.typed for part in group),
        )
        documents = 0.0
        for part in group:
            if isinstance(part, Phrase):
                self.phrase(part, term)
                term.missing += self.missing(part.words, part.words)
                documents += min((self.count(word) for word in part.words), default=0)
            else:
                for one in self.run(part) or []:
                    term.own += one.own
                    term.alike += one.alike
                    term.stated += one.stated
                    term.councils |= one.councils
                    term.tried += one.tried
                    documents += self.total / max(2.718**one.weight - 1, 0.01)
        if term.own or term.exact or term.alike or term.stated:
            term.documents = documents
            term.weight = self.weight(documents)
            term.required = isinstance(group[0], Phrase) and len(group) == 1
            self.plan.terms.append(term)

    def phrase(self, part: Phrase, term: Term) -> None:
        """A quotation: narrowed by stems, which have an index, then held to the words as written."""
        query = phrase([self.stem(word) for word in part.words])
        term.exact.append(phrase(list(part.words)))
        if query:
            term.own.append(query)

    def exclude(self, part: Run | Phrase) -> None:
        if isinstance(part, Phrase):
            stems = phrase([self.stem(word) for word in part.words])
            self.plan.excluded_exact.append((stems, phrase(list(part.words))))
            return
        meaning = self.plan.names.meanings.get(key((word, self.stem(word)) for word in part.words))
        if meaning and meaning.councils and self.options.names:
            self.plan.excluded += [quoted(f"#{council}") for council in meaning.councils]
        query = phrase([self.stem(word) for word in part.words])
        if query:
            self.plan.excluded.append(query)

    def run(self, run: Run) -> list[Term]:
        """Take names of several words off a run, longest first, and make the other words terms of their own."""
        words = [self.plan.corrected.get(word, word) for word in run.words]
        shown = [self.plan.corrected.get(word, typed) for word, typed in zip(run.words, run.shown, strict=True)]
        stem = [self.stem(word) for word in words]
        terms: list[Term] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self.plan.names.longest), start, -1):
                meaning = self.plan.names.meanings.get(key(zip(words[start:end], stem[start:end], strict=True)))
                if meaning and meaning.capitals and not " ".join(shown[start:end]).isupper():
                    meaning = None
                if meaning or end == start + 1:
                    break
            if meaning is None and (hyphened := self.hyphened(words[start:], stem[start:])):
                terms.append(hyphened)
                start += len(hyphened.parts_of)
                continue
            if meaning is None:
                meaning = self.initials(words[start], shown[start])
            term = self.term(words[start:end], stem[start:end], shown[start:end], meaning)
            if term is None:
                self.plan.left_out.append(shown[start])
            elif end == start + 1 and words[start] in ASKING and not term.councils:
                self.askers.append(term)
                terms.append(term)
            else:
                terms.append(term)
            start = end
        return terms

    def hyphened(self, words: list[str], stem: list[str]) -> Term | None:
        """Return “e-mail” as one term where a record has “email”, or none has one of its parts."""
        for parts, typed in self.plan.question.hyphened.items():
            joined, end = "".join(parts), len(parts)
            if tuple(words[:end]) == parts and (self.count(joined) or not all(map(self.count, parts))):
                term = self.term([joined], [self.stem(joined)], [typed], None)
                if term is not None:
                    term.own.append(phrase(stem[:end]))
                    term.parts_of = parts
                    return term
        return None

    def term(self, words: list[str], stem: list[str], shown: list[str], meaning: Meaning | None) -> Term | None:
        term = Term(shown=" ".join(shown), typed=" ".join(shown))
        documents = min((self.count(word) for word, s in zip(words, stem, strict=True) if s), default=0.0)
        if len(words) > 1 and not (meaning and meaning.councils) and sum(map(bool, stem)) == 1:
            term.stated.append((phrase(stem), phrase(words)))
            documents = 0.0  # those with its one stem say nothing of it
        elif any(stem):
            term.own.append(phrase(stem))
        if len(words) == 1 and words[0] in self.plan.apart:
            term.own.append(phrase(self.plan.apart[words[0]]))
            documents = 1.0
        if meaning:
            if self.options.names:
                self.councils(term, meaning)
            if self.options.abbreviations:
                certain = not meaning.everyday or term.shown.isupper()
                self.others(term, meaning.same, term.own if certain else term.alike, apart=certain)
            if self.options.synonyms:
                self.others(term, meaning.alike, term.alike, apart=True)
        if not (term.own or term.alike or term.stated):
            return None
        if len(words) > 1 and not term.councils:
            self.apart(term, words, stem)
        elif meaning and meaning.same and self.options.abbreviations and not documents:
            self.long_form(term, meaning.same[0])
        elif self.options.near and not term.councils:
            self.near(term, words[0])
        term.unknown = documents == 0 and not meaning
        term.tells = bool(term.councils) or any(
            s and word not in SHARED_BY_ALL for word, s in zip(words, stem, strict=True)
        )
        term.missing = [] if term.councils else self.missing(words, shown)
        term.documents = documents
        term.weight = self.weight(documents)
        return term

    def apart(self, term: Term, words: list[str], stem: list[str]) -> None:
        """Let a phrase that nobody quoted be found by its words apart, too, and in part by some of them."""
        known = [(word, quoted(s), self.weight(self.count(word))) for word, s in zip(words, stem, strict=True) if s]
        if len(known) > 1:
            term.alike.append(" & ".join(query for _, query, _ in known))
            telling = [(query, weight) for word, query, weight in known if word not in SHARED_BY_ALL]
            total = sum(weight for _, weight in telling)
            term.parts = [(query, weight / total) for query, weight in telling]

    def initials(self, word: str, shown: str) -> Meaning | None:
        """Return the councils with these initials, if they are typed in capitals or stand for nothing else here."""
        councils = self.plan.names.initials.get(word, set())
        return Meaning(councils) if councils and (shown.isupper() or not self.count(word)) else None

    def long_form(self, term: Term, words: tuple[str, ...]) -> None:
        """Let an abbreviation that no record has be found by any two words of its long form.

        One alone would say nothing: “improvement” is no business improvement district.
        """
        known = stems(words)
        content = [quoted(known[word]) for word in dict.fromkeys(words) if known[word]]
        if len(content) > 1:
            pairs = [f"({one} & {other})" for one, other in combinations(content, 2)]
            term.parts = [(" | ".join(pairs), 1.0)]

    def near(self, term: Term, word: str) -> None:
        """Add what is used as `word` is, without what the term has already."""
        queries = dict.fromkeys(quoted(stem) for stem in stems(near(word)).values() if stem)
        term.near += [query for query in queries if query not in term.own and query not in term.alike]

    def councils(self, term: Term, meaning: Meaning) -> None:
        """A council's own records, and those of its predecessors, successors and districts, which count less."""
        term.councils = set(meaning.councils)
        term.own += [quoted(f"#{council}") for council in sorted(meaning.councils)]
        related = set().union(*(self.plan.names.related.get(council, set()) for council in meaning.councils))
        term.alike += [quoted(f"#{council}") for council in sorted(related - meaning.councils)]

    def others(self, term: Term, terms: list[tuple[str, ...]], queries: list[str], *, apart: bool) -> None:
        """Add other ways to say the term; `apart` lets the words of one stand anywhere if nothing better is found."""
        stem = stems(word for other in terms for word in other)
        for other in terms:
            query = phrase([stem[word] for word in other])
            if len(other) > 1 and sum(bool(stem[word]) for word in other) == 1:
                term.stated.append((query, phrase(list(other))))
                term.tried.append(" ".join(other))
            elif query and query not in term.own and query not in term.alike:
                queries.append(query)
                term.tried.append(" ".join(other))
            content = [quoted(stem[word]) for word in dict.fromkeys(other) if stem[word]]
            # “A company that the council owns” is a council-owned company.
            if len(content) > 1 and apart and self.options.near:
                term.near.append(" & ".join(content))

    def stem(self, word: str) -> str:
        word = self.plan.corrected.get(word, word)
        return self.known[word].stem if word in self.known else word

    def missing(self, words: Sequence[str], shown: Sequence[str]) -> list[str]:
        """Return which of these words no record has, in any form, as they are shown."""
        return [typed for word, typed in zip(words, shown, strict=True) if self.stem(word) and not self.count(word)]

    def count(self, word: str) -> float:
        known = self.known.get(word)
        return min(float(known.stem_documents), self.total) if known else 0.0

    def weight(self, documents: float) -> float:
        """Rarer words count more: the logarithm of one in how many documents has the word."""
        return log(1 + max(self.total, 1.0) / max(documents, RARE)) if self.options.weights else 1.0

    def drop_askers(self) -> None:
        """Leave out the words of asking (“how”, “many”, “help”) as long as others remain."""
        if len(self.askers) < len(self.plan.terms):
            for term in self.askers:
                self.plan.terms.remove(term)
                self.plan.left_out.append(term.shown)
