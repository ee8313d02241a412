"""The parts of a programme that repeat by the hundred, written without a template for speed: table, list, people.

What is where and when is decided in `grid.py` and `programme_page.py`; here it only becomes HTML.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from html import escape

import segno
from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify

from innovation_db.addresses import without_addresses
from zone_programme.clock import SpaceNow
from zone_programme.grid import Cell, Grid, Row
from zone_programme.programme import Link, Programme, ProgrammeSession, ProgrammeSpace
from zone_programme.programme_filter import Panel
from zone_programme.programme_page import ListedDay
from zone_programme.reading import Occurrence, Reading

register = template.Library()

# How full sessions are, in words, by the uid of their slot; of most nothing is known.
type Full = Mapping[str, str]
_NOTHING: Full = {}

# From this many spaces on the table scrolls inside its own frame.
MANY_SPACES = 6

_FACET = """<fieldset class="facet-column"><legend>%s</legend>
<div class="facet-column__options">%s</div></fieldset>
"""
_OPTION = (
    '<label class="option"><input type="checkbox" name="%s" value="%s"%s><span>%s</span> '
    '<span class="option__count">%s</span></label>\n'
)


@register.simple_tag
def programme_facets(panels: Iterable[Panel]) -> SafeString:
    """Every facet with its options as checkboxes."""
    parts = []
    for panel in panels:
        options = [
            _OPTION % (panel.key, escape(one.value), " checked" if one.chosen else "", escape(one.label), one.count)
            for one in panel.options
        ]
        parts.append(_FACET % (escape(panel.label), "".join(options)))
    return SafeString("".join(parts))  # every part of it was escaped


@register.simple_tag
def programme_grid(table: Grid, year: int, full: Full = _NOTHING) -> SafeString:
    """The table of one day."""
    wide = len(table.spaces) >= MANY_SPACES
    label = f"Programme of {table.day.name}"
    heads = "".join(
        f'<th scope="col">{escape(space.name)}<span class="timetable__holds">{escape(holds(space))}</span></th>'
        for space in table.spaces
    )
    sessions = sessions_path(year)
    rows = "".join(_row(row, sessions, full) for row in table.rows)
    frame = f'class="timetable-frame" role="region" aria-label="{escape(label)}" tabindex="0"' if wide else ""
    return SafeString(
        f'<div {frame}><table class="timetable timetable--{len(table.spaces)}">\n'
        f'<caption class="govuk-visually-hidden">{escape(label)}</caption>\n'
        f'<thead><tr><th scope="col"><span class="govuk-visually-hidden">Time</span></th>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table></div>"
    )


@lru_cache(maxsize=200)
def sessions_path(year: int) -> str:
    """Return what stands before a session's slug in its address: asking for hundreds one by one takes a while."""
    return reverse("zone_programme:session", args=[year, "x"]).removesuffix("x/")


def holds(space: ProgrammeSpace) -> str:
    """Return how many it holds, in words."""
    return f"{space.at_once} at once" if space.at_once > 1 else f"{space.capacity} places"


def _row(row: Row, sessions: str, full: Full) -> str:
    parts = [f'<tr><th scope="row">{row.start:%H:%M}</th>']
    bands = {band.first: band for band in row.bands}
    column = 0
    while column < len(row.cells):
        cell = row.cells[column]
        if band := bands.get(column):
            span = f' colspan="{band.columns}"' if band.columns > 1 else ""
            again = "" if band is row.bands[0] else " pause--again"
            parts.append(f'<td class="pause{again}"{span}>{escape(band.text)}</td>')
            column += band.columns
            continue
        if cell:
            span = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            cards = "".join([_card(one, sessions, cell, full) for one in cell.occurrences])
            parts.append(f"<td{span}>{cards}</td>")
        elif not row.taken[column]:
            parts.append("<td></td>")
        column += 1
    return "".join(parts) + "</tr>\n"


def _card(one: Occurrence, sessions: str, cell: Cell, full: Full) -> str:
    plain = " slot__when--plain" if cell.says(one) else ""  # in a wide window the rows say it
    return (
        f"{_slot(one, sessions)}"
        f'<p class="slot__meta">{escape(who(one.session))}</p>'
        f'<p class="slot__when{plain}">{one.hours}<span>, {escape(one.space.name)}</span></p>'
        f"{_theme(one.session)}{mark_tag(one)}{fullness_tag(one, full)}</div>"
    )


def _slot(one: Occurrence, sessions: str) -> str:
    """Return the beginning of a coloured box: the title, as a link."""
    session = one.session
    title = _title(session, sessions, one.cancelled)
    return f'<div class="slot{_colour(session)}" data-session="{session.id}">{title}'


def _colour(session: ProgrammeSession) -> str:
    return f" theme-{session.theme.colour}" if session.theme else ""


@register.simple_tag
def mark_tag(one: Occurrence) -> SafeString:
    """That it is late or was moved today, with when and where it was to be."""
    if one.slot.was is None or not (words := one.mark):
        return SafeString("")
    return SafeString(f' <strong class="tag tag--notice">{escape(words)}</strong>')


