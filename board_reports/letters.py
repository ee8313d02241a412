"""E-mails about new reports to people without an account: asking for them by link, confirming, ending, and sending.

Only public reports are told of. The words are `templates/innovation_db/mail/board_report_*.txt`.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from board_reports.models import Board, Report, Subscription, Version
from innovation_db import links, mail
from innovation_db.history.forgetting import forget
from innovation_db.links import Purpose
from innovation_db.models import ContributorLink, Message

MOST_STEPS = 50  # back along the line of reports on a subject
LETTER = "board_report_published"
KEPT = timedelta(days=14)  # without being confirmed; the privacy page says so


def _path(link: ContributorLink) -> str:
    return reverse("board_reports:letters", args=[link.key])


# The link ends the e-mails as well, so it lasts for years.
PURPOSE = links.register(
    Purpose(
        name="board_reports", what="your e-mails about Board reports", path=_path, template="board_report_link",
        days=3650, lasting=True,
    )
)  # fmt: skip


def line_of(report: Report) -> list[int]:
    """Return the ids of the report and of those before it on its subject. Costs a query for each of these."""
    line = [report.pk]
    while report.previous is not None and report.previous_id not in line and len(line) < MOST_STEPS:
        report = report.previous
        line.append(report.pk)
    return line


def ask(*, email: str, board: Board | None = None, subject: Report | None = None) -> Subscription:
    """Keep that somebody asks for e-mails about a board, or about what follows the report `subject`; send their link.

    By the link they confirm the e-mails, and end them. Whoever asks again gets the same link again.
    Raises `links.TooManyLinksError`.
    """
    known = Subscription.objects.filter(email__iexact=email, board=board, subject=subject).select_related("link")
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                link = links.make(purpose=PURPOSE, email=email)
                found = Subscription.objects.create(email=email, board=board, subject=subject, link=link)
                link.about = found
                link.save(update_fields=["about_type", "about_id"])
        except IntegrityError:  # they pressed twice
            found = known.get()
    found.link.refresh_from_db()
    links.ask_again(found.link)
    return found


def confirm(subscription: Subscription) -> None:
    """Begin to send. Pressing twice changes nothing."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Send no more, and forget the address with everything that was written to it."""
    forget_these([subscription])


@transaction.atomic
def forget_unconfirmed() -> int:
    """Forget the addresses that nobody confirmed in time; return how many. Housekeeping calls it."""
    old = Subscription.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - KEPT).select_for_update()
    return forget_these(list(old))


def forget_these(subscriptions: list[Subscription]) -> int:
    """Delete these with their links, the history of these, and the e-mails about them."""
    numbers = [one.pk for one in subscriptions]
    keys = [one.link_id for one in subscriptions]
    about = Q(about_type=ContentType.objects.get_for_model(Subscription), about_id__in=numbers)
    about |= Q(template=LETTER, to__in=[one.email for one in subscriptions])
    if numbers:
        Message.objects.filter(about).delete()
        Subscription.objects.filter(pk__in=numbers).delete()
        ContributorLink.objects.filter(pk__in=keys).delete()
        forget(ContributorLink, keys)
    return len(numbers)


def tell(version: Version) -> int:
    """Write to everybody who asked for it that a report was published or corrected; return how many that are.

    The e-mails are part of the transaction that publishes, and sent in the background once it is committed.
    """
    report = version.report
    if report.restricted:
        return 0
    wanted = Q(board=report.board) | Q(subject__in=line_of(report))
    once = {one.email.lower(): one for one in Subscription.objects.confirmed().filter(wanted).select_related("link")}
    return len(mail.keep_all([_letter(one, version) for one in once.values()]))


def _letter(subscription: Subscription, version: Version) -> Message:
    link = subscription.link
    report = version.report
    subject, text, html = mail.render(
        LETTER,
        {
            "report": report,
            "board": report.board,
            "meeting": report.meeting,
            "corrected": version.note if version.kind == Version.Kind.CORRECTED else "",
            "page": mail.absolute(report.get_absolute_url()),
            "link": links.url(link),
        },
    )
    return mail.unsaved(
        template=LETTER, to=subscription.email, subject=subject, text=text, html=html, about=report,
        secrets=[links.token(link)],
    )  # fmt: skip
