"""Names that readers type and see: councils, synonyms, abbreviations, and the labels of facets.

A worker remembers them until their version changes, which any edit of them does, in the edit's own transaction.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from case_studies.search.words import split, stems

_LABELS = """
SELECT (1 << 24) + id, slug, name FROM case_studies_theme
UNION ALL SELECT (2 << 24) + id, slug, name FROM case_studies_servicearea
UNION ALL SELECT (3 << 24) + id, slug, short_name || CASE WHEN ended_on IS NULL THEN ''
    ELSE ' (to ' || extract(year FROM ended_on) || ')' END FROM case_studies_council
UNION ALL SELECT (7 << 24) + id, slug, name FROM case_studies_programme
UNION ALL SELECT (8 << 24) + id, slug, name FROM case_studies_partner
"""
_COUNCILS = """
SELECT c.id, c.gss_code, c.former_codes, c.short_name, c.official_name, c.upper_tier_id,
    ARRAY(SELECT name FROM case_studies_councilalias a WHERE a.council_id = c.id),
    ARRAY(SELECT to_council_id FROM case_studies_council_successors s WHERE s.from_council_id = c.id)
FROM case_studies_council c
"""
# What councils' names end in: “Durham County Council” is found by “Durham” too.
SHARED = frozenset({"council", "borough", "city", "county", "district", "metropolitan"})
# Words that initials leave out: the “RBK” is the Royal Borough of Kingston upon Thames.
JOINING = frozenset({"and", "in", "of", "on", "the", "upon", "with"})
# Initials that more councils share than this say too little.
MOST_WITH_INITIALS = 6
# Abbreviations that in small letters are everyday words, and then only alike to what they stand for.
EVERYDAY = frozenset({"ace", "ad", "air", "all", "as", "bid", "it", "out", "pip", "send", "sen", "us"})


@dataclass
class Meaning:
    """What a word or a name of several words stands for besides itself."""

    councils: set[int] = field(default_factory=set)
    same: list[tuple[str, ...]] = field(default_factory=list)  # abbreviations, one way or the other
    alike: list[tuple[str, ...]] = field(default_factory=list)  # synonyms
    capitals: bool = False  # only when typed in capitals, because in small letters it is a stop word
    everyday: bool = False  # in small letters an everyday word


@dataclass
class Names:
    version: UUID | None = None
    labels: dict[int, tuple[str, str]] = field(default_factory=dict)
    codes: dict[tuple[int, str], int] = field(default_factory=dict)
    in_order: list[int] = field(default_factory=list)  # the codes of `labels` by their labels
    places: dict[int, int] = field(default_factory=dict)  # where each code stands in it
    meanings: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    initials: dict[str, set[int]] = field(default_factory=dict)  # councils by initials that mean nothing else
    words: set[str] = field(default_factory=set)  # every word that stands in a name
    short: set[str] = field(default_factory=set)  # abbreviations of one word
    longest: int = 1
    related: dict[int, set[int]] = field(default_factory=dict)  # predecessors, successors and districts of a council
    council_names: dict[int, str] = field(default_factory=dict)


_current = Names()


def current(version: UUID | None) -> Names:
    """Return the names of this version, from memory when they have not changed."""
    global _current
    if _current.version is None or _current.version != version:
        _current = _load(version)
    return _current


def key(words: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return what words, each with its stem, are looked up by. A stop word, which has no stem, is never one: “on”."""
    return tuple(stem or f"={word}" for word, stem in words)


