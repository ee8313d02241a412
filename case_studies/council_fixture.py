"""Reading `fixtures/councils.csv` and bringing the tables in line with it. The command is `load_councils`.

What somebody edited here since the last load is kept: the file only changes what it gave in the first place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from case_studies.council_names import key
from case_studies.loading import FixtureError, parts, read_table, written_by
from case_studies.models import Council, CouncilAlias, CouncilNeighbour

FACTS = (
    "gss_code", "former_codes", "official_name", "short_name", "kind", "nation", "region", "website", "latitude",
    "longitude", "population", "population_year", "rurality", "deprivation_band", "density", "started_on", "ended_on",
)  # fmt: skip
COLUMNS = {"slug", *FACTS, "upper_tier", "successors", "neighbours", "aliases"}
SOURCE = "load_councils"  # what history says about the changes made here


@dataclass
class Row:
    """One line of the file: the council's own facts, and the codes and names that it is tied to."""

    council: Council
    upper_tier: str
    successors: list[str]
    neighbours: list[str]
    aliases: list[str]


@dataclass
class Report:
    """What a load did, in numbers; `kept` names what was edited here and therefore left alone."""

    total: int
    new: int = 0
    changed: int = 0
    names: int = 0
    ties: int = 0
    kept: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        if not (self.new or self.changed or self.names or self.ties):
            return f"All {self.total} councils are up to date."
        return (
            f"{self.total} councils: {self.new} new, {self.changed} changed; {self.names} names and "
            f"{self.ties} links between councils added or changed."
        )


def read(path: Path) -> list[Row]:
    """Return the rows of the file at `path`, checked; raise FixtureError with a sentence where it is broken."""
    rows = [_row(line, where) for where, line in read_table(path, COLUMNS)]
    _check_ties(path, rows)
    return rows


def _row(line: dict[str, str], where: str) -> Row:
    lists = {name: parts(line[name]) for name in ("successors", "neighbours", "aliases")}
    try:
        council = Council(
            slug=line["slug"],
            gss_code=line["gss_code"] or None,
            former_codes=parts(line["former_codes"]),
            **{name: line[name] for name in ("official_name", "short_name", "kind", "nation", "region", "website")},
            rurality=line["rurality"],
            **{name: Decimal(line[name]) if line[name] else None for name in ("latitude", "longitude", "density")},
            **{
                name: int(line[name]) if line[name] else None
                for name in ("population", "population_year", "deprivation_band")
            },
            **{name: date.fromisoformat(line[name]) if line[name] else None for name in ("started_on", "ended_on")},
        )
        council.clean_fields()
    except ValidationError as error:
        what = "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise FixtureError(f"{where}: {what}") from None
    except (ValueError, ArithmeticError) as error:
        raise FixtureError(f"{where}: {error}.") from None
    return Row(council, line["upper_tier"], **lists)


def _check_ties(path: Path, rows: list[Row]) -> None:
    """Refuse repeated slugs and codes, and codes that the file itself does not know."""
    slugs = [row.council.slug for row in rows]
    codes = [row.council.gss_code for row in rows if row.council.gss_code]
    for what, values in (("slug", slugs), ("code", codes)):
        if repeated := sorted({value for value in values if values.count(value) > 1}):
            raise FixtureError(f"{path} has the {what} {', '.join(repeated)} more than once.")
    for row in rows:
        named = {row.upper_tier, *row.successors, *row.neighbours} - {""}
        if unknown := sorted(named - set(codes)):
            raise FixtureError(f"{path}: {row.council.slug} names the unknown code {', '.join(unknown)}.")