@register.simple_tag
def fullness_tag(one: Occurrence, full: Full) -> SafeString:
    """How full it is now, where somebody has just counted."""
    words = full.get(one.slot.uid) if full else None
    if not words:
        return SafeString("")
    return SafeString(f' <strong class="tag fullness fullness--{slugify(words)}">{escape(words)}</strong>')


def _theme(session: ProgrammeSession) -> str:
    return f'<p class="slot__theme">{escape(session.theme.name)}</p>' if session.theme else ""


def _title(session: ProgrammeSession, sessions: str, cancelled: bool = False) -> str:
    link = f'<a class="slot__title" href="{sessions}{session.slug}/">{escape(session.title)}</a>'
    return f'<s>{link}</s> <strong class="tag tag--error">Cancelled</strong>' if cancelled else link


def who(session: ProgrammeSession) -> str:
    """Return whose session it is in a few words: the councils, or the format where there are none."""
    names = [council.name for council in session.councils]
    match names:
        case []:
            return session.format_label
        case [one]:
            return one
        case [one, other]:
            return f"{one} and {other}"
        case _:
            return f"{len(names)} councils"


@register.simple_tag
def programme_list(days: Iterable[ListedDay], programme: Programme, full: Full = _NOTHING) -> SafeString:
    """Days, times and what begins then."""
    sessions = sessions_path(programme.year)
    parts = []
    for listed in days:
        day = listed.day
        parts.append(f'<section class="listed-day"><h2>{escape(day.name)}, {day.date.day} {day.date:%B}</h2>\n')
        for hour in listed.hours:
            parts.append(f'<div class="listed-hour"><h3><time>{hour.start:%H:%M}</time></h3><div>')
            parts += [f'<p class="pause">{escape(text)}</p>' for text in hour.pauses]
            parts.append(_list([_line(one, sessions, programme, fullness_tag(one, full)) for one in hour.occurrences]))
            parts.append("</div></div>\n")
        parts.append("</section>\n")
    return SafeString("".join(parts))


def _list(lines: list[str]) -> str:
    return f'<ul class="lines">{"".join(lines)}</ul>' if lines else ""


def _line(one: Occurrence, sessions: str, programme: Programme, note: str = "") -> str:
    """A session in a list, with where and when."""
    note = mark_tag(one) + note
    return _entry(one.session, sessions, programme, f"{one.hours}, {one.space.name}", one.cancelled, note)


def _entry(
    session: ProgrammeSession, sessions: str, programme: Programme, place: str, cancelled: bool = False, note: str = ""
) -> str:
    councils = ", ".join(council.name for council in session.councils)
    meta = " · ".join(filter(None, [place, session.format_label, councils]))
    people = ", ".join(person.name for person, _ in programme.people_of(session))
    return (
        f'<li class="line{_colour(session)}" data-session="{session.id}">{_title(session, sessions, cancelled)}'
        f'<p class="slot__meta">{escape(meta)}</p>'
        + (f'<p class="line__summary">{escape(_short(session.summary))}</p>' if session.summary else "")
        + (f'<p class="slot__meta">With {escape(people)}</p>' if people else "")
        + _theme(session)
        + note
        + "</li>\n"
    )


def _short(text: str, letters: int = 220) -> str:
    """Return the beginning of `text`, cut between two words."""
    return text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


@register.simple_tag
def session_list(sessions: Iterable[ProgrammeSession], programme: Programme) -> SafeString:
    """Sessions whose times are not known."""
    path = sessions_path(programme.year)
    return SafeString(_list([_entry(session, path, programme, "") for session in sessions]))


@register.simple_tag
def occurrence_list(lines: Iterable[tuple[Occurrence, list[str]]], programme: Programme) -> SafeString:
    """Sessions with where and when, each with hints (sentences) below it."""
    path = sessions_path(programme.year)
    return SafeString(
        _list(
            [
                _line(one, path, programme, "".join(f'<p class="line__hint">{escape(hint)}</p>' for hint in hints))
                for one, hints in lines
            ]
        )
    )


@register.simple_tag
def space_board(spaces: Iterable[SpaceNow], year: int, moment: datetime, full: Full = _NOTHING) -> SafeString:
    """What is on and next in each space."""
    path = sessions_path(year)
    parts = []
    for here in spaces:
        parts.append(f'<section class="space-now"><h2>{escape(here.space.name)}</h2><dl>')
        for label, some in (("Now", here.on), ("Next", here.next)):
            told = "".join(_brief(one, path, moment, full) for one in some) or '<p class="quiet">Nothing</p>'
            parts.append(f"<div><dt>{label}</dt><dd>{told}</dd></div>")
        parts.append("</dl></section>\n")
    return SafeString("".join(parts))


def _brief(one: Occurrence, path: str, moment: datetime, full: Full) -> str:
    meta = f"{_hours(one, moment)} · {escape(who(one.session))}"
    return f'{_slot(one, path)}<p class="slot__meta">{meta}</p>{mark_tag(one)}{fullness_tag(one, full)}</div>'


