"""Which pages a Zone has in the admin beside its form: grouped by what officers do, the group of its state marked."""

from dataclasses import dataclass

from django.urls import reverse

from innovation_db.models import User
from zone_programme import actions, automatic_actions, rule_actions
from zone_programme.admin import afterwards, appointments, stewards, timetable
from zone_programme.admin.choosing import PAGES
from zone_programme.models import Zone

State = Zone.State
# What officers do; the states in which that is next; the name of each page, its title, who may open it.
GROUPS = (
    ("Choose sessions", (State.CALL_OPEN,), tuple((name, *page) for name, page in PAGES.items())),
    (
        "Make the programme",
        (State.DRAFT,),
        (
            ("timetable", "Timetable", timetable.SEE),
            ("automatic", "Automatic timetable", automatic_actions.ALLOWED),
            ("rules", "Rules", rule_actions.ALLOWED),
            ("release", "Release", actions.ALLOWED["release"]),
        ),
    ),
    (
        "During the Zone",
        (State.PUBLISHED, State.LIVE),
        (
            ("today", "On the day", actions.ALLOWED["change_on_the_day"]),
            ("appointments", "Appointments", appointments.SEE),
            ("stewards", "Stewards", stewards.SEND),
            ("cards", "QR cards", "zone_programme.view_zone"),
        ),
    ),
    ("After the Zone", (State.CLOSED,), (("afterwards", "Write up and thank", afterwards.SEE),)),
)


@dataclass(frozen=True)
class Group:
    """Pages that belong together: a title and an address each."""

    title: str
    is_next: bool
    pages: list[tuple[str, str]]


def tools(zone: Zone, user: User) -> list[Group]:
    """Return the pages of the Zone that this person may open; groups without any are left out."""
    found = [
        Group(
            title,
            zone.state in states,
            [
                (label, reverse(f"admin:zone_programme_zone_{name}", args=[zone.pk]))
                for name, label, permission in pages
                if user.has_perm(permission)
            ],
        )
        for title, states, pages in GROUPS
    ]
    return [group for group in found if group.pages]
