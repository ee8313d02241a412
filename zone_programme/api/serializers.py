"""The fields of a Zone's things in the API, with what each means; the values come from `exports/data.py`."""

from rest_framework import serializers

from zone_programme.models import Break, Format, Space, Zone


class LinkSerializer(serializers.Serializer):
    name = serializers.CharField()
    address = serializers.URLField(help_text="Of its page.")


class PauseSerializer(serializers.Serializer):
    title = serializers.CharField()
    kind = serializers.ChoiceField(Break.Kind.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class DaySerializer(serializers.Serializer):
    date = serializers.DateField()
    track = serializers.CharField(help_text="What the day is about, or empty.")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    breaks = PauseSerializer(many=True)


class ZoneSerializer(serializers.Serializer):
    year = serializers.IntegerField(help_text="Names the Zone in addresses.")
    name = serializers.CharField()
    state = serializers.ChoiceField(
        [choice for choice in Zone.State.choices if choice[0] != Zone.State.PLANNING], help_text="How far it is."
    )
    conference = serializers.CharField()
    venue = serializers.CharField(help_text="Empty while not known.")
    city = serializers.CharField(help_text="Empty while not known.")
    time_zone = serializers.CharField(help_text="All times of the Zone are in it.")
    demonstration = serializers.BooleanField(help_text="True where everything is made up to show how it works.")
    release = serializers.IntegerField(
        allow_null=True, help_text="The number of the programme that is public; null before there is one."
    )
    released_at = serializers.DateTimeField(allow_null=True)
    address = serializers.URLField(help_text="Of its page.")
    days = DaySerializer(many=True, help_text="Empty before the programme is public.")


class ThemeOfSessionSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class FormerSerializer(serializers.Serializer):
    space = serializers.CharField(help_text="The name of the space, which may be there no more.")
    starts_at = serializers.DateTimeField()


class OccurrenceSerializer(serializers.Serializer):
    uid = serializers.UUIDField(help_text="Stays the same from release to release.")
    space = serializers.CharField(help_text="The slug of the space.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    sequence = serializers.IntegerField(help_text="Grows with each release that changes it.")
    cancelled = serializers.BooleanField()
    mark = serializers.CharField(help_text="Whether it is late or was moved on the day, in words; empty for most.")
    was = FormerSerializer(allow_null=True, help_text="Where and when it was to be, if that was changed on the day.")


class FileSerializer(serializers.Serializer):
    title = serializers.CharField()
    address = serializers.URLField(help_text="Where it can be fetched.")
    media_type = serializers.CharField(help_text="What it is, such as application/pdf.")
    bytes = serializers.IntegerField(help_text="How large it is.")


class SessionSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the session in addresses.")
    title = serializers.CharField()
    format = serializers.ChoiceField(Format.choices, allow_blank=True, help_text="Empty where it is not known.")
    theme = ThemeOfSessionSerializer(allow_null=True)
    summary = serializers.CharField(help_text="What it is about; e-mail addresses are kept back.")
    how = serializers.CharField(help_text="What delegates take home: how it was done.")
    speakers = serializers.ListField(child=serializers.CharField(), help_text="The slugs of the speakers.")
    chairs = serializers.ListField(child=serializers.CharField(), help_text="The slugs of those who chair.")
    councils = LinkSerializer(many=True)
    case_studies = LinkSerializer(many=True)
    address = serializers.URLField(help_text="Of its page.")
    files = FileSerializer(many=True, help_text="Slides and documents that everybody may read.")
    occurrences = OccurrenceSerializer(many=True, help_text="When and where it is; a session may run more than once.")


class SpeakerSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the speaker in sessions.")
    name = serializers.CharField()
    role = serializers.CharField()
    organisation = serializers.CharField(help_text="The council, or another organisation.")
    council = serializers.URLField(allow_null=True, help_text="The page of the council.")
    biography = serializers.CharField()


class SpaceSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Names the space in sessions.")
    name = serializers.CharField()
    kind = serializers.ChoiceField(Space.Kind.choices)
    capacity = serializers.IntegerField(help_text="People at each session.")
    at_once = serializers.IntegerField(help_text="How many sessions can run there side by side.")
