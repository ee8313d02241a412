"""Proposals of the demonstration's made-up Zone, with criteria, and reviews by the demonstration's own accounts.

They name no council, for nothing is made up about a real one.
"""

from datetime import timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from case_studies.loading import read_table
from case_studies.models import Theme
from innovation_db import demo_accounts
from innovation_db.models import User
from zone_programme.decision_actions import Reason
from zone_programme.models import Criterion, Format, Proposal, ProposedSpeaker, Review, Score, Zone
from zone_programme.models.proposals import DECIDED

COLUMNS = {"title", "theme", "format", "state", "problem", "what", "how"}
# name, question, what 0 and 5 mean, weight
CRITERIA = (
    ("Use to other councils", "Could others do it next year?", "Only where it was done", "Almost anywhere", 3),
    ("The how", "Does it tell how it was done?", "Only that it was done", "Step by step, with what went wrong", 2),
    ("Evidence", "Is it known what came of it?", "Nothing yet", "Measured, with a comparison", 2),
    ("Freshness", "Have delegates heard it before?", "Often", "Never", 1),
)
COMMENTS = (
    "Clear about what went wrong, which delegates will remember.",
    "I would like to know what it cost and who did the work.",
    "Good for a table: people will want to ask.",
    "Close to what we heard last year, but told better.",
    "Strong on the problem, thin on results so far.",
    "",
)


def add_proposals(zone: Zone, folder: Path, chance: Random) -> None:
    """Put proposals, criteria and, where the demonstration's accounts are there, reviews into a made-up Zone."""
    criteria = Criterion.objects.bulk_create(
        Criterion(
            zone=zone, name=name, question=question, lowest=lowest, highest=highest, weight=weight, position=position
        )
        for position, (name, question, lowest, highest, weight) in enumerate(CRITERIA)
    )
    lines = [line for _, line in read_table(folder / "zone_proposals.csv", COLUMNS)]
    themes = {theme.slug: theme for theme in Theme.objects.filter(slug__in={line["theme"] for line in lines})}
    proposals = Proposal.objects.bulk_create(
        _proposal(zone, number, line, themes.get(line["theme"])) for number, line in enumerate(lines)
    )
    ProposedSpeaker.objects.bulk_create(
        one for number, proposal in enumerate(proposals, start=1) for one in made_up_speakers(proposal, number)
    )
    accounts = {user.email: user for user in User.objects.filter(email__in=demo_accounts.EMAILS)}
    reviewers = [accounts[account.email] for account in demo_accounts.ACCOUNTS if account.email in accounts]
    for proposal in [*proposals, *zone.proposals.exclude(session=None).order_by("pk")]:
        most = 2 if proposal.session_id else 4
        for reviewer in chance.sample(reviewers, min(most, len(reviewers))):
            _review(proposal, reviewer, criteria, chance)


def made_up_speakers(proposal: Proposal, number: int) -> list[ProposedSpeaker]:
    """Return the proposer and, for every second proposal, somebody beside them; not saved."""
    people = [(proposal.proposer_name, proposal.proposer_email)]
    if number % 2:
        people.append((f"Speaker {number} (made up)", f"speaker{number}-{proposal.zone.year}@example.org"))
    return [
        ProposedSpeaker(
            proposal=proposal, position=position, name=name, email=email, role="made up for the demonstration",
            organisation="Northmoor (made up)",
        )
        for position, (name, email) in enumerate(people, start=1)
    ]  # fmt: skip


def _proposal(zone: Zone, number: int, line: dict[str, str], theme: Theme | None) -> Proposal:
    state, now = Proposal.State(line["state"]), timezone.now()
    return Proposal(
        zone=zone, reference=f"DEMO-{zone.year}-{number + 1:02}", title=line["title"], theme=theme,
        format=Format(line["format"]), problem=line["problem"], what=line["what"], how=line["how"], state=state,
        expected=20 + 5 * (number % 7), proposer_name=f"Proposer {number + 1} (made up)",
        proposer_role="made up for the demonstration", proposer_email=f"proposer{number + 1}@example.org",
        submitted_at=now - timedelta(days=30 - number), decided_at=now if state in DECIDED else None,
        decision_reason=Reason.ALIKE.label if state == Proposal.State.DECLINED else "",
    )  # fmt: skip


def _review(proposal: Proposal, reviewer: User, criteria: list[Criterion], chance: Random) -> None:
    """Make one review: most are done, some begun, a few not begun, and now and then a conflict of interest."""
    fate = chance.random()
    done, conflict = fate < 0.65 or proposal.state in DECIDED, fate > 0.96 and proposal.state not in DECIDED
    begun = done or 0.65 <= fate < 0.75
    review = Review.objects.create(
        proposal=proposal,
        reviewer=reviewer,
        comment=chance.choice(COMMENTS) if begun else "",
        done_at=timezone.now() if done else None,
        conflict="I helped to write it." if conflict else "",
        conflict_at=timezone.now() if conflict else None,
    )
    likely = chance.randint(3, 5) if proposal.session_id else chance.randint(1, 5)
    scored = criteria if done else criteria[:2] if begun else []
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=max(0, min(5, likely + chance.randint(-1, 1))))
        for criterion in scored
    )
