"""Which words of a shown text were found, so that a page can mark them. Gives parts, never markup."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from case_studies.search.plan import Plan
from case_studies.search.words import WORD, spellings

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
    queries = [query for term in plan.terms for query in (*term.own, *term.alike)]
    # Words that stand for a term together only would be marked one by one.
    queries += [query for term in plan.terms for query in term.near if " & " not in query]
    for query in queries:
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


def mark(texts: Sequence[str], wanted: Found) -> list[list[tuple[str, bool]]]:
    """Return each text as parts, with whether to mark them. At most one query for all of them."""
    if not wanted:
        return [[(text, False)] for text in texts]
    # A page has a thousand words in some five hundred spellings, of which a handful is marked: those are looked for.
    stem_of = spellings({word for text in texts for word in WORD.findall(text)})
    alone = [word for word, stem in stem_of.items() if stem in wanted.stems]
    first = {word for word, stem in stem_of.items() if stem in wanted.phrases}
    marked = []
    for text in texts:
        spans = [span for word in alone for span in _places(word, text)]
        if first:
            spans += _phrases(list(WORD.finditer(text)), first, stem_of, wanted)
        spans.sort(key=lambda span: (span[0], -span[1]))
        marked.append(_parts(text, spans))
    return marked


def _places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where `word` stands in `text` by itself, not as a part of another word."""
    end = 0
    while (start := text.find(word, end)) >= 0:
        end = start + len(word)
        if not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            yield start, end


def _phrases(
    words: list[re.Match[str]], first: set[str], stem_of: Mapping[str, str], wanted: Found
) -> Iterator[tuple[int, int]]:
    """Yield where phrases stand, from their first word to their last."""
    for number, word in enumerate(words):
        if word[0] not in first:
            continue
        for others in wanted.phrases[stem_of[word[0]]]:
            places = [(number + away, stem) for away, stem in others]
            if all(place < len(words) and stem_of[words[place][0]] == stem for place, stem in places):
                yield word.start(), words[places[-1][0]].end()


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
