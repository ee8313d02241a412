"""The draft of a Zone, read from the database as a programme. What was released is read from the release instead.

It is read as plain values: two hundred sessions with everybody in them would be a thousand models.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from case_studies.models import CaseStudy
from zone_programme.models import Appearance, Format, Session, Slot, Speaker, Zone
from zone_programme.programme import (
    Link,
    Pause,
    Programme,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpace,
    ProgrammeSpeaker,
    ThemeLink,
    in_order,
)


def draft(zone: Zone) -> Programme:
    """Return the draft of `zone`: the sessions that have a slot, and who is in them. Costs nine queries.

    Of a closed Zone those without one are there as well, because of past Zones we know what was on and not when.
    """
    slots = _slots(zone)
    sessions = _sessions(zone, {slot.session for slot in slots})
    programme = Programme(
        year=zone.year,
        conference=zone.conference,
        venue=zone.venue,
        city=zone.city,
        time_zone=zone.time_zone,
        introduction=zone.introduction,
        demonstration=zone.demonstration,
        days=tuple(
            ProgrammeDay(
                day.date,
                day.opens_at,
                day.closes_at,
                day.track,
                tuple(Pause(one.title, one.kind, one.starts_at, one.ends_at) for one in day.breaks.all()),
            )
            for day in zone.days.prefetch_related("breaks")
        ),
        spaces=tuple(
            ProgrammeSpace(space.pk, space.name, space.slug, space.kind, space.capacity, space.at_once)
            for space in zone.spaces.all()
        ),
        sessions=sessions,
        speakers=_speakers(zone, {person for one in sessions for person in (*one.speakers, *one.chairs)}),
        slots=slots,
    )
    return in_order(programme)


def _slots(zone: Zone) -> tuple[ProgrammeSlot, ...]:
    rows = Slot.objects.filter(session__zone=zone, session__in=Session.objects.running()).order_by()
    return tuple(
        ProgrammeSlot(str(uid), session, space, start.astimezone(UTC), end.astimezone(UTC))
        for uid, session, space, start, end in rows.values_list(
            "uid", "session_id", "space_id", "starts_at", "ends_at"
        )
    )  # fmt: skip


def _sessions(zone: Zone, with_slot: set[int]) -> tuple[ProgrammeSession, ...]:
    appearances = _by_first(
        Appearance.objects.filter(session__zone=zone).order_by("id").values_list("session_id", "role", "speaker_id")
    )
    councils = _by_first(
        Session.councils.through.objects.filter(session__zone=zone)
        .order_by("council__short_name")
        .values_list("session_id", "council__short_name", "council__slug")
    )
    studies = _by_first(
        Session.case_studies.through.objects.filter(session__zone=zone, casestudy__in=CaseStudy.objects.published())
        .order_by("casestudy__title")
        .values_list("session_id", "casestudy__title", "casestudy__slug")
    )
    rows = Session.objects.running().filter(zone=zone).order_by().values_list(
        "pk", "title", "slug", "format", "summary", "how", "day_wanted__date",
        "theme__name", "theme__slug", "theme__colour",
    )  # fmt: skip
    return tuple(
        ProgrammeSession(
            id=pk,
            title=title,
            slug=slug,
            format=form,
            format_label=Format(form).label if form else "",
            summary=summary,
            how=how,
            theme=None if theme is None else ThemeLink(theme, theme_slug, colour),
            councils=tuple(Link(*one) for one in councils[pk]),
            case_studies=tuple(Link(*one) for one in studies[pk]),
            speakers=tuple(speaker for role, speaker in appearances[pk] if role != Appearance.Role.CHAIR),
            chairs=tuple(speaker for role, speaker in appearances[pk] if role == Appearance.Role.CHAIR),
            day=day.isoformat() if day else "",
        )
        for pk, title, slug, form, summary, how, day, theme, theme_slug, colour in rows
        if pk in with_slot or zone.state == Zone.State.CLOSED
    )


def _speakers(zone: Zone, there: set[int]) -> tuple[ProgrammeSpeaker, ...]:
    rows = (
        Speaker.objects.filter(pk__in=Appearance.objects.filter(session__zone=zone).values("speaker"))
        .order_by()
        .values_list(
            "pk", "name", "slug", "role", "organisation", "biography", "picture",
            "council__short_name", "council__slug",
        )
    )  # fmt: skip
    return tuple(
        ProgrammeSpeaker(
            id=pk,
            name=name,
            slug=slug,
            role=role,
            organisation=organisation if council is None else council,
            council=council_slug or "",
            biography=biography,
            picture=Speaker(pk=pk, picture=picture).picture_address if picture else "",
        )
        for pk, name, slug, role, organisation, biography, picture, council, council_slug in rows
        if pk in there
    )


def _by_first(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, list[tuple[Any, ...]]]:
    """Return the rows by their first value, without it."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found
