"""Where a case study was told, such as at a session of the Innovation Zone. Apps above the library say so here."""

from collections.abc import Callable
from dataclasses import dataclass

from case_studies.models import CaseStudy


@dataclass(frozen=True)
class Told:
    """One occasion: what it was called, its page, and where and when it was in a few words."""

    title: str
    address: str
    where: str


SOURCES: list[Callable[[CaseStudy], list[Told]]] = []


def register(source: Callable[[CaseStudy], list[Told]]) -> None:
    """Let `source` be asked for the occasions of a case study. It may cost one query."""
    SOURCES.append(source)


def told_at(study: CaseStudy) -> list[Told]:
    """Return every public occasion at which `study` was told. Costs a query for each source."""
    return [told for source in SOURCES for told in source(study)]
