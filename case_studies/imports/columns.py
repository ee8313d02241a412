"""The columns a file may have: their names, what each fills in and how its cells are read.

`docs/importing.md` tells officers the same; a test compares the two.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import models
from rapidfuzz import fuzz, process

from case_studies.imports import cells
from case_studies.imports.reading import NotImportableError, Sheet, fold
from case_studies.models import CaseStudy, Outcome
from innovation_db.rich_text import RichTextField

# Columns that fill one field of the case study, named as the field is.
PLAIN = (
    "record_id", "title", "summary", "novelty", "stage",
    "problem", "what_we_did", "leadership", "people", "governance", "risk_and_finance", "obstacles",
    "what_changed", "what_did_not_work", "lessons", "sustained_by",
    "cost", "cost_note", "team", "time_taken",
    "reuse_terms", "reuse_note", "reuse_link", "reuse_contact",
    "evidence_level", "evidence_reason", "contact_role", "contact_name", "contact_email",
    "year", "begun_on", "ended_on", "last_confirmed_on", "review_due_on", "source", "source_link",
)  # fmt: skip
# Columns that name other things, and columns that together make one field.
SUBJECTS = ("themes", "service_areas", "programmes", "partners")
COUNCILS = ("council", "partner_councils", "council_deduced")
SAVING = ("saving", "saving_period", "saving_basis", "saving_year")
OUTCOMES = ("outcomes", *SAVING)
# What a rejected file adds in front: known, and passed over.
OF_REJECTED_FILES = ("row", "reason")

TOLD = (*PLAIN, *COUNCILS, *SUBJECTS, *OUTCOMES, "links")
KNOWN = frozenset((*TOLD, *OF_REJECTED_FILES))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file stands where."""

    places: dict[str, int]
    width: int

    def cell(self, line: list[str], name: str) -> str:
        """Return the cell of column `name`, "" when the file has no such column."""
        place = self.places.get(name)
        return "" if place is None else line[place]

    def has(self, *names: str) -> bool:
        return any(name in self.places for name in names)


def check(sheet: Sheet, file: str) -> Columns:
    """Return where each known column is, or raise `NotImportableError` naming what is wrong with the header."""
    names = [fold(name) for name in sheet.header]
    nameless = [index for index, name in enumerate(names) if not name]
    for index in nameless:
        if any(len(line.cells) > index and line.cells[index].strip() for line in sheet.lines):
            raise NotImportableError(f"Column {index + 1} of {file} has no name in the header.")
    unknown = [sheet.header[i] for i, name in enumerate(names) if name and name not in KNOWN]
    if len(unknown) == len(names) - len(nameless):
        raise NotImportableError(
            f"{file} has none of the known columns, so it is not a table of case studies; its first line must name "
            "columns such as record_id, title, summary and council."
        )
    told = Counter(name for name in names if name and name not in OF_REJECTED_FILES)
    twice = [name for name, count in told.items() if count > 1]
    if twice:
        raise NotImportableError(f"{file} has {_listed(twice)} twice: keep one column of each name.")
    if unknown:
        raise NotImportableError(f"{file} has {_unknown(unknown)}; docs/importing.md lists the columns.")
    if "record_id" not in names:
        raise NotImportableError(
            f"{file} has no column record_id, by which a record is known when it is imported again."
        )
    return Columns({name: i for i, name in enumerate(names) if name and name not in OF_REJECTED_FILES}, len(names))


def _listed(names: list[str]) -> str:
    return "the column " + ", ".join(f"“{name}”" for name in names)


def _unknown(names: list[str]) -> str:
    told = []
    for name in names[:10]:
        close = process.extractOne(fold(name), sorted(KNOWN), scorer=fuzz.ratio, score_cutoff=60)
        told.append(f"“{cells.short(name)}” (did you mean “{close[0]}”?)" if close else f"“{cells.short(name)}”")
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"{'an unknown column' if len(names) == 1 else 'unknown columns'}: {', '.join(told)}{more}"


def _reader(field: models.Field) -> cells.Parse:
    """Return how the cells of a plain column are read: its model field decides."""
    if field.choices:
        return cells.choice(list(field.flatchoices), blank=None if field.null else "")
    if isinstance(field, RichTextField):
        return cells.rich
    if isinstance(field, models.DecimalField):
        return cells.money
    if isinstance(field, models.DateField):
        return cells.day
    if isinstance(field, models.IntegerField):
        return cells.year
    if isinstance(field, models.URLField):
        return cells.address(field.max_length or 200)
    if isinstance(field, models.EmailField):
        return cells.email
    limit = field.max_length or cells.RICH_LIMIT
    return cells.lines(limit) if field.name == "reuse_note" else cells.line(limit)


READERS = {name: _reader(CaseStudy._meta.get_field(name)) for name in PLAIN}  # type: ignore[arg-type]
READERS |= {
    "council_deduced": cells.yes_or_no,
    "saving": cells.money,
    "saving_period": cells.choice(Outcome.Period.choices),
    "saving_basis": cells.choice(Outcome.Basis.choices),
    "saving_year": cells.year,
}