@transaction.atomic
def load(rows: list[Row]) -> Report:
    """Bring the database in line with `rows`: a few queries when nothing changed, seconds when all is new."""
    report = Report(total=len(rows))
    with pghistory.context(source=SOURCE):
        new = _load_facts(rows, report)
        councils = {council.slug: council for council in Council.objects.all()}
        by_code = {council.gss_code: council.pk for council in councils.values() if council.gss_code}
        here = [(row, councils[row.council.slug]) for row in rows]
        _load_upper_tiers([(council, by_code.get(row.upper_tier)) for row, council in here], new, report)
        _load_successors({(council.pk, by_code[code]) for row, council in here for code in row.successors}, report)
        _load_neighbours({council.pk: [by_code[code] for code in row.neighbours] for row, council in here}, report)
        _load_aliases({(council.pk, name) for row, council in here for name in row.aliases}, report)
    return report


def _load_facts(rows: list[Row], report: Report) -> set[str]:
    """Create and correct the councils themselves; return the slugs of the new ones."""
    present = {council.slug: council for council in Council.objects.all()}
    changed = []
    for row in rows:
        if (council := present.get(row.council.slug)) is None:
            continue
        differing = {name for name in FACTS if getattr(council, name) != getattr(row.council, name)}
        edited = _edited(council, differing)
        report.kept += [f"{name} of {council.official_name}" for name in sorted(edited)]
        for name in differing - edited:
            setattr(council, name, getattr(row.council, name))
        if differing - edited:
            changed.append(council)
    new = [row.council for row in rows if row.council.slug not in present]
    Council.objects.bulk_create(new)
    if changed:
        Council.objects.bulk_update(changed, FACTS)
    report.new, report.changed = len(new), len(changed)
    return {council.slug for council in new}


def _edited(council: Council, names: Iterable[str]) -> set[str]:
    """Return those of `names` that hold something else than this command last put there, by the council's history."""
    names = list(names)
    if not names:
        return set()
    loaded = written_by(SOURCE, Council).filter(pgh_obj_id=council.pk).first()
    return {name for name in names if loaded is None or getattr(council, name) != getattr(loaded, name)}


def _load_upper_tiers(wanted: list[tuple[Council, int | None]], new: set[str], report: Report) -> None:
    changed = []
    for council, upper_tier in wanted:
        if council.upper_tier_id == upper_tier:
            continue
        if council.slug not in new and _edited(council, ["upper_tier_id"]):
            report.kept.append(f"upper tier of {council.official_name}")
            continue
        council.upper_tier_id = upper_tier
        changed.append(council)
    if changed:
        Council.objects.bulk_update(changed, ["upper_tier"])
    report.ties += len(changed)


def _load_successors(wanted: set[tuple[int, int]], report: Report) -> None:
    """Add the successors that are missing; those added by hand stay."""
    link = Council.successors.through
    present = set(link.objects.values_list("from_council_id", "to_council_id"))
    missing = sorted(wanted - present)
    link.objects.bulk_create(link(from_council_id=ended, to_council_id=successor) for ended, successor in missing)
    report.ties += len(missing)


def _load_neighbours(wanted: dict[int, list[int]], report: Report) -> None:
    """Replace the neighbours of those councils whose list is another one in the file."""
    present: dict[int, list[int]] = {}
    for council, neighbour in CouncilNeighbour.objects.order_by("rank").values_list("council_id", "neighbour_id"):
        present.setdefault(council, []).append(neighbour)
    differing = [council for council, neighbours in wanted.items() if neighbours != present.get(council, [])]
    CouncilNeighbour.objects.filter(council__in=differing).delete()
    new = [
        CouncilNeighbour(council_id=council, neighbour_id=neighbour, rank=rank)
        for council in differing
        for rank, neighbour in enumerate(wanted[council], start=1)
    ]
    CouncilNeighbour.objects.bulk_create(new)
    report.ties += len(new)


def _load_aliases(wanted: set[tuple[int, str]], report: Report) -> None:
    """Add the names that are missing; those added by hand stay."""
    present = set(CouncilAlias.objects.values_list("council_id", "name"))
    missing = sorted(wanted - present)
    CouncilAlias.objects.bulk_create(CouncilAlias(council_id=pk, name=name, key=key(name)) for pk, name in missing)
    report.names = len(missing)
