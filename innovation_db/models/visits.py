"""How often each page was read on each day: nothing about who read it. What counts is in `innovation_db/visits.py`."""

from datetime import date
from typing import Any, ClassVar

from django.db import connections, models
from django.db.models import Sum
from django.utils import timezone

# One statement, one round trip. Its commit does not wait for the disk (a power cut may cost the last half second of
# visits and nothing else), and it gives up rather than queue behind a lock.
ADD_ONE = """
    INSERT INTO innovation_db_pagevisit AS visits (path, day, count)
    SELECT %s, %s, 1
    FROM (SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '2s', true)) AS settings
    ON CONFLICT (path, day) DO UPDATE SET count = visits.count + 1
"""


class PageVisitQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def add_one(self, path: str) -> None:
        """Count one visit to `path` today. Costs one statement; raises what the database raises."""
        if len(path) > PageVisit.PATH_LENGTH:
            return
        with connections[self.db].cursor() as cursor:
            cursor.execute(ADD_ONE, [path, timezone.localdate()])

    def visits_to(self, path: str, *, since: date | None = None) -> int:
        """Return how often `path` was visited, from the day `since` on. Costs one query."""
        return int(self._from(since).filter(path=path).aggregate(total=Sum("count"))["total"] or 0)

    def most_visited(self, prefix: str, *, since: date | None = None) -> "models.QuerySet[PageVisit, dict[str, Any]]":
        """Return `{"path": …, "visits": …}` of every page below `prefix`, most visited first; slice it.

        The page at `prefix` itself is left out: below /case-studies/ are case studies, not the finder.
        """
        below = self._from(since).filter(path__startswith=prefix).exclude(path=prefix)
        return below.order_by().values("path").annotate(visits=Sum("count")).order_by("-visits", "path")

    def _from(self, since: date | None) -> "PageVisitQuerySet":
        return self if since is None else self.filter(day__gte=since)


class PageVisit(models.Model):
    """One page on one day. `path` is the page's own address without parameters."""

    PATH_LENGTH: ClassVar = 300

    path = models.CharField(max_length=PATH_LENGTH)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar = PageVisitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "day"], name="one_count_per_page_and_day")]
        indexes = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.path} on {self.day}: {self.count}"
