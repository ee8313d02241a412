"""Councils: local authorities of the UK, current and ended, their other names and their statistical neighbours."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from case_studies.council_names import CouncilQuerySet
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.paths import path_to


@tracked()
class Council(Versioned):
    class Kind(models.TextChoices):
        COUNTY = "county", "County council"
        DISTRICT = "district", "District council"
        UNITARY = "unitary", "Unitary authority"
        METROPOLITAN = "metropolitan", "Metropolitan borough"
        LONDON = "london-borough", "London borough"
        CITY_OF_LONDON = "city-of-london", "City of London Corporation"
        COMBINED = "combined-authority", "Combined authority"
        STRATEGIC = "strategic-authority", "Strategic authority"
        SCOTTISH = "scottish", "Scottish council area"
        WELSH = "welsh", "Welsh principal area"
        NORTHERN_IRISH = "northern-irish", "Northern Ireland district"

    class Nation(models.TextChoices):
        ENGLAND = "england", "England"
        SCOTLAND = "scotland", "Scotland"
        WALES = "wales", "Wales"
        NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"

    class Region(models.TextChoices):
        EAST_MIDLANDS = "east-midlands", "East Midlands"
        EAST_OF_ENGLAND = "east-of-england", "East of England"
        LONDON = "london", "London"
        NORTH_EAST = "north-east", "North East"
        NORTH_WEST = "north-west", "North West"
        SOUTH_EAST = "south-east", "South East"
        SOUTH_WEST = "south-west", "South West"
        WEST_MIDLANDS = "west-midlands", "West Midlands"
        YORKSHIRE = "yorkshire-and-the-humber", "Yorkshire and the Humber"
        SCOTLAND = "scotland", "Scotland"
        WALES = "wales", "Wales"
        NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"

    class Rurality(models.TextChoices):
        URBAN = "urban", "Urban"
        MIXED = "urban-with-rural", "Urban with rural areas"
        RURAL = "rural", "Rural"
        SPARSE = "sparse-and-rural", "Sparse and rural"

    gss_code = models.CharField(
        "ONS code",
        max_length=9,
        unique=True,
        null=True,
        blank=True,
        help_text="Northern Ireland's districts of before April 2015 have none here.",
    )
    slug = models.SlugField(max_length=80, unique=True)
    official_name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    nation = models.CharField(max_length=20, choices=Nation)
    region = models.CharField(max_length=30, choices=Region)
    upper_tier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="districts")
    website = models.URLField(blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    rurality = models.CharField(max_length=20, choices=Rurality, blank=True)
    deprivation_band = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 (most deprived fifth of the UK) to 5 (least deprived fifth)."
    )
    density = models.DecimalField("people per square kilometre", max_digits=8, decimal_places=1, null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    former_codes = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    neighbours = models.ManyToManyField(
        "self", symmetrical=False, through="CouncilNeighbour", related_name="neighbour_of", blank=True
    )

    objects: ClassVar = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["short_name", "gss_code"]
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deprivation_band__isnull=True) | models.Q(deprivation_band__range=(1, 5)),
                name="deprivation_band_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return self.official_name if self.ended_on is None else f"{self.official_name} (ended {self.ended_on.year})"

    def existed_in(self, year: int) -> bool:
        """Whether the council existed on any day of the year; an unknown beginning counts as always."""
        begun = self.started_on is None or self.started_on.year <= year
        return begun and (self.ended_on is None or self.ended_on.year >= year)

    def followed_by(self) -> "list[Council]":
        """Return the councils of today that its area belongs to now; none for one that has not ended. Costs queries."""
        if self.ended_on is None:
            return []
        heirs = [today for heir in self.successors.all() for today in (heir.followed_by() or [heir])]
        return [heir for heir in dict.fromkeys(heirs) if heir.ended_on is None]

    def get_absolute_url(self) -> str:
        return path_to("case_studies:council", self.slug)

    @property
    def deprivation_in_words(self) -> str:
        """Its fifth of the UK, such as “in the most deprived fifth of UK councils”; "" when not known."""
        places = {
            1: "the most deprived",
            2: "the second most deprived",
            3: "the middle",
            4: "the second least deprived",
        }
        if not self.deprivation_band:
            return ""
        return f"In {places.get(self.deprivation_band, 'the least deprived')} fifth of the UK"


@tracked(exclude=["key"])
class CouncilAlias(models.Model):
    """A name that a council goes or went by. `key` is the name as `council_names.key()` folds it."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=150)
    key = models.CharField(max_length=150, db_index=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "other name"
        triggers = bump_parent_version("case_studies_council", "council_id")
        constraints = [models.UniqueConstraint(fields=["council", "name"], name="one_alias_per_council")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        from case_studies.council_names import key

        self.key = key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class CouncilNeighbour(models.Model):
    """A council that official statistics find like another one; `rank` 1 is the most alike."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="neighbour_ranks")
    neighbour = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["council", "neighbour"], name="a_neighbour_once"),
            models.UniqueConstraint(fields=["council", "rank"], name="a_neighbour_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.neighbour}"
