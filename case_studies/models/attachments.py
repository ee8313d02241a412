"""What hangs on a case study: pictures, documents, links and videos. Checking uploads is in `innovation_db/uploads`."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from case_studies import amounts
from case_studies.models.case_studies import TABLE, CaseStudy
from case_studies.thumbnails import rendition_address
from innovation_db.models import bump_parent_version, tracked
from innovation_db.uploads import documents, images


class Attachment(models.Model):
    """What all of them share: an order on the page."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


@tracked()
class Image(Attachment):
    """A picture, re-encoded on upload; `widths` lists the renditions kept beside `file`, in pixels."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="images")
    file = models.FileField(
        "picture",
        upload_to="images/%Y/%m/",
        validators=[images.validate],
        help_text="JPEG, PNG, WebP or HEIC, up to 15 MB and 40 million pixels.",
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    widths = models.JSONField(default=list, editable=False)
    alt = models.CharField(
        "alt text", max_length=250, help_text="What the picture shows, for readers who cannot see it."
    )
    caption = models.CharField(max_length=250, blank=True)
    credit = models.CharField(max_length=150, blank=True)

    class Meta(Attachment.Meta):
        triggers = bump_parent_version(TABLE, "case_study_id")

    def __str__(self) -> str:
        return self.alt

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Re-encode a picture that is new; raise `ValidationError` when it is none, whatever the path here."""
        if self.file and not getattr(self.file, "_committed", True):
            picture = images.clean(self.file)
            self.file.save(images.new_name(), images.encode(picture, "jpeg"), save=False)
            self.width, self.height = picture.size
            self.widths = images.write_renditions(self.file.storage, str(self.file.name), picture)
        super().save(*args, **kwargs)

    def address(self, width: int, form: str) -> str:
        """Return the address of a rendition; it changes when the picture does, so it may be cached for long."""
        return rendition_address(self.pk, str(self.file.name), width, form)

    def srcset(self, form: str) -> str:
        """Return all renditions of `form` as an HTML srcset."""
        return ", ".join(f"{self.address(width, form)} {width}w" for width in self.widths)

    def rendition_names(self) -> set[str]:
        """Return the file names of all renditions, without their folder."""
        return {
            images.rendition_name(str(self.file.name), width, form).rsplit("/", 1)[-1]
            for width in self.widths
            for form in ("webp", "jpeg")
        }

    @property
    def webp_srcset(self) -> str:
        return self.srcset("webp")

    @property
    def jpeg_srcset(self) -> str:
        return self.srcset("jpeg")

    def get_absolute_url(self) -> str:
        return self.largest

    @property
    def thumbnail(self) -> str:
        return self.smallest

    @property
    def smallest(self) -> str:
        return self.address(self.widths[0], "jpeg")

    @property
    def largest(self) -> str:
        return self.address(self.widths[-1], "jpeg")


class StoredDocument:
    """What a model with these fields does: it stores an uploaded document by its content, and says what it is."""

    file: Any
    title: Any
    media_type: Any
    size: Any

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new file under a name of ours; raise `ValidationError` when its content is no document."""
        if self.file and not getattr(self.file, "_committed", True):
            kind = documents.kind_of(self.file)
            self.media_type, self.size = kind.media_type, self.file.size
            self.file.file.seek(0)
            self.file.save(documents.new_name(kind), self.file.file, save=False)
        super().save(*args, **kwargs)  # type: ignore[misc]

    @property
    def kind(self) -> documents.Kind:
        return documents.KINDS[self.media_type]

    @property
    def size_in_words(self) -> str:
        return amounts.file_size(self.size)

    @property
    def download_name(self) -> str:
        return f"{slugify(self.title)[:80] or 'document'}.{self.kind.ending}"


@tracked()
class Document(StoredDocument, Attachment):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(
        "document",
        upload_to="documents/%Y/%m/",
        validators=[documents.validate],
        help_text="PDF, Word (.docx), Excel (.xlsx) or OpenDocument, up to 25 MB.",
    )
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, editable=False, help_text="Found in the content, not the name.")
    size = models.PositiveIntegerField("size in bytes", editable=False, default=0)

    class Meta(Attachment.Meta):
        triggers = bump_parent_version(TABLE, "case_study_id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("case_studies:document", args=[self.pk, self.download_name])


@tracked()
class Link(Attachment):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=200)
    url = models.URLField("address", max_length=500)

    class Meta(Attachment.Meta):
        triggers = bump_parent_version(TABLE, "case_study_id")

    def __str__(self) -> str:
        return self.title


@tracked()
class Video(Attachment):
    """A video elsewhere: linked to, never embedded, so that no third party learns who reads the page."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="videos")
    title = models.CharField(max_length=200)
    url = models.URLField("address", max_length=500)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    transcript_url = models.URLField("address of the transcript", max_length=500, blank=True)

    class Meta(Attachment.Meta):
        triggers = bump_parent_version(TABLE, "case_study_id")

    def __str__(self) -> str:
        return self.title
