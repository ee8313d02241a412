"""Which words of a shown text were found, so that a page can mark them. Gives parts, never markup."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from case_studies.search.plan import Plan
from case_studies.search.words import WORD, split, stems

_LEXEME = re.compile(r"(?:<(\d+)> )?'((?:[^']|'')+)'")


@dataclass
class Found:
    """Stems to mark wherever they stand, and phrases: by their first stem, the others with their distance from it."""

    stems: set[str] = field(default_factory=set)
    phrases: dict[str, list[list[tuple[int, str]]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.stems or self.phrases)


def found(plan: Plan) -> Found:
    """Return what a shown text may have to be marked for."""
    result = Found()
    for query in (query for term in plan.terms for query in (*term.own, *term.alike, *term.near)):
        lexemes = _LEXEME.findall(query)
        if not lexemes[1:] or not lexemes[1][0]:
            result.stems.update(stem for _, stem in lexemes if not stem.startswith("#"))
            continue
        place, others = 0, []
        for gap, stem in lexemes[1:]:
            place += int(gap)
            others.append((place, stem))
        result.phrases.setdefault(lexemes[0][1], []).append(others)
    return result


def mark(texts: Iterable[str], wanted: Found) -> list[list[tuple[str, bool]]]:
    """Return each text as parts, with whether to mark them. At most one query for all of them."""
    texts = list(texts)
    if not wanted:
        return [[(text, False)] for text in texts]
    matches = [list(WORD.finditer(text)) for text in texts]
    folded = {word: split(word) for word in {match[0] for found in matches for match in found}}
    stem = stems(words[0] for words in folded.values() if words)
    stem_of = {word: stem[words[0]] if words else "" for word, words in folded.items()}
    return [
        _parts(text, _spans(found, [stem_of[match[0]] for match in found], wanted))
        for text, found in zip(texts, matches, strict=True)
    ]


def _spans(words: list[re.Match[str]], stems_: list[str], wanted: Found) -> Iterator[tuple[int, int]]:
    """Yield where to mark, in order: single words, and phrases from their first word to their last."""
    for number, stem in enumerate(stems_):
        end = words[number].end() if stem in wanted.stems else 0
        for others in wanted.phrases.get(stem, ()):
            if all(number + away < len(words) and stems_[number + away] == other for away, other in others):
                end = max(end, words[number + others[-1][0]].end())
        if end:
            yield words[number].start(), end


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    end = 0
    for start, after in spans:
        if after <= end:
            continue
        if end < start:
            parts.append((text[end:start], False))
        parts.append((text[max(start, end) : after], True))
        end = after
    if end < len(text):
        parts.append((text[end:], False))
    return parts
