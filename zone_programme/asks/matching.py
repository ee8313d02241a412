"""What fits an ask or an offer, and why, in words: the other kind's notices, and published case studies for an ask.

The words of a notice become terms as a question to the finder does (`case_studies/search/plan.py`), so its stems,
synonyms and abbreviations count here, too; PostgreSQL says which of them the others have. Nothing is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from case_studies.models import CaseStudy
from case_studies.search import plan
from case_studies.search.language import ASKING, Question, Run
from case_studies.search.words import split
from case_studies.similarity import EVERYDAY
from zone_programme.models import AskOffer

MOST_WORDS = 150  # of a notice that are compared
MOST_TERMS = 24  # the rarest of them
MOST_SEARCHED = 10  # terms by which case studies are gathered
SHOWN, LOOKED_AT = 5, 40
# A word that is common in the library says little: its weight must be this share of the rarest word's.
RARE_ENOUGH = 0.45
IN_TEXT = 0.6  # what a word counts that stands in the text alone, beside one in the title
SUBJECT = 0.8  # what a shared theme or service area counts
# What has less in common does not fit: two telling words of the title, or a subject and words that add to it. Below it
# stood what shared an everyday word and a service area, such as “homes” and Housing.
ENOUGH = 2.0
# Words in which people ask and offer, whatever it is about.
_POLITE = frozenset(
    split("""
    advice another anyone ask been during else every experience far few first five four give glad happy hear hour keen
    learn learned lessons let look looked looks offer offering once put see seen share shared some start started take
    takes talk tell thank thought three took two use used want well who you your
    """)
)

_CASE_STUDIES = """
WITH q AS (SELECT * FROM unnest(%s::text[], %s::float[]) WITH ORDINALITY AS q (query, weight, number))
SELECT s.id, f.found,
    EXISTS (SELECT 1 FROM case_studies_casestudy_themes t WHERE t.casestudy_id = s.id AND t.theme_id = %s),
    EXISTS (SELECT 1 FROM case_studies_casestudy_service_areas a WHERE a.casestudy_id = s.id AND a.servicearea_id = %s)
FROM case_studies_shortdocument d
JOIN case_studies_casestudy s ON s.id = d.case_study_id AND s.state = 'published'
CROSS JOIN LATERAL (
    SELECT array_agg(q.number ORDER BY q.number) AS found, sum(q.weight) AS weight
    FROM q WHERE d.short @@ q.query::tsquery
) f
WHERE d.short @@ %s::tsquery
ORDER BY f.weight DESC, s.id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Term:
    """A word or name of a notice: as it is written, the tsquery that finds it, and how much it says (0 to 1)."""

    shown: str
    query: str
    weight: float


@dataclass(frozen=True)
class Match[T]:
    """Something that fits a notice, how well, and why."""

    thing: T
    score: float
    reason: str


@dataclass(frozen=True)
class Matches:
    """What fits a notice, best first."""

    notices: list[Match[AskOffer]]
    case_studies: list[Match[CaseStudy]]


def matches(notice: AskOffer) -> Matches:
    """Return what fits `notice`. Costs at most five queries, whatever there is."""
    found = terms(notice)
    return Matches(
        notices=_notices(notice, found),
        case_studies=_case_studies(notice, found) if notice.kind == AskOffer.Kind.ASK else [],
    )


def terms(notice: AskOffer) -> list[Term]:
    """Return what the words of a notice say it is about, the title's first. One query, more for new synonyms."""
    title, text = _run(notice.title), _run(notice.text)
    question = Question(groups=[[run] for run in (title, text) if run.words])
    if not question:
        return []
    made = plan.make(question, plan.Options(spelling=False, near=False)).terms
    said = [term for term in made if not term.councils and not _says_nothing(term.shown)]
    rarest = max((term.weight for term in said), default=1.0)
    of_title = set(title.words)
    found: dict[str, Term] = {}
    for term in said:
        if term.weight >= RARE_ENOUGH * rarest:
            share = 1.0 if of_title.intersection(split(term.shown)) else IN_TEXT
            found.setdefault(
                term.own[0] if term.own else term.any, Term(term.shown, term.any, share * term.weight / rarest)
            )
    most = sorted(found.values(), key=lambda term: -term.weight)[:MOST_TERMS]
    return [term for term in found.values() if term in most]


