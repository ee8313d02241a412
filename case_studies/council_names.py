"""From a name as people write it to the council meant: folding names, and the resolver `Council.objects.resolve`."""

import re
import unicodedata

from django.db import models

_NOISE = re.compile(
    r"\b(the|london borough of|royal borough of|metropolitan borough|county borough|borough of|city of"
    r"|city and county of|council|borough|district|county|city)\b"
)


def key(name: str) -> str:
    """Return `name` folded for comparison: no case, accents, punctuation or the words every council shares."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("&", " and ")
    return " ".join(_NOISE.sub(" ", re.sub(r"[^a-z0-9]+", " ", plain)).split())


class CouncilQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def current(self) -> "CouncilQuerySet":
        return self.filter(ended_on__isnull=True)
