"""The demonstration's Zone whose call is open, so that the form for proposals can be tried, with some proposals in it.

They name no council, for nothing is made up about a real one. The Zone with a programme is `demo.py`.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from zone_programme.demo_proposals import made_up_speakers
from zone_programme.models import Criterion, Day, Format, Proposal, ProposedSpeaker, Space, Zone

# title, format, the problem, what delegates take home, how
PROPOSALS = (
    (
        "The waiting room that teaches",
        Format.PRESENTATION,
        "People waited half an hour and left knowing no more than before.",
        "What can be taught in ten minutes, and what cannot.",
        "Ask those who wait what they wish they had known. Put one answer on the wall each week.",
    ),
    (
        "Three questions before every contract",
        Format.TABLE,
        "Contracts were renewed because they ended, not because they worked.",
        "The three questions, and who has to answer them by when.",
        "Begin with the ten smallest contracts, where a mistake costs least.",
    ),
    (
        "A rota that nurses drew themselves",
        Format.PANEL,
        "Rotas were made far away, and swapped the same evening.",
        "How a team of twelve draws its own rota within the rules.",
        "Write the rules on one page, step back for six weeks, and count the swaps.",
    ),
)


def add_call(shown: Zone) -> Zone:
    """Put in the Zone of the year after the made-up one that is `shown`, with its themes, and open its call."""
    zone = Zone.objects.create(
        year=shown.year + 1, city=shown.city, venue=shown.venue, conference=shown.conference, demonstration=True,
        state=Zone.State.CALL_OPEN,
        introduction="A made-up Zone whose call is open, so that you can try to propose a session.",
    )  # fmt: skip
    themes = list(shown.themes.all())
    zone.themes.set(themes)
    first = first_tuesday_of_july(zone.year)
    for number in range(3):
        Day.objects.create(zone=zone, date=first + timedelta(days=number), opens_at=time(9), closes_at=time(17))
    _copy(Space, zone, shown.spaces.all())
    _copy(Criterion, zone, shown.criteria.all())
    for number, (title, form, problem, what, how) in enumerate(PROPOSALS, start=1):
        proposal = Proposal.objects.create(
            zone=zone, reference=f"DEMO-{zone.year}-{number:02}", title=title, format=form, problem=problem, what=what,
            how=how, theme=themes[number % len(themes)] if themes else None, expected=30 + 10 * number,
            proposer_name=f"Caller {number} (made up)", proposer_role="made up for the demonstration",
            proposer_email=f"caller{number}@example.org", submitted_at=timezone.now() - timedelta(days=number),
        )  # fmt: skip
        ProposedSpeaker.objects.bulk_create(made_up_speakers(proposal, number))
    return zone


def _copy(model: Any, zone: Zone, rows: Iterable[Any]) -> None:
    """Give the Zone the spaces or criteria that another one has."""
    columns = [field.attname for field in model._meta.concrete_fields if field.name not in ("id", "zone")]
    model.objects.bulk_create(model(zone=zone, **{name: getattr(row, name) for name in columns}) for row in rows)


def first_tuesday_of_july(year: int) -> date:
    first = date(year, 7, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7)
