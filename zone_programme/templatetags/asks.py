"""Tags of the board of asks and offers."""

from functools import lru_cache

import segno
from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=2_000)
def scaled_code(address: str, title: str) -> SafeString:
    """A QR code of `address` as large as the style sheet says, named `title`."""
    code = segno.make(address, error="m")
    drawn = code.svg_inline(omitsize=True, border=2, title=title, svgclass="qr", lineclass=None)
    return SafeString(drawn)  # its only words, the title, are escaped by segno
