"""What hangs on a case study: pictures, documents, links and videos. Checking uploads is in `innovation_db/uploads`."""

from django.db import models

from case_studies.models.case_studies import TABLE, CaseStudy
from innovation_db.models import bump_parent_version, tracked


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
    file = models.ImageField(upload_to="images/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, null=True)
    height = models.PositiveIntegerField(editable=False, null=True)
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


@tracked()
class Document(Attachment):
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="documents/%Y/%m/")
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100, editable=False, help_text="Found in the content, not the name.")
    size = models.PositiveIntegerField("size in bytes", editable=False, default=0)

    class Meta(Attachment.Meta):
        triggers = bump_parent_version(TABLE, "case_study_id")

    def __str__(self) -> str:
        return self.title


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
