"""The messages of a release: one to each address concerned, with its own changes and its own calendar entries.

Who is told what is `telling.py`. A message and its `Notice` are written in the transaction of the release, and the
database has one notice for a release and an address: nobody is told twice, however often somebody presses.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse

from innovation_db import mail
from innovation_db.models import Message, User
from zone_programme import exports
from zone_programme.models import Notice, Release, Speaker, Zone
from zone_programme.programme import Programme
from zone_programme.telling import Line, tellings

TEMPLATE = "zone_release"


@dataclass
class Letter:
    """What one address is told; several speakers may share it. Without an address nobody can tell them."""

    to: str
    names: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        return [line.sentence for line in self.lines]


def letters(zone: Zone, before: Programme | None, after: Programme) -> list[Letter]:
    """Return what would be told to whom, by name; those without an address last. Costs a query.

    Of a closed Zone nobody is told anything: what is put right there is for readers.
    """
    told = tellings(before, after) if zone.state != Zone.State.CLOSED else {}
    found: dict[str, Letter] = {}
    for speaker in Speaker.objects.filter(pk__in=told).order_by("name", "pk") if told else ():
        key = speaker.email.casefold() or f"#{speaker.pk}"
        letter = found.setdefault(key, Letter(speaker.email))
        letter.names.append(speaker.name)
        letter.lines += [line for line in told[speaker.pk] if line not in letter.lines]
    for letter in found.values():
        letter.lines.sort(key=lambda line: (line.slot.starts_at, line.sentence))
    return sorted(found.values(), key=lambda letter: not letter.to)


def tell(release: Release, before: Programme | None, after: Programme, *, by: User | None) -> list[Notice]:
    """Keep the messages of a release that was just made, to be sent when its transaction is committed."""
    due = [letter for letter in letters(release.zone, before, after) if letter.to]
    kept = mail.keep_all(_message(letter, release, before, after, by) for letter in due)
    return Notice.objects.bulk_create(
        Notice(release=release, to=letter.to, message=message) for letter, message in zip(due, kept, strict=True)
    )


def _message(letter: Letter, release: Release, before: Programme | None, after: Programme, by: User | None) -> Message:
    subject, text, html = mail.render(
        TEMPLATE,
        {
            "name": " and ".join(letter.names),
            "programme": after,
            "first": before is None,
            "sentences": letter.sentences,
            "note": release.note,
            "entries": any(not line.off for line in letter.lines),
            "off": any(line.off for line in letter.lines),
            "address": mail.absolute(reverse("zone_programme:programme", args=[after.year])),
        },
    )
    return mail.unsaved(
        template=TEMPLATE, to=letter.to, subject=subject, text=text, html=html, about=release,
        reply_to=settings.CONTACT_EMAIL, attachments=entries(letter, before, after), by=by,
    )  # fmt: skip


def entries(letter: Letter, before: Programme | None, after: Programme) -> list[mail.Attachment]:
    """Return a calendar file for each slot of a letter: a calendar takes one appointment from a message (RFC 5546)."""
    by_slug: dict[str, int] = defaultdict(int)
    files = []
    for line in letter.lines:
        programme = after if line.slot.session in after.session_by_id or before is None else before
        slug = programme.session_by_id[line.slot.session].slug[:60]
        by_slug[slug] += 1
        name = f"{slug}-{by_slug[slug]}" if by_slug[slug] > 1 else slug
        method = "CANCEL" if line.off else "REQUEST"
        text = exports.appointment(
            programme, line.slot, site=settings.SITE_URL, organiser=settings.CONTACT_EMAIL,
            attendee=letter.to, off=line.off,
        )  # fmt: skip
        files.append(mail.Attachment(f"{name}.ics", text, "calendar", {"method": method}))
    return files
