"""The parts of the finder that repeat hundreds of times, written without a template for speed."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from case_studies.search.page import Option

register = template.Library()

_OPTION = (
    '<label class="option"><input type="checkbox" name="{}" value="{}"{}><span>{}</span> <span class="option__count">'
    "{}</span></label>\n"
)


@register.simple_tag
def facet_options(key: str, options: Iterable[Option]) -> SafeString:
    """A facet's checkboxes, each with its count."""
    return format_html_join(
        "",
        _OPTION,
        ((key, o.value, " checked" if o.chosen else "", o.label, f"{o.count:,}") for o in options),
    )


@register.simple_tag
def marked(parts: Sequence[tuple[str, bool]]) -> SafeString:
    """A text with the words that were found marked."""
    if len(parts) == 1 and not parts[0][1]:
        return format_html("{}", parts[0][0])
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in parts))
