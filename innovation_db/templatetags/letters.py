"""Filters for the templates of e-mails."""

from django import template

register = template.Library()


@register.filter
def quoted(text: object) -> str:
    """Put somebody else's words into a quotation: “> ” before each line, so that nothing in them becomes a link."""
    return "\n".join(f"> {line}".rstrip() for line in str(text).strip().splitlines())
