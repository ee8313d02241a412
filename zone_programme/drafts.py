"""The draft of a Zone, read from the database as a programme. What was released is read from the release instead."""

from datetime import UTC
from uuid import UUID

from django.db.models import Prefetch

from case_studies.models import CaseStudy, Council
from zone_programme.models import Appearance, Session, Slot, Speaker, Zone
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
)


def draft(zone: Zone) -> Programme:
    """Return the draft of `zone`: the sessions that have a slot, and who is in them. Costs nine queries.

    Of a closed Zone those without one are there as well, because of past Zones we know what was on and not when.
    """
    slots = list(
        Slot.objects.filter(session__zone=zone, session__in=Session.objects.running())
        .select_related("space")
        .order_by("starts_at", "space__position", "space__name", "pk")
    )
    with_slot = {slot.session_id for slot in slots}
    running = Session.objects.running().filter(zone=zone)
    if zone.state != Zone.State.CLOSED:
        running = running.filter(pk__in=with_slot)
    sessions = list(
        running.select_related("theme", "day_wanted")
        .prefetch_related(
            Prefetch("councils", Council.objects.only("short_name", "slug").order_by("short_name")),
            Prefetch("case_studies", CaseStudy.objects.published().only("title", "slug").order_by("title")),
            Prefetch("appearances", Appearance.objects.order_by("id")),
        )
        .order_by("title", "id")
    )
    speakers = (
        Speaker.objects.filter(appearances__session__in=sessions)
        .select_related("council")
        .distinct()
        .order_by("name", "id")
    )
    return Programme(
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
        sessions=tuple(_session(one) for one in sessions),
        speakers=tuple(_speaker(one) for one in speakers),
        slots=tuple(
            ProgrammeSlot(
                str(UUID(str(slot.uid))),
                slot.session_id,
                slot.space_id,
                slot.starts_at.astimezone(UTC),
                slot.ends_at.astimezone(UTC),
            )
            for slot in slots
        ),
    )


def _session(session: Session) -> ProgrammeSession:
    theme = session.theme
    people = list(session.appearances.all())
    return ProgrammeSession(
        id=session.pk,
        title=session.title,
        slug=session.slug,
        format=session.format,
        format_label=session.get_format_display(),
        summary=session.summary,
        how=session.how,
        theme=ThemeLink(theme.name, theme.slug, theme.colour) if theme else None,
        councils=tuple(Link(one.short_name, one.slug) for one in session.councils.all()),
        case_studies=tuple(Link(one.title, one.slug) for one in session.case_studies.all()),
        speakers=tuple(one.speaker_id for one in people if one.role != Appearance.Role.CHAIR),
        chairs=tuple(one.speaker_id for one in people if one.role == Appearance.Role.CHAIR),
        day=session.day_wanted.date.isoformat() if session.day_wanted else "",
    )


def _speaker(speaker: Speaker) -> ProgrammeSpeaker:
    council = speaker.council
    return ProgrammeSpeaker(
        id=speaker.pk,
        name=speaker.name,
        slug=speaker.slug,
        role=speaker.role,
        organisation=council.short_name if council else speaker.organisation,
        council=council.slug if council else "",
        biography=speaker.biography,
        picture=speaker.picture_address,
    )
