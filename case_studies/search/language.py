"""The query language: from what somebody typed to what must, may and must not be found. Knows no database.

`"exact phrase"`, `-word`, `bins or refuse`; everything else is a word that should be found.
"""

import re
from dataclasses import dataclass, field
from itertools import count, pairwise

from case_studies.search.words import fold, split

MOST_CHARACTERS = 300
MOST_WORDS = 24
MOST_LETTERS = 60  # of a word: longer ones are in no record, and PostgreSQL refuses those of 2,047 bytes
MOST_SIGNS = 3  # pieces without a letter or digit, such as emoji, that are shown again
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"|(?P<word>\S+)')
_LONG = re.compile(rf"(\S{{{MOST_LETTERS}}})\S+")
_SIGNS = re.compile(r'(?<!\S)[^\w\s"|]+(?!\S)')
_AROUND = "-.,;:!?()[]{}'’"
_HYPHENED = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+")
_QUOTES = str.maketrans("“”„«»", '"""""')

# Words by which people ask rather than say what they look for. PostgreSQL's own stop words go as well.
ASKING = frozenset(
    [
        "anybody",
        "anyone",
        "anything",
        "best",
        "can",
        "case",
        "cases",
        "cope",
        "council",
        "councils",
        "do",
        "does",
        "example",
        "examples",
        "find",
        "get",
        "give",
        "good",
        "has",
        "have",
        "help",
        "how",
        "idea",
        "ideas",
        "keep",
        "know",
        "learn",
        "like",
        "local",
        "looking",
        "lot",
        "lots",
        "make",
        "making",
        "many",
        "me",
        "much",
        "need",
        "needs",
        "ones",
        "please",
        "really",
        "show",
        "similar",
        "since",
        "someone",
        "something",
        "stories",
        "story",
        "studies",
        "study",
        "tell",
        "thing",
        "things",
        "tried",
        "try",
        "trying",
        "use",
        "using",
        "want",
        "wants",
        "way",
        "ways",
        "what",
        "where",
        "which",
        "who",
        "why",
        "without",
        "work",
        "worked",
        "works",
        "would",
    ]
)

# What every record of this library is about: such a word finds nothing by itself where not all the words are found.
SHARED_BY_ALL = frozenset(
    [
        *("authorities", "authority", "borough", "boroughs", "council", "councils"),
        *("counties", "county", "district", "districts", "local"),
    ]
)


@dataclass(frozen=True)
class Phrase:
    """Words that must stand together exactly as written."""

    words: tuple[str, ...]

    @property
    def typed(self) -> str:
        return f'"{" ".join(self.words)}"'


@dataclass(frozen=True)
class Run:
    """Neighbouring words, each of which should be found; names of several words are looked for within a run.

    `shown` holds each word as it was typed.
    """

    words: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def typed(self) -> str:
        """The run as one word beside `or` or behind a minus."""
        return "-".join(self.shown)


@dataclass
class Question:
    """What was typed, taken apart. `groups` are alternatives of each other inside, and all wanted across."""

    text: str = ""
    groups: list[list[Run | Phrase]] = field(default_factory=list)
    excluded: list[Run | Phrase] = field(default_factory=list)
    hyphened: dict[tuple[str, ...], str] = field(default_factory=dict)  # “wi-fi”: its words, and how it was typed
    cut: bool = False  # there was more than is searched for

    @property
    def words(self) -> list[str]:
        """Every word of it, excluded ones too."""
        parts = [part for group in self.groups for part in group] + self.excluded
        return list(dict.fromkeys(word for part in parts for word in part.words))

    @property
    def excluded_text(self) -> str:
        """What is not wanted, as it would be typed again."""
        return " ".join(f"-{part.typed}" for part in self.excluded)

    def __bool__(self) -> bool:
        return bool(self.groups or self.excluded)


def tidy(text: str) -> str:
    """Return `text` as it may be shown and searched: no control characters, single spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


def shorten(text: str) -> str:
    """Return tidy text no longer than what is searched for: a page repeats it in its title and in every link."""
    if len(text) <= MOST_LETTERS:
        return text
    signs = count()
    text = _SIGNS.sub(
        lambda match: match[0][:MOST_SIGNS] if next(signs) < MOST_SIGNS else "", text[: 10 * MOST_CHARACTERS]
    )
    return " ".join(_LONG.sub(r"\1", text).split())[:MOST_CHARACTERS].rstrip()


def parse(text: str) -> Question:
    """Take a typed query apart. Any text is a query; what makes no sense in it is ignored."""
    text = tidy(text)
    short = shorten(text)
    question = Question(text=short, cut=short != text)
    source = question.text.translate(_QUOTES)
    if source.count('"') % 2:  # a quotation mark without its partner is no quotation
        head, _, tail = source.rpartition('"')
        source = f"{head} {tail}"
    room = MOST_WORDS
    items: list[tuple[str, Run | Phrase | None]] = []
    for match in _PIECE.finditer(source):
        kind, part = _part(match)
        if isinstance(part, Run) and len(part.words) > 1 and _HYPHENED.fullmatch(bare := match["word"].strip(_AROUND)):
            question.hyphened[part.words] = bare
        if part is not None:
            if len(part.words) > room:
                question.cut = True
                break
            room -= len(part.words)
        items.append((kind, part))
    _group(items, question)
    return question


def _part(match: re.Match[str]) -> tuple[str, Run | Phrase | None]:
    if (phrase := match["phrase"]) is not None:
        words = split(phrase)
        return ("not" if match["minus"] else "want"), Phrase(words) if words else None
    typed = match["word"]
    if typed.lower() == "or" or typed == "|":
        return "or", None
    kind = "not" if len(typed) > 1 and typed[0] == "-" and typed[1].isalnum() else "want"
    words = split(typed)
    if not words:
        return kind, None
    bare = typed.strip(_AROUND)
    shown = (bare,) if len(words) == 1 and fold(bare) == words[0] else words
    return kind, Run(words, shown)


def _group(items: list[tuple[str, Run | Phrase | None]], question: Question) -> None:
    """Put the parts into groups: `or` binds its two neighbours, words side by side become one run."""
    joined = False
    for (kind, part), (next_kind, _) in pairwise([*items, ("end", None)]):
        if kind == "or":
            joined = bool(question.groups)
            continue
        if part is None:
            continue
        if kind == "not":
            question.excluded.append(part)
            joined = False
            continue
        alternative = next_kind == "or"
        last = question.groups[-1] if question.groups else None
        if joined and last is not None:
            last.append(part)
        elif (
            isinstance(part, Run)
            and not alternative
            and last is not None
            and len(last) == 1
            and isinstance(last[0], Run)
        ):
            last[0] = Run(last[0].words + part.words, last[0].shown + part.shown)
        else:
            question.groups.append([part])
        joined = False
