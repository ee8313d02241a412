"""The app's configuration."""

from django.apps import AppConfig


class ZoneProgrammeConfig(AppConfig):
    name = "zone_programme"
    verbose_name = "Innovation Zone"

    def ready(self) -> None:
        from case_studies.told_at import register
        from zone_programme import history  # noqa: F401  declares what versions consist of
        from zone_programme.told import sessions_of

        register(sessions_of)
