"""What is compared, and shown, of a case study beside another one's page, kept in the worker's memory.

A candidate is read once and kept until a document or a name is written, as posting lists are
(docs/adr/0009-posting-lists.md). Which candidates a page has, and their order, is `case_studies/related.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from case_studies import covers
from case_studies.similarity import LikeCouncil
from case_studies.thumbnails import Thumbnail
from innovation_db.paths import path_to
from innovation_db.prepared import Prepared

MOST_COUNCILS = 4  # of one candidate
MOST_KEPT = 6_000  # candidates, of about a kilobyte each
# The last entry in the log of documents, and the version of names.
type Version = tuple[int | None, UUID | None]

_ROWS = Prepared(
    "similar_candidates",
    ("bigint[]",),
    lambda: (
        """
SELECT json_agg(json_build_array(
    c.id, c.slug, c.title, c.summary, coalesce(c.year, extract(year FROM c.begun_on)::int), c.completeness,
    (SELECT colour FROM case_studies_theme t JOIN case_studies_casestudy_themes ct ON ct.theme_id = t.id
        WHERE ct.casestudy_id = c.id ORDER BY t.name LIMIT 1),
    (SELECT json_agg(json_build_array(o.id, o.short_name, o.kind, coalesce(o.population, 0), o.region, o.slug)
            ORDER BY i.role, i.id)
        FROM case_studies_involvement i JOIN case_studies_council o ON o.id = i.council_id
        WHERE i.case_study_id = c.id),
    case_studies_search_picture(c.id)
) ORDER BY c.id)
FROM case_studies_casestudy c WHERE c.id = ANY ($1) AND c.state = 'published'
"""
    ),
)


class Candidate(NamedTuple):
    """A published case study as a line in a list, with the councils by which it is compared."""

    id: int
    slug: str
    title: str
    summary: str
    year: int | None
    completeness: str
    colour: int | None
    councils: tuple[LikeCouncil, ...]
    picture: Thumbnail | None = None

    @property
    def url(self) -> str:
        return path_to("case_studies:case_study", self.slug)

    @property
    def cover(self) -> str:
        """Where the picture is that stands for the record: its first one, or the drawn cover."""
        return self.picture.address if self.picture else covers.address(self.colour or 1, self.id)

    @property
    def council_names(self) -> str:
        return ", ".join([council.name for council in self.councils])


@dataclass(frozen=True)
class _Kept:
    version: Version = (None, None)
    by_id: dict[int, Candidate] = field(default_factory=dict)


_kept = _Kept()


def of(ids: Sequence[int], version: Version) -> list[Candidate]:
    """Return the published ones of these case studies, at least as new as `version`, in the order of `ids`.

    One query for those that this worker has not compared since something was written, none when it has them all.
    """
    global _kept
    kept = _kept
    if kept.version != version:
        # Replaced, never emptied: another thread may be in the middle of it.
        kept = _kept = _Kept(version)
    known = kept.by_id
    found = {pk: known.get(pk) for pk in ids}
    if missing := [pk for pk, candidate in found.items() if candidate is None]:
        for pk in list(islice(known, max(len(known) + len(missing) - MOST_KEPT, 0))):
            known.pop(pk, None)
        read = {candidate.id: candidate for candidate in _read(missing)}
        known.update(read)
        found |= read
    return [candidate for candidate in found.values() if candidate is not None]


def _read(ids: list[int]) -> list[Candidate]:
    with connection.cursor() as cursor:
        _ROWS.execute(cursor, ids)
        (found,) = cursor.fetchone()
        return [
            Candidate._make([*row, _like_councils(councils), Thumbnail(*picture) if picture else None])
            for *row, councils, picture in found or []
        ]


def _like_councils(rows: Sequence[Sequence[Any]] | None) -> tuple[LikeCouncil, ...]:
    return tuple(LikeCouncil(*council) for council in (rows or [])[:MOST_COUNCILS])
