"""The fields of the library's things in the API, with what each means."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from case_studies.models import CaseStudy, Council, Involvement, Outcome
from innovation_db.addresses import without_addresses, without_addresses_in_html
from innovation_db.rich_text import sanitise


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


class RichField(serializers.CharField):
    """A rich text as its page shows it: sanitised, its e-mail addresses kept back."""

    def to_representation(self, value: Any) -> str:
        return without_addresses_in_html(sanitise(super().to_representation(value)))


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class CaseStudySerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the case study in addresses.")
    title = TextField()
    summary = TextField(help_text="What was done, for whom, with what result; e-mail addresses are kept back.")
    year = serializers.IntegerField(allow_null=True, help_text="The year it is known for, or was begun in.")
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


class ElsewhereSerializer(serializers.Serializer):
    title = TextField()
    address = serializers.URLField(source="url")


class InvolvedSerializer(serializers.Serializer):
    slug = serializers.CharField(source="council.slug")
    name = serializers.CharField(source="council.short_name")
    role = serializers.ChoiceField(Involvement.Role.choices)
    deduced = serializers.BooleanField(source="inferred", help_text="The source does not name it; it was deduced.")


class OutcomeSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(Outcome.Kind.choices)
    description = TextField(help_text="What changed.")
    amount = serializers.DecimalField(16, 2, help_text="In its unit, as text, to stay exact.")
    unit = serializers.ChoiceField(Outcome.Unit.choices)
    period = serializers.ChoiceField(Outcome.Period.choices)
    basis = serializers.ChoiceField(Outcome.Basis.choices)
    year = serializers.IntegerField(allow_null=True)
    note = TextField()


class AdoptionSerializer(serializers.Serializer):
    slug = serializers.CharField(source="council.slug")
    name = serializers.CharField(source="council.short_name")
    year = serializers.IntegerField(allow_null=True)
    note = TextField()
    link = serializers.CharField(help_text="Where more is told, or empty.")


class DocumentSerializer(serializers.Serializer):
    title = TextField()
    address = AddressField(help_text="Where it can be fetched.")
    media_type = serializers.CharField(help_text="What it is, such as application/pdf.")
    bytes = serializers.IntegerField(source="size", help_text="How large it is.")


class SectionsSerializer(serializers.Serializer):
    """What is told at length, as HTML without scripts; empty where nothing is."""

    problem = RichField()
    what_we_did = RichField()
    leadership = RichField()
    people = RichField()
    governance = RichField()
    risk_and_finance = RichField()
    obstacles = RichField()
    what_changed = RichField()
    what_did_not_work = RichField()
    lessons = RichField()
    sustained_by = RichField()


class WholeCaseStudySerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the case study in addresses.")
    title = TextField()
    summary = TextField(help_text="What was done, for whom, with what result; e-mail addresses are kept back.")
    year = serializers.IntegerField(
        source="known_year", allow_null=True, help_text="The year it is known for, or was begun in."
    )
    begun_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    stage = serializers.ChoiceField(CaseStudy.Stage.choices, allow_blank=True, help_text="How far it is.")
    novelty = serializers.ChoiceField(CaseStudy.Novelty.choices, allow_blank=True, help_text="To whom it was new.")
    evidence = serializers.ChoiceField(
        CaseStudy.Evidence.choices, source="evidence_level", allow_null=True,
        help_text="How far one can rely on it, from 1 to 5.",
    )  # fmt: skip
    evidence_reason = TextField()
    completeness = serializers.ChoiceField(CaseStudy.Completeness.choices, help_text="How much of it is told.")
    confirmed = serializers.DateField(
        source="last_confirmed_on", allow_null=True, help_text="When somebody who knows last said that it is right."
    )
    councils = InvolvedSerializer(many=True, source="involvements")
    themes = NamedSerializer(many=True)
    service_areas = NamedSerializer(many=True)
    programmes = NamedSerializer(many=True)
    partners = NamedSerializer(many=True)
    sections = SectionsSerializer(source="*", help_text="What is told at length, as HTML; empty where nothing is.")
    outcomes = OutcomeSerializer(many=True, help_text="Measured results.")
    cost = serializers.DecimalField(14, 2, allow_null=True, help_text="In pounds, as text, to stay exact.")
    cost_note = TextField()
    team = TextField(help_text="Who did it.")
    time_taken = TextField()
    reuse = serializers.ChoiceField(
        CaseStudy.ReuseTerms.choices, source="reuse_terms", allow_blank=True, help_text="Whether others may."
    )
    reuse_note = TextField(help_text="What can be reused.")
    reuse_link = serializers.CharField(help_text="Where it is, or empty.")
    adoptions = AdoptionSerializer(many=True, help_text="Councils that did it too.")
    documents = DocumentSerializer(many=True)
    videos = ElsewhereSerializer(many=True)
    links = ElsewhereSerializer(many=True)
    source = TextField(help_text="Where it is known from.")  # type: ignore[assignment] # the framework takes it out
    source_link = serializers.CharField(help_text="Where that can be read, or empty.")
    published_at = serializers.DateTimeField()
    address = AddressField(help_text="Of its page, with the form by which its contact is written to.")


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
