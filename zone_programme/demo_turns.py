"""Made-up appointments and open-mic turns for the demonstration Zone: nobody in them is real, and it says so."""

from itertools import cycle

from zone_programme import appointments, open_mic, sittings
from zone_programme.appointments import Visitor
from zone_programme.current import reading_of
from zone_programme.models import Sitting, Zone

PEOPLE = (
    ("Ada Archer", "Northmoor"), ("Bela Birch", "Saltmere"), ("Cai Cole", "Wexbridge"), ("Dilys Dale", "Tarnside"),
    ("Eamon Eaves", "Ashcombe Vale"), ("Farah Fry", "Dunmarsh"), ("Gwen Green", "Easterdale"),
    ("Hari Holt", "Brackenshire"), ("Iona Ives", "Oldhaven"), ("Jo Jay", "Ryemouth"), ("Kit Knight", "Stonebeck"),
)  # fmt: skip
TOPICS = (
    "We have a pilot that works. How do we make it everybody’s habit?",
    "Our members like the idea and our lawyers do not. Where do we begin?",
    "Whether a small district can do this without a team of its own.",
    "What you would do differently if you began again.",
    "How to tell residents early that it may not work.",
)
TURNS = (
    "The form we deleted", "A map drawn by twelve-year-olds", "What the night shift knew", "Sixty doorsteps in a week",
    "A promise with a date on it",
)  # fmt: skip
# How many come to each surgery, in order of time: some full, some with people waiting, some free.
BOOKED = (6, 2, 4, 1, 3, 0)
ON_THE_LIST = (4, 2, 5, 1, 3, 0)


def fill(zone: Zone) -> None:
    """Book made-up people into the surgeries of a released Zone, and put some on the lists of its open mics."""
    release = zone.releases.newest_first().first()
    if release is None:
        return
    sittings.follow(zone=zone, programme=reading_of(release.pk, release.released_at).programme)
    people = cycle(PEOPLE)
    rows = Sitting.objects.running().with_names().filter(zone=zone)
    for number, (sitting, count) in enumerate(zip(rows.surgeries(), BOOKED, strict=False)):
        for place in range(count):
            name, council = next(people)
            visitor = Visitor(
                name=name,
                organisation=f"{council} (made up)",
                email=f"{name.lower().replace(' ', '.')}@example.org" if number == 0 else "",
                topic=TOPICS[place % len(TOPICS)],
            )
            appointments.book(sitting=sitting, visitor=visitor, starts_at=None, helped=True)
    for mic, count in zip(rows.open_mics(), ON_THE_LIST, strict=False):
        for title in TURNS[:count]:
            name, council = next(people)
            open_mic.join(sitting=mic, name=name, council=f"{council} (made up)", title=title, helped=True)