def _run(text: str) -> Run:
    words = split(text)[:MOST_WORDS]
    return Run(words, words)


def _says_nothing(shown: str) -> bool:
    known = any(word in words for word in (shown, shown.removesuffix("s")) for words in (EVERYDAY, ASKING, _POLITE))
    return known or shown.isdecimal() or len(shown) < 3


def _notices(notice: AskOffer, found: Sequence[Term]) -> list[Match[AskOffer]]:
    having = RawSQL(
        "ARRAY(SELECT q.number FROM unnest(%s::text[]) WITH ORDINALITY AS q (query, number)"
        " WHERE zone_programme_askoffer.words @@ q.query::tsquery)",
        [[term.query for term in found]],
    )
    others = AskOffer.objects.live().with_subjects().exclude(kind=notice.kind).exclude(pk=notice.pk)
    alike: list[Match[AskOffer]] = []
    for other in others.newest_first().annotate(having=having):
        same_theme = notice.theme_id is not None and notice.theme_id == other.theme_id
        same_area = notice.service_area_id is not None and notice.service_area_id == other.service_area_id
        if match := _match(notice, found, other, other.having, same_theme, same_area):
            alike.append(match)
    return sorted(alike, key=lambda match: -match.score)[:SHOWN]


def _case_studies(notice: AskOffer, found: Sequence[Term]) -> list[Match[CaseStudy]]:
    if not found:
        return []
    strongest = sorted(found, key=lambda term: -term.weight)[:MOST_SEARCHED]
    with connection.cursor() as cursor:
        cursor.execute(
            _CASE_STUDIES,
            [
                [term.query for term in found],
                [term.weight for term in found],
                notice.theme_id,
                notice.service_area_id,
                " | ".join(f"({term.query})" for term in strongest),
                LOOKED_AT,
            ],
        )
        rows = cursor.fetchall()
    made = (_match(notice, found, *row) for row in rows)
    best = sorted((match for match in made if match), key=lambda match: -match.score)[:SHOWN]
    shown = CaseStudy.objects.prefetch_related("councils").in_bulk([match.thing for match in best])
    return [Match(shown[match.thing], match.score, match.reason) for match in best]


def _match[T](
    notice: AskOffer, found: Sequence[Term], thing: T, numbers: Sequence[int], same_theme: bool, same_area: bool
) -> Match[T] | None:
    """Return how well `thing` fits, or None: it shares two words, or one and a subject, or both subjects."""
    shared = _each_once([found[number - 1] for number in numbers or ()])
    if len(shared) + same_theme + same_area < 2:
        return None
    score = sum(term.weight for term in shared) + SUBJECT * (same_theme + same_area)
    if score < ENOUGH:
        return None
    return Match(thing, score, _reason(notice, shared, same_theme, same_area))


def _each_once(shared: Sequence[Term]) -> list[Term]:
    """Leave out a term whose words are all in another: “homes” beside “council homes”."""
    words = [frozenset(split(term.shown)) for term in shared]
    return [
        term
        for number, term in enumerate(shared)
        if not any(words[number] < other for other in words) and words[number] not in words[:number]
    ]


def _reason(notice: AskOffer, shared: Sequence[Term], same_theme: bool, same_area: bool) -> str:
    """Return why, as a sentence or two: “Both about damp and repairs. Same theme: Data.”"""
    strongest = sorted(shared, key=lambda term: -term.weight)[:3]
    told = [f"Both about {_listed([term.shown for term in shared if term in strongest])}."] if shared else []
    if same_theme:
        told.append(f"Same theme: {notice.theme}.")
    if same_area:
        told.append(f"Same service area: {notice.service_area}.")
    return " ".join(told)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
