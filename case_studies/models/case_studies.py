"""The case study and what belongs to it alone: councils involved, outcomes, adoptions and former addresses.

Pictures and files are in `attachments.py`; changes of state are in `case_studies/actions.py`.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from case_studies import amounts, completeness, slugs
from case_studies.models.councils import Council
from case_studies.models.programmes import Programme
from case_studies.models.subjects import Partner, ServiceArea, Theme
from case_studies.querysets import CONFIRMED_FOR, CaseStudyQuerySet
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.paths import path_to
from innovation_db.rich_text import RichTextField

TABLE = "case_studies_casestudy"


def happened(what: str) -> models.CheckConstraint:
    """Return the constraint that `<what>_at` and `<what>_by` are known together or not at all."""
    return models.CheckConstraint(
        condition=Q(**{f"{what}_at__isnull": True, f"{what}_by__isnull": True})
        | Q(**{f"{what}_at__isnull": False, f"{what}_by__isnull": False}),
        name=f"case_study_{what}_at_and_by",
    )


@tracked()
class CaseStudy(Versioned):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in-review", "In review"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    class Stage(models.TextChoices):
        IDEA = "idea", "Idea"
        PILOT = "pilot", "Pilot"
        IN_USE = "in-use", "In use"
        SCALED = "scaled", "Scaled"
        STOPPED = "stopped", "Stopped"

    class Novelty(models.TextChoices):
        SECTOR = "new-to-sector", "New to the sector"
        AREA = "new-to-area", "New to the area"
        MICRO = "micro-innovation", "Micro-innovation"

    class Evidence(models.IntegerChoices):
        DESCRIBED = 1, "Described by others"
        TOLD = 2, "Told by those who did it"
        MEASURED = 3, "Measured by those who did it"
        COMPARED = 4, "Measured against a comparison"
        INDEPENDENT = 5, "Independently evaluated"

    class Completeness(models.TextChoices):
        SUMMARY = "summary", "Summary record"
        PARTIAL = "partial", "Partly told"
        FULL = "full", "Full case study"

    class ReuseTerms(models.TextChoices):
        FREE = "free", "Free to reuse"
        CREDIT = "free-with-credit", "Free to reuse with credit"
        ASK = "ask", "Ask the council"
        PAID = "paid", "For a charge"

    record_id = models.CharField(
        max_length=40, null=True, blank=True, unique=True, help_text="The record's name in the file it came from."
    )
    title = models.CharField(max_length=200)
    slug = models.SlugField(
        max_length=120,
        unique=True,
        blank=True,
        help_text="The last part of its address. Made from the title when empty; the old one goes on leading here.",
    )
    summary = models.TextField(max_length=600, help_text="What was done, for whom, with what result: two sentences.")
    councils = models.ManyToManyField(Council, through="Involvement", related_name="case_studies")
    themes = models.ManyToManyField(Theme, related_name="case_studies", blank=True)
    service_areas = models.ManyToManyField(ServiceArea, related_name="case_studies", blank=True)
    programmes = models.ManyToManyField(Programme, related_name="case_studies", blank=True)
    partners = models.ManyToManyField(Partner, related_name="case_studies", blank=True)
    novelty = models.CharField(max_length=20, choices=Novelty, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, blank=True)

    problem = RichTextField("the problem")
    what_we_did = RichTextField("what we did")
    leadership = RichTextField("leadership")
    people = RichTextField("people")
    governance = RichTextField("governance")
    risk_and_finance = RichTextField("risk and finance")
    obstacles = RichTextField("obstacles and how they were overcome")
    what_changed = RichTextField("what changed")
    what_did_not_work = RichTextField("what did not work")
    lessons = RichTextField("lessons")
    sustained_by = RichTextField("how it is kept going")

    cost = models.DecimalField(
        "cost in pounds",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    cost_note = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True, help_text="Who did it, such as “two officers, half time”.")
    time_taken = models.CharField("time to do it", max_length=100, blank=True)

    reuse_terms = models.CharField(max_length=20, choices=ReuseTerms, blank=True)
    reuse_note = models.TextField("what can be reused", blank=True, max_length=600)
    reuse_link = models.URLField(blank=True)
    reuse_contact = models.CharField(max_length=200, blank=True)

    evidence_level = models.PositiveSmallIntegerField(
        choices=Evidence, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    evidence_reason = models.CharField("reason for the level", max_length=300, blank=True)

    contact_role = models.CharField(max_length=150, blank=True)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField("contact e-mail", blank=True, help_text="Messages are passed on; never shown.")

    year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
        help_text="The year it is known for, when the dates are not known.",
    )
    begun_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    last_confirmed_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)

    source = models.CharField(max_length=200, blank=True)
    source_link = models.URLField(max_length=500, blank=True)
    completeness = models.CharField(max_length=10, choices=Completeness, default=Completeness.SUMMARY, editable=False)
    synthetic = models.BooleanField(default=False, editable=False, help_text="Made up for benchmarks.")

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    archived_from = models.CharField(max_length=10, choices=State, blank=True, editable=False)
    review_note = models.TextField(blank=True, editable=False, help_text="What is to be done before it is published.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = CaseStudyQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        verbose_name_plural = "case studies"
        triggers = [bump_version(), slugs.keep_former_slug()]
        permissions = [
            ("publish_casestudy", "Can publish and unpublish case studies"),
            ("archive_casestudy", "Can archive case studies and bring them back"),
            ("import_casestudy", "Can import case studies"),
            ("export_casestudy", "Can export case studies, contacts included"),
            ("purge_casestudy", "Can remove a case study for ever"),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"]),
            models.Index(fields=["-changed_at"]),
            models.Index(fields=["title"], name="case_study_title"),
            models.Index(fields=["last_confirmed_on"], condition=Q(state="published"), name="case_study_confirmed"),
        ]
        constraints = [
            happened("submitted"),
            happened("published"),
            happened("archived"),
            models.CheckConstraint(
                condition=~Q(state="in-review") | Q(submitted_at__isnull=False), name="in_review_was_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_was_published"
            ),
            models.CheckConstraint(
                condition=(Q(state="archived") & Q(archived_at__isnull=False))
                | (~Q(state="archived") & Q(archived_at__isnull=True)),
                name="archived_was_archived",
            ),
            models.CheckConstraint(
                condition=Q(evidence_level__isnull=True) | Q(evidence_level__range=(1, 5)), name="evidence_1_to_5"
            ),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="cost_not_negative"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(begun_on__isnull=True) | Q(ended_on__gte=models.F("begun_on")),
                name="case_study_ends_after_start",
                violation_error_message="It cannot end before it began.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_to("case_studies:case_study", self.slug)

    @property
    def card_url(self) -> str:
        """Where its social card is: the address changes with what is drawn on it. Costs themes, councils, pictures."""
        from case_studies.social_card import key

        return reverse("case_studies:card", args=[self.slug, key(self)])

    def clean(self) -> None:
        """Refuse an address that leads, or once led, to another case study."""
        super().clean()
        self.slug = self.slug.lower()
        if not self.slug:
            return
        former = FormerSlug.objects.filter(slug=self.slug).exclude(case_study=self.pk).select_related("case_study")
        if owner := former.first():
            raise ValidationError(
                {"slug": f"This address still leads to “{owner.case_study}”, which had it before. Choose another one."}
            )
        if self.slug in slugs.RESERVED:
            raise ValidationError({"slug": "This address is a page of the site itself. Choose another one."})

    def save(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Save with a slug and the completeness; costs one query more for the outcomes, two without a slug."""
        self.slug = self.slug.lower()
        self.completeness = completeness.level(self, outcomes=self.has_outcomes())
        fields = kwargs.get("update_fields")
        if fields:
            kwargs["update_fields"] = {*fields, "completeness"} | (set() if self.slug else {"slug"})
        if self.slug:
            super().save(**kwargs)
        else:
            slugs.save_with_free_slug(self, lambda: super(CaseStudy, self).save(**kwargs))

    @property
    def known_year(self) -> int | None:
        """The year it is known for, or else that in which it was begun: as the search document has it."""
        return self.year or (self.begun_on.year if self.begun_on else None)

    @property
    def was_confirmed_lately(self) -> bool:
        """Whether the council has confirmed the record within two years."""
        return self.last_confirmed_on is not None and self.last_confirmed_on >= timezone.localdate() - CONFIRMED_FOR

    def has_outcomes(self) -> bool:
        """Return whether a measured result is recorded. Costs a query for a saved row."""
        return self.pk is not None and not self._state.adding and self.outcomes.exists()

    def missing_parts(self) -> list[str]:
        """Return in words what is not told yet; see `case_studies/completeness.py`. Costs a query."""
        return completeness.missing(self, outcomes=self.has_outcomes())


