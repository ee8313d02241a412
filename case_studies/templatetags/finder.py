"""The parts of the finder that repeat hundreds of times, written without a template for speed."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from case_studies.search.page import Option

register = template.Library()

_OPTION = (
    '<label class="option"><input type="checkbox" name="%s" value="%s"%s><span>%s</span> <span class="option__count">'
    "%s</span></label>\n"
)


@lru_cache(maxsize=20_000)
def _escaped(text: str) -> str:
    """Escape a label or a value once; there are a few hundred of each, on every page."""
    return str(escape(text))


@register.simple_tag
def facet_options(key: str, options: Iterable[Option]) -> SafeString:
    """A facet's checkboxes, each with its count."""
    lines = [
        _OPTION % (_escaped(key), _escaped(o.value), " checked" if o.chosen else "", _escaped(o.label), f"{o.count:,}")
        for o in options
    ]
    return SafeString("".join(lines))  # every part of it was escaped in `_escaped`


@register.simple_tag
def marked(parts: Sequence[tuple[str, bool]]) -> SafeString:
    """A text with the words that were found marked."""
    if len(parts) == 1 and not parts[0][1]:
        return format_html("{}", parts[0][0])
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in parts))
