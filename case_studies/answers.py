"""The answer box of a case study: the six things a busy reader wants first, in short, and what is not known.

Pure: works on a case study whose parts are already there, and costs no query.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

from case_studies import amounts
from case_studies.completeness import told
from innovation_db.addresses import without_addresses
from innovation_db.rich_text import without_tags

SHORT = 260
_BLOCK_END = re.compile(r"</(p|li|h3|h4|blockquote|tr)>", re.IGNORECASE)
_MONEY = ("saving", "income", "cost-avoided", "funding")


@dataclass(frozen=True)
class Answer:
    """One row of the box. `whole` is whether `text` is all that the section says; "" as `text`: not known."""

    label: str
    text: str = ""
    whole: bool = False


def in_short(rich: str, limit: int = SHORT) -> tuple[str, bool]:
    """Return the beginning of rich text as plain text, cut at a sentence or a word, and whether that is all of it."""
    parts = [html.unescape(without_tags(part)).strip() for part in _BLOCK_END.split(rich or "")[::2]]
    parts = [without_addresses(" ".join(part.split())) for part in parts if part]
    if not parts:
        return "", True
    first = parts[0]
    if len(first) <= limit:
        return first, len(parts) == 1
    sentences = re.match(rf"(.{{40,{limit}}}[.!?])(?=\s)", first)
    return (sentences[1] if sentences else first[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"), False


def problem(study: Any) -> Answer:
    return Answer("The problem", *in_short(study.problem))


def what_was_done(study: Any) -> Answer:
    return Answer("What was done", *in_short(study.what_we_did))


def result(study: Any) -> Answer:
    """Return the two outcomes that say most, money first, or else how “what changed” begins."""
    outcomes = sorted(study.outcomes.all(), key=lambda one: (one.kind not in _MONEY, one.kind == "other"))
    if not outcomes:
        return Answer("Result", *in_short(study.what_changed))
    return Answer("Result", "; ".join(outcome_in_words(one) for one in outcomes[:2]) + ".")


def outcome_in_words(outcome: Any) -> str:
    """Return one outcome as a phrase: "£120,000 saved each year (estimated, 2015)"."""
    what = outcome.description or outcome.get_kind_display().lower()
    period = {"yearly": " each year", "cumulative": " in all"}.get(outcome.period, "")
    about = ", ".join(str(part) for part in (outcome.get_basis_display().lower(), outcome.year) if part)
    verb = {
        "saving": "saved", "income": "earned", "funding": "won", "cost-avoided": "of cost avoided",
    }.get(outcome.kind)  # fmt: skip
    amount = amounts.quantity(outcome.amount, outcome.unit)
    if verb:
        of = f": {outcome.description}" if outcome.description else ""
        return f"{amount} {verb}{period}{of} ({about})"
    return f"{what[:1].upper()}{what[1:]}: {amount}{period} ({about})"


def what_it_took(study: Any) -> Answer:
    """Return cost, team and time, a short sentence each."""
    cost = amounts.money(study.cost) if study.cost is not None else ""
    if study.cost_note:
        cost = f"{cost} ({study.cost_note})" if cost else study.cost_note
    parts = [part[:1].upper() + part[1:].rstrip(".") for part in (cost, study.team, study.time_taken) if part]
    return Answer("Cost and team", "".join(f"{part}. " for part in parts).strip(), whole=True)


def when(study: Any) -> str:
    """Return when it happened: "since March 2013", "March 2013 to May 2015", "in 2015", or ""."""
    begun, ended = study.begun_on, study.ended_on
    if begun and ended:
        return (
            f"{begun:%B %Y} to {ended:%B %Y}"
            if (begun.year, begun.month) != (ended.year, ended.month)
            else (f"{begun:%B %Y}")
        )
    if begun:
        return f"{'since' if study.stage in ('in-use', 'scaled', 'pilot') else 'from'} {begun:%B %Y}"
    if ended:
        return f"until {ended:%B %Y}"
    return f"in {study.year}" if study.year else ""


def not_told(study: Any) -> list[str]:
    """Return what the page has no word about, in the order of its sections, to be asked for kindly."""
    how = any(
        told(getattr(study, name)) for name in ("leadership", "people", "governance", "risk_and_finance", "obstacles")
    )
    sections = (
        ("what the problem was", told(study.problem)),
        ("how it was done", told(study.what_we_did) or how),
        ("what changed", told(study.what_changed) or bool(study.outcomes.all())),
        ("what did not work", told(study.what_did_not_work)),
        ("what was learned", told(study.lessons)),
        ("how it is kept going", told(study.sustained_by)),
    )
    return [words for words, is_told in sections if not is_told]
