"""Characters that nobody sees, some of which turn the direction of all that follows them on a page."""

import re

# Soft hyphens, marks without width and marks of direction. The joiner that some emoji are made with is none of them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def without_invisible(text: str) -> str:
    """Return `text` without them."""
    return _INVISIBLE.sub("", text)
