"""Asking speakers to confirm, many at once: who hears what on acceptance, and the job for those who were not asked yet.

One speaker's link and message are `speaker_links.py`; the letters to proposers, `letters.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from innovation_db import mail
from innovation_db.history.words import listed
from innovation_db.jobs import Run, job
from innovation_db.models import ContributorLink
from zone_programme import speaker_links
from zone_programme.models import Appearance, Proposal, ProposedSpeaker, Speaker, Zone


@dataclass(frozen=True)
class Asked:
    """The e-mail that one speaker gets, as a preview shows it."""

    to: str
    subject: str
    text: str


def confirming(proposals: Sequence[Proposal], link: ContributorLink | None) -> str:
    """Return how a proposer who speaks confirms; "" for one who does not. Without a link, a preview."""
    if not any(one.proposes for one in _proposed(proposals)):
        return ""
    values = speaker_links.letter(proposals[0].zone, [], link)
    return (
        "You are named as a speaker. Your own page needs no password. Please say there whether you will come and when "
        "you can be there, and add a picture and a few sentences about yourself.\n\n"
        f"Open your page as a speaker:\n{values['link']}\n\n"
        f"It works until {values['ends_at']:%-d %B %Y}. Whoever has this link can change your page, so keep it to "
        "yourself."
    )


def about_the_others(proposals: Sequence[Proposal]) -> str:
    """Return who else is asked to confirm, and of whom no address is known."""
    others = [one for one in _proposed(proposals) if not one.proposes]
    asked = _names(one for one in others if one.address)
    unknown = _names(one for one in others if not one.address)
    return " ".join(
        filter(None, [
            f"We ask these people by e-mail to confirm that they come: {asked}." if asked else "",
            f"We have no e-mail address of {unknown}. Please answer with it." if unknown else "",
        ])
    )  # fmt: skip


def preview(proposals: Sequence[Proposal]) -> list[Asked]:
    """Return what the other speakers of one person's proposals would be sent once these are accepted."""
    sessions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in _proposed(proposals):
        if one.address and not one.proposes:
            role = Appearance.Role.CHAIR if one.chairs else Appearance.Role.SPEAKER
            sessions[one.address].append((one.proposal.title, role))
    found = []
    for address, theirs in sessions.items():
        context = speaker_links.letter(proposals[0].zone, theirs, None)
        subject, text, _ = mail.render(speaker_links.TEMPLATE, context)
        found.append(Asked(address, subject, text))
    return found


def proposer_as_speaker(proposals: Sequence[Proposal]) -> Speaker | None:
    """Return the speaker of the sessions of one person's proposals who sent them. Costs a query."""
    found: Speaker | None = Speaker.objects.filter(
        appearances__session__in=[one.session_id for one in proposals], email__iexact=proposals[0].proposer_email
    ).first()
    return found


def ask_all(run: Run, zone: Zone, *, told: bool) -> int:
    """Write to the speakers of a Zone who were not asked yet, once each; return to how many.

    `told`: only about proposals whose proposers know that they are accepted.
    """
    speakers = list(zone.speakers.to_be_asked(told=told))
    run.total = (run.total or 0) + len(speakers)
    for number, speaker in enumerate(speakers, start=1):
        speaker_links.ask(speaker=speaker, by=run.job.started_by)
        run.advance(1, f"{number} speakers are asked …")
    return len(speakers)


@job("Speakers asked to confirm")
def ask_speakers(run: Run, *, zone: int) -> str:
    """Write to every speaker of a Zone who was not asked yet."""
    return told_of(ask_all(run, Zone.objects.get(pk=zone), told=False))


def told_of(speakers: int) -> str:
    return f"{speakers} {'speaker is' if speakers == 1 else 'speakers are'} asked to confirm."


def _proposed(proposals: Sequence[Proposal]) -> list[ProposedSpeaker]:
    return list(ProposedSpeaker.objects.filter(proposal__in=proposals).select_related("proposal"))


def _names(people: Iterable[ProposedSpeaker]) -> str:
    return listed(list(dict.fromkeys(one.name for one in people)))
