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
from zone_programme import demo_portraits, letters
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
    """Put sessions with their speakers into a made-up Zone, each from a proposal whose proposer knows of it."""
    lines, people = read(folder), defaultdict(list)
    for where, line in read_table(folder / "zone_speakers.csv", SPEAKER_COLUMNS):
        if line["session"] not in {one["title"] for one in lines}:
            raise FixtureError(f"{where}: there is no session “{line['session']}”.")
        people[line["session"]].append(line)
    speakers = _speakers(zone, [line for one in lines for line in people[one["title"]]])
    for number, line in enumerate(lines, start=1):
        _session(zone, number, line, themes.get(line["theme"]), people[line["title"]], speakers)
    accepted = letters.template_of(zone, Outcome.ACCEPTED)
    for pk, version in zone.proposals.order_by("pk").values_list("pk", "version"):
        letters.tell(seen={pk: version}, template=accepted, by=None)


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


def _session(
    zone: Zone, number: int, line: Line, theme: Theme | None, people: list[Line], speakers: Mapping[str, Speaker]
) -> None:
    """Make one session and its proposal, which its first speaker sent."""
    form, expected = Format(line["format"]), int(line["expected"])
    session = Session.objects.create(
        zone=zone, title=line["title"], slug=slugify(line["title"]), format=form, minutes=USUAL_MINUTES[form],
        theme=theme, expected=expected, state=Session.State.CONFIRMED,
        summary=f"{line['problem']}\n\n{line['what']}", how=line["how"],
    )  # fmt: skip
    decided_at = timezone.now() - timedelta(days=1)
    proposer = speakers[people[0]["name"]]
    proposal = Proposal.objects.create(
        zone=zone, reference=f"DEMO-{zone.year}-S{number:02}", title=session.title, theme=theme, format=form,
        problem=line["problem"], what=line["what"], how=line["how"], expected=expected, session=session,
        proposer_name=proposer.name, proposer_role=proposer.role, proposer_email=proposer.email,
        submitted_at=decided_at - timedelta(days=40, hours=-number), state=Proposal.State.ACCEPTED,
        decided_at=decided_at,
    )  # fmt: skip
    for position, one in enumerate(people, start=1):
        speaker, chairs = speakers[one["name"]], bool(one["chairs"])
        Appearance.objects.create(
            session=session, speaker=speaker, role=Appearance.Role.CHAIR if chairs else Appearance.Role.SPEAKER,
            confirmed=True, asked_at=decided_at,
        )  # fmt: skip
        ProposedSpeaker.objects.create(
            proposal=proposal, position=position, name=speaker.name, role=speaker.role,
            organisation=speaker.organisation, email=speaker.email, chairs=chairs,
        )  # fmt: skip
