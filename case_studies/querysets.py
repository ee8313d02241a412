"""The questions about case studies that have a name. Searching by words is in `case_studies/search`."""

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from case_studies import completeness

if TYPE_CHECKING:
    from innovation_db.models import User

CONFIRMED_FOR = timedelta(days=2 * 365)


class CaseStudyQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def published(self) -> "CaseStudyQuerySet":
        """What the public may see."""
        return self.filter(state="published")

    def confirmed_this_year(self) -> "CaseStudyQuerySet":
        """Published records that a council has confirmed since New Year."""
        return self.published().filter(last_confirmed_on__year=timezone.localdate().year)

    def in_review(self) -> "CaseStudyQuerySet":
        return self.filter(state="in-review")

    def drafts_of(self, user: "User") -> "CaseStudyQuerySet":
        """Drafts that `user` began."""
        return self.filter(state="draft", created_by=user)

    def told_and_not_taken_up(self) -> "CaseStudyQuerySet":
        """Drafts that came by the form “Tell us about yours” and that nobody with an account has written at since."""
        from innovation_db.history.aggregates import event_model
        from innovation_db.models import SavedForm

        told = SavedForm.objects.sent().that_became_a(self.model)
        known = Q(pgh_context__metadata__has_key="user") & ~Q(pgh_context__metadata__user=None)
        written = event_model(self.model)._default_manager.filter(known, pgh_obj=OuterRef("pk"))
        return self.filter(state="draft", pk__in=told.values("became_id")).exclude(Exists(written))

    def told_like(self, study: Any) -> "CaseStudyQuerySet":
        """Other records with the title of `study` and one of its lead councils."""
        leads = study.involvements.filter(role="lead").values("council")
        same = self._parts("involvements").filter(role="lead", council__in=leads)
        return self.filter(Exists(same), title__iexact=study.title).exclude(pk=study.pk)

    def thin(self) -> "CaseStudyQuerySet":
        """Published records that hold little more than a summary."""
        return self.published().filter(completeness="summary")

    def due_for_review(self) -> "CaseStudyQuerySet":
        """Published records whose day of review has come."""
        return self.published().filter(review_due_on__lte=timezone.localdate())

    def unconfirmed(self) -> "CaseStudyQuerySet":
        """Published records that nobody has confirmed for two years, or ever."""
        long_ago = timezone.localdate() - CONFIRMED_FOR
        return self.published().filter(Q(last_confirmed_on__isnull=True) | Q(last_confirmed_on__lt=long_ago))

    def without_contact(self) -> "CaseStudyQuerySet":
        """Published records with nobody to pass a message on to."""
        return self.published().filter(contact_email="")

    def with_undescribed_pictures(self) -> "CaseStudyQuerySet":
        """Records that have a picture without alt text."""
        return self.filter(Exists(self._parts("images").filter(alt="")))

    def with_deduced_council(self) -> "CaseStudyQuerySet":
        """Records with a council that the source does not name."""
        return self.filter(Exists(self._parts("involvements").filter(inferred=True)))

    def _parts(self, name: str) -> models.QuerySet:
        """Return the parts kept under `name` of the record in the outer query."""
        return getattr(self.model, name).rel.related_model._default_manager.filter(case_study=OuterRef("pk"))

    def refresh_completeness(self) -> int:
        """Measure these rows again and store what changed, after writing in bulk; return how many rows changed.

        Reads every row once, 2,000 at a time, and costs at most three updates for each of those.
        """
        changed = 0
        model: Any = self.model
        outcomes = self._parts("outcomes")
        rows: Any = self.order_by().only(*completeness.FIELDS).annotate(told_outcomes=models.Exists(outcomes))
        stale: dict[str, list[int]] = defaultdict(list)
        for study in rows.iterator(chunk_size=2000):
            level = completeness.level(study, outcomes=study.told_outcomes)
            if level != study.completeness:
                stale[level].append(study.pk)
        for level, keys in stale.items():
            for start in range(0, len(keys), 2000):
                changed += model._default_manager.filter(pk__in=keys[start : start + 2000]).update(completeness=level)
        return changed