def _load(version: UUID | None) -> Names:
    names = Names(version=version)
    with connection.cursor() as cursor:
        cursor.execute(_LABELS)
        for code, slug, label in cursor.fetchall():
            names.labels[code] = (slug, label)
            names.codes[code >> 24, slug] = code
        names.in_order = sorted(names.labels, key=lambda code: (names.labels[code][::-1], code))
        names.places = {code: place for place, code in enumerate(names.in_order)}
        cursor.execute(_COUNCILS)
        councils = cursor.fetchall()
        cursor.execute("SELECT terms FROM case_studies_synonymgroup")
        groups = [[split(term) for term in terms] for (terms,) in cursor.fetchall()]
        cursor.execute("SELECT short, long FROM case_studies_abbreviation")
        abbreviations = [(split(short), split(long)) for short, long in cursor.fetchall()]
    called = {row[0]: _called(row) for row in councils}
    every = {word for names_ in called.values() for name in names_ for word in name}
    every |= {word for group in groups for term in group for word in term}
    every |= {word for pair in abbreviations for term in pair for word in term}
    names.words = every
    stem = stems(every)

    def meaning(term: tuple[str, ...]) -> Meaning:
        return names.meanings.setdefault(key((word, stem[word]) for word in term), Meaning())

    for council, called_ in called.items():
        for name in called_:
            meaning(name).councils.add(council)
    for group in groups:
        for term in filter(None, group):
            meaning(term).alike += [other for other in group if other and other != term]
    for short, long in abbreviations:
        if short and long:
            names.short.update(short[:1] if len(short) == 1 else ())
            meaning(short).same.append(long)
            meaning(short).capitals = len(short) == 1 and not stem[short[0]]
            meaning(short).everyday = short[0] in EVERYDAY
            # What means the same as the long form does so for the short one.
            meaning(short).alike += [other for other in meaning(long).alike if other != short]
            meaning(long).same.append(short)
    names.initials = {
        letters: found
        for letters, found in _by_initials(called).items()
        if len(found) <= MOST_WITH_INITIALS and (letters,) not in names.meanings
    }
    names.words |= set(names.initials)
    names.longest = max(map(len, names.meanings), default=1)
    names.council_names = {row[0]: row[3] for row in councils}
    names.related = _related(councils)
    return names


def _called(row: tuple) -> set[tuple[str, ...]]:
    """Return every name and code of a council, each as words, also without the words that all councils share."""
    _, gss_code, former_codes, short_name, official_name, _, aliases, _ = row
    written = [short_name, official_name, *aliases]
    names = {split(name) for name in [gss_code, *former_codes, *written] if name}
    for name in list(names):
        while len(name) > 1 and name[-1] in SHARED:
            name = name[:-1]
            names.add(name)
    return names - {()}


def _by_initials(called: dict[int, set[tuple[str, ...]]]) -> dict[str, set[int]]:
    """Return councils by the initials of their whole names: “bhcc”, “rbk”, “cwac”."""
    found: dict[str, set[int]] = defaultdict(set)
    for council, names in called.items():
        for name in names:
            if name[-1] != "council" and "borough" not in name[:2]:
                continue
            shorter = name[: name.index("upon")] if "upon" in name else name[:-1]
            for words in (name, shorter):
                with_and = "".join(word[0] for word in words if word == "and" or word not in JOINING)
                without = "".join(word[0] for word in words if word not in JOINING)
                for letters in (with_and, without):
                    if len(letters) >= 3 and letters.isalpha():
                        found[letters].add(council)
    return found


def _related(councils: list[tuple]) -> dict[int, set[int]]:
    after: dict[int, set[int]] = {row[0]: set(row[7]) for row in councils}
    before: dict[int, set[int]] = defaultdict(set)
    districts: dict[int, set[int]] = defaultdict(set)
    for council, successors in after.items():
        for successor in successors:
            before[successor].add(council)
    for row in councils:
        if row[5]:
            districts[row[5]].add(row[0])

    def reach(start: int, steps: dict[int, set[int]]) -> set[int]:
        found: set[int] = set()
        todo = [start]
        while todo:
            for other in steps.get(todo.pop(), ()):
                if other not in found and other != start:
                    found.add(other)
                    todo.append(other)
        return found

    return {row[0]: reach(row[0], after) | reach(row[0], before) | districts[row[0]] for row in councils}
