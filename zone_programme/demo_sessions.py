"""The sessions of the demonstration's made-up Zone, who speaks in them, and the proposals that they came from.

What they say is in `zone_sessions.csv` and `zone_speakers.csv`. They name no council, for nothing is made up about a
real one. Proposals that are no sessions yet are `demo_proposals.py`.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from case_studies.loading import FixtureError, read_table
from case_studies.models import Theme
from zone_programme import demo_portraits, letters, speaker_links
from zone_programme.models import (
    USUAL_MINUTES,
    Appearance,
    Format,
    Outcome,
    Proposal,
    ProposedSpeaker,
    Session,
    Speaker,
    Zone,
)

Line = dict[str, str]
COLUMNS = {"title", "theme", "format", "expected", "problem", "what", "how"}
SPEAKER_COLUMNS = {"session", "name", "role", "place", "chairs", "biography"}
# Of those who say something about themselves, one in two gave a picture.
PICTURED = 2


def read(folder: Path) -> list[Line]:
    """Return the lines of the sessions. Raises FixtureError."""
    return [line for _, line in read_table(folder / "zone_sessions.csv", COLUMNS)]


def add(zone: Zone, folder: Path, themes: Mapping[str, Theme]) -> None:
    """Put sessions into a made-up Zone, each from an accepted proposal; everybody was told, asked and has confirmed."""
    lines, people = read(folder), defaultdict(list)
    for where, line in read_table(folder / "zone_speakers.csv", SPEAKER_COLUMNS):
        if line["session"] not in {one["title"] for one in lines}:
            raise FixtureError(f"{where}: there is no session “{line['session']}”.")
        people[line["session"]].append(line)
    speakers = _speakers(zone, [line for one in lines for line in people[one["title"]]])
    theirs = [[(speakers[one["name"]], bool(one["chairs"])) for one in people[line["title"]]] for line in lines]
    sessions = Session.objects.bulk_create(_session(zone, line, themes.get(line["theme"])) for line in lines)
    proposals = Proposal.objects.bulk_create(
        _proposal(number, line, session, proposer=who[0][0])
        for number, (line, session, who) in enumerate(zip(lines, sessions, theirs, strict=True), start=1)
    )
    roles = {True: Appearance.Role.CHAIR, False: Appearance.Role.SPEAKER}
    Appearance.objects.bulk_create(
        Appearance(session=session, speaker=speaker, role=roles[chairs])
        for session, who in zip(sessions, theirs, strict=True)
        for speaker, chairs in who
    )
    ProposedSpeaker.objects.bulk_create(
        ProposedSpeaker(
            proposal=proposal, position=position, name=speaker.name, role=speaker.role,
            organisation=speaker.organisation, email=speaker.email, chairs=chairs,
        )
        for proposal, who in zip(proposals, theirs, strict=True)
        for position, (speaker, chairs) in enumerate(who, start=1)
    )  # fmt: skip
    accepted = letters.template_of(zone, Outcome.ACCEPTED)
    for pk, version in zone.proposals.order_by("pk").values_list("pk", "version"):
        letters.tell(seen={pk: version}, template=accepted, by=None)
    for speaker in zone.speakers.to_be_asked(told=True):
        speaker_links.ask(speaker=speaker, by=None)
    Appearance.objects.filter(session__zone=zone).update(confirmed=True)


def _speakers(zone: Zone, lines: list[Line]) -> dict[str, Speaker]:
    """Return who speaks, by name."""
    found, told = {}, 0
    for line in lines:
        speaker = Speaker(
            zone=zone, name=line["name"], slug=slugify(line["name"]), role=line["role"], biography=line["biography"],
            organisation=f"{line['place']} (made up)", email=f"{slugify(line['name'])}@example.org",
        )  # fmt: skip
        told += bool(line["biography"])
        if line["biography"] and told % PICTURED == 0:
            speaker.picture = ContentFile(demo_portraits.draw(line["name"]), name="drawn.png")
        found[speaker.name] = speaker
    Speaker.objects.bulk_create(speaker for speaker in found.values() if not speaker.picture)
    for speaker in found.values():
        if speaker.picture:
            speaker.save()
    return found


def _session(zone: Zone, line: Line, theme: Theme | None) -> Session:
    form = Format(line["format"])
    return Session(
        zone=zone, title=line["title"], slug=slugify(line["title"]), format=form, minutes=USUAL_MINUTES[form],
        theme=theme, expected=int(line["expected"]), state=Session.State.CONFIRMED,
        summary=f"{line['problem']}\n\n{line['what']}", how=line["how"],
    )  # fmt: skip


def _proposal(number: int, line: Line, session: Session, *, proposer: Speaker) -> Proposal:
    """Return the proposal that a session came from, accepted the day before; not saved."""
    decided_at = timezone.now() - timedelta(days=1)
    return Proposal(
        zone=session.zone, reference=f"DEMO-{session.zone.year}-S{number:02}", title=session.title,
        theme=session.theme, format=session.format, problem=line["problem"], what=line["what"], how=line["how"],
        expected=session.expected, session=session, state=Proposal.State.ACCEPTED, decided_at=decided_at,
        submitted_at=decided_at - timedelta(days=40, hours=-number), proposer_name=proposer.name,
        proposer_role=proposer.role, proposer_email=proposer.email,
    )  # fmt: skip
