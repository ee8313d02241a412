"""How alike two case studies are, and why, in words. Pure: which candidates are compared is `case_studies/related.py`.

What a case study is about counts most (its own words more than a broad theme), then how alike the councils are. Only
candidates that share a subject are similar at all: two districts of one size may still have nothing to learn here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

SIMILAR_SIZE = 1.5  # populations count as similar up to this ratio
REASONS = 3

# Words that stand in too many titles to say what one is about.
EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """
    about across action after also and app based better between bring building care case change community council
    councils county creating delivering delivery development digital district for from hub improving in into its
    local making management more new of on one online our people plan programme project public reducing scheme
    service services so study support supporting team that the their through to together tool towards up using way
    ways website with work working
""",
    )
)


_NONE: Mapping[int, str] = MappingProxyType({})


class LikeCouncil(NamedTuple):
    """What of a council matters for likeness; `population` in people, 0 where unknown."""

    id: int
    name: str
    kind: str
    population: int = 0
    region: str = ""
    slug: str = ""


class Traits(NamedTuple):
    """What two case studies are compared by; subjects are ids to names."""

    id: int
    title: str
    themes: Mapping[int, str] = _NONE
    service_areas: Mapping[int, str] = _NONE
    programmes: Mapping[int, str] = _NONE
    partners: Mapping[int, str] = _NONE
    councils: tuple[LikeCouncil, ...] = ()
    completeness: str = "summary"


# What two case studies share: its points, and the sentence that names it, made only when it is asked for.
type _Shared = tuple[float, Callable[[], str]]


class Likeness(NamedTuple):
    """A candidate, its score, and what that is made of."""

    traits: Traits
    score: float
    shared: Sequence[_Shared] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """At most three reasons in words, the strongest first."""
        strongest = sorted(self.shared, key=lambda pair: -pair[0])[:REASONS]
        return tuple(reason() for _, reason in strongest)


def rank(alike: Iterable[Likeness], *, limit: int) -> list[Likeness]:
    """Return the `limit` that are most alike, best first, without those that are not alike at all.

    Equal ones are ordered by how completely they are told, then the newest first, so the order never wavers.
    """
    told = {"full": 2, "partial": 1}
    best = sorted(
        (one for one in alike if one.score > 0),
        key=lambda one: (-one.score, -told.get(one.traits.completeness, 0), -one.traits.id),
    )
    return best[:limit]


def compare(study: Traits, candidate: Traits, *, neighbours: Collection[int]) -> Likeness:
    """Return how alike the two are; a score of 0 means that they share no subject."""
    shared = _same_subjects(study, candidate)
    if not shared:
        return Likeness(candidate, 0)
    shared += _like_councils(study, candidate, neighbours)
    return Likeness(candidate, sum(points for points, _ in shared), shared)


@lru_cache(maxsize=10_000)
def words(title: str) -> frozenset[str]:
    """Return the words of a title that say what it is about, without plural endings."""
    plain = re.findall(r"[^\W\d_]{3,}", title.casefold())
    return frozenset(_stem(word) for word in plain if word not in EVERYDAY)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


# Of each kind of subject among the traits: the points for one that is shared, and its name.
_SUBJECTS = (
    ("themes", 2.0, "theme"),
    ("service_areas", 2.5, "service area"),
    ("programmes", 1.5, "programme"),
    ("partners", 1.0, "partner"),
)


def _same_subjects(study: Traits, candidate: Traits) -> list[_Shared]:
    found: list[_Shared] = []
    title_words = words(study.title) & words(candidate.title)
    if title_words:
        title_words -= {stem for council in study.councils for stem in words(council.name)}
    if title_words:
        found.append((2.5 * min(len(title_words), 3), partial(_also_about, study.title, title_words)))
    for kind, points, label in _SUBJECTS:
        if theirs := getattr(candidate, kind):
            shared = [name for key, name in getattr(study, kind).items() if key in theirs]
            if shared:
                found.append((points + 0.5 * (len(shared) - 1), partial(_same, label, shared)))
    return found


def _also_about(title: str, stems: Collection[str]) -> str:
    return f"also about {_listed(_in_order(title, stems)[:3])}"


def _same(label: str, names: list[str]) -> str:
    return f"same {label}{'s' if len(names) > 1 else ''}: {_listed(names)}"


def _like_councils(study: Traits, candidate: Traits, neighbours: Collection[int]) -> list[_Shared]:
    own = {council.id for council in study.councils}
    for council in candidate.councils:
        if council.id in own:
            return [(1.0, partial("also by {}".format, council.name))]
    for council in candidate.councils:
        if council.id in neighbours:
            return [(1.9, partial(_statistically_like, council, study.councils))]
    points, reason = _kind_and_size(study, candidate)
    return [(points, partial(str, reason))] if reason else []


def _statistically_like(council: LikeCouncil, own: Sequence[LikeCouncil]) -> str:
    return f"{council.name} is statistically like {_listed([one.name for one in own][:2])}"


def _kind_and_size(study: Traits, candidate: Traits) -> tuple[float, str]:
    best: tuple[float, str] = (0.0, "")
    for own in study.councils:
        for other in candidate.councils:
            kind, size = own.kind == other.kind, _similar_size(own.population, other.population)
            if kind and size:
                return 1.5, "council of the same kind and similar size"
            if kind:
                best = max(best, (0.75, "council of the same kind"))
            elif size:
                best = max(best, (0.5, "council of similar size"))
    return best


def _similar_size(one: int, other: int) -> bool:
    return bool(one and other) and max(one, other) <= SIMILAR_SIZE * min(one, other)


def _in_order(title: str, stems: Collection[str]) -> list[str]:
    """Return the words of `title`, as written there, whose stems are in `stems`, each once and in their order."""
    written: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]{3,}", title):
        stem = _stem(word.casefold())
        if stem in stems:
            written.setdefault(stem, word if word.isupper() else word.lower())
    return list(written.values())


def _listed(names: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
