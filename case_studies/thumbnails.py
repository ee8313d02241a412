"""Where the pictures of case studies are served, also where only a row of the database tells of one.

Storing them is `models/attachments.py`, sending them `views/files.py`.
"""

from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse

from innovation_db.uploads import images


@lru_cache(maxsize=10_000)
def rendition_address(picture: int, file: str, width: int, form: str) -> str:
    """Return where a rendition of picture number `picture`, kept at `file`, is served."""
    name = images.rendition_name(file, width, form).rsplit("/", 1)[-1]
    return reverse("case_studies:image", args=[picture, name])


class Thumbnail(NamedTuple):
    """What the database tells of a case study's first picture, to show it small: `case_studies_search_picture`."""

    picture: int
    file: str
    width: int

    @property
    def address(self) -> str:
        return rendition_address(self.picture, self.file, self.width, "jpeg")
