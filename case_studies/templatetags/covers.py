"""Covers and theme icons in templates. How they are drawn is in `case_studies/covers.py`."""

from django import template

from case_studies import covers
from case_studies.models import CaseStudy, Theme

register = template.Library()


@register.filter
def theme_colour(case_study: CaseStudy) -> int:
    """The colour of its first theme; heather without one. A query unless the themes are prefetched."""
    return next((theme.colour for theme in case_study.themes.all()), Theme.Colour.HEATHER)


@register.simple_tag
def cover_url(number: int, colour: int) -> str:
    """The address of the cover of record `number` in theme colour `colour`."""
    return covers.address(colour, number)


@register.inclusion_tag("case_studies/_theme_icon.html")
def theme_icon(number: int, colour: int) -> dict[str, object]:
    """The icon of theme `number` in its colour; it says nothing to those who cannot see it."""
    return {"triangles": covers.icon(number), "colour": colour}
