"""References that people read out on the telephone: ABC-1234 from letters and figures that nobody confuses."""

import re
import secrets

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # no vowels, so no words; no I, L or O
FIGURES = "23456789"  # no 0 or 1


def new_reference() -> str:
    """Return one of 32 million references; the database makes sure that it is new."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(3))
    return f"{letters}-{''.join(secrets.choice(FIGURES) for _ in range(4))}"


def tidy_reference(text: str) -> str:
    """Return a reference as somebody typed it (“abc 1234”) the way it is kept, or the text as it is."""
    plain = re.sub(r"[\s–-]", "", text).upper()
    return f"{plain[:3]}-{plain[3:]}" if re.fullmatch(r"[A-Z]{3}\d{4}", plain) else text