class FormerSlug(models.Model):
    """An address that a case study had: it redirects for ever, so it is never given to another."""

    slug = models.SlugField(max_length=120, unique=True)
    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


@tracked()
class Involvement(models.Model):
    """A council in a case study, as lead or as partner."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        PARTNER = "partner", "Partner"

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="involvements")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=10, choices=Role, default=Role.LEAD)
    inferred = models.BooleanField(
        "deduced", default=False, help_text="The source does not name this council; it was deduced."
    )

    class Meta:
        ordering = ["role", "id"]
        verbose_name = "council"
        indexes = [models.Index(fields=["council", "-case_study"], name="involvements_newest_first")]
        triggers = bump_parent_version(TABLE, "case_study_id")
        constraints = [models.UniqueConstraint(fields=["case_study", "council"], name="council_once_in_case_study")]

    def __str__(self) -> str:
        return f"{self.council} ({self.get_role_display().lower()})"


@tracked()
class Outcome(models.Model):
    """One measured result."""

    class Kind(models.TextChoices):
        SAVING = "saving", "Money saved"
        INCOME = "income", "Income earned"
        FUNDING = "funding", "Funding won"
        COST_AVOIDED = "cost-avoided", "Cost avoided"
        TIME = "time", "Time saved"
        PEOPLE = "people", "People helped"
        SATISFACTION = "satisfaction", "Satisfaction"
        CARBON = "carbon", "Carbon cut"
        QUALITY = "quality", "Quality of service"
        OTHER = "other", "Other"

    class Period(models.TextChoices):
        ONE_OFF = "one-off", "One-off"
        YEARLY = "yearly", "Each year"
        CUMULATIVE = "cumulative", "In all"

    class Basis(models.TextChoices):
        ESTIMATED = "estimated", "Estimated"
        FORECAST = "forecast", "Forecast"
        ACHIEVED = "achieved", "Achieved"
        AUDITED = "audited", "Audited"

    class Unit(models.TextChoices):
        POUNDS = "pounds", "Pounds"
        PER_CENT = "per-cent", "Per cent"
        DAYS = "days", "Days"
        HOURS = "hours", "Hours"
        PEOPLE = "people", "People"
        HOUSEHOLDS = "households", "Households"
        HOMES = "homes", "Homes"
        TONNES = "tonnes", "Tonnes"
        NUMBER = "number", "Number"

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=15, choices=Kind)
    description = models.CharField(max_length=200, blank=True, help_text="What changed, such as “missed bins”.")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=12, choices=Unit)
    period = models.CharField(max_length=12, choices=Period, default=Period.ONE_OFF)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.ACHIEVED)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        triggers = bump_parent_version(TABLE, "case_study_id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["saving", "income", "funding", "cost-avoided"]) | Q(unit="pounds"),
                name="money_in_pounds",
                violation_error_message="Savings, income, funding and costs avoided are given in pounds.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quantity}"

    @property
    def quantity(self) -> str:
        """The amount with its unit: “£1,250”, “30 per cent”."""
        return amounts.quantity(Decimal(self.amount), self.unit)

    def save(self, **kwargs: Any) -> None:  # type: ignore[override]
        super().save(**kwargs)
        CaseStudy.objects.filter(pk=self.case_study_id).refresh_completeness()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        CaseStudy.objects.filter(pk=self.case_study_id).refresh_completeness()
        return deleted


@tracked()
class Adoption(models.Model):
    """Another council did it too."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="adoptions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="adoptions")
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    note = models.CharField(max_length=300, blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["council__short_name"]
        triggers = bump_parent_version(TABLE, "case_study_id")
        constraints = [models.UniqueConstraint(fields=["case_study", "council"], name="adopted_once_by_council")]

    def __str__(self) -> str:
        return f"{self.council} adopted {self.case_study}"
