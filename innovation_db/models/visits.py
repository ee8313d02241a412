"""How often each page was read on each day: nothing about who read it."""

from django.db import models


class PageVisit(models.Model):
    """One page on one day. `path` is the page's own address without parameters."""

    path = models.CharField(max_length=300)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "day"], name="one_count_per_page_and_day")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.path} on {self.day}: {self.count}"
