"""Putting figures into a report, changing what is said about them. Whether it is true is `figures/qualifiers.py`."""

import re
from typing import Any

from django.db import transaction

from board_reports import editing, inline
from board_reports.models import FigureUse, Report
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

SAID = (
    "definition", "arguments", "qualifier", "stated", "baseline", "baseline_whose", "baseline_source", "style",
    "with_noun",
)  # fmt: skip


@transaction.atomic
def add(
    *, report: Report, said: dict[str, Any], by: User, where: str = "", at: int | None = None, instead_of: str = ""
) -> FigureUse:
    """Add a figure to a report, and its mark to the words `where` (see `editing.insert`). Return it.

    `said` has a value for each of `SAID`. Raises `ChangedMeanwhileError` and `RefusedError`.
    """
    row = _locked(report)
    marks = inline.figures_in(
        [row.summary, row.recommendations, row.action, *row.blocks.values_list("text", flat=True)]
    )
    taken = [int(key[1:]) for key in [*row.figures.values_list("key", flat=True), *marks] if re.fullmatch(r"f\d+", key)]
    with acting(user=by):
        use = FigureUse.objects.create(report=row, key=f"f{max(taken, default=0) + 1}", **said)
        if where:
            editing.insert(
                report=row, where=where, token=inline.figure(use.key), by=by, at=at, instead_of=instead_of
            )  # fmt: skip
    return use


@transaction.atomic
def change(*, use: FigureUse, said: dict[str, Any], seen: str, by: User) -> FigureUse:
    """Say something else about a figure. Raises `ChangedMeanwhileError` when somebody did meanwhile, `RefusedError`."""
    row = _locked(use.report)
    current = row.figures.filter(pk=use.pk).first()
    if current is None:
        raise ChangedMeanwhileError("Somebody else removed this figure.")
    if mark(current) != seen:
        raise ChangedMeanwhileError("Somebody else changed this figure meanwhile. What you chose is still in the form.")
    for name in SAID:
        setattr(current, name, said[name])
    current.pinned_at = current.pinned_number = current.pinned = None
    with acting(user=by):
        current.save(update_fields=[*SAID, "pinned_at", "pinned_number", "pinned"])
    return current


@transaction.atomic
def remove(*, use: FigureUse, by: User) -> None:
    """Remove a figure that stands nowhere in the text. Raises `RefusedError`."""
    row = _locked(use.report)
    if compared := next((one.key for one in row.figures.all() if one.compared_with == use.key), ""):
        raise RefusedError(f"The figure [[{compared}]] is compared with it. Compare that with something else first.")
    if use.key in editing.used_figures(row):
        raise RefusedError(f"It stands in the text as [[{use.key}]]. Take it out there first.")
    with acting(user=by):
        row.figures.filter(pk=use.pk).delete()


def mark(use: FigureUse) -> str:
    """Return the mark of what somebody sees of a figure."""
    return editing.mark("|".join(str(getattr(use, name)) for name in SAID))


def _locked(report: Report) -> Report:
    row = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.state == Report.State.CLEARANCE:
        raise RefusedError("It is in clearance now, so its figures stay as they were submitted.")
    return row
