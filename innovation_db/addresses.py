"""E-mail addresses in texts that everybody may read: they are kept back, because robots collect them.

Whoever wants to write uses a form, which passes the message on: see `case_studies/contact.py`.
"""

import re

KEPT_BACK = "(e-mail address kept back)"
_ADDRESS = re.compile(r"[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}")
_LINK = re.compile(r'<a\b[^>]*href="mailto:[^"]*"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")


def first_address(text: str) -> str:
    """Return the first e-mail address in `text`, "" without one."""
    found = _ADDRESS.search(text) if "@" in text else None
    return found[0] if found else ""


def without_addresses(text: str) -> str:
    """Return plain text with words in place of every e-mail address."""
    return _ADDRESS.sub(KEPT_BACK, text) if "@" in text else text


def without_addresses_in_html(html: str) -> str:
    """Return sanitised HTML with words in place of every e-mail address; links that write to one lose the link."""
    if "@" not in html and "mailto:" not in html:
        return html
    parts = _TAG.split(_LINK.sub(r"\1", html))
    return "".join(part if part.startswith("<") else without_addresses(part) for part in parts)
