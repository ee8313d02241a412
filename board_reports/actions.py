"""The steps of a report: submitted, cleared or returned, published, corrected. Each makes a version that never changes.

What a version holds is `reading.py`'s; who may take which step is the table of roles.
"""

from collections.abc import Iterable
from dataclasses import asdict, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from board_reports import checks, editing, letters, notices, reading, remarks, search
from board_reports.deadlines import working_days_after
from board_reports.models import Clearance, ClearanceStep, FigureUse, Report, Version
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

WITHOUT_STEPS = "Clearance"  # the one step of a board that has not said its own


@transaction.atomic
def submit(*, report: Report, version: int, by: User) -> Version:
    """Pin every figure, keep a version, and begin clearance. Return the version.

    `version` is that of the draft which `by` saw. Raises `ChangedMeanwhileError`, and `RefusedError` naming
    everything that is still to be settled.
    """
    row = _locked(report, version, Report.State.DRAFT)
    pin(row, row.figures.all())
    document = reading.draft(row, rows=True)
    if open_points := checks.blocking(row, document):
        raise RefusedError("Before it can be submitted: " + " ".join(open_points))
    _move(row, Report.State.CLEARANCE, by, "Submitted for clearance")
    made = _keep(row, Version.Kind.SUBMITTED, by)
    due = timezone.localdate()
    for step in steps_for(row):
        due = working_days_after(due, step.days)
        Clearance.objects.create(report=row, submission=made, place=step.place, name=step.name, due_on=due)
    notices.tell_whose_turn(row, by=by)
    return made


@transaction.atomic
def approve(*, clearance: Clearance, by: User, note: str = "") -> Version:
    """Approve the step that is next. Raises `ChangedMeanwhileError` when somebody settled it, `RefusedError`."""
    row, step = _next_step(clearance, by)
    _settle(step, Clearance.State.APPROVED, by, note)
    made = _keep(row, Version.Kind.APPROVED, by, note=step.name)
    notices.tell_whose_turn(row, by=by)
    return made


@transaction.atomic
def send_back(*, clearance: Clearance, by: User, note: str) -> Version:
    """Return the report to its author with a note; its figures are live again. Raises as `approve`."""
    if not note.strip():
        raise RefusedError("Say what is to be done, so that the author can do it.")
    row, step = _next_step(clearance, by)
    _settle(step, Clearance.State.RETURNED, by, note)
    made = _keep(row, Version.Kind.RETURNED, by, note=step.name)
    unpin(row)
    _move(row, Report.State.DRAFT, by, f"Returned by {step.name}")
    notices.tell_of_return(step, by=by)
    return made


@transaction.atomic
def publish(*, report: Report, version: int, by: User) -> Version:
    """Freeze and publish a report whose every step is approved. Raises `ChangedMeanwhileError`, `RefusedError`."""
    row = _locked(report, version, Report.State.CLEARANCE)
    waiting = [step.name for step in current_steps(row) if step.state != Clearance.State.APPROVED]
    if waiting:
        raise RefusedError(f"It is not cleared yet: {', '.join(waiting)}.")
    _refuse_what_is_open(row)
    row.published_at, row.published_by = timezone.now(), by
    _move(row, Report.State.PUBLISHED, by, "Published", "published_at", "published_by")
    return _put_before_readers(_keep(row, Version.Kind.PUBLISHED, by))


@transaction.atomic
def correct(*, report: Report, version: int, by: User, note: str) -> Version:
    """Publish the report again as it is drafted now, marked as corrected with what was wrong.

    One clearer does it, and everybody who clears the report is told: ADR 13.
    """
    if not note.strip():
        raise RefusedError("Say what was wrong: readers see it beside the corrected report.")
    row = _locked(report, version, Report.State.PUBLISHED)
    pin(row, row.figures.filter(pinned_at=None))
    if open_points := checks.blocking(row, reading.draft(row)):
        raise RefusedError("Before it can be corrected: " + " ".join(open_points))
    made = _keep(row, Version.Kind.CORRECTED, by, note=note)
    notices.tell_of_correction(made, steps_for(row), by=by)
    return _put_before_readers(made)


@transaction.atomic
def take(*, use: FigureUse, by: User) -> FigureUse:
    """Pin a figure anew to what it is now: the officer saw that it drifted, and takes the new value.

    The text is another one then: it makes a version, and every step is asked about it, those that had approved as
    well. What they approved, and when, is kept.
    """
    report = Report.objects.select_for_update().get(pk=use.report_id)
    if report.state != Report.State.CLEARANCE:
        raise RefusedError("Only a report in clearance has pinned figures.")
    before = current_steps(report)
    with acting(user=by, reason=f"Took the new value of {use.key}"):
        pin(report, [use])
    made = _keep(report, Version.Kind.TAKEN, by, note=use.key)
    _ask_again(report, before, made)
    if any(step.state == Clearance.State.APPROVED for step in before):
        notices.tell_whose_turn(report, by=by)
    return use


def pin(report: Report, uses: Iterable[FigureUse]) -> None:
    """Write down what these figures are now."""
    for use in uses:
        now = reading.figure(use, rows=True, pinned=False)
        use.pinned_number = Decimal(now.number) if now.number else None
        use.pinned_at, use.pinned = timezone.now(), asdict(now)
        use.save(update_fields=["pinned_number", "pinned_at", "pinned"])
    getattr(report, "_prefetched_objects_cache", {}).pop("figures", None)


