"""The e-mails of the board: to whom, with which link. Their words are `templates/innovation_db/mail/notice_*.txt`."""

from typing import Any

from django.db import models
from django.urls import reverse

from innovation_db import links, mail
from innovation_db.links import Purpose
from innovation_db.models import ContributorLink, Message, User
from zone_programme.models import AskOffer, Introduction


def _path(link: ContributorLink) -> str:
    return reverse("asks:mine", args=[link.key])


# A year and more: longer than any notice lasts, and counted anew whenever its sender comes back.
PURPOSE = links.register(
    Purpose(name="ask_offer", what="your ask or offer", path=_path, template="ask_offer_link", days=400)
)


def to_sender(
    notice: AskOffer,
    template: str,
    *,
    about: models.Model | None = None,
    reply_to: str = "",
    by: User | None = None,
    **context: Any,
) -> Message:
    """E-mail the sender of a notice, with the link to it."""
    return mail.send(
        template=template,
        to=notice.email,
        reply_to=reply_to,
        about=about or notice,
        secrets=[links.token(notice.link)],
        by=by,
        context={
            "notice": notice,
            "kind": notice.get_kind_display().lower(),
            "link": links.url(notice.link),
            "page": mail.absolute(notice.get_absolute_url()),
            **context,
        },
    )


def propose(introduction: Introduction, notice: AskOffer, *, by: User | None = None) -> Message:
    """Ask one side whether it wants to be introduced to the other."""
    other = introduction.other(notice)
    return to_sender(
        notice,
        "ask_offer_introduction",
        about=introduction,
        by=by,
        other=other,
        other_kind=other.get_kind_display().lower(),
        other_page=mail.absolute(other.get_absolute_url()),
        by_officer=introduction.proposed_by == Introduction.ProposedBy.OFFICER,
    )


def introduce(introduction: Introduction, *, by: User | None = None) -> None:
    """Tell both sides who the other is. Both have agreed."""
    for notice in (introduction.ask, introduction.offer):
        other = introduction.other(notice)
        to_sender(
            notice,
            "ask_offer_introduced",
            about=introduction,
            reply_to=other.email,
            by=by,
            other=other,
            other_kind=other.get_kind_display().lower(),
            other_page=mail.absolute(other.get_absolute_url()),
        )
