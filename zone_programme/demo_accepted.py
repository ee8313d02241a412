"""The proposals that the sessions of the demonstration's made-up Zone came from; those still open are
`demo_proposals.py`. They name no council, for nothing is made up about a real one.
"""

from datetime import timedelta

from django.utils import timezone

from zone_programme.models import Appearance, Proposal, ProposedSpeaker, Zone


def add_accepted(zone: Zone) -> None:
    """Put in an accepted proposal, with its speakers, for each session of a made-up Zone."""
    decided_at = timezone.now() - timedelta(days=1)
    sessions = list(zone.sessions.prefetch_related("appearances__speaker").order_by("pk"))
    proposals = Proposal.objects.bulk_create(
        Proposal(
            zone=zone, reference=f"DEMO-{zone.year}-S{number:02}", title=session.title, theme_id=session.theme_id,
            format=session.format, problem=session.summary, how=session.how, expected=session.expected,
            what="What a council would say here: what it did, and what came of it.",
            needs=session.needs, proposer_name=f"Proposer S{number} (made up)",
            proposer_role="made up for the demonstration", proposer_email=f"proposer-s{number}@example.org",
            submitted_at=decided_at - timedelta(days=40, hours=-number), state=Proposal.State.ACCEPTED,
            decided_at=decided_at, session=session,
        )
        for number, session in enumerate(sessions, start=1)
    )  # fmt: skip
    ProposedSpeaker.objects.bulk_create(
        ProposedSpeaker(
            proposal=proposal, position=position, name=one.speaker.name, role=one.speaker.role,
            organisation=one.speaker.organisation, chairs=one.role == Appearance.Role.CHAIR,
        )
        for proposal, session in zip(proposals, sessions, strict=True)
        for position, one in enumerate(session.appearances.all(), start=1)
    )  # fmt: skip
