"""From a Zone back into the library: each session becomes a draft case study, once. Nothing here publishes anything.

Which sessions still wait is `Session.objects.waiting_to_be_written_up()`; letters to those who spoke are
`zone_programme/thanking.py`.
"""

from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import linebreaks

from case_studies.models import CaseStudy, Council, Document, Involvement, Link
from innovation_db import mail
from innovation_db.history import acting
from innovation_db.jobs import Run, job
from innovation_db.models import SavedForm, User
from innovation_db.refusals import RefusedError
from zone_programme.models import Session, Speaker, WrittenUp

ALLOWED = "zone_programme.add_writtenup"
SUMMARY = 600  # the most characters of a summary
# How many of the words that speakers may read go into the notes for the editors.
MOST_WORDS = 10


@transaction.atomic
def write_up(*, session: Session, by: User | None) -> CaseStudy:
    """Make a draft case study of a session and return it; a second call returns the first one's.

    Raises `RefusedError` before the Zone is over, and for a session that did not take place or is told already.
    """
    row: Session = Session.objects.select_for_update(of=["self"]).select_related("zone", "theme").get(pk=session.pk)
    made = WrittenUp.objects.select_related("case_study").filter(session=row).first()
    if made:
        return made.case_study
    if not Session.objects.filter(pk=row.pk).after_their_zone().exists():
        raise RefusedError(f"“{row}” has not taken place yet. Write it up once the Zone is over.")
    if not Session.objects.filter(pk=row.pk).without_case_study().exists():
        raise RefusedError(f"“{row}” is told already, in a case study that it names.")
    with acting(user=by, reason=f"Written up after the {row.zone}"):
        if study := _told_by_them(row):
            WrittenUp.objects.create(session=row, case_study=study, made_by=by)
            row.case_studies.add(study)
            return study
        study = CaseStudy.objects.create(**_story(row), **_origin(row), review_note=notes(row), created_by=by)
        _councils(study, row)
        if row.theme:
            study.themes.add(row.theme)
        _files(study, row)
        Link.objects.create(case_study=study, title=f"Session at the {row.zone}"[:200], url=_address(row))
        WrittenUp.objects.create(session=row, case_study=study, made_by=by)
        row.case_studies.add(study)
    return study


@job("Draft case studies of a Zone")
def write_up_all(run: Run, *, zone: int) -> str:
    """Make a draft of each session of a Zone that has none; what is made stays when it is stopped."""
    sessions = list(Session.objects.filter(zone=zone).waiting_to_be_written_up().order_by("title", "pk"))
    run.total = len(sessions)
    made, refused = 0, []
    for session in sessions:
        run.advance(0, f"“{session}” …")
        try:
            write_up(session=session, by=run.job.started_by)
            made += 1
        except RefusedError as refusal:
            refused.append(str(refusal))
        run.advance()
    sentence = "1 draft is made." if made == 1 else f"{made} drafts are made."
    return " ".join([sentence, *refused])


def _told_by_them(session: Session) -> CaseStudy | None:
    """Return what a speaker of the session sent by the form that their letter of thanks opened, if they did."""
    sent = SavedForm.objects.sent().filter(
        thank_you__speaker__appearances__session=session,
        became_type=ContentType.objects.get_for_model(CaseStudy),
    )
    told: CaseStudy | None = CaseStudy.objects.filter(pk__in=sent.values("became_id"), written_up=None).first()
    return told


def _story(session: Session) -> dict[str, object]:
    """Return what the record says: the words of the session, and of the proposal that it began as."""
    proposal = getattr(session, "proposal", None)
    told = session.summary.strip() or session.how.strip() or f"{session}."
    longer = told if len(told) > SUMMARY else ""
    contact = _contact(session)
    return {
        "title": session.title,
        "summary": shortened(told),
        "year": session.zone.year,
        "problem": _paragraphs(proposal.problem if proposal else longer),
        "what_we_did": _paragraphs("\n\n".join(filter(None, [proposal.what if proposal else "", session.how]))),
        "contact_role": contact.role[:150] if contact else "",
        "contact_email": contact.email if contact else "",
        "evidence_level": CaseStudy.Evidence.TOLD,
        "evidence_reason": f"Told by those who did it, at the {session.zone}; not checked yet.",
    }


