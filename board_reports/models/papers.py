"""Papers that others wrote: PDFs that an officer puts to items of agendas. What is in a file, `papers.py` reads."""

import hashlib
import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify

from board_reports import papers
from board_reports.models.boards import AgendaItem, Membership
from board_reports.models.reports import OFFICERS
from board_reports.outputs.paper_reading import Found
from innovation_db.models import User, Versioned, bump_version, tracked


def kept_as(_paper: Any, _name: str) -> str:
    """Return where a new file is kept: under a name that nobody guesses and that says nothing."""
    return f"board_papers/{secrets.token_urlsafe(24)}.pdf"


class UploadedPaperQuerySet(models.QuerySet["UploadedPaper"]):
    def readable_by(self, user: User | AnonymousUser) -> "UploadedPaperQuerySet":
        """The papers that this reader gets: those put before readers, the restricted ones for the board and officers.

        Every way to a paper goes through here: the agenda, packs and its own file.
        """
        shown = self.filter(published=True)
        if user.is_authenticated and user.has_perm(OFFICERS):
            return shown
        seats = Membership.objects.of(user).filter(board=OuterRef("item__meeting__board"))
        return shown.filter(Q(restricted=False) | Q(Exists(seats)))

    def in_order(self) -> "UploadedPaperQuerySet":
        return self.order_by("item__number", "place", "pk")


@tracked()
class UploadedPaper(Versioned):
    """A paper of another body, joined to the pack of its meeting and read by itself."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="papers", verbose_name="agenda item")
    title = models.CharField(max_length=200)
    source = models.CharField(
        "whose paper it is", max_length=200, blank=True, help_text="Such as the body that wrote it."
    )
    file = models.FileField(
        "PDF", upload_to=kept_as, validators=[papers.validate],
        help_text="Up to 25 MB and 500 pages, not locked, without scripts, attachments, forms and comments. "
        "With tags a screen reader can read it.",
    )  # fmt: skip
    supplementary = models.PositiveSmallIntegerField(
        "supplementary pack", default=0, help_text="0: in the agenda pack itself; 1: in the first supplementary pack."
    )
    place = models.PositiveSmallIntegerField(
        "place among the papers of its item", default=1, help_text="Those of one item follow each other by it."
    )
    late_reason = models.CharField("why it is late", max_length=300, blank=True)
    chair_agreed = models.BooleanField("the Chair agreed to take it", default=False)
    restricted = models.BooleanField(default=False, help_text="Only the board and officers may read it.")
    restricted_reason = models.CharField("why it is restricted", max_length=300, blank=True)
    published = models.BooleanField(
        "put before readers",
        default=False,
        help_text="On the agenda and in the pack; until then officers alone see it.",
    )
    # What was found in the file when it came: `outputs/paper_reading.py`.
    found = models.JSONField(default=dict, editable=False)
    size = models.PositiveIntegerField("size in bytes", default=0, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    objects: ClassVar = UploadedPaperQuerySet.as_manager()

    class Meta:
        ordering = ["item", "place", "pk"]
        verbose_name = "uploaded paper"
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=Q(late_reason="") | Q(chair_agreed=True), name="a_late_paper_is_agreed",
                violation_error_message="A late paper is taken only when the Chair agreed to it.",
            ),
            models.CheckConstraint(
                condition=Q(restricted=False) | ~Q(restricted_reason=""), name="a_restricted_paper_says_why",
                violation_error_message="Say why it is restricted.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board_reports:paper", args=[self.pk, self.download_name])

    def clean(self) -> None:
        """Raise `ValidationError` where it would stand in a pack before that of its item, or nobody says why."""
        if self.restricted and not self.restricted_reason:
            raise ValidationError({"restricted_reason": "Say why it is restricted."})
        item = AgendaItem.objects.filter(pk=self.item_id).first()
        if item is not None and self.supplementary < item.supplementary:
            told = (
                f"Item {item.number} is in supplementary pack {item.supplementary}; its papers cannot be in one before."
            )
            raise ValidationError({"supplementary": told})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Read a new file before it is kept; raise `ValidationError` when it cannot go into a pack."""
        if self.file and not getattr(self.file, "_committed", True):
            found = papers.read(self.file)
            self.file.seek(0)
            content = self.file.read()
            self.file.seek(0)
            self.found = {name: getattr(found, name) for name in Found.__dataclass_fields__}
            self.size, self.sha256 = len(content), hashlib.sha256(content).hexdigest()
        super().save(*args, **kwargs)

    @property
    def reading(self) -> Found:
        return Found(**self.found)

    @property
    def pages(self) -> int:
        return self.reading.pages

    @property
    def pack(self) -> int:
        """The number of the pack that it is in: never one before that of its item."""
        return max(self.supplementary, self.item.supplementary)

    @property
    def late(self) -> str:
        return self.late_reason and f"Late paper, taken with the Chair’s agreement: {self.late_reason}"

    @property
    def download_name(self) -> str:
        return f"{slugify(self.title)[:80] or 'paper'}.pdf"

    @cached_property
    def is_there(self) -> bool:
        """Whether the file is where it was put. It is asked once: where files are kept elsewhere that is a request."""
        return bool(self.file.storage.exists(str(self.file.name)))

    @property
    def size_there(self) -> int:
        """How many bytes its file has, none where it is gone."""
        return self.size if self.is_there else 0

    def content(self) -> bytes:
        """Return the file, nothing where it is gone."""
        try:
            with self.file.storage.open(str(self.file.name)) as kept:
                return bytes(kept.read())
        except OSError:
            return b""

    @property
    def notes(self) -> list[str]:
        """What the agenda says below its title, in its page and in the pack."""
        pages = self.pages
        told = f"{self.source}, {pages} pages" if self.source else f"{pages} pages"
        told = told.replace("1 pages", "1 page") if pages == 1 else told
        return [f"{told}.", *filter(None, [self.late, self.reading.warning])]
