"""What case studies are sorted by: themes, service areas and partners."""

from django.db import models

from innovation_db.models import Versioned, bump_version, tracked
from innovation_db.paths import path_to
from innovation_db.rich_text import RichTextField


@tracked()
class Theme(Versioned):
    class Colour(models.IntegerChoices):
        HEATHER = 1, "Heather"
        TEAL = 2, "Teal"
        AMBER = 3, "Amber"
        MOSS = 4, "Moss"
        ROSE = 5, "Rose"
        OLIVE = 6, "Olive"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = RichTextField()
    colour = models.PositiveSmallIntegerField(choices=Colour, default=Colour.HEATHER)

    class Meta:
        ordering = ["name"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("case_studies:theme", self.slug)


@tracked()
class ServiceArea(Versioned):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = RichTextField()

    class Meta:
        ordering = ["name"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("case_studies:service_area", self.slug)


@tracked()
class Partner(Versioned):
    """An organisation that councils innovate with, such as Nesta or the Design Council."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    description = RichTextField()
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("case_studies:partner", self.slug)
