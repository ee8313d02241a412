"""A form that somebody without an account has begun: its answers so far, and its reference once it was sent.

The questions, the pages and the sending are `innovation_db/form_kit`.
"""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from innovation_db.models.links import ContributorLink
from innovation_db.models.versioned import Versioned, bump_version

GIVEN = "_given"  # no step can be called so


class SavedFormQuerySet(models.QuerySet["SavedForm"]):
    def sent(self) -> "SavedFormQuerySet":
        return self.filter(submitted_at__isnull=False)

    def begun(self) -> "SavedFormQuerySet":
        """Not sent yet."""
        return self.filter(submitted_at__isnull=True)

    def that_became(self, thing: models.Model) -> "SavedFormQuerySet":
        """The forms that `thing` was made from."""
        return self.that_became_a(type(thing)).filter(became_id=thing.pk)

    def that_became_a(self, model: type[models.Model]) -> "SavedFormQuerySet":
        """The forms that rows of `model` were made from."""
        return self.filter(became_type=ContentType.objects.get_for_model(model))


class SavedForm(Versioned):
    kind = models.CharField(max_length=50, help_text="Which form it is, such as “tell_us”.")
    link = models.OneToOneField(ContributorLink, on_delete=models.PROTECT)
    answers = models.JSONField(default=dict, help_text="What was typed, by step: see form_kit/answers.py.")
    reference = models.CharField(max_length=20, null=True, blank=True, unique=True)
    created_at = models.DateTimeField("begun", default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField("sent", null=True, blank=True)
    became_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    became_id = models.PositiveBigIntegerField(null=True, blank=True)
    became = GenericForeignKey("became_type", "became_id")

    objects: ClassVar = SavedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        triggers = [bump_version()]
        indexes = [models.Index(fields=["became_type", "became_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(reference__isnull=False), name="sent_form_has_reference"
            )
        ]

    @property
    def given(self) -> dict[str, Any]:
        """What the address says beside the key, in order, such as `{"year": 2027}`: kept when the form is begun."""
        given: dict[str, Any] = self.answers.get(GIVEN, {})
        return given

    def __str__(self) -> str:
        return f"Form {self.reference}" if self.reference else "Form not sent yet"