def unpin(report: Report) -> None:
    """Let the figures live again."""
    report.figures.update(pinned_number=None, pinned_at=None, pinned=None)


def steps_for(report: Report) -> list[ClearanceStep]:
    """Return the steps that the report is to take, by the board’s list and what it was ticked for. Costs a query."""
    found = [one for one in ClearanceStep.objects.filter(board=report.board) if one.is_for(report)]
    return found or [ClearanceStep(place=1, name=WITHOUT_STEPS)]


def last_return(report: Report) -> Clearance | None:
    """Return the step that sent a draft back to its author, None where nothing did. Costs a query for a draft."""
    if report.state != Report.State.DRAFT:
        return None
    return next((step for step in reversed(current_steps(report)) if step.state == Clearance.State.RETURNED), None)


def current_steps(report: Report) -> list[Clearance]:
    """Return the steps of the newest submission in their order. Costs a query."""
    newest = Version.objects.filter(report=report).begins_clearance().newest_first()[:1]
    return list(Clearance.objects.filter(submission__in=newest).select_related("settled_by").order_by("place"))


def approved_before(report: Report) -> list[Clearance]:
    """Return the steps that had approved the report before a figure of it was taken anew. Costs three queries."""
    submitted = Version.objects.filter(report=report, kind=Version.Kind.SUBMITTED).aggregate(last=Max("number"))["last"]
    now = [step.submission_id for step in current_steps(report)[:1]]
    found = Clearance.objects.filter(report=report, submission__number__gte=submitted or 0)
    found = found.filter(state=Clearance.State.APPROVED).exclude(submission__in=now)
    return list(found.select_related("settled_by").order_by("settled_at"))


def _ask_again(report: Report, before: list[Clearance], made: Version) -> None:
    """Ask every step about the new version. A page that is open shows the old text: its step is no longer there."""
    again = any(step.state == Clearance.State.APPROVED for step in before)
    due = timezone.localdate()
    days = dict(ClearanceStep.objects.filter(board=report.board_id).values_list("place", "days"))
    for step in before:
        due = working_days_after(due, days.get(step.place, ClearanceStep().days))
        Clearance.objects.create(
            report=report, submission=made, place=step.place, name=step.name, due_on=due if again else step.due_on
        )
    Clearance.objects.filter(pk__in=[step.pk for step in before], state=Clearance.State.WAITING).delete()


def _next_step(clearance: Clearance, by: User) -> tuple[Report, Clearance]:
    """Return the report and the step, both locked, when it is this step's turn and `by` may take it."""
    row = Report.objects.select_for_update().get(pk=clearance.report_id)
    step = Clearance.objects.select_for_update().filter(pk=clearance.pk).first()
    if step is None:
        raise ChangedMeanwhileError("A figure was taken anew meanwhile: read the report as it is now.")
    if step.state != Clearance.State.WAITING or row.state != Report.State.CLEARANCE:
        raise ChangedMeanwhileError(f"{step.settled_by or 'Somebody'} settled “{step.name}” meanwhile.")
    before = [one.name for one in current_steps(row) if one.place < step.place and one.state == Clearance.State.WAITING]
    if before:
        raise RefusedError(f"{before[0]} comes first.")
    people = list(ClearanceStep.objects.filter(board=row.board, place=step.place).values_list("people__pk", flat=True))
    if any(people) and by.pk not in people:
        raise RefusedError(f"“{step.name}” is for others to settle.")
    return row, step


def _settle(step: Clearance, state: Clearance.State, by: User, note: str) -> None:
    step.state, step.settled_at, step.settled_by, step.note = state, timezone.now(), by, note
    step.save(update_fields=["state", "settled_at", "settled_by", "note"])


def _refuse_what_is_open(row: Report) -> None:
    """Raise `RefusedError` naming what officers said at the report and nobody settled."""
    if said := remarks.unsettled(row):
        where = remarks.places(row, said)
        listed = "; ".join(remarks.sentence(one, where[one.pk]) for one in said)
        raise RefusedError(
            f"Settle what is open first: {listed}. Who said it, or who clears reports, marks it as settled."
        )


def _locked(report: Report, version: int, state: Report.State) -> Report:
    """Return the report, locked, of the version that was seen and in `state`."""
    row = (
        Report.objects.select_for_update(of=("self",)).select_related("board", "meeting", "previous").get(pk=report.pk)
    )
    if row.version != version:
        raise ChangedMeanwhileError("Somebody changed the report meanwhile. Nothing of yours was done: look again.")
    if row.state != state:
        raise RefusedError(f"It is {row.get_state_display().lower()} now.")
    return row


def _move(row: Report, state: Report.State, by: User, reason: str, *fields: str) -> None:
    row.state = state
    with acting(user=by, reason=reason):
        row.save(update_fields=["state", *fields])


def _keep(row: Report, kind: Version.Kind, by: User, note: str = "") -> Version:
    last = Version.objects.filter(report=row).aggregate(last=Max("number"))["last"] or 0
    document, used = reading.draft(row, rows=True), editing.used_figures(row)
    # A figure whose paragraph was taken out is no figure of the report any more: its readers would look for it in vain.
    content = replace(document, figures=tuple(one for one in document.figures if one.key in used)).as_json()
    return Version.objects.create(report=row, number=last + 1, kind=kind, made_by=by, note=note, content=content)


def _put_before_readers(version: Version) -> Version:
    """Let a published version be found, and write to those who asked to be told of it."""
    search.keep(version)
    letters.tell(version)
    return version