def _hours(one: Occurrence, moment: datetime) -> str:
    """When it is; with the day, unless that is the day of `moment`."""
    return one.hours if one.date == moment.date() else f"{one.start:%A}, {one.hours}"


@register.simple_tag
def kiosk_space(here: SpaceNow | None, programme: Programme, moment: datetime, full: Full = _NOTHING) -> SafeString:
    """The screen of one space: what is on in large letters, and what comes next."""
    parts = []
    for label, some in (("Now", here.on if here else []), ("Next", here.next if here else [])):
        told = "".join(_announced(one, programme, moment, full) for one in some)
        told = told or '<p class="kiosk__nothing">Nothing</p>'
        parts.append(f'<section class="kiosk__part kiosk__part--{label.lower()}"><h2>{label}</h2>{told}</section>\n')
    return SafeString("".join(parts))


@register.simple_tag
def kiosk_board(
    spaces: Iterable[SpaceNow], programme: Programme, moment: datetime, full: Full = _NOTHING
) -> SafeString:
    """The screen of the whole Zone: a line for each space."""
    parts = []
    for here in spaces:
        cells = "".join(
            f"<td>{''.join(_announced(one, programme, moment, full) for one in some) or '–'}</td>"
            for some in (here.on, here.next)
        )
        parts.append(f'<tr><th scope="row">{escape(here.space.name)}</th>{cells}</tr>\n')
    return SafeString(
        '<table class="kiosk__board"><thead><tr><th scope="col">Space</th><th scope="col">Now</th>'
        f'<th scope="col">Next</th></tr></thead><tbody>\n{"".join(parts)}</tbody></table>'
    )


def _announced(one: Occurrence, programme: Programme, moment: datetime, full: Full) -> str:
    session = one.session
    title = escape(session.title)
    told = f'<s>{title}</s> <strong class="tag tag--error">Cancelled</strong>' if one.cancelled else title
    people = ", ".join(person.name for person, _ in programme.people_of(session))
    names = ", ".join(filter(None, [who(session), people]))
    return (
        f'<div class="announced{_colour(session)}"><p class="announced__title">{told}</p>'
        f'<p class="announced__meta">{_hours(one, moment)} · {escape(names)}'
        f"{mark_tag(one)}{fullness_tag(one, full)}</p></div>"
    )


@register.filter
def folded(text: str, words: int = 60) -> tuple[str, str]:
    """Return what of a long text stands open, of at most so many words, and what a press opens; "" of a short one.

    A text that is longer by a third is short enough; it is cut after a sentence where that leaves half of the words.
    """
    found = list(re.finditer(r"\S+", text))
    if len(found) <= words + words // 3:
        return text, ""
    ends = [one.end() for one in found[words // 2 : words] if one[0].endswith((".", "!", "?"))]
    cut = ends[-1] if ends else found[words - 1].end()
    return text[:cut] + ("" if ends else " …"), text[cut:].strip()


@register.simple_tag
def speaker_list(reading: Reading) -> SafeString:
    """Everybody who speaks or chairs, with their sessions."""
    path = sessions_path(reading.programme.year)
    parts = []
    for person in reading.programme.speakers:
        role = escape(person.role)
        where = escape(person.organisation)
        if person.council:
            where = f'<a href="/councils/{person.council}/">{where}</a>'
        who_they_are = ", ".join(filter(None, [role, where]))
        parts.append(
            f'<li class="person" id="{person.slug}">'
            + (f'<img class="person__picture" src="{person.picture}" alt="" loading="lazy">' if person.picture else "")
            + f"<h2>{escape(person.name)}</h2>"
            + (f'<p class="slot__meta">{who_they_are}</p>' if who_they_are else "")
            + (f'<p class="person__text">{escape(without_addresses(person.biography))}</p>' if person.biography else "")
            + _links(reading.by_speaker[person.id], path)
            + "</li>\n"
        )
    return SafeString(f'<ul class="people">{"".join(parts)}</ul>')


@register.simple_tag
def council_list(councils: Iterable[tuple[Link, list[ProgrammeSession]]], year: int) -> SafeString:
    """Every council that takes part, with its sessions."""
    path = sessions_path(year)
    parts = [
        f'<li class="person"><h2><a href="/councils/{council.slug}/">{escape(council.name)}</a></h2>'
        f"{_links(sessions, path)}</li>\n"
        for council, sessions in councils
    ]
    return SafeString(f'<ul class="people">{"".join(parts)}</ul>')


def _links(sessions: Iterable[ProgrammeSession], path: str) -> str:
    links = "".join(f'<li><a href="{path}{one.slug}/">{escape(one.title)}</a></li>' for one in sessions)
    return f"<ul>{links}</ul>"


@register.simple_tag
@lru_cache(maxsize=2_000)
def qr_code(address: str, title: str) -> SafeString:
    """A QR code of `address` as a picture in the page, named `title`."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, title=title, svgclass="qr", lineclass=None)
    return SafeString(drawn)  # its only words, the title, are escaped by segno
