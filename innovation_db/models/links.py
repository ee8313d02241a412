"""Links instead of passwords: what was sent to whom, until when it opens what, and whether it was used or revoked."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from innovation_db.models.versioned import tracked


@tracked()
class ContributorLink(models.Model):
    """One e-mailed link. `serial` is signed into it and grows with each renewal, so that older copies stop working."""

    email = models.EmailField("e-mail")
    purpose = models.CharField(max_length=50, help_text="What the link opens, such as “proposal”.")
    about_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    serial = models.PositiveIntegerField(default=1, editable=False)
    one_use = models.BooleanField("works once", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["about_type", "about_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} link for {self.email}"
