"""The fields of the library's things in the API, with what each means."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from case_studies.models import CaseStudy, Council
from innovation_db.addresses import without_addresses


@extend_schema_field(OpenApiTypes.URI)
class AddressField(serializers.Field):
    """The address of a thing's page, from its path."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, value: Any) -> str:
        return settings.SITE_URL + (value.url if hasattr(value, "url") else value.get_absolute_url())


class TextField(serializers.CharField):
    """A plain text, its e-mail addresses kept back as on the page."""

    def to_representation(self, value: Any) -> str:
        return without_addresses(super().to_representation(value))


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class CaseStudySerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the case study in addresses.")
    title = TextField()
    summary = TextField(help_text="What was done, for whom, with what result; e-mail addresses are kept back.")
    year = serializers.IntegerField(allow_null=True, help_text="The year it is known for.")
    stage = serializers.ChoiceField(CaseStudy.Stage.choices, allow_blank=True, help_text="How far it is.")
    evidence = serializers.ChoiceField(
        CaseStudy.Evidence.choices, allow_null=True, help_text="How far one can rely on it, from 1 to 5."
    )
    completeness = serializers.ChoiceField(CaseStudy.Completeness.choices, help_text="How much of it is told.")
    reuse = serializers.ChoiceField(CaseStudy.ReuseTerms.choices, allow_blank=True, help_text="Whether others may.")
    confirmed = serializers.DateField(allow_null=True, help_text="When somebody who knows last said that it is right.")
    councils = NamedSerializer(many=True, source="places")
    themes = serializers.SerializerMethodField()
    outcome = TextField(help_text="The best measured result in words, or empty.")
    adoptions = serializers.IntegerField(help_text="Councils that did it too.")
    address = AddressField(help_text="Of its page, where all of it is told.")

    @extend_schema_field(NamedSerializer(many=True))
    def get_themes(self, card: Any) -> list[dict[str, str]]:
        return [{"slug": slug, "name": name} for name, slug, _ in card.themes]


class CouncilSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the council in addresses.")
    code = serializers.CharField(source="gss_code", allow_null=True, help_text="The code of the statistics office.")
    name = serializers.CharField(source="official_name")
    short_name = serializers.CharField()
    kind = serializers.ChoiceField(Council.Kind.choices)
    nation = serializers.ChoiceField(Council.Nation.choices)
    region = serializers.ChoiceField(Council.Region.choices)
    ended_on = serializers.DateField(allow_null=True, help_text="When it was replaced; null for a council of today.")
    successors = serializers.SerializerMethodField()
    case_studies = serializers.IntegerField(source="case_study_count", help_text="How many are published.")
    address = AddressField(help_text="Of its page.")

    def get_successors(self, council: Any) -> list[str]:
        return [one.slug for one in council.successors.all()]


class ThemeSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the theme in addresses.")
    name = serializers.CharField()
    case_studies = serializers.IntegerField(source="case_study_count", help_text="How many are published.")
    address = AddressField(help_text="Of its page.")
