"""The demonstration's asks and offers: made up, of councils called as none is, and plainly marked as such.

They are put in once; what somebody edited or removed since stays as they left it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from case_studies.loading import read_table
from case_studies.models import ServiceArea, Theme
from innovation_db import links
from zone_programme.asks.letters import PURPOSE
from zone_programme.models import AskOffer, Introduction
from zone_programme.models.asks import LASTS

COLUMNS = {"kind", "state", "title", "text", "theme", "service_area", "place", "job", "came_of_it"}
NAMES = ("Ada Archer", "Ben Birch", "Cora Cole", "Dan Dale", "Eve Eaves", "Finn Fry", "Grace Green", "Hal Holt")
SEED = 7


def load(folder: Path) -> int:
    """Put in the notices of the demonstration unless there ever were any, and return how many."""
    if AskOffer.objects.filter(demonstration=True).exists():
        return 0
    random = Random(SEED)  # noqa: S311  a demonstration, not a secret
    lines = [line for _, line in read_table(folder / "asks_and_offers.csv", COLUMNS)]
    themes = {theme.slug: theme for theme in Theme.objects.filter(slug__in={line["theme"] for line in lines})}
    areas = {area.slug: area for area in ServiceArea.objects.filter(slug__in={line["service_area"] for line in lines})}
    made = []
    for number, line in enumerate(lines):
        shown = timezone.now() - timedelta(days=random.randint(2, 80), hours=random.randint(0, 9))
        made.append(_notice(line, themes, areas, NAMES[number % len(NAMES)], shown))
    introduced = [one for one in made if one.state == AskOffer.State.INTRODUCED]
    asks = [one for one in introduced if one.kind == AskOffer.Kind.ASK]
    offers = [one for one in made if one.kind == AskOffer.Kind.OFFER and one.theme in [ask.theme for ask in asks]]
    for ask, offer in zip(asks, offers, strict=False):
        Introduction.objects.create(
            ask=ask, offer=offer, proposed_by=Introduction.ProposedBy.OFFICER,
            created_at=ask.introduced_at or timezone.now(),
            ask_agreed_at=ask.introduced_at, offer_agreed_at=ask.introduced_at, introduced_at=ask.introduced_at,
        )  # fmt: skip
    return len(made)


def _notice(
    line: dict[str, str],
    themes: dict[str, Theme],
    areas: dict[str, ServiceArea],
    name: str,
    shown: datetime,
) -> AskOffer:
    email = f"{slugify(line['place'])}@example.org"
    link = links.make(purpose=PURPOSE, email=email)
    links.note_opened(link)
    state = AskOffer.State(line["state"])
    later = timezone.now() - timedelta(days=1)
    notice: AskOffer = AskOffer.objects.create(
        kind=AskOffer.Kind(line["kind"]),
        title=line["title"],
        text=line["text"],
        theme=themes.get(line["theme"]),
        service_area=areas.get(line["service_area"]),
        organisation=f"{line['place']} (made up)",
        name=name,
        job=line["job"],
        email=email,
        link=link,
        state=state,
        came_of_it=line["came_of_it"],
        came_of_it_shown=bool(line["came_of_it"]),
        demonstration=True,
        created_at=shown,
        published_at=shown,
        introduced_at=later if state == AskOffer.State.INTRODUCED else None,
        met_at=later if state == AskOffer.State.MET else None,
        closed_at=later if state == AskOffer.State.CLOSED else None,
        expires_at=shown + LASTS,
    )
    link.about = notice
    link.save(update_fields=["about_type", "about_id"])
    return notice
