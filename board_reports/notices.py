"""E-mails about clearance: to those whom a report waits for, to its author when it returns, reminders, corrections."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from board_reports.models import Clearance, ClearanceStep, Report, Version
from innovation_db import mail
from innovation_db.models import Message, User
from innovation_db.roles import Role

TURN, DUE, RETURNED, CLEARED = "report_turn", "report_due", "report_returned", "report_cleared"
CORRECTED = "report_corrected"


def people_of(step: Clearance) -> list[User]:
    """Return who may settle a step: those whom the board names in it, or whoever clears reports."""
    named = User.objects.filter(
        is_active=True, pk__in=ClearanceStep.people.through.objects.filter(
            clearancestep__board=step.report.board_id, clearancestep__place=step.place
        ).values("user")
    ).order_by("name", "pk")  # fmt: skip
    return list(named) or list(User.objects.holding(Role.REPORT_CLEARER).order_by("name", "pk"))


def tell_whose_turn(report: Report, *, by: User) -> None:
    """E-mail those whose step is next; where none is left, its author, that it can be published."""
    step = Clearance.objects.next_steps().filter(report=report).select_related("report").first()
    if step is not None:
        _send(TURN, step.report, [one for one in people_of(step) if one != by], by=by, step=step)
    else:
        _send(CLEARED, report, _authors(report), by=by)


def tell_of_return(step: Clearance, *, by: User) -> None:
    """E-mail the author that a report came back, with what is to be done."""
    _send(RETURNED, step.report, _authors(step.report), by=by, step=step)


def tell_of_correction(version: Version, steps: Iterable[ClearanceStep], *, by: User) -> None:
    """E-mail those who clear such a report, and its author, what was wrong in it.

    `steps` are those that the report takes, as the board has them now.
    """
    report = version.report
    people = {one.pk: one for one in _authors(report)}
    for step in steps:
        as_taken = Clearance(report=report, place=step.place, name=step.name)
        people |= {one.pk: one for one in people_of(as_taken)}
    people.pop(by.pk, None)
    _send(CORRECTED, report, people.values(), by=by, version=version)


def remind_due() -> int:
    """E-mail those whose step is due today or was, once a day; return how many e-mails. For the housekeeping."""
    today = timezone.localdate()
    sent = 0
    for step in Clearance.objects.next_steps().filter(due_on__lte=today).select_related("report"):
        written = Message.objects.filter(
            template__in=[TURN, DUE], about_type=ContentType.objects.get_for_model(Report), about_id=step.report_id,
            created_at__date=today,
        ).values_list("to", flat=True)  # fmt: skip
        people = [one for one in people_of(step) if one.email not in set(written)]
        _send(DUE, step.report, people, by=None, step=step)
        sent += len(people)
    return sent


def _authors(report: Report) -> list[User]:
    """Return who submitted it last."""
    newest = Version.objects.filter(report=report, kind=Version.Kind.SUBMITTED).newest_first().first()
    return [newest.made_by] if newest and newest.made_by and newest.made_by.is_active else []


def _send(
    template: str,
    report: Report,
    people: Iterable[User],
    *,
    by: User | None,
    step: Clearance | None = None,
    version: Version | None = None,
) -> None:
    link = mail.absolute(reverse("admin:board_reports_report_clearance", args=[report.pk]))
    # Officers who may not open a report for few see the letters about it in the list of e-mails.
    called = "A restricted report" if report.is_for_few else f"“{report.title}”"
    for person in people:
        context = {"person": person, "report": report, "called": called, "step": step, "version": version, "link": link}
        mail.send(template=template, to=person.email, context=context, about=report, by=by)
