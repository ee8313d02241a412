"""The questions about case studies that have a name. Searching by words is in `case_studies/search`."""

from django.db import models


class CaseStudyQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def published(self) -> "CaseStudyQuerySet":
        """What the public may see."""
        return self.filter(state="published")
