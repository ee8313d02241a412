"""How completely a case study is told: the one definition behind “summary record”, “partly told” and “full case study”.

It looks at ten parts: five tell the story, one says what it took, four are facts that readers judge by.

* **Full case study**: the problem, what was done, how it was done and what changed are all told, and at least eight of
  the ten parts are.
* **Partly told**: what was done or what changed is told, and at least four of the ten parts are.
* **Summary record**: anything less, which a title and two sentences always are.

Storing the level is `CaseStudy.save`'s part, and `CaseStudyQuerySet.refresh_completeness`'s where rows are written in
bulk. The function reads attributes only, so it costs no query.
"""

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from innovation_db.rich_text import without_tags

SUMMARY, PARTIAL, FULL = "summary", "partial", "full"
HOW = ("leadership", "people", "governance", "risk_and_finance", "obstacles")
# Every attribute that the level depends on, and the level itself.
FIELDS = (
    "problem", "what_we_did", *HOW, "what_changed", "what_did_not_work", "lessons", "cost", "team", "time_taken",
    "year", "begun_on", "stage", "evidence_level", "evidence_reason", "contact_email", "completeness",
)  # fmt: skip


def told(text: str) -> bool:
    """Return whether rich or plain text says anything."""
    return bool(html.unescape(without_tags(text or "")).strip())


@dataclass(frozen=True)
class Part:
    """One thing that a case study can tell. `words` finishes the sentence “It does not say yet …”."""

    words: str
    is_told: Callable[[Any, bool], bool]
    in_story: bool = False


PARTS = (
    Part("what the problem was", lambda study, outcomes: told(study.problem), in_story=True),
    Part("what was done", lambda study, outcomes: told(study.what_we_did), in_story=True),
    Part(
        "how it was done: leadership, people, governance, risk and finance, or obstacles",
        lambda study, outcomes: any(told(getattr(study, field)) for field in HOW),
        in_story=True,
    ),
    Part("what changed", lambda study, outcomes: outcomes or told(study.what_changed), in_story=True),
    Part(
        "what did not work, or what was learned",
        lambda study, outcomes: told(study.what_did_not_work) or told(study.lessons),
    ),
    Part(
        "what it took: cost, team or time",
        lambda study, outcomes: study.cost is not None or told(study.team) or told(study.time_taken),
    ),
    Part("when it happened", lambda study, outcomes: bool(study.year or study.begun_on)),
    Part("what stage it has reached", lambda study, outcomes: bool(study.stage)),
    Part(
        "how good the evidence is, and why",
        lambda study, outcomes: bool(study.evidence_level and told(study.evidence_reason)),
    ),
    Part("who can be asked about it", lambda study, outcomes: bool(study.contact_email)),
)


def missing(study: Any, *, outcomes: bool) -> list[str]:
    """Return in words what `study` does not tell yet; `outcomes` is whether it has measured results."""
    return [part.words for part in PARTS if not part.is_told(study, outcomes)]


def level(study: Any, *, outcomes: bool) -> str:
    """Return "summary", "partial" or "full" for `study`; `outcomes` is whether it has measured results."""
    told_parts = [part for part in PARTS if part.is_told(study, outcomes)]
    story = [part for part in PARTS if part.in_story]
    if all(part in told_parts for part in story) and len(told_parts) >= 8:
        return FULL
    if (story[1] in told_parts or story[3] in told_parts) and len(told_parts) >= 4:
        return PARTIAL
    return SUMMARY