def _origin(session: Session) -> dict[str, str]:
    """Return where the record comes from. `record_id` is unique: the database itself refuses a second one."""
    zone = f"{session.zone} (made up, for demonstration)" if session.zone.demonstration else str(session.zone)
    return {
        "record_id": f"zone-{session.zone.year}-{session.pk}",
        "source": f"Session at the {zone}",
        "source_link": _address(session),
    }


def _address(session: Session) -> str:
    return mail.absolute(session.get_absolute_url())


def _councils(study: CaseStudy, session: Session) -> None:
    """Name the session's councils as leads, and those of its speakers as deduced partners."""
    leads = list(session.councils.order_by("pk"))
    spoke = (
        Council.objects.filter(speakers__appearances__session=session)
        .exclude(pk__in=[one.pk for one in leads])
        .distinct()
    )
    lead, partner = Involvement.Role.LEAD, Involvement.Role.PARTNER
    for council in leads:
        Involvement.objects.create(case_study=study, council=council, role=lead)
    for council in spoke.order_by("pk"):
        Involvement.objects.create(case_study=study, council=council, role=partner, inferred=True)


def _files(study: CaseStudy, session: Session) -> None:
    """Copy the session's files that an officer shows; one that is no longer there is left out."""
    for position, one in enumerate(session.files.shown()):
        with suppress(OSError), one.file.open() as file:
            copy = ContentFile(file.read(), name=one.download_name)
            Document.objects.create(case_study=study, title=one.title, file=copy, position=position)


def _contact(session: Session) -> Speaker | None:
    """Return the first speaker whom messages can be passed on to, else the first with a job; their address stays ours.

    No name: a name in a record is shown to everybody once it is published, and nobody has been asked.
    """
    people = [one.speaker for one in session.appearances.select_related("speaker")]
    reached = [person for person in people if person.email]
    return next(iter(reached or [person for person in people if person.role]), None)


def _roles(session: Session) -> list[str]:
    """Return the jobs of those who spoke, chairs last, without their names."""
    return list(
        dict.fromkeys(one.speaker.role for one in session.appearances.select_related("speaker") if one.speaker.role)
    )


def notes(session: Session) -> str:
    """Return what the editors should know and do before the draft is published. Costs about five queries."""
    lines = [f"It was told at the {session.zone}: {_address(session)}"]
    if session.zone.demonstration:
        lines.append("This Zone is made up, to show how it works: do not publish this record.")
    roles = _roles(session)
    lines.append(
        f"Who spoke, by their jobs: {'; '.join(roles)}." if roles else "We do not know the jobs of those who spoke."
    )
    contact = _contact(session)
    lines.append(
        "Messages from readers would go to the first of them. Ask whether that may be, and whether to show a name."
        if contact and contact.email
        else "Ask the council whom readers may write to."
    )
    if session.councils.count() > 1:
        lines.append("All councils of the session stand as leads. Say which of them were partners.")
    lines += [attendance(session), f"Feedback: {session.feedback.totals().in_words()}"]
    words = list(session.feedback.passed_on().values_list("words", flat=True)[:MOST_WORDS])
    lines += [f"Delegates said: “{' '.join(one.split())}”" for one in words]
    return "\n".join(lines)


def attendance(session: Session) -> str:
    """Return in a sentence how many came and how full it was. Costs a query."""
    counted = list(session.door_counts.attended())
    if not counted:
        return "Attendance: nobody counted at the door."
    came, places = sum(one.most for one in counted), sum(one.capacity for one in counted)
    full = sum(one.most >= one.capacity for one in counted)
    times = "" if len(counted) == 1 else f" at {len(counted)} times"
    return f"Attendance: {came} for {places} places{times}{', every place taken' if full == len(counted) else ''}."


def shortened(text: str, letters: int = SUMMARY) -> str:
    """Return the beginning of `text` in at most `letters`: whole sentences where one fits, else whole words."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    start = text[:letters]
    sentence = start.rfind(". ")
    return start[: sentence + 1] if sentence > 0 else start[: letters - 2].rsplit(" ", 1)[0] + " …"


def _paragraphs(text: str) -> str:
    return linebreaks(text, autoescape=True) if text else ""
